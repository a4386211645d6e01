/** SPARQL as text: what it is, what is wrong with it, and which prefixes it leaves out. */
import { Parser } from "sparqljs";

export interface Mistake {
  line: number;
  column: number;
  message: string;
}

interface ParserError extends Error {
  hash?: { loc?: { first_line: number; first_column: number; last_line: number; last_column: number }; line?: number };
}

/** What the parser expects is a long list of tokens, which helps nobody. */
const short = (message: string): string => message.split("\n").filter((line) => !/^Expecting|^[-.]*\^/.test(line)).join(" ").slice(0, 200);

/** Where a piece of text stands: line and column, from 1. */
function placeOf(sparql: string, piece: string): { line: number; column: number } {
  const before = sparql.slice(0, Math.max(sparql.search(new RegExp(`(?<![\\w?:<])${piece.replace(/[.\-]/g, "\\$&")}`)), 0)).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

export function check(sparql: string, prefixes: Record<string, string>): { kind: "rows" | "triples" | null; mistake: Mistake | null } {
  try {
    const parsed = new Parser({ prefixes, sparqlStar: true }).parse(sparql);
    if (parsed.type === "update") return { kind: null, mistake: { line: 1, column: 1, message: "UPDATE" } };
    return { kind: parsed.queryType === "CONSTRUCT" || parsed.queryType === "DESCRIBE" ? "triples" : "rows", mistake: null };
  } catch (error) {
    const { hash, message } = error as ParserError;
    const [, prefix] = /Unknown prefix: (\S*)/.exec(message) ?? [];
    if (prefix !== undefined) return { kind: null, mistake: { ...placeOf(sparql, `${prefix}:`), message: short(message) } };
    const named = /line (\d+)/.exec(message);
    const line = hash?.loc?.last_line ?? (named ? Number(named[1]) : 1);
    return { kind: null, mistake: { line, column: (hash?.loc?.last_column ?? 0) + 1, message: short(message) } };
  }
}

/** The query with a PREFIX line for each known prefix that it uses and does not declare. */
export function withPrefixes(sparql: string, prefixes: Record<string, string>): string {
  const bare = sparql.replace(/<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*$/gm, " ");
  const declared = new Set([...bare.matchAll(/PREFIX\s+([\w-]*):/gi)].map(([, name]) => name));
  const used = new Set([...bare.matchAll(/(?<![\w?$:])([A-Za-z][\w-]*):/g)].map(([, name]) => name as string));
  const missing = [...used].filter((name) => name in prefixes && !declared.has(name)).sort();
  return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") + sparql;
}
