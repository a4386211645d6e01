/** How the names of nodes are written on the drawing. */
import type { NodeDisplayData } from "sigma/types";

import { colours } from "./look";

export const FONT = "Inter Variable, system-ui, sans-serif";

type Shown = Partial<NodeDisplayData> & { x: number; y: number; size: number };

const LONGEST = 34;
const shortened = (label: string): string => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label);

/** A label with a rim in the colour of the page, so that it can be read over links. */
export function plainLabel(context: CanvasRenderingContext2D, { x, y, size, label }: Shown): void {
  if (!label) return;
  const { page, text } = colours.peek();
  context.font = `500 12px ${FONT}`;
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
