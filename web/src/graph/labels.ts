/** How the names of nodes are written on the drawing. */
import type Sigma from "sigma";
import type { NodeDisplayData } from "sigma/types";

import { colours } from "./look";

export const FONT = "Inter Variable, system-ui, sans-serif";

type Shown = Partial<NodeDisplayData> & { x: number; y: number; size: number; key?: string };
type Box = [left: number, top: number, right: number, bottom: number];

const LONGEST = 34;
const shortened = (label: string): string => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label);

/** Where the labels of a picture stand, by the nodes, if they are kept apart. */
const written = new WeakMap<CanvasRenderingContext2D, Map<string, Box>>();
const contextOf = (sigma: Sigma) => sigma.getCanvases()["labels"]?.getContext("2d") ?? null;
const overlap = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** From now on a label that would stand over another one is left out. */
export function keepApart(sigma: Sigma): void {
  const context = contextOf(sigma);
  if (context) sigma.on("beforeRender", () => written.set(context, new Map()));
}

/** The nodes whose labels are on the screen. */
export function labelled(sigma: Sigma): ReadonlySet<string> {
  const context = contextOf(sigma);
  const kept = context && written.get(context);
  return kept ? new Set(kept.keys()) : sigma.getNodeDisplayedLabels();
}

function hasRoom(context: CanvasRenderingContext2D, { x, y, size, key = "" }: Shown, words: string): boolean {
  const others = written.get(context);
  if (!others) return true;
  const left = x + size + 4;
  const box: Box = [left, y - 7, left + context.measureText(words).width, y + 8];
  if ([...others.values()].some((other) => overlap(box, other))) return false;
  others.set(key, box);
  return true;
}

/** A label with a rim in the colour of the page, so that it can be read over links. */
export function plainLabel(context: CanvasRenderingContext2D, data: Shown): void {
  const { x, y, size, label } = data;
  if (!label) return;
  const { page, text } = colours.peek();
  context.font = `500 12px ${FONT}`;
  if (!hasRoom(context, data, shortened(label))) return;
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = page;
  context.fillStyle = text;
  context.strokeText(shortened(label), x + size + 4, y + 4);
  context.fillText(shortened(label), x + size + 4, y + 4);
}

export function hoverLabel(context: CanvasRenderingContext2D, data: Shown): void {
  const { page, text, accent } = colours.peek();
  const { x, y, size, label } = data;
  context.beginPath();
  context.arc(x, y, size + 3, 0, 2 * Math.PI);
  context.lineWidth = 3;
  context.strokeStyle = accent;
  context.stroke();
  if (!label) return;
  context.font = `600 13px ${FONT}`;
  const width = context.measureText(label).width;
  const right = x + size + 8 + width + 12 > context.canvas.clientWidth && x - size - width - 20 > 0;
  const left = right ? x - size - 4 - width - 12 : x + size + 4;
  context.fillStyle = page;
  context.beginPath();
  context.roundRect(left, y - 12, width + 12, 24, 6);
  context.fill();
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = text;
  context.fillText(label, left + 6, y + 4.5);
}
