/** What the server answers. Things are named by IRI; every string is untrusted text. */

export type Iri = string;
export type Modality = "done" | "planned" | "negated";

export interface Named {
  iri: Iri;
  label: string;
}

export interface Stats {
  releases: number;
  entities: number;
  claims: number;
  edges: number;
  first: string | null;
  last: string | null;
  types: Record<string, number>;
  themes: (Named & { count: number })[];
  facts: Record<string, number>;
}

export interface Found extends Named {
  type: string;
  aliases: string[];
  degree: number;
}

export interface Thing extends Named {
  type: string;
  degree: number;
  planned: boolean;
  themes: Iri[];
  centrality: number;
  community: number;
  x: number;
  y: number;
}

export interface Link {
  id: string;
  source: Iri;
  target: Iri;
  property: string;
  label: string;
  planned: boolean;
  confidence: number;
  first: string | null;
  last: string | null;
  releases: Iri[];
  fact: string;
}

export interface Network {
  nodes: Thing[];
  edges: Link[];
  left_out: number;
}

export interface Release {
  iri: Iri;
  id: string;
  title: string;
  published: string | null;
  url: string | null;
  language: string;
  publisher: string | null;
}

export interface Sentence {
  text: string;
  start: number;
  end: number;
}

export interface Part {
  name: string;
  label: string;
  iri: Iri | null;
}

export interface Claim {
  iri: Iri;
  fact: string;
  modality: Modality;
  parts: Part[];
  sentences: Sentence[];
  release: Release | null;
  confidence: number;
  belief: number | null;
  method: string | null;
  said_by: Named | null;
  judged: boolean | null;
}

export interface Neighbour extends Named {
  type: string;
  property: string;
  label_property: string;
}

export interface Entity extends Named {
  type: string;
  aliases: string[];
  identifiers: string[];
  governed_by: Named | null;
  claims: Claim[];
  claims_total: number;
  neighbours: Neighbour[];
  mentions: { release: Release; count: number }[];
}

export interface Mention extends Named {
  start: number;
  end: number;
  type: string;
}

export interface FullRelease extends Release {
  text: string;
  mentions: Mention[];
  claims: Claim[];
}

export interface Releases {
  items: (Release & { claims: number })[];
  total: number;
}

export interface Occurrence {
  date: string;
  fact: string;
  label: string;
  claim: Iri;
  things: Named[];
}

export interface Timeline {
  bins: { month: string; fact: string; count: number }[];
  items: Occurrence[];
  total: number;
}

export interface PlaceOnMap extends Named {
  lat: number;
  lon: number;
  country: string;
  kind: string;
  things: number;
  agreements: number;
  designations: number;
  themes: string[];
}

export interface CountryOnMap {
  things: number;
  agreements: number;
  designations: number;
}

export interface Places {
  places: PlaceOnMap[];
  countries: Record<string, CountryOnMap>;
}

export type ParameterType = "string" | "date" | "integer" | "decimal" | "iri";

export interface Parameter {
  name: string;
  type: ParameterType;
  required: boolean;
  description: string;
}

export interface NamedQuery {
  name: string;
  question: string;
  note: string | null;
  parameters: Parameter[];
  sparql: string;
}

export interface Term extends Named {
  prefixed: string;
  comment: string | null;
}

export interface Terms {
  prefixes: Record<string, string>;
  classes: Term[];
  properties: Term[];
}

export interface Value {
  type: "uri" | "literal" | "bnode" | "typed-literal";
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export interface Answer {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, Value>[] };
}
