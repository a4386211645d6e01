/** The graph by keyboard: arrows go to neighbours. */
import { signal } from "@preact/signals";

import { still } from "../appearance";
import type { Iri } from "../api/types";
import { expand, select, selection } from "../screen";
import type { Drawing } from "./drawing";
import { graph, thing, visible } from "./network";
import { neighbourTowards } from "./steps";

/** The thing that the keys have moved to. */
export const focused = signal<Iri | null>(null);

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** The best connected thing that is shown. */
function foremost(): Iri | null {
  const shown = [...visible.peek().things].flatMap((iri) => thing(iri) ?? []);
  return shown.sort((a, b) => b.degree - a.degree)[0]?.iri ?? null;
}

interface Tools {
  sigma: Drawing;
  fit: () => void;
  zoom: (factor: number) => void;
}

/** The thing that the next key is about: the one moved to, else the one selected. */
function here(): Iri | null {
  const chosen = selection.peek();
  const now = focused.peek() ?? (chosen?.kind === "thing" ? chosen.iri : null);
  return now !== null && visible.peek().things.has(now) ? now : null;
}

export function onKey(event: KeyboardEvent, { sigma, fit, zoom }: Tools): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const now = here();
  const arrow = ARROWS[event.key];
  if (arrow) moveTo(sigma, now === null ? foremost() : neighbourTowards(now, arrow, placesAround(sigma, now)));
  else if (event.key === "Home") moveTo(sigma, foremost());
  else if (event.key === "Enter" && now) select({ kind: "thing", iri: now });
  else if (event.key.toLowerCase() === "e" && now) expand(now);
  else if (event.key === "+") zoom(1 / 1.5);
  else if (event.key === "-") zoom(1.5);
  else if (event.key === "0") fit();
  else if (event.key === "Escape") {
    focused.value = null;
    select(null);
  } else return;
  event.preventDefault();
}

/** Where the thing and its neighbours are on the screen; all that is shown if it has none. */
function placesAround(sigma: Drawing, middle: Iri): Map<Iri, { x: number; y: number }> {
  const { things } = visible.peek();
  const near = graph.neighbors(middle).filter((iri) => things.has(iri) && iri !== middle);
  const all = near.length > 0 ? near : [...things];
  return new Map([middle, ...all].map((iri) => [iri, sigma.graphToViewport(graph.getNodeAttributes(iri))]));
}

function moveTo(sigma: Drawing, iri: Iri | null): void {
  if (iri === null) return;
  focused.value = iri;
  const { width, height } = sigma.getDimensions();
  const { x, y } = sigma.graphToViewport(graph.getNodeAttributes(iri));
  if (x > 30 && y > 30 && x < width - 30 && y < height - 30) return;
  const centre = sigma.getNodeDisplayData(iri);
  if (centre) void sigma.getCamera().animate({ x: centre.x, y: centre.y }, { duration: still ? 1 : 250 });
}
