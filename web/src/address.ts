/** What is on the screen, and the address that says it: the one is the other, both ways. */
import type { Iri } from "./api/types";

export const VIEWS = ["graph", "table", "timeline", "map", "releases", "query"] as const;
export type View = (typeof VIEWS)[number];
export type Status = "all" | "done" | "planned";
export type Colour = "type" | "theme" | "community" | "centrality";
export type Size = "degree" | "centrality" | "even";
export type Shading = "things" | "agreements" | "designations" | "themes";
export type Shape = "table" | "chart" | "graph";

export interface Filters {
  types: string[];
  themes: Iri[];
  from: string;
  to: string;
  confidence: number;
  releases: Iri[];
  status: Status;
}

export type Selection =
  | { kind: "thing"; iri: Iri }
  | { kind: "claim"; iri: Iri }
  | { kind: "edge"; source: Iri; property: string; target: Iri };

export interface Camera {
  x: number;
  y: number;
  ratio: number;
}

export interface Question {
  name: string;
  parameters: Record<string, string>;
  sparql: string;
  shape: Shape;
}

export interface Screen {
  view: View;
  /** How many of the best connected things there are to begin with; 0 is none. */
  overview: number;
  expanded: Iri[];
  filters: Filters;
  colour: Colour;
  size: Size;
  selection: Selection | null;
  camera: Camera | null;
  release: Iri;
  /** The claim that is marked in the release. */
  claim: Iri;
  words: string;
  links: boolean;
  fact: string;
  /** The thing that the timeline is about. */
  about: Iri;
  shading: Shading;
  question: Question;
}

export const NO_FILTERS: Filters = {
  types: [], themes: [], from: "", to: "", confidence: 0, releases: [], status: "all",
};
export const START: Screen = {
  view: "graph", overview: 300, expanded: [], filters: NO_FILTERS, colour: "type", size: "degree",
  selection: null, camera: null, release: "", claim: "", words: "", links: false, fact: "", about: "",
  shading: "things", question: { name: "", parameters: {}, sparql: "", shape: "table" },
};

/** Our IRIs are written short: ~place/Nordby, ~/concept/theme/life_science. */
const BASE = "https://w3id.org/innovation-valley/";
const THINGS = `${BASE}id/`;
function shorten(iri: Iri): string {
  if (iri.startsWith(THINGS)) return `~${iri.slice(THINGS.length)}`;
  return iri.startsWith(BASE) ? `~/${iri.slice(BASE.length)}` : iri;
}
function lengthen(iri: string): Iri {
  if (iri.startsWith("~/")) return BASE + iri.slice(2);
  return iri.startsWith("~") ? THINGS + iri.slice(1) : iri;
}

/** As short as an address may be: only what would mean something else is escaped. */
const escape = (text: string): string =>
  encodeURIComponent(text).replace(/%(2F|3A|2C|40|7C)/g, (code) => decodeURIComponent(code)).replace(/%20/g, "+");

const rounded = (value: number): string => String(Number(value.toFixed(4)));

function written(selection: Selection): [string, string] {
  if (selection.kind === "thing") return ["sel", shorten(selection.iri)];
  if (selection.kind === "claim") return ["clm", shorten(selection.iri)];
  return ["edge", [shorten(selection.source), selection.property, shorten(selection.target)].join(" ")];
}

/** The search part of the address, without what is as at the start. */
export function toAddress(screen: Screen): string {
  const parts: [string, string][] = [];
  const add = (name: string, value: string | number | boolean, usual: unknown = "") => {
    if (value !== usual) parts.push([name, String(value)]);
  };
  const { filters, question, camera, selection } = screen;
  add("v", screen.view, START.view);
  add("top", screen.overview, START.overview);
  screen.expanded.forEach((iri) => add("n", shorten(iri)));
  filters.types.forEach((type) => add("type", type));
  filters.themes.forEach((iri) => add("theme", shorten(iri)));
  add("from", filters.from);
  add("to", filters.to);
  add("conf", filters.confidence, 0);
  filters.releases.forEach((iri) => add("rel", shorten(iri)));
  add("status", filters.status, "all");
  add("colour", screen.colour, START.colour);
  add("size", screen.size, START.size);
  if (selection) add(...written(selection));
  add("release", shorten(screen.release));
  add("claim", shorten(screen.claim));
  add("words", screen.words);
  add("links", screen.links ? 1 : 0, 0);
  add("fact", screen.fact);
  add("about", shorten(screen.about));
  add("map", screen.shading, START.shading);
  add("q", question.name);
  Object.entries(question.parameters).forEach(([name, value]) => add(`p.${name}`, value));
  add("sparql", question.sparql);
  add("as", question.shape, "table");
  if (camera) add("cam", [camera.x, camera.y, camera.ratio].map(rounded).join(","));
  return parts.length === 0 ? "" : `?${parts.map(([name, value]) => `${escape(name)}=${escape(value)}`).join("&")}`;
}

function oneOf<T extends string>(given: string | null, known: readonly T[], usual: T): T {
  return known.includes(given as T) ? (given as T) : usual;
}

function selected(given: URLSearchParams): Selection | null {
  const thing = given.get("sel") ?? given.get("node");
  const claim = given.get("clm");
  const [source, property, target] = given.get("edge")?.split(" ") ?? [];
  if (thing) return { kind: "thing", iri: lengthen(thing) };
  if (claim) return { kind: "claim", iri: lengthen(claim) };
  if (!source || !property || !target) return null;
  return { kind: "edge", source: lengthen(source), property, target: lengthen(target) };
}

function camera(given: URLSearchParams): Camera | null {
  const [x, y, ratio] = (given.get("cam") ?? "").split(",").map(Number);
  if (x === undefined || y === undefined || ratio === undefined) return null;
  return [x, y, ratio].every(Number.isFinite) && ratio > 0 ? { x, y, ratio } : null;
}

const month = (given: string | null): string => (given && /^\d{4}(-\d\d){0,2}$/.test(given) ? given : "");
const bounded = (given: string | null, usual: number, most: number): number => {
  const value = given === null || given === "" ? usual : Number(given);
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : usual;
};

/**
 * The screen that an address means; what it gets wrong is as at the start.
 *
 * Other pages link to a thing by `?node=IRI` and to a release by `?view=release&iri=IRI`.
 */
export function fromAddress(search: string): Screen {
  const given = new URLSearchParams(search);
  const all = (name: string) => [...new Set(given.getAll(name))];
  const iri = (name: string) => lengthen(given.get(name) ?? "");
  const parameters = [...given].filter(([name]) => name.startsWith("p.")).map(([name, value]) => [name.slice(2), value]);
  return {
    view: given.get("view") === "release" ? "releases" : oneOf(given.get("v"), VIEWS, START.view),
    overview: Math.round(bounded(given.get("top"), START.overview, 20_000)),
    expanded: [...all("node"), ...all("n")].map(lengthen),
    filters: {
      types: all("type"),
      themes: all("theme").map(lengthen),
      from: month(given.get("from")),
      to: month(given.get("to")),
      confidence: bounded(given.get("conf"), 0, 1),
      releases: all("rel").map(lengthen),
      status: oneOf(given.get("status"), ["all", "done", "planned"], "all"),
    },
    colour: oneOf(given.get("colour"), ["type", "theme", "community", "centrality"], START.colour),
    size: oneOf(given.get("size"), ["degree", "centrality", "even"], START.size),
    selection: selected(given),
    camera: camera(given),
    release: iri("release") || iri("iri"),
    claim: iri("claim"),
    words: given.get("words") ?? "",
    links: given.get("links") === "1",
    fact: given.get("fact") ?? "",
    about: iri("about"),
    shading: oneOf(given.get("map"), ["things", "agreements", "designations", "themes"], START.shading),
    question: {
      name: given.get("q") ?? "",
      parameters: Object.fromEntries(parameters) as Record<string, string>,
      sparql: given.get("sparql") ?? "",
      shape: oneOf(given.get("as"), ["table", "chart", "graph"], "table"),
    },
  };
}
