import { describe, expect, it } from "vitest";

import { type Filters, NO_FILTERS } from "../src/address";
import type { Link, Thing } from "../src/api/types";
import { inSpan, visible } from "../src/graph/filters";

const thing = (iri: string, type: string, themes: string[] = []): Thing => ({ iri, label: iri, type, degree: 1, planned: false, themes, centrality: 0, community: 0, x: 0, y: 0 });
const link = (id: string, source: string, target: string, more: Partial<Link> = {}): Link => ({ id, source, target, property: "partyTo", label: "", planned: false, confidence: 0.9, first: "2024-06-14", last: "2024-06-14", releases: ["r1"], fact: "Agreement", ...more });

const THINGS = [thing("a", "Person", ["t1"]), thing("b", "Organisation", ["t1"]), thing("c", "Organisation"), thing("d", "Place")];
const LINKS = [link("1", "a", "b"), link("2", "b", "c", { confidence: 0.4, planned: true, first: "2020", last: "2020", releases: ["r2"] }), link("3", "c", "b", { first: null, last: null })];
const shown = (filters: Partial<Filters>) => {
  const { things, links } = visible(THINGS, LINKS, { ...NO_FILTERS, ...filters });
  return [[...things].sort().join(""), [...links].sort().join("")];
};

describe("filters", () => {
  it("let all through when none is on", () => expect(shown({})).toEqual(["abcd", "123"]));
  it("by type take the links along", () => expect(shown({ types: ["Organisation"] })).toEqual(["bc", "23"]));
  it("by theme", () => expect(shown({ themes: ["t1"] })).toEqual(["ab", "1"]));
  it("by confidence hide what has no link left", () => expect(shown({ confidence: 0.8 })).toEqual(["abc", "13"]));
  it("by time leave out what has no date", () => expect(shown({ from: "2024-01", to: "2024-12" })).toEqual(["ab", "1"]));
  it("by release", () => expect(shown({ releases: ["r2"] })).toEqual(["bc", "2"]));
  it("by status", () => expect(shown({ status: "planned" })).toEqual(["bc", "2"]));
});

describe("a span", () => {
  it.each([
    ["2024", "2024", "2024-06", "2024-06", true],
    ["2024-06-14", "2024-06-14", "2024-07", "", false],
    ["2024-06-14", null, "", "2024-06", true],
    ["2020-01", "2024-06", "2022-03", "2022-03", true],
    [null, null, "2020", "", false],
    [null, null, "", "", true],
  ])("%s to %s within %s to %s: %s", (first, last, from, to, expected) => expect(inSpan(first, last, from, to)).toBe(expected));
});
