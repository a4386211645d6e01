import { describe, expect, it } from "vitest";

import { lastDay, monthNumber, monthText } from "../src/dates";
import { toCsv } from "../src/files";
import { mixed } from "../src/colour";
import { beside, disc, gathered, scaled } from "../src/graph/placement";
import { neighbourTowards } from "../src/graph/steps";
import { en } from "../src/i18n/en";
import { sv } from "../src/i18n/sv";
import { areasOf, sums } from "../src/map/areas";
import { readTriples } from "../src/query/ntriples";
import { focus, kindsOf, stacked } from "../src/stacks";
import { check, withPrefixes } from "../src/query/sparql";

const PREFIXES = { iv: "https://w3id.org/innovation-valley/ontology#", rdfs: "http://www.w3.org/2000/01/rdf-schema#" };

/** The keys of a dictionary, and whether each is a text or makes one. */
const shape = (texts: object): unknown => Object.fromEntries(Object.entries(texts).sort().map(([key, value]) => [key, typeof value === "object" ? shape(value as object) : typeof value]));
const texts = (all: object): string[] => Object.values(all).flatMap((value) => (typeof value === "object" ? texts(value as object) : typeof value === "string" ? [value] : []));

describe("the texts", () => {
  it("have the same keys in both languages", () => expect(shape(sv)).toEqual(shape(en)));
  it("are never empty", () => expect([...texts(en), ...texts(sv)].every((text) => text.trim() !== "")).toBe(true));
  it("count", () => {
    expect(en.counts.things(1)).toBe("1 thing");
    expect(sv.counts.things(2)).toBe("2 saker");
  });
});

describe("placement", () => {
  const old = Array.from({ length: 40 }, (_, i) => ({ x: (i % 8) - 4, y: Math.floor(i / 8) - 2 }));
  it("is the same each time", () => expect(beside({ x: 0, y: 0 }, 30, old, 1)).toEqual(beside({ x: 0, y: 0 }, 30, old, 1)));
  it("goes where there is room", () => {
    const placed = beside({ x: 3, y: 0 }, 12, old, 1);
    expect(placed).toHaveLength(12);
    const nearest = Math.min(...placed.flatMap((one) => old.map((other) => Math.hypot(one.x - other.x, one.y - other.y))));
    expect(nearest).toBeGreaterThan(0.3);
  });
  it("keeps apart what it places", () => {
    const points = disc(100, { x: 0, y: 0 }, 1);
    const nearest = Math.min(...points.flatMap((one, i) => points.slice(i + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y))));
    expect(nearest).toBeGreaterThan(0.5);
  });
  it("keeps communities together and apart from others", () => {
    const things = Array.from({ length: 90 }, (_, i) => ({ iri: String(i), community: i % 3, degree: i }));
    const places = gathered(things);
    const centres = [0, 1, 2].map((community) => {
      const own = places.filter((_, i) => i % 3 === community);
      return { x: own.reduce((sum, { x }) => sum + x, 0) / own.length, y: own.reduce((sum, { y }) => sum + y, 0) / own.length };
    });
    places.forEach((place, i) => {
      const distances = centres.map(({ x, y }) => Math.hypot(place.x - x, place.y - y));
      expect(distances.indexOf(Math.min(...distances))).toBe(i % 3);
    });
  });
  it("scales, and spreads what lies on one point", () => {
    expect(scaled([{ x: 5, y: 5 }, { x: 9, y: 5 }, { x: 5, y: 9 }, { x: 9, y: 9 }])).toEqual([{ x: -1, y: -1 }, { x: 1, y: -1 }, { x: -1, y: 1 }, { x: 1, y: 1 }]);
    expect(new Set(scaled([{ x: 0, y: 0 }, { x: 0, y: 0 }]).map(({ x }) => x)).size).toBe(2);
    expect(scaled([])).toEqual([]);
  });
});

describe("arrow keys", () => {
  const places = new Map([["here", { x: 0, y: 0 }], ["right", { x: 50, y: 5 }], ["far right", { x: 90, y: 0 }], ["up", { x: 3, y: -40 }]]);
  it("go to the neighbour in their direction", () => {
    expect(neighbourTowards("here", [1, 0], places)).toBe("right");
    expect(neighbourTowards("here", [0, -1], places)).toBe("up");
  });
  it("go somewhere even if nothing lies there", () => expect(neighbourTowards("here", [-1, 0], places)).not.toBeNull());
  it("stay where there is nothing", () => expect(neighbourTowards("here", [1, 0], new Map([["here", { x: 0, y: 0 }]]))).toBeNull());
});

describe("SPARQL", () => {
  it("is told by what it gives", () => {
    expect(check("SELECT * { ?s iv:partyTo ?o }", PREFIXES)).toEqual({ kind: "rows", mistake: null });
    expect(check("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", PREFIXES).kind).toBe("triples");
  });
  it("says where it is wrong", () => {
    const { mistake } = check("SELECT *\nWHERE { ?s ?p }", PREFIXES);
    expect(mistake?.line).toBe(2);
  });
  it("says which prefix it does not know, and where", () => {
    expect(check("SELECT *\n{ ?s nn:partyTo ?o }", PREFIXES).mistake).toEqual({ line: 2, column: 6, message: "Unknown prefix: nn" });
  });
  it("may not change the graph", () => expect(check("DELETE WHERE { ?s ?p ?o }", PREFIXES).mistake).not.toBeNull());
  it("gets the prefixes that it leaves out", () => {
    expect(withPrefixes("SELECT * { ?s iv:partyTo ?o }", PREFIXES)).toBe(`PREFIX iv: <${PREFIXES.iv}>\nSELECT * { ?s iv:partyTo ?o }`);
    const declared = `PREFIX iv: <x:y>\nSELECT * { ?s iv:a "rdfs:b" . ?s ?p <rdfs:c> } # rdfs:d`;
    expect(withPrefixes(declared, PREFIXES)).toBe(declared);
  });
});

describe("N-Triples", () => {
  it("are read into rows", () => {
    const rows = readTriples('<a:b> <c:d> "e \\"f\\" \\u00e5\\n"@sv .\n_:x <c:d> "1"^^<x:int> .\nnonsense\n');
    expect(rows).toEqual([
      { subject: { type: "uri", value: "a:b" }, predicate: { type: "uri", value: "c:d" }, object: { type: "literal", value: 'e "f" å\n', "xml:lang": "sv" } },
      { subject: { type: "bnode", value: "x" }, predicate: { type: "uri", value: "c:d" }, object: { type: "literal", value: "1", datatype: "x:int" } },
    ]);
  });
});

describe("areas", () => {
  const ring = [[10, 50], [20, 50], [20, 60], [10, 60], [10, 50]];
  const file = (coordinates: number[][]) => JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [coordinates] } }] });
  const places = [{ lat: 55, lon: 15, n: 3 }, { lat: 40, lon: 15, n: 5 }];
  it.each([["one way", ring], ["the other way", [...ring].reverse()]])("wound %s hold what lies in them", (_, coordinates) => {
    expect(sums(areasOf(file(coordinates)), places, ({ n }) => n)).toEqual([3]);
  });
  it("are none in a file without any", () => expect(areasOf('{"type":"Feature","geometry":null,"properties":{}}')).toEqual([]));
});

describe("the timeline", () => {
  const bins = [{ month: "1919-01", fact: "A", count: 1 }, ...Array.from({ length: 12 }, (_, i) => ({ month: `2023-${String(i + 1).padStart(2, "0")}`, fact: "B", count: 9 })), { month: "2023-05", fact: "A", count: 4 }];
  it("looks at the years with most facts", () => expect(focus(bins)).toEqual({ first: "2023-01", last: "2023-12" }));
  it("stacks the rare on the frequent", () => {
    expect(kindsOf(bins)).toEqual(["B", "A"]);
    expect(stacked(bins, ["B", "A"]).find(({ month, fact }) => month === "2023-05" && fact === "A")?.from).toBe(9);
  });
});

describe("the rest", () => {
  it("CSV keeps spreadsheets from running formulas", () => {
    expect(toCsv([["a,b", '"x"', "=1+1", -1, null]])).toBe('"a,b","""x""",\'=1+1,-1,\r\n');
  });
  it("months", () => {
    expect(lastDay("2024-02")).toBe("2024-02-29");
    expect(lastDay("2024")).toBe("2024-12-31");
    expect(monthText(monthNumber("2024-12") + 1)).toBe("2025-01");
  });
  it("colours mix", () => expect(mixed("#000000", "#ffffff", 0.5)).toBe("#808080"));
});
