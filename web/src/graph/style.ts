/** How the graph is drawn: the settings of sigma, and how nodes and links look now. */
import { signal } from "@preact/signals";
import { EdgeArrowProgram, EdgeLineProgram, NodeCircleProgram, NodePointProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";

import type { Selection } from "../address";
import { still } from "../appearance";
import type { Iri, Link } from "../api/types";
import { mixed } from "../colour";
import { termName } from "../i18n";
import { selection } from "../screen";
import { focused } from "./keys";
import { FONT, hoverLabel, plainLabel } from "./labels";
import { colouring, colours, sizing } from "./look";
import { type EdgeData, graph, type NodeData, visible } from "./network";

type Rules = Settings<NodeData, EdgeData>;

/** From so many links on, plain lines are drawn, and no link answers to the pointer. */
const MANY = 4_000;
/** Up to so many neighbours are named with their links. */
const FEW = 25;

export const many = (): boolean => graph.size > MANY;

/** The thing under the pointer. */
export const hovered = signal<Iri | null>(null);

/** Looking at every thing again for each move of the pointer is too much for a large graph. */
const attended = (): Iri | null => (many() ? focused.value : (hovered.value ?? focused.value));

/** Things that stay bright while the others step back. */
function bright(): Set<Iri> | null {
  const centre = attended();
  if (centre === null || !graph.hasNode(centre)) return null;
  return new Set([centre, ...graph.neighbors(centre)]);
}

export function settings(): Partial<Rules> {
  const large = many();
  const { text, edge, quiet } = colours.peek();
  return {
    allowInvalidContainer: true,
    nodeProgramClasses: { circle: large ? NodePointProgram : NodeCircleProgram } as Rules["nodeProgramClasses"],
    edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeLineProgram } as Rules["edgeProgramClasses"],
    defaultNodeType: "circle",
    defaultEdgeType: large ? "line" : "arrow",
    defaultEdgeColor: edge,
    enableEdgeEvents: !large,
    hideLabelsOnMove: large,
    renderEdgeLabels: !large,
    edgeLabelFont: FONT,
    edgeLabelSize: 11,
    edgeLabelColor: { color: quiet },
    labelFont: FONT,
    labelSize: 12,
    labelWeight: "500",
    labelColor: { color: text },
    labelDensity: large ? 0.4 : 0.9,
    labelGridCellSize: 110,
    labelRenderedSizeThreshold: large ? 3.5 : innerWidth < 600 ? 3 : 4.5,
    minCameraRatio: 0.01,
    maxCameraRatio: 8,
    stagePadding: 40,
    zIndex: !large,
    doubleClickZoomingRatio: 1,
    defaultDrawNodeLabel: plainLabel as Rules["defaultDrawNodeLabel"],
    defaultDrawNodeHover: hoverLabel as Rules["defaultDrawNodeHover"],
    ...(still ? { zoomDuration: 0, inertiaDuration: 0, doubleClickZoomingDuration: 0 } : {}),
  };
}

interface Scene {
  centre: Iri | null;
  lit: Set<Iri> | null;
  named: boolean;
  chosen: Selection | null;
}

function nodeLook({ centre, lit, named, chosen }: Scene): NonNullable<Rules["nodeReducer"]> {
  const { things } = visible.value;
  const { page } = colours.value;
  const [colour, size] = [colouring.value, sizing.value];
  const marked = chosen?.kind === "thing" ? chosen.iri : null;
  return (iri, { x, y, thing }): Partial<NodeDisplayData> => {
    if (!things.has(iri)) return { x, y, hidden: true };
    const dimmed = lit !== null && !lit.has(iri);
    const strong = iri === marked || iri === centre;
    return {
      x, y,
      size: size(thing) + (strong ? 2 : 0),
      label: dimmed ? null : thing.label,
      color: mixed(colour(thing), page, dimmed ? 0.8 : thing.planned ? 0.45 : 0),
      highlighted: strong,
      forceLabel: strong || (named && !dimmed),
      zIndex: strong ? 2 : dimmed ? 0 : 1,
    };
  };
}

function edgeLook({ centre, lit, named, chosen }: Scene): NonNullable<Rules["edgeReducer"]> {
  const { links } = visible.value;
  const { page, edge, accent } = colours.value;
  const marked = chosen?.kind === "thing" ? chosen.iri : null;
  const touches = ({ source, target }: Link, iri: Iri | null) => iri !== null && (source === iri || target === iri);
  const isChosen = ({ source, property, target }: Link) =>
    chosen?.kind === "edge" && chosen.source === source && chosen.property === property && chosen.target === target;
  const [faint, tinted, planned, done] = [mixed(edge, page, 0.75), mixed(edge, accent, 0.6), mixed(edge, page, 0.6), mixed(edge, page, 0.25)];
  return (id, { link }): Partial<EdgeDisplayData> => {
    if (!links.has(id)) return { hidden: true };
    const own = isChosen(link);
    const near = touches(link, centre);
    if (!own && !near && lit !== null) return { color: faint, size: 1.2, zIndex: 0 };
    if (!own && !near && !touches(link, marked)) return { color: link.planned ? planned : done, size: 1.2, zIndex: 0 };
    const label = own || (near && named) ? termName(link.property, link.label) : null;
    return { color: own || near ? accent : tinted, label, forceLabel: label !== null, size: own ? 4 : 2, zIndex: 1 };
  };
}

/** How nodes and links look now; made anew when something that it depends on changes. */
export function reducers(): Pick<Rules, "nodeReducer" | "edgeReducer"> {
  const lit = bright();
  const scene = { centre: attended(), lit, named: lit !== null && lit.size <= FEW, chosen: selection.value };
  return { nodeReducer: nodeLook(scene), edgeReducer: edgeLook(scene) };
}
