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
  /** The names of the marked passages that hold it. */
  marks: string[];
  /** The position after its last code point. */
  end: number;
}

export interface Mark extends Range {
  name: string;
}

/** Cuts a text where ranges, or marked passages, begin and end. All positions are code points; wrong ones are ignored. */
export function segments<T extends Range>(text: string, ranges: readonly T[], marks: readonly Mark[]): Segment<T>[] {
  const units = unitsOf(text);
  const length = units.length - 1;
  const valid = ({ start, end }: Range) => start >= 0 && start < end && end <= length;
  const known = ranges.filter(valid);
  const passages = marks.filter(valid);
  const cuts = [...new Set([0, length, ...[...known, ...passages].flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const starting = [...known].sort((a, b) => a.start - b.start);
  let open: T[] = [];
  let next = 0;
  return cuts.slice(0, -1).map((start, i) => {
    const end = cuts[i + 1] as number;
    while (next < starting.length && (starting[next] as T).start <= start) open.push(starting[next++] as T);
    open = open.filter((range) => range.end > start);
    const range = open.reduce<T | null>((best, one) => (best === null || one.end - one.start < best.end - best.start ? one : best), null);
    const names = new Set(passages.filter((passage) => passage.start <= start && passage.end >= end).map(({ name }) => name));
    return { text: text.slice(units[start], units[end]), range, marks: [...names], end };
  });
}
