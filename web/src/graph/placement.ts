/** Where new nodes go, so that those that are there already can stay. The same input gives the same places. */

export interface Point {
  x: number;
  y: number;
}

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const DIRECTIONS = 24;
const DISTANCES = [1.1, 1.6, 2.3, 3.2];
/** New nodes up to this number go into gaps, each of so many units to all others. */
const FEW = 16;
const GAP = 0.7;
const TRIED = 1_000;

/** Points like the seeds of a sunflower: even, round, and any number of them. */
export function disc(count: number, centre: Point, spacing: number): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const radius = spacing * Math.sqrt(i + 0.5) * 0.7;
    return { x: centre.x + radius * Math.cos(i * GOLDEN), y: centre.y + radius * Math.sin(i * GOLDEN) };
  });
}

const within = (points: readonly Point[], centre: Point, radius: number): number =>
  points.reduce((sum, { x, y }) => sum + Number(Math.hypot(x - centre.x, y - centre.y) < radius), 0);

/** The emptiest spot beside the anchor for a disc of this radius; of equals the nearest. */
export function emptiest(anchor: Point, occupied: readonly Point[], radius: number): Point {
  let best = anchor;
  let fewest = Infinity;
  for (const distance of DISTANCES) {
    for (let i = 0; i < DIRECTIONS; i++) {
      const angle = (2 * Math.PI * i) / DIRECTIONS;
      const spot = { x: anchor.x + distance * radius * Math.cos(angle), y: anchor.y + distance * radius * Math.sin(angle) };
      const neighbours = within(occupied, spot, radius * 1.05);
      if (neighbours < fewest) [best, fewest] = [spot, neighbours];
    }
    if (fewest === 0) break;
  }
  return best;
}

/** Gaps around the anchor, the nearest first. */
function gaps(anchor: Point, count: number, occupied: readonly Point[], spacing: number): Point[] {
  const taken = [...occupied];
  const found: Point[] = [];
  for (const spot of disc(TRIED, anchor, spacing / 2)) {
    if (found.length === count) break;
    if (within(taken, spot, spacing * GAP) > 0) continue;
    found.push(spot);
    taken.push(spot);
  }
  return found;
}

/** Places for so many new nodes near the anchor: in the gaps around it if they are few, else on a disc beside it. */
export function beside(anchor: Point, count: number, occupied: readonly Point[], spacing: number): Point[] {
  if (count === 0) return [];
  const near = count <= FEW ? gaps(anchor, count, occupied, spacing) : [];
  if (near.length === count) return near;
  const radius = spacing * (Math.sqrt(count) * 0.7 + 0.7);
  const elsewhere = occupied.filter((point) => point !== anchor);
  return disc(count, emptiest(anchor, elsewhere, radius), spacing);
}

/** Brings a layout to a size at which its nodes have one unit of space each. */
export function scaled(points: readonly Point[]): Point[] {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, right] = [xs.reduce((a, b) => Math.min(a, b), Infinity), xs.reduce((a, b) => Math.max(a, b), -Infinity)];
  const [top, bottom] = [ys.reduce((a, b) => Math.min(a, b), Infinity), ys.reduce((a, b) => Math.max(a, b), -Infinity)];
  const extent = Math.max(right - left, bottom - top);
  if (!(extent > 0)) return disc(points.length, { x: 0, y: 0 }, 1);
  const factor = Math.sqrt(points.length) / extent;
  return points.map(({ x, y }) => ({ x: (x - (left + right) / 2) * factor, y: (y - (top + bottom) / 2) * factor }));
}

interface Member {
  iri: string;
  community: number;
  degree: number;
}

/** Communities as discs, the largest in the middle, in each the best connected in the middle. */
export function gathered(things: readonly Member[]): Point[] {
  const groups = new Map<number, number[]>();
  things.forEach(({ community }, i) => {
    const group = groups.get(community);
    if (group) group.push(i);
    else groups.set(community, [i]);
  });
  const ordered = [...groups].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).map(([, members]) => members);
  const places: Point[] = [];
  let area = 0;
  ordered.forEach((members, i) => {
    const radius = Math.sqrt(members.length) * 0.7 + 0.8;
    const distance = i === 0 ? 0 : Math.sqrt(area) * 1.05 + radius;
    const centre = { x: distance * Math.cos(i * GOLDEN), y: distance * Math.sin(i * GOLDEN) };
    const inside = members.sort((a, b) => things[b]!.degree - things[a]!.degree || (things[a]!.iri < things[b]!.iri ? -1 : 1));
    disc(members.length, centre, 1).forEach((place, j) => void (places[inside[j] as number] = place));
    area += radius * radius;
  });
  return places;
}
