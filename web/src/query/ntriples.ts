/** N-Triples, read into rows. */
import type { Value } from "../api/types";

const TERM = String.raw`(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[\w-]+)?)`;
const LINE = new RegExp(String.raw`^\s*${TERM}\s+${TERM}\s+${TERM}\s*\.\s*$`);
const ESCAPED: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four?: string, eight?: string, one?: string) =>
    four ?? eight ? String.fromCodePoint(Math.min(parseInt((four ?? eight) as string, 16), 0x10ffff)) : (ESCAPED[one as string] ?? (one as string)));

function term(text: string): Value {
  if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const end = text.lastIndexOf('"');
  const after = text.slice(end + 1);
  const value = { type: "literal" as const, value: unescaped(text.slice(1, end)) };
  if (after.startsWith("@")) return { ...value, "xml:lang": after.slice(1) };
  return after ? { ...value, datatype: after.slice(3, -1) } : value;
}

export function readTriples(text: string): Record<"subject" | "predicate" | "object", Value>[] {
  return text.split("\n").flatMap((line) => {
    const [, subject, predicate, object] = LINE.exec(line) ?? [];
    return subject && predicate && object ? [{ subject: term(subject), predicate: term(predicate), object: term(object) }] : [];
  });
}
