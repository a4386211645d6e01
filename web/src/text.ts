/** Text and the places in it. The server counts Unicode code points, JavaScript counts UTF-16 units. */

/** For each code point, and for the end, where it begins in the string. */
export function unitsOf(text: string): Uint32Array {
  const units = new Uint32Array(text.length + 1);
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1) units[count++] = at;
  units[count] = text.length;
  return units.subarray(0, count + 1);
}

export interface Range {
  start: number;
  end: number;
}

export interface Segment<T extends Range> {
  text: string;
  /** The innermost of the ranges that hold it. */
  range: T | null;
  marked: boolean;
  /** Whether it is the first piece of its range. */
  first: boolean;
}

/** Cuts a text where ranges, or marked passages, begin and end. All positions are code points; wrong ones are ignored. */
export function segments<T extends Range>(text: string, ranges: readonly T[], marks: readonly Range[]): Segment<T>[] {
  const units = unitsOf(text);
  const length = units.length - 1;
  const valid = ({ start, end }: Range) => start >= 0 && start < end && end <= length;
  const known = ranges.filter(valid);
  const passages = marks.filter(valid);
  const cuts = [...new Set([0, length, ...[...known, ...passages].flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const seen = new Set<T>();
  const starting = [...known].sort((a, b) => a.start - b.start);
  let open: T[] = [];
  let next = 0;
  return cuts.slice(0, -1).map((start, i) => {
    const end = cuts[i + 1] as number;
    while (next < starting.length && (starting[next] as T).start <= start) open.push(starting[next++] as T);
    open = open.filter((range) => range.end > start);
    const range = open.reduce<T | null>((best, one) => (best === null || one.end - one.start < best.end - best.start ? one : best), null);
    const first = range !== null && !seen.has(range);
    if (range) seen.add(range);
    const marked = passages.some((passage) => passage.start <= start && passage.end >= end);
    return { text: text.slice(units[start], units[end]), range, marked, first };
  });
}
