/** Colours and sizes of nodes and links. */
import { computed } from "@preact/signals";

import { colourOf, dark } from "../appearance";
import type { Iri, Thing } from "../api/types";
import { mixed } from "../colour";
import { t, typeName } from "../i18n";
import { ranked } from "../ranked";
import { screen } from "../screen";
import { graph, things, version, visible } from "./network";
import { themeName } from "./themes";
import { known, TYPES, typeProperty } from "./types";

const PALETTE = 10;
const SMALLEST = 3;
const LARGEST = 16;
const EVEN = 6;

interface Colours {
  page: string;
  text: string;
  quiet: string;
  edge: string;
  accent: string;
  faint: string;
  types: Record<string, string>;
  palette: string[];
}

export const colours = computed<Colours>(() => {
  void dark.value;
  const [page, text, quiet, edge, accent, faint] =
    ["--page", "--text", "--quiet", "--edge", "--accent", "--faint"].map(colourOf) as [string, string, string, string, string, string];
  return {
    page, text, quiet, edge, accent, faint,
    types: Object.fromEntries([...TYPES, "Fact"].map((type) => [type, colourOf(`--${type.toLowerCase()}`)])),
    palette: Array.from({ length: PALETTE }, (_, i) => colourOf(`--c${i}`)),
  };
});

/** The values by which nodes are coloured now, most frequent first. */
const groups = computed<(string | number)[]>(() => {
  void version.value;
  const all = things();
  if (screen.value.colour === "theme") return ranked(all.flatMap(({ themes }) => themes), PALETTE);
  if (screen.value.colour === "community") return ranked(all.map(({ community }) => community), PALETTE);
  return [];
});

const highest = (measure: (thing: Thing) => number): number => things().reduce((max, thing) => Math.max(max, measure(thing)), 0) || 1;

export const colouring = computed<(thing: Thing) => string>(() => {
  const { types, palette, quiet, faint, accent } = colours.value;
  const way = screen.value.colour;
  if (way === "type") return ({ type }) => types[known(type) ? type : "Fact"] ?? quiet;
  if (way === "centrality") {
    const most = highest(({ centrality }) => centrality);
    return ({ centrality }) => mixed(faint, accent, Math.sqrt(centrality / most));
  }
  const places = new Map(groups.value.map((value, i) => [value, palette[i] ?? quiet]));
  if (way === "community") return ({ community }) => places.get(community) ?? quiet;
  return (thing) => {
    const own = [thing.iri as Iri, ...thing.themes].find((iri) => places.has(iri));
    return own === undefined ? quiet : (places.get(own) ?? quiet);
  };
});

export interface LegendEntry {
  name: string;
  property: string;
  count: number | null;
}

export const legend = computed<LegendEntry[]>(() => {
  const shown = things().filter(({ iri }) => visible.value.things.has(iri));
  const way = screen.value.colour;
  const count = (fits: (thing: Thing) => boolean) => shown.filter(fits).length;
  if (way === "centrality") {
    return [{ name: t().graph.most, property: "--accent", count: null }, { name: t().graph.least, property: "--faint", count: null }];
  }
  if (way === "type") {
    const present = ranked(shown.map(({ type }) => type), PALETTE);
    return present.map((type) => ({ name: typeName(type), property: typeProperty(type), count: count((thing) => thing.type === type) }));
  }
  return groups.value.map((value, i) => {
    const property = `--c${i}`;
    if (way === "theme") return { name: themeName(String(value)), property, count: count(({ themes }) => themes.includes(String(value))) };
    const [best] = shown.filter(({ community }) => community === value).sort((a, b) => b.degree - a.degree);
    return { name: t().graph.around(best?.label ?? String(value)), property, count: count(({ community }) => community === value) };
  }).filter((entry) => entry.count > 0);
});

/** The more things there are, and the smaller the screen, the smaller they are drawn. */
const crowding = (): number => (graph.order > 3_000 ? 0.4 : graph.order > 800 ? 0.65 : 1) * (innerWidth < 600 ? 0.6 : 1);

export const sizing = computed<(thing: Thing) => number>(() => {
  void version.value;
  const way = screen.value.size;
  if (way === "even") return () => EVEN * crowding();
  const measure = (thing: Thing) => (way === "degree" ? thing.degree : thing.centrality);
  const most = highest(measure);
  const factor = crowding();
  return (thing) => factor * (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(measure(thing) / most));
});
