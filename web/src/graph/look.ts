/** Colours and sizes of nodes and links. */
import { computed } from "@preact/signals";

import { colourOf, dark } from "../appearance";
import type { Iri, Thing } from "../api/types";
import { ranked } from "../ranked";
import { screen } from "../screen";
import { graph, things, version, visible } from "./network";
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

export const colouring = computed<(thing: Thing) => string>(() => {
  const { types, palette, quiet } = colours.value;
  const way = screen.value.colour;
  if (way === "type") return ({ type }) => types[known(type) ? type : "Fact"] ?? quiet;
  const places = new Map(groups.value.map((value, i) => [value, palette[i] ?? quiet]));
  if (way === "community") return ({ community }) => places.get(community) ?? quiet;
  return (thing) => {
    const own = [thing.iri as Iri, ...thing.themes].find((iri) => places.has(iri));
    return own === undefined ? quiet : (places.get(own) ?? quiet);
  };
});

export interface LegendEntry {
  key: string;
  property: string;
  count: number;
  value: string | number;
}

export const legend = computed<LegendEntry[]>(() => {
  const shown = things().filter(({ iri }) => visible.value.things.has(iri));
  const way = screen.value.colour;
  if (way === "type") {
    const present = ranked(shown.map(({ type }) => type), 20);
    return present.map((type) => ({
      key: type, value: type, property: typeProperty(type), count: shown.filter((thing) => thing.type === type).length,
    }));
  }
  const has = (thing: Thing, value: string | number) =>
    way === "theme" ? thing.themes.includes(String(value)) : thing.community === value;
  return groups.value.map((value, i) => ({
    key: String(value), value, property: `--c${i}`, count: shown.filter((thing) => has(thing, value)).length,
  }));
});

/** The more things there are, and the smaller the screen, the smaller they are drawn. */
const crowding = (): number => (graph.order > 3_000 ? 0.4 : graph.order > 800 ? 0.65 : 1) * (innerWidth < 600 ? 0.6 : 1);

export const sizing = computed<(thing: Thing) => number>(() => {
  void version.value;
  const way = screen.value.size;
  if (way === "even") return () => EVEN * crowding();
  const measure = (thing: Thing) => (way === "degree" ? thing.degree : thing.centrality);
  const most = things().reduce((max, thing) => Math.max(max, measure(thing)), 0) || 1;
  const factor = crowding();
  return (thing) => factor * (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(measure(thing) / most));
});
