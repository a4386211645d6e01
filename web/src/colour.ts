/** A colour on its way to another: 0 is the first, 1 the second. Both as #rrggbb. */
export function mixed(first: string, second: string, share: number): string {
  const parts = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const [one, two] = [parts(first), parts(second)];
  return `#${one.map((part, i) => Math.round(part + ((two[i] ?? 0) - part) * share).toString(16).padStart(2, "0")).join("")}`;
}
