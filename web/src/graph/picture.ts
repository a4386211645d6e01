/** The picture of the graph as a file: PNG from the drawing, SVG drawn anew. */
import { toBlob } from "@sigma/export-image";
import type Sigma from "sigma";

import { save } from "../files";
import type { Drawing } from "./drawing";
import { labelled, plainLabel } from "./labels";
import { colours } from "./look";
import { graph } from "./network";

const SVG = "http://www.w3.org/2000/svg";

export async function savePng(sigma: Drawing): Promise<void> {
  const { width, height } = sigma.getDimensions();
  const scale = 2;
  const named = labelled(sigma as unknown as Sigma);
  const label: typeof plainLabel = (context, data) => named.has(data.key ?? "") && plainLabel(context, data);
  const blob = await toBlob(sigma as unknown as Sigma, {
    width: width * scale, height: height * scale, backgroundColor: colours.peek().page, format: "png",
    sigmaSettings: { ...(sigma.getSettings() as object), labelSize: 12, defaultDrawNodeLabel: label },
  });
  save(blob, "valleygraph.png");
}

function shape(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, typeof value === "number" ? String(Number(value.toFixed(1))) : value);
  }
  if (text !== undefined) element.textContent = text;
  return element;
}

export function toSvg(sigma: Drawing): SVGElement {
  const { width, height } = sigma.getDimensions();
  const { page, text } = colours.peek();
  const svg = shape("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "Inter, sans-serif" });
  svg.append(shape("rect", { width, height, fill: page }));
  const named = labelled(sigma as unknown as Sigma);
  const places = new Map(graph.mapNodes((iri, data) => [iri, sigma.graphToViewport(data)] as const));
  graph.forEachEdge((id, { link }, source, target) => {
    const [shown, from, to] = [sigma.getEdgeDisplayData(id), places.get(source), places.get(target)];
    if (!shown || shown.hidden || !from || !to) return;
    svg.append(shape("line", {
      x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: shown.color, "stroke-width": shown.size,
      ...(link.planned ? { "stroke-dasharray": "4 3" } : {}),
    }));
  });
  const labels: SVGElement[] = [];
  graph.forEachNode((iri, { thing }) => {
    const [shown, at] = [sigma.getNodeDisplayData(iri), places.get(iri)];
    if (!shown || shown.hidden || !at) return;
    const radius = sigma.scaleSize(shown.size);
    const circle = shape("circle", { cx: at.x, cy: at.y, r: radius, fill: shown.color });
    circle.append(shape("title", {}, thing.label));
    svg.append(circle);
    if (named.has(iri)) {
      labels.push(shape("text", { x: at.x + radius + 3, y: at.y + 4, "font-size": 12, fill: text, stroke: page, "stroke-width": 3, "paint-order": "stroke" }, thing.label));
    }
  });
  svg.append(...labels);
  return svg;
}

export function saveSvg(sigma: Drawing): void {
  const written = new XMLSerializer().serializeToString(toSvg(sigma));
  save(new Blob([written], { type: "image/svg+xml" }), "valleygraph.svg");
}
