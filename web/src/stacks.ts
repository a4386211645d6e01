/** Bars of months: kinds of facts on top of each other. */
import type { Timeline } from "./api/types";

/** The share of the facts, at either end, that may lie outside of the picture. */
const EDGE = 0.02;

export type Bin = Timeline["bins"][number];
export interface Bar extends Bin {
  from: number;
}

/** The facts of a month on top of each other, the most frequent kind at the bottom. */
export function stacked(bins: readonly Bin[], kinds: readonly string[]): Bar[] {
  const tops = new Map<string, number>();
  return [...bins].sort((a, b) => kinds.indexOf(a.fact) - kinds.indexOf(b.fact)).map((bin) => {
    const from = tops.get(bin.month) ?? 0;
    tops.set(bin.month, from + bin.count);
    return { ...bin, from };
  });
}

/** The months that hold nearly all facts: a single one of long ago would press the rest together. */
export function focus(bins: readonly Bin[]): { first: string; last: string } {
  const months = [...new Set(bins.map(({ month }) => month))].sort();
  const counts = new Map<string, number>();
  for (const { month, count } of bins) counts.set(month, (counts.get(month) ?? 0) + count);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const beyond = (ordered: string[]): string => {
    let sum = 0;
    return ordered.find((month) => (sum += counts.get(month) ?? 0) > total * EDGE) ?? (ordered.at(-1) as string);
  };
  return { first: `${beyond(months).slice(0, 4)}-01`, last: `${beyond([...months].reverse()).slice(0, 4)}-12` };
}

export function kindsOf(bins: readonly Bin[]): string[] {
  const counts = new Map<string, number>();
  for (const { fact, count } of bins) counts.set(fact, (counts.get(fact) ?? 0) + count);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([fact]) => fact);
}
