/** Moving in the graph with arrow keys. */
import type { Iri } from "../api/types";
import type { Point } from "./placement";

/** The thing that lies best in the direction of the arrow; if none does, the one that lies least against it. */
export function neighbourTowards(here: Iri, [right, down]: readonly [number, number], places: ReadonlyMap<Iri, Point>): Iri | null {
  const origin = places.get(here);
  if (!origin) return null;
  let best: Iri | null = null;
  let least = Infinity;
  for (const [iri, { x, y }] of places) {
    if (iri === here) continue;
    const [dx, dy] = [x - origin.x, y - origin.y];
    const distance = Math.hypot(dx, dy) || 1;
    const along = (dx * right + dy * down) / distance;
    const cost = along > 0.1 ? distance / along ** 2 : 1e6 * (2 - along) + distance;
    if (cost < least) [best, least] = [iri, cost];
  }
  return best;
}
