/** Asks a question, and shows how far it is; it can be stopped. */
import { signal } from "@preact/signals";

import type { Question } from "../address";
import { ask, namedAnswer } from "../api/client";
import type { Answer, NamedQuery, Value } from "../api/types";
import { t } from "../i18n";
import { reasonOf } from "../loaded";
import { readTriples } from "./ntriples";
import { check, withPrefixes } from "./sparql";

export type Row = Record<string, Value>;
export interface Result {
  columns: string[];
  rows: Row[];
  truth: boolean | null;
  /** Rows of a CONSTRUCT: subject, predicate, object. */
  triples: boolean;
  seconds: number;
}

export type Run =
  | { state: "none" }
  | { state: "running"; since: number }
  | { state: "done"; result: Result }
  | { state: "failed"; reason: string };

export const run = signal<Run>({ state: "none" });
let controller: AbortController | null = null;

export const stop = () => controller?.abort();

function ofAnswer({ head, results, boolean }: Answer): Omit<Result, "seconds"> {
  return { columns: head.vars ?? [], rows: results?.bindings ?? [], truth: boolean ?? null, triples: false };
}

async function own(sparql: string, prefixes: Record<string, string>, signal: AbortSignal): Promise<Omit<Result, "seconds">> {
  const triples = check(sparql, prefixes).kind === "triples";
  const response = await ask("/sparql", {
    method: "POST",
    headers: { Accept: triples ? "application/n-triples" : "application/sparql-results+json" },
    body: new URLSearchParams({ query: withPrefixes(sparql, prefixes) }),
    signal,
  });
  if (!triples) return ofAnswer((await response.json()) as Answer);
  return { columns: ["subject", "predicate", "object"], rows: readTriples(await response.text()), truth: null, triples: true };
}

export async function start({ name, parameters, sparql }: Question, prefixes: Record<string, string>): Promise<void> {
  stop();
  const mine = new AbortController();
  controller = mine;
  const since = performance.now();
  run.value = { state: "running", since };
  try {
    const answer = name ? ofAnswer(await namedAnswer(name, parameters, mine.signal)) : await own(sparql, prefixes, mine.signal);
    if (controller === mine) run.value = { state: "done", result: { ...answer, seconds: (performance.now() - since) / 1000 } };
  } catch (error) {
    if (controller !== mine) return;
    run.value = { state: "failed", reason: mine.signal.aborted ? t().query.stopped : reasonOf(error) };
  }
}

export const complete = ({ name, parameters, sparql }: Question, queries: readonly NamedQuery[]): boolean => {
  if (!name) return sparql.trim() !== "";
  const known = queries.find((query) => query.name === name);
  return known !== undefined && known.parameters.every((parameter) => !parameter.required || Boolean(parameters[parameter.name]));
};
