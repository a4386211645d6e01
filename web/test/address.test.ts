import { describe, expect, it } from "vitest";

import { fromAddress, type Screen, START, toAddress } from "../src/address";

const BASE = "https://w3id.org/innovation-valley/id/";
const FULL: Screen = {
  view: "query", overview: 0, expanded: [`${BASE}organisation/Region_Norrby`, "https://example.invalid/a?b=c&d=e#f"],
  filters: { types: ["Person", "Concept"], themes: ["https://w3id.org/innovation-valley/concept/theme/vätgas", `${BASE}concept/v%C3%A4tgas`], from: "2020-01", to: "2024", confidence: 0.85, releases: [`${BASE}release/r_1`], status: "planned" },
  colour: "theme", size: "even", selection: { kind: "edge", source: `${BASE}person/Alva`, property: "partyTo", target: `${BASE}agreement/x,y|z` },
  camera: { x: 0.5123, y: -1.25, ratio: 0.0402 }, release: `${BASE}release/<script>`, claim: `${BASE}claim/1`, words: "två ord + \"citat\" & mer", links: true,
  fact: "Agreement", about: `${BASE}place/Nordby`, shading: "themes",
  question: { name: "", parameters: { date: "2024-06-14", "a.b": "ö=&" }, sparql: "SELECT * {\n ?s ?p \"~*'()+%20\" } # 🌱", shape: "graph" },
};

describe("the address", () => {
  it("of the start is empty", () => expect(toAddress(START)).toBe(""));
  it("says all that is on the screen", () => expect(fromAddress(toAddress(FULL))).toEqual(FULL));
  it("says it the same way again", () => expect(toAddress(fromAddress(toAddress(FULL)))).toBe(toAddress(FULL)));
  it.each(["graph", "table", "timeline", "map", "releases", "query"] as const)("knows the view %s", (view) => {
    expect(fromAddress(toAddress({ ...START, view })).view).toBe(view);
  });
  it.each([{ kind: "thing", iri: `${BASE}person/A` }, { kind: "claim", iri: `${BASE}claim/9` }] as const)("knows a selection", (selection) => {
    expect(fromAddress(toAddress({ ...START, selection })).selection).toEqual(selection);
  });
  it("takes the links of other pages", () => {
    const thing = fromAddress(`?node=${encodeURIComponent(`${BASE}place/Nordby`)}`);
    expect([thing.view, thing.expanded, thing.selection]).toEqual(["graph", [`${BASE}place/Nordby`], { kind: "thing", iri: `${BASE}place/Nordby` }]);
    const release = fromAddress(`?view=release&iri=${encodeURIComponent(`${BASE}release/r1`)}`);
    expect([release.view, release.release]).toEqual(["releases", `${BASE}release/r1`]);
  });
  it("writes our IRIs short", () => expect(toAddress({ ...START, expanded: [`${BASE}place/Nordby`] })).toBe("?n=~place/Nordby"));
  it.each(["?v=nothing&top=x&conf=7&cam=1,2&from=yesterday&edge=a+b&colour=red", "?cam=a,b,c&top=-4", "?%"])("takes what it does not know as the start: %s", (search) => {
    const screen = fromAddress(search);
    expect(screen.view).toBe("graph");
    expect(screen.camera).toBeNull();
    expect(screen.selection).toBeNull();
    expect(screen.filters.from).toBe("");
    expect(screen.filters.confidence).toBeLessThanOrEqual(1);
    expect(screen.overview).toBeGreaterThanOrEqual(0);
  });
});
