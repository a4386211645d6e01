/** The most frequent values, in order of how often they occur. */
export function ranked<T>(values: Iterable<T>, most: number): T[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (String(a[0]) < String(b[0]) ? -1 : 1)).slice(0, most).map(([value]) => value);
}
