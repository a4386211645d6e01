import { describe, expect, it } from "vitest";

import { segments, unitsOf } from "../src/text";

const spoken = (text: string, at: { start: number; end: number }) => [...text].slice(at.start, at.end).join("");

describe("code points", () => {
  it("are counted as the server counts them", () => {
    expect([...unitsOf("a🌱b")]).toEqual([0, 1, 3, 4]);
    expect([...unitsOf("")]).toEqual([0]);
  });
  it("count a lone surrogate as one", () => {
    expect([...unitsOf("\ud83ca")]).toEqual([0, 1, 2]);
  });
  it("find a mention behind characters of two units", () => {
    const text = "🚀𝔘 Region Norrby 🎉";
    const range = { start: 3, end: 16 };
    const piece = segments(text, [range], []).find((segment) => segment.range === range);
    expect(piece?.text).toBe("Region Norrby");
    expect(piece?.text).toBe(spoken(text, range));
  });
});

describe("segments", () => {
  const text = "Alva Nordin leder Nordby 🌱 kommun.";
  it("put together give the text again", () => {
    const pieces = segments(text, [{ start: 0, end: 11 }, { start: 18, end: 33 }, { start: 18, end: 24 }], [{ start: 5, end: 20, name: "s" }]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  });
  it("belong to the innermost range", () => {
    const [outer, inner] = [{ start: 18, end: 33 }, { start: 18, end: 24 }];
    const pieces = segments(text, [outer, inner], []);
    expect(pieces.filter((piece) => piece.range === inner).map((piece) => piece.text)).toEqual(["Nordby"]);
    expect(pieces.filter((piece) => piece.range === outer).map((piece) => piece.text)).toEqual([" 🌱 kommun"]);
  });
  it("say which passages hold them", () => {
    const pieces = segments("abcdef", [], [{ start: 1, end: 4, name: "x" }, { start: 2, end: 6, name: "y" }]);
    expect(pieces.map((piece) => [piece.text, piece.marks])).toEqual([["a", []], ["b", ["x"]], ["cd", ["x", "y"]], ["ef", ["y"]]]);
  });
  it("leave out positions that the text does not have", () => {
    expect(segments("abc", [{ start: 2, end: 9 }, { start: -1, end: 2 }, { start: 2, end: 2 }], [])).toEqual([{ text: "abc", range: null, marks: [], end: 3 }]);
  });
  it("of an empty text are none", () => expect(segments("", [], [])).toEqual([]));
});
