/** The network that is loaded: the overview, and the neighbourhoods of what was expanded. */
import { batch, computed, effect, signal } from "@preact/signals";
import { MultiDirectedGraph } from "graphology";
import forceAtlas2, { inferSettings } from "graphology-layout-forceatlas2";

import * as api from "../api/client";
import type { Iri, Link, Network, Thing } from "../api/types";
import { reasonOf } from "../loaded";
import { filters, screen } from "../screen";
import { type Visible, visible as passing } from "./filters";
import { beside, gathered, type Point, scaled } from "./placement";

export interface NodeData extends Point {
  thing: Thing;
}
export interface EdgeData {
  link: Link;
}
export type Drawn = MultiDirectedGraph<NodeData, EdgeData>;

export const graph: Drawn = new MultiDirectedGraph<NodeData, EdgeData>();
/** Counts the changes of the graph, which is no signal itself. */
export const version = signal(0);
export const state = signal<{ state: "loading" | "ready" | "failed"; reason?: string }>({ state: "loading" });
export const leftOut = signal(0);
/** What the last expansion brought, to be told and to be seen. */
export const arrived = signal<{ label: string; nodes: Iri[] } | null>(null);
/** How often the layout began anew. */
export const epoch = signal(0);

export const things = (): Thing[] => graph.mapNodes((_, { thing }) => thing);
export const links = (): Link[] => graph.mapEdges((_, { link }) => link);
export const thing = (iri: Iri): Thing | undefined =>
  graph.hasNode(iri) ? graph.getNodeAttribute(iri, "thing") : undefined;

export const visible = computed<Visible>(() => {
  void version.value;
  return passing(things(), links(), filters.value);
});

const point = (iri: Iri): Point => graph.getNodeAttributes(iri);
const points = (): Point[] => graph.mapNodes((_, attributes) => attributes);

/** The thing that is there already and that most of the new ones are linked to. */
function anchorOf(network: Network, added: ReadonlySet<Iri>, centre: Iri | null): Point {
  if (centre !== null && graph.hasNode(centre) && !added.has(centre)) return point(centre);
  const counts = new Map<Iri, number>();
  for (const { source, target } of network.edges) {
    for (const [mine, other] of [[source, target], [target, source]] as const) {
      if (added.has(mine) && graph.hasNode(other)) counts.set(other, (counts.get(other) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best ? point(best[0]) : { x: 0, y: 0 };
}

/** Up to so many things are laid out by forces at once; more stay in the discs of their communities. */
const LAID_OUT = 600;
const ROUNDS = 200;

/** The layout of a graph that begins: the same each time, for the forces start from the same places. */
function layOut(): void {
  if (graph.order < 2 || graph.order > LAID_OUT) return;
  const settings = { ...inferSettings(graph), gravity: 0.5, strongGravityMode: true, barnesHutOptimize: false };
  const laid = forceAtlas2(graph, { iterations: ROUNDS, settings });
  const order = graph.nodes();
  const places = scaled(order.map((iri) => laid[iri] as Point));
  order.forEach((iri, i) => graph.mergeNodeAttributes(iri, places[i] as Point));
}

/** Adds what is new and leaves the rest where it is. */
export function merge(network: Network, centre: Iri | null): Iri[] {
  const added = network.nodes.filter(({ iri }) => !graph.hasNode(iri));
  const begins = graph.order === 0;
  const places = begins
    ? scaled(gathered(added))
    : beside(anchorOf(network, new Set(added.map(({ iri }) => iri)), centre), added.length, points(), 1);
  added.forEach((thing, i) => graph.addNode(thing.iri, { thing, ...(places[i] ?? { x: 0, y: 0 }) }));
  for (const link of network.edges) {
    const known = graph.hasNode(link.source) && graph.hasNode(link.target);
    if (known && !graph.hasEdge(link.id)) graph.addDirectedEdgeWithKey(link.id, link.source, link.target, { link });
  }
  if (begins) layOut();
  return added.map(({ iri }) => iri);
}

/** Takes out what none of these networks holds. */
function keepOnly(networks: readonly Network[]): void {
  const nodes = new Set(networks.flatMap((network) => network.nodes.map(({ iri }) => iri)));
  const edges = new Set(networks.flatMap((network) => network.edges.map(({ id }) => id)));
  graph.filterNodes((iri) => !nodes.has(iri)).forEach((iri) => graph.dropNode(iri));
  graph.filterEdges((id) => !edges.has(id)).forEach((id) => graph.dropEdge(id));
}

/** What has no links is in no network; that is no reason not to show the others. */
function unlinked(error: unknown): Network {
  if (error instanceof api.Refused && error.status === 404) return { nodes: [], edges: [], left_out: 0 };
  throw error;
}

let asked = 0;
let shown = { overview: -1, expanded: [] as readonly Iri[] };

async function load(overview: number, expanded: readonly Iri[]): Promise<void> {
  const mine = ++asked;
  if (graph.order === 0) state.value = { state: "loading" };
  try {
    const base = overview > 0 ? [api.overview(overview)] : [];
    const near = expanded.map((iri) => api.neighbourhood(iri).catch(unlinked));
    const networks = await Promise.all([...base, ...near]);
    if (networks.length > 0 && networks.every(({ nodes }) => nodes.length === 0)) throw new api.Refused(404, "");
    if (mine === asked) show(networks, overview, expanded);
  } catch (error) {
    if (mine === asked) state.value = { state: "failed", reason: reasonOf(error) };
  }
}

function show(networks: Network[], overview: number, expanded: readonly Iri[]): void {
  const anew = overview !== shown.overview || (overview === 0 && expanded[0] !== shown.expanded[0]);
  if (anew) graph.clear();
  else keepOnly(networks);
  let last: Iri[] = [];
  networks.forEach((network, i) => {
    last = merge(network, overview > 0 ? (expanded[i - 1] ?? null) : (expanded[i] ?? null));
  });
  const newest = expanded.at(-1);
  if (!anew && newest && expanded.length > shown.expanded.length) {
    arrived.value = { label: thing(newest)?.label ?? "", nodes: [newest, ...last] };
  }
  leftOut.value = networks.reduce((sum, network) => sum + network.left_out, 0);
  shown = { overview, expanded };
  batch(() => {
    state.value = { state: "ready" };
    version.value++;
    if (anew) epoch.value++;
  });
}

const wanted = computed(() => JSON.stringify([screen.value.overview, screen.value.expanded]));
effect(() => {
  const [overview, expanded] = JSON.parse(wanted.value) as [number, Iri[]];
  void load(overview, expanded);
});

export const again = () => load(screen.peek().overview, screen.peek().expanded);
