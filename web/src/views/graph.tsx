/** The graph: what is drawn, and the tools beside it. */
import { computed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

import { address } from "../api/client";
import { arrange, arranging, stopArranging } from "../graph/arrange";
import { draw, type Handle } from "../graph/drawing";
import { focused } from "../graph/keys";
import { legend } from "../graph/look";
import { again, arrived, epoch, leftOut, state, thing, visible } from "../graph/network";
import { many } from "../graph/style";
import { savePng, saveSvg } from "../graph/picture";
import { number, t, typeName } from "../i18n";
import { Filters } from "../parts/filters";
import { Icon, type IconName } from "../parts/icons";
import { Empty, Failed, Loading } from "../parts/states";
import { backToOverview, screen } from "../screen";

const FORMATS = ["graphml", "gexf", "csv"] as const;

/** A large graph is drawn with other programs, which are chosen when the drawing begins. */
const large = computed(() => {
  void epoch.value;
  return many();
});

function hasWebgl(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

function Tool({ icon, label, onClick, pressed }: { icon: IconName; label: string; onClick: () => void; pressed?: boolean }) {
  return (
    <button type="button" class="icon-button" title={label} aria-label={label} aria-pressed={pressed} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** The server exports one selection at a time: the overview, or one neighbourhood. */
function selections(): { label: string; asked: Record<string, string | number> }[] {
  const { overview, expanded } = screen.value;
  const whole = overview > 0 ? [{ label: `${number(overview)} ${t().filters.sizeHint}`, asked: { limit: overview } }] : [];
  return [...whole, ...expanded.slice(-4).map((iri) => ({ label: thing(iri)?.label ?? iri, asked: { node: iri, hops: 1, limit: 200 } }))];
}

function Export({ handle }: { handle: Handle | null }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => void (menu.current && (menu.current.open = false));
  const texts = t().graph;
  return (
    <details class="menu" ref={menu} onKeyDown={(event) => event.key === "Escape" && close()}>
      <summary class="icon-button" title={texts.export} aria-label={texts.export}><Icon name="save" /></summary>
      <div class="menu-body">
        <h3>{texts.picture}</h3>
        <p class="actions">
          <button type="button" onClick={() => handle && (close(), void savePng(handle.sigma))}>PNG</button>
          <button type="button" onClick={() => handle && (close(), saveSvg(handle.sigma))}>SVG</button>
        </p>
        <h3>{texts.data}</h3>
        {selections().map(({ label, asked }) => (
          <p key={label} class="export-row">
            <span>{label}</span>
            {FORMATS.map((format) => <a key={format} href={address(`/api/export/${format}`, asked)} download>{format === "csv" ? "CSV" : format === "gexf" ? "GEXF" : "GraphML"}</a>)}
          </p>
        ))}
      </div>
    </details>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label={t().graph.legend}>
      {legend.value.map(({ name, property, count }) => (
        <li key={property}><span class="dot" style={{ background: `var(${property})` }} /> <span class="cut">{name}</span> {count !== null && <small>{number(count)}</small>}</li>
      ))}
    </ul>
  );
}

function Told() {
  const here = focused.value === null ? undefined : thing(focused.value);
  const news = arrived.value;
  return (
    <p class="unseen" role="status">
      {here ? t().graph.neighbourOf(here.label, typeName(here.type), here.degree) : news ? t().graph.loaded(news.label, news.nodes.length - 1) : ""}
    </p>
  );
}

function Canvas() {
  const container = useRef<HTMLDivElement>(null);
  const [handle, setHandle] = useState<Handle | null>(null);
  const { graph } = t();
  useEffect(() => {
    const drawing = draw(container.current as HTMLDivElement);
    setHandle(drawing);
    if (import.meta.env.MODE !== "production") Object.assign(window, { drawing });
    return () => {
      stopArranging();
      drawing.stop();
    };
  }, []);
  return (
    <>
      <div
        class="canvas" ref={container} tabIndex={0} role="application" aria-label={graph.label} aria-describedby="graph-help"
        onKeyDown={(event) => handle?.key(event)} onBlur={() => (focused.value = null)}
      />
      <p id="graph-help" class="graph-help">{graph.help}</p>
      <div class="tools" role="toolbar" aria-label={graph.label}>
        <Tool icon="plus" label={graph.zoomIn} onClick={() => handle?.zoom(1 / 1.5)} />
        <Tool icon="minus" label={graph.zoomOut} onClick={() => handle?.zoom(1.5)} />
        <Tool icon="fit" label={graph.fit} onClick={() => handle?.fit()} />
        <Tool icon="arrange" label={arranging.value ? graph.arranging : graph.arrange} pressed={arranging.value} onClick={arranging.value ? stopArranging : () => arrange(() => handle?.fit())} />
        <Export handle={handle} />
      </div>
      <Told />
    </>
  );
}

function Counts() {
  const { things, links } = visible.value;
  const { counts, graph } = t();
  return (
    <p class="counts">
      {counts.things(things.size)} · {counts.links(links.size)}
      {leftOut.value > 0 && <span> · {counts.leftOut(leftOut.value)}</span>}
      {(screen.value.overview === 0 || screen.value.expanded.length > 0) && <button type="button" class="text" onClick={backToOverview}>{graph.overview}</button>}
    </p>
  );
}

export default function GraphView() {
  const [webgl] = useState(hasWebgl);
  const { graph } = t();
  const now = state.value;
  return (
    <div class="with-filters">
      <Filters />
      <div class="stage">
        {!webgl && <Empty title={graph.noWebgl} />}
        {webgl && now.state === "loading" && <Loading />}
        {now.state === "failed" && <Failed reason={now.reason ?? ""} again={again} />}
        {webgl && now.state === "ready" && <><Canvas key={String(large.value)} /><Legend /></>}
        {now.state === "ready" && <Counts />}
        {now.state === "ready" && visible.value.things.size === 0 && <Empty title={graph.empty}>{graph.emptyHint}</Empty>}
      </div>
    </div>
  );
}
