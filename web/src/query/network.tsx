/** The answer as a graph: two columns are its ends. */
import { MultiDirectedGraph } from "graphology";
import forceAtlas2, { inferSettings } from "graphology-layout-forceatlas2";
import { useEffect, useRef, useState } from "preact/hooks";
import Sigma from "sigma";

import type { Value } from "../api/types";
import { hoverLabel, keepApart, plainLabel } from "../graph/labels";
import { colours } from "../graph/look";
import { t, termName } from "../i18n";
import { kindOf } from "../iri";
import { Select } from "../parts/filters";
import { Empty } from "../parts/states";
import { select } from "../screen";
import { shown } from "./results";
import type { Result } from "./run";

const MOST = 3_000;
const ROUNDS = 150;

const keyOf = (value: Value): string => `${value.type} ${value.value}`;

/** The columns that are likely the ends: things with IRIs first, else words. */
function ends({ columns, rows, triples }: Result): [string, string] | null {
  if (triples) return ["subject", "object"];
  const things = columns.filter((name) => rows.some((row) => row[name]?.type === "uri" && kindOf(row[name].value) === "thing"));
  const [one, two] = [...things, ...columns.filter((name) => !things.includes(name))];
  if (!one || !two || things.length > 1) return one && two ? [one, two] : null;
  const names = (name: string) => rows.every((row) => shown(row[one]) === shown(row[name]));
  return [one, columns.find((name) => name !== one && !names(name) && rows.some((row) => row[name]?.type === "literal" && !row[name].datatype)) ?? two];
}

function graphOf({ rows }: Result, from: string, to: string): MultiDirectedGraph {
  const graph = new MultiDirectedGraph();
  const { organisation, concept } = { organisation: colours.peek().types["Organisation"], concept: colours.peek().types["Concept"] };
  const add = (value: Value): string => {
    const key = keyOf(value);
    const angle = graph.order * 2.399963;
    const radius = Math.sqrt(graph.order + 1);
    if (!graph.hasNode(key)) graph.addNode(key, { label: shown(value), value, x: radius * Math.cos(angle), y: radius * Math.sin(angle), color: value.type === "uri" ? organisation : concept });
    return key;
  };
  for (const row of rows.slice(0, MOST)) {
    const [source, target] = [row[from], row[to]];
    if (source && target) graph.addDirectedEdge(add(source), add(target), { label: row["predicate"] ? termName(row["predicate"].value) : "", color: colours.peek().edge });
  }
  graph.forEachNode((node) => graph.setNodeAttribute(node, "size", 4 + 1.5 * Math.sqrt(graph.degree(node))));
  if (graph.order > 1) forceAtlas2.assign(graph, { iterations: ROUNDS, settings: { ...inferSettings(graph), adjustSizes: false } });
  return graph;
}

function Drawing({ result, from, to }: { result: Result; from: string; to: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { text, edge } = colours.value;
    const graph = graphOf(result, from, to);
    const sigma = new Sigma(graph, place.current as HTMLElement, {
      allowInvalidContainer: true, defaultEdgeType: "arrow", labelColor: { color: text }, defaultEdgeColor: edge, stagePadding: 40,
      renderEdgeLabels: result.triples, edgeLabelColor: { color: colours.value.quiet }, edgeLabelFont: "Inter Variable", edgeLabelSize: 10,
      defaultDrawNodeLabel: plainLabel, defaultDrawNodeHover: hoverLabel, labelRenderedSizeThreshold: 4,
    });
    keepApart(sigma as unknown as Sigma);
    sigma.on("clickNode", ({ node }) => {
      const value = graph.getNodeAttribute(node, "value") as Value;
      const kind = value.type === "uri" ? kindOf(value.value) : null;
      if (kind === "thing" || kind === "claim") select({ kind, iri: value.value });
    });
    const watcher = new ResizeObserver(() => sigma.resize());
    watcher.observe(place.current as HTMLElement);
    return () => {
      watcher.disconnect();
      sigma.kill();
    };
  }, [result, from, to, colours.value]);
  return <div class="canvas" ref={place} role="img" aria-label={t().graph.label} />;
}

export default function ResultNetwork({ result }: { result: Result }) {
  const likely = ends(result);
  const [chosen, choose] = useState<{ from?: string; to?: string }>({});
  if (!likely) return <Empty title={t().query.noGraph} />;
  const from = chosen.from && result.columns.includes(chosen.from) ? chosen.from : likely[0];
  const to = chosen.to && result.columns.includes(chosen.to) ? chosen.to : likely[1];
  const names = Object.fromEntries(result.columns.map((name) => [name, name]));
  return (
    <>
      {!result.triples && (
        <div class="bar">
          <Select<string> label={t().query.source} names={names} value={from} onChange={(name) => choose({ ...chosen, from: name })} />
          <Select<string> label={t().query.target} names={names} value={to} onChange={(name) => choose({ ...chosen, to: name })} />
        </div>
      )}
      <div class="stage result-graph"><Drawing result={result} from={from} to={to} /></div>
    </>
  );
}
