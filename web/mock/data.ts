/** An invented ecosystem, with the kinds of text that an explorer must stand. The same each time. */
import type {
  Claim, FullRelease, Iri, Link, Modality, NamedQuery, Network, Part, Places, Release, Stats, Terms, Thing, Timeline,
} from "../src/api/types";

const BASE = "https://w3id.org/innovation-valley/id/";
const iri = (kind: string, name: string): Iri => `${BASE}${kind}/${encodeURIComponent(name.replaceAll(" ", "_"))}`;

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
const chance = random(7);
const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;

const TOWNS: [string, number, number][] = [
  ["Nordby", 59.9, 17.6], ["Sydvik", 55.7, 13.2], ["Alvsta", 57.7, 12.0], ["Norrhamn", 65.6, 22.1], ["Björklinge ö", 57.6, 18.3],
  ["Østby", 59.9, 10.7], ["Järvikylä", 61.5, 23.8], ["Steinfurt am See", 48.1, 11.6], ["Val-des-Lacs", 45.8, 4.8], ["Ponte Novo", 41.1, -8.6],
  ["Zelená Lhota", 50.1, 14.4], ["Żółtów", 52.2, 21.0], ["Dunhaven", 53.3, -6.3], ["Castelverde", 45.1, 7.7],
];
const COUNTRIES = ["SE", "SE", "SE", "SE", "SE", "NO", "FI", "DE", "FR", "PT", "CZ", "PL", "IE", "IT"];
const FIRST = ["Alva", "Björn", "Carin", "David", "Elif", "Fredrik", "Gunilla", "Hamid", "Ingrid", "Jonas", "Karin", "Lars", "Maja", "Nils", "Olena", "Petra"];
const LAST = ["Nordin", "Öberg", "Lindqvist", "Åkesson", "Demir", "Engström", "Hägg", "Rahimi", "Sjö", "Ek", "Zetterlund"];
const THEMES = ["life science", "cirkulär ekonomi", "grön omställning", "artificiell intelligens", "forskning på alger", "vätgas", "batterier", "livsmedel", "cybersäkerhet", "hållbart byggande", "rymd", "digital hälsa"];
const SECTORS = ["Innovation", "Science Park", "kommun", "universitet", "Energi AB", "Biotech AB", "Kluster", "Inkubator", "Bank", "Näringsliv"];

interface Seed { label: string; type: string; aliases: string[] }
function seeds(): Seed[] {
  const made: Seed[] = THEMES.map((label) => ({ label, type: "Concept", aliases: [] }));
  for (const [town] of TOWNS) {
    made.push({ label: town, type: "Place", aliases: [`${town}s stad`] });
    for (const sector of SECTORS) made.push({ label: `${town} ${sector}`, type: "Organisation", aliases: chance() < 0.3 ? [`${town.slice(0, 2).toUpperCase()}${sector[0]}`] : [] });
  }
  made.push({ label: "Region Norrby", type: "Organisation", aliases: ["Norrbyregionen", "Norrby regionkommun"] });
  made.push({ label: "Exempelklustret", type: "Organisation", aliases: ["Example Valley Cluster"] });
  made.push({ label: `<img src=x onerror="alert(1)"> AB`, type: "Organisation", aliases: ["'; DROP TABLE things; --"] });
  made.push({ label: "=HYPERLINK(\"https://example.invalid\") AB", type: "Organisation", aliases: [] });
  made.push({ label: "Ett mycket långt namn på ett samverkansprogram för hållbar och inkluderande tillväxt i norra Östersjöregionen 2021–2027", type: "Initiative", aliases: [] });
  for (const first of FIRST) for (const last of LAST.slice(0, 4)) made.push({ label: `${first} ${last}`, type: "Person", aliases: [] });
  for (const theme of THEMES) made.push({ label: `Programmet ${theme}`, type: "Initiative", aliases: [] });
  for (let i = 1; i <= 40; i++) made.push({ label: `${pick(["avsiktsförklaring", "samverkansavtal", "memorandum of understanding"])} ${2014 + (i % 11)}:${i}`, type: "Agreement", aliases: [] });
  for (let i = 1; i <= 25; i++) made.push({ label: `${pick(["Innovationsdagen", "Forum", "Toppmötet"])} ${pick(TOWNS)[0]} ${2015 + (i % 10)} ${i}`, type: "Event", aliases: [] });
  return made;
}

export interface World {
  things: Thing[];
  links: Link[];
  aliases: Map<Iri, string[]>;
  releases: FullRelease[];
  claims: Claim[];
}

export const dayOf = (release: { published: string | null } | null): string => release?.published ?? "";

const KIND: Record<string, string> = { Concept: "concept", Place: "place", Organisation: "organisation", Person: "person", Initiative: "initiative", Agreement: "agreement", Event: "event" };

function day(): string {
  const year = 2015 + Math.floor(chance() * 10);
  return `${year}-${String(1 + Math.floor(chance() * 12)).padStart(2, "0")}-${String(1 + Math.floor(chance() * 28)).padStart(2, "0")}`;
}

const PUBLISHERS = ["Region Norrby", "Nordby kommun", "Government Offices of Nordland", null];
function makeReleases(things: Thing[]): { releases: FullRelease[]; claims: Claim[] } {
  const organisations = things.filter(({ type }) => type === "Organisation");
  const people = things.filter(({ type }) => type === "Person");
  const themes = things.filter(({ type }) => type === "Concept");
  const places = things.filter(({ type }) => type === "Place");
  const releases: FullRelease[] = [];
  const claims: Claim[] = [];
  for (let i = 0; i < 220; i++) {
    const published = day();
    const [one, two, who, theme, place] = [pick(organisations), pick(organisations), pick(people), pick(themes), pick(places)];
    const title = i === 3 ? "<script>alert(1)</script>" : i === 4 ? "🚀 Rymdfärd & \"citat\" <b>fetstil</b> 𝔘𝔫𝔦𝔠𝔬𝔡𝔢" : `${one.label} och ${two.label} tecknar avsiktsförklaring om ${theme.label}`;
    const release: Release = { iri: iri("release", `nordby-${i}`), id: `nordby-${i}`, title, published, url: i === 5 ? "javascript:alert(1)" : `https://example.invalid/${i}`, language: i % 3 ? "sv" : "en", publisher: pick(PUBLISHERS) };
    const planned = chance() < 0.25;
    const sentences = [
      `${title}`,
      `\n\n🌱 ${one.label} och ${two.label} ${planned ? "ska teckna" : "tecknade i dag"} en avsiktsförklaring om ${theme.label}.`,
      ` Undertecknandet ${planned ? "sker" : "ägde rum"} i ${place.label} under ett möte.`,
      ` – Det här är ett viktigt steg 🎉 för hela regionen, säger ${who.label}, ordförande för ${one.label}.`,
      `\n\nParterna vill tillsammans stärka forskning, utbildning och företagande. Arbetet pågår till och med nästa år, och fler parter är välkomna att delta i det.`,
    ];
    const text = sentences.join("");
    const points = [...text];
    const mentions = [one, two, who, theme, place].flatMap((thing) => {
      const needle = [...thing.label];
      const found = [];
      for (let at = 0; at + needle.length <= points.length; at++) {
        if (needle.every((point, j) => points[at + j] === point)) found.push({ start: at, end: at + needle.length, iri: thing.iri, label: thing.label, type: thing.type });
      }
      return found;
    });
    const span = (n: number) => {
      const start = [...sentences.slice(0, n).join("")].length;
      const lead = [...(sentences[n] as string)].length - [...(sentences[n] as string).trimStart()].length;
      return { text: (sentences[n] as string).trim(), start: start + lead, end: start + [...(sentences[n] as string)].length };
    };
    const part = (name: string, thing: Thing): Part => ({ name, label: thing.label, iri: thing.iri });
    const modality: Modality = planned ? "planned" : i % 17 === 0 ? "negated" : "done";
    const common = { release, belief: chance() < 0.4 ? 0.97 : null, judged: i % 13 === 0 ? true : i % 29 === 0 ? false : null };
    const own: Claim[] = [
      { ...common, iri: iri("claim", `c${i}a`), fact: pick(["Agreement", "Agreement", "Designation", "Funding"]), modality, parts: [part("party", one), part("party", two), part("theme", theme), part("atPlace", place), { name: "date", label: published, iri: null }], sentences: [span(1), span(2)], confidence: 0.5 + chance() / 2, method: "rule:agreements", said_by: null },
      { ...common, iri: iri("claim", `c${i}b`), fact: "RoleHolding", modality: "done", parts: [part("member", who), { name: "role", label: "ordförande", iri: null }, part("organization", one)], sentences: [span(3)], confidence: 0.6 + chance() * 0.4, method: "model:tagger", said_by: null },
      { ...common, iri: iri("claim", `c${i}c`), fact: "Statement", modality: "done", parts: [part("speaker", who), { name: "quotedText", label: "Det här är ett viktigt steg 🎉 för hela regionen", iri: null }], sentences: [span(3)], confidence: 0.99, method: "rule:quotations", said_by: { iri: who.iri, label: who.label } },
    ];
    claims.push(...own);
    releases.push({ ...release, text, mentions: mentions.sort((a, b) => a.start - b.start), claims: own });
  }
  return { releases: releases.sort((a, b) => (dayOf(a) < dayOf(b) ? 1 : -1)), claims };
}

const PROPERTIES: [string, string, string][] = [["partyTo", "party to", "Agreement"], ["takesPartIn", "takes part in", "Participation"], ["funds", "funds", "Funding"], ["memberOf", "member of", "Participation"], ["designatedAs", "designated as", "Designation"], ["commissions", "commissions", "Commission"]];

export function makeWorld(): World {
  const things: Thing[] = seeds().map(({ label, type }) => ({
    iri: iri(KIND[type] as string, label), label, type, degree: 0, planned: chance() < 0.05, themes: [], centrality: 0, community: 0, x: 0, y: 0,
  }));
  const of = (type: string) => things.filter((thing) => thing.type === type);
  const themes = of("Concept");
  const aliases = new Map(seeds().map((seed, i) => [(things[i] as Thing).iri, seed.aliases]));
  things.forEach((thing) => void (thing.themes = thing.type === "Concept" ? [] : [pick(themes).iri, ...(chance() < 0.3 ? [pick(themes).iri] : [])]));
  const { releases, claims } = makeReleases(things);
  const links: Link[] = [];
  const link = (source: Thing, target: Thing, property: string, label: string, fact: string) => {
    if (source === target) return;
    const first = day();
    links.push({ id: `${links.length}`, source: source.iri, target: target.iri, property, label, planned: chance() < 0.15, confidence: Math.round((0.5 + chance() / 2) * 100) / 100, first, last: first, releases: [pick(releases).iri], fact });
  };
  const skewed = <T>(all: readonly T[]): T => all[Math.floor(all.length * chance() ** 2)] as T;
  for (const thing of things) {
    if (thing.type === "Person") link(thing, skewed(of("Organisation")), "holdsRoleAt", "chair at", "RoleHolding");
    if (thing.type === "Organisation") {
      const place = of("Place").find(({ label }) => thing.label.startsWith(label)) ?? skewed(of("Place"));
      link(thing, place, "locatedIn", "located in", "Location");
      for (let i = 0; i < 2; i++) {
        const [property, label, fact] = pick(PROPERTIES);
        link(thing, skewed(property === "partyTo" ? of("Agreement") : [...of("Initiative"), ...of("Organisation")]), property, label, fact);
      }
    }
    if (["Agreement", "Event", "Initiative"].includes(thing.type)) {
      link(thing, skewed(themes), "theme", "on the theme", thing.type);
      for (let i = 0; i < 2; i++) link(skewed(of("Organisation")), thing, thing.type === "Agreement" ? "partyTo" : "takesPartIn", thing.type === "Agreement" ? "party to" : "takes part in", thing.type);
    }
  }
  const byIri = new Map(things.map((thing) => [thing.iri, thing]));
  for (const { source, target } of links) {
    (byIri.get(source) as Thing).degree++;
    (byIri.get(target) as Thing).degree++;
  }
  things.forEach((thing) => void (thing.centrality = thing.degree / things.length));
  layout(things, links);
  return { things, links, aliases, releases, claims };
}

/** A plain spring layout, enough for invented data. */
function layout(things: Thing[], links: Link[]): void {
  const index = new Map(things.map((thing, i) => [thing.iri, i]));
  const x = things.map(() => chance() - 0.5);
  const y = things.map(() => chance() - 0.5);
  for (let round = 0; round < 120; round++) {
    const heat = 0.05 * (1 - round / 120);
    const fx = new Array<number>(things.length).fill(0);
    const fy = new Array<number>(things.length).fill(0);
    for (let i = 0; i < things.length; i++) {
      for (let j = i + 1; j < things.length; j++) {
        const [dx, dy] = [x[i]! - x[j]!, y[i]! - y[j]!];
        const force = 0.0008 / (dx * dx + dy * dy + 0.0005);
        fx[i]! += dx * force; fy[i]! += dy * force; fx[j]! -= dx * force; fy[j]! -= dy * force;
      }
    }
    for (const { source, target } of links) {
      const [i, j] = [index.get(source)!, index.get(target)!];
      const [dx, dy] = [x[i]! - x[j]!, y[i]! - y[j]!];
      const force = 6 * Math.hypot(dx, dy);
      fx[i]! -= dx * force; fy[i]! -= dy * force; fx[j]! += dx * force; fy[j]! += dy * force;
    }
    for (let i = 0; i < things.length; i++) {
      const length = Math.hypot(fx[i]!, fy[i]!) || 1;
      x[i]! += (fx[i]! / length) * Math.min(length, heat) - x[i]! * 0.01;
      y[i]! += (fy[i]! / length) * Math.min(length, heat) - y[i]! * 0.01;
    }
  }
  things.forEach((thing, i) => Object.assign(thing, { x: x[i], y: y[i], community: Math.floor((Math.atan2(y[i]!, x[i]!) / Math.PI + 1) * 4) }));
}

/** As many nodes and links as an explorer must stand: a disc of clusters. */
export function crowd(nodes: number, edges: number): Network {
  const rng = random(11);
  const made: Thing[] = Array.from({ length: nodes }, (_, i) => {
    const cluster = i % 40;
    const [radius, angle] = [Math.sqrt(rng()) * 0.2, rng() * 2 * Math.PI];
    const centre = { x: Math.cos(cluster * 2.4) * Math.sqrt(cluster / 40), y: Math.sin(cluster * 2.4) * Math.sqrt(cluster / 40) };
    return { iri: `${BASE}organisation/n${i}`, label: `Nordby ${i}`, type: Object.keys(KIND)[i % 7] as string, degree: 1 + Math.floor(40 / (1 + (i % 97))), planned: false, themes: [], centrality: 1 / (1 + i), community: cluster, x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
  const links: Link[] = Array.from({ length: edges }, (_, i) => {
    const source = Math.floor(rng() * nodes);
    const target = rng() < 0.8 ? (source + 40 * (1 + Math.floor(rng() * 20))) % nodes : Math.floor(rng() * nodes);
    return { id: `e${i}`, source: made[source]!.iri, target: made[target]!.iri, property: "partyTo", label: "party to", planned: false, confidence: 0.5 + rng() / 2, first: "2020-01-01", last: "2021-01-01", releases: [], fact: "Agreement" };
  });
  return { nodes: made, edges: links, left_out: 0 };
}

export const towns = (world: World): Places => ({
  places: TOWNS.map(([label, lat, lon], i) => ({
    iri: iri("place", label), label, lat, lon, country: COUNTRIES[i] as string, kind: i % 4 === 0 ? "region" : "city",
    things: world.things.find((thing) => thing.label === label)?.degree ?? 0, agreements: (i * 7) % 12, designations: i % 5, themes: THEMES.slice(i % 8, (i % 8) + 1 + (i % 3)),
  })),
  countries: { SE: { things: 800, agreements: 41, designations: 9 }, NO: { things: 60, agreements: 6, designations: 1 }, FI: { things: 90, agreements: 12, designations: 2 }, DE: { things: 150, agreements: 14, designations: 3 }, FR: { things: 44, agreements: 5, designations: 2 }, PT: { things: 12, agreements: 1, designations: 0 }, CZ: { things: 30, agreements: 2, designations: 1 }, PL: { things: 25, agreements: 3, designations: 0 }, IE: { things: 18, agreements: 2, designations: 1 }, IT: { things: 52, agreements: 7, designations: 1 } },
});

export function stats({ things, links, claims, releases }: World): Stats {
  const count = <T>(all: readonly T[], key: (one: T) => string) => all.reduce<Record<string, number>>((sum, one) => ({ ...sum, [key(one)]: (sum[key(one)] ?? 0) + 1 }), {});
  return {
    releases: releases.length, entities: things.length, claims: claims.length, edges: links.length, first: "2015-01", last: "2024-12",
    types: count(things, ({ type }) => type), facts: count(claims, ({ fact }) => fact),
    themes: things.filter(({ type }) => type === "Concept").map(({ iri, label, degree }) => ({ iri, label, count: degree })).sort((a, b) => b.count - a.count),
  };
}

export function timeline({ claims }: World, asked: URLSearchParams): Timeline {
  const [from, to, fact, node] = [asked.get("from") ?? "", asked.get("to") ?? "9999", asked.get("fact"), asked.get("node")];
  const fitting = claims.filter((claim) => claim.fact !== "Statement" && dayOf(claim.release) >= from && dayOf(claim.release).slice(0, to.length) <= to && (!fact || claim.fact === fact) && (!node || claim.parts.some((part) => part.iri === node)));
  const bins = new Map<string, number>();
  for (const claim of fitting) {
    const key = `${dayOf(claim.release).slice(0, 7)} ${claim.fact}`;
    bins.set(key, (bins.get(key) ?? 0) + 1);
  }
  return {
    bins: [...bins].map(([key, count]) => ({ month: key.split(" ")[0] as string, fact: key.split(" ")[1] as string, count })).sort((a, b) => (a.month < b.month ? -1 : 1)),
    items: [...fitting].sort((a, b) => (dayOf(a.release) < dayOf(b.release) ? 1 : -1)).slice(0, Number(asked.get("limit") ?? 500)).map((claim) => ({
      date: dayOf(claim.release), fact: claim.fact, label: claim.sentences[0]?.text ?? claim.fact, claim: claim.iri,
      things: claim.parts.flatMap(({ iri, label }) => (iri ? [{ iri, label }] : [])),
    })),
    total: fitting.length,
  };
}

const PREFIXES = { iv: "https://w3id.org/innovation-valley/ontology#", rdfs: "http://www.w3.org/2000/01/rdf-schema#", skos: "http://www.w3.org/2004/02/skos/core#", foaf: "http://xmlns.com/foaf/0.1/" };
const term = (name: string, label: string) => ({ iri: PREFIXES.iv + name, prefixed: `iv:${name}`, label, comment: `What is meant by ${label}.` });
export const terms: Terms = {
  prefixes: PREFIXES,
  classes: [term("Agreement", "agreement"), term("Event", "event"), term("Designation", "designation"), term("Initiative", "initiative")],
  properties: [term("partyTo", "party to"), term("party", "party"), term("theme", "theme"), term("atPlace", "takes place at"), term("date", "date"), term("status", "status")],
};

export const queries: NamedQuery[] = [
  {
    name: "co-signers", question: "Who has signed agreements together with whom, and how many?", note: "What only a quotation says is not counted.",
    parameters: [{ name: "party", type: "string", required: false, description: "A name, or a part of it, of one of the parties" }, { name: "least", type: "integer", required: false, description: "At least so many agreements" }],
    sparql: "PREFIX iv: <https://w3id.org/innovation-valley/ontology#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nSELECT ?one ?other (COUNT(DISTINCT ?node) AS ?agreements) {\n  ?node a iv:Agreement ; iv:party ?one , ?other .\n  FILTER(STR(?one) < STR(?other))\n}\nGROUP BY ?one ?other\nORDER BY DESC(?agreements)\n",
  },
  {
    name: "roles-at-date", question: "Who held which role on a given day?", note: null,
    parameters: [{ name: "date", type: "date", required: true, description: "The day" }, { name: "organisation", type: "iri", required: false, description: "The organisation" }],
    sparql: "PREFIX iv: <https://w3id.org/innovation-valley/ontology#>\nSELECT ?person ?role ?organisation { ?person iv:holdsRole ?role ; iv:holdsRoleAt ?organisation }\n",
  },
  { name: "too-slow", question: "A question that takes too long", note: null, parameters: [], sparql: "SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }" },
];
