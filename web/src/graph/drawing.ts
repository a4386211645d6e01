/** The graph on the screen: WebGL, and the keys that move in it. */
import { effect, signal } from "@preact/signals";
import { getCameraStateToFitViewportToNodes } from "@sigma/utils";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeLineProgram, NodeCircleProgram, NodePointProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";

import { still } from "../appearance";
import type { Camera } from "../address";
import type { Iri } from "../api/types";
import { mixed } from "../colour";
import { termName } from "../i18n";
import { screen, select, go, expand, selection } from "../screen";
import { FONT, hoverLabel, plainLabel } from "./labels";
import { colouring, colours, sizing } from "./look";
import { arrived, type Drawn, type EdgeData, epoch, graph, type NodeData, version, visible } from "./network";
import { focused, onKey } from "./keys";

/** From so many links on, plain lines are drawn, and no link answers to the pointer while the picture moves. */
const MANY = 4_000;
const CAMERA_DELAY = 400;
/** A machine that needs longer than this for a frame does not draw the links while the picture moves. */
const SLOW = 34;
const FRAMES = 8;
const FEW = 25;

const many = (): boolean => graph.size > MANY;

export type Drawing = Sigma<NodeData, EdgeData>;

const hovered = signal<Iri | null>(null);

/** Looking at every thing again for each move of the pointer is too much for a large graph. */
const attended = (): Iri | null => (many() ? focused.value : (hovered.value ?? focused.value));

/** Things that stay bright while the others step back. */
function bright(): Set<Iri> | null {
  const centre = attended();
  if (centre === null || !graph.hasNode(centre)) return null;
  return new Set([centre, ...graph.neighbors(centre)]);
}

function settings(): Partial<Settings<NodeData, EdgeData>> {
  const large = many();
  const { text, edge, quiet } = colours.peek();
  return {
    allowInvalidContainer: true,
    nodeProgramClasses: { circle: large ? NodePointProgram : NodeCircleProgram } as Settings<NodeData, EdgeData>["nodeProgramClasses"],
    edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeLineProgram } as Settings<NodeData, EdgeData>["edgeProgramClasses"],
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
    defaultDrawNodeLabel: plainLabel as Settings<NodeData, EdgeData>["defaultDrawNodeLabel"],
    defaultDrawNodeHover: hoverLabel as Settings<NodeData, EdgeData>["defaultDrawNodeHover"],
    ...(still ? { zoomDuration: 0, inertiaDuration: 0, doubleClickZoomingDuration: 0 } : {}),
  };
}

/** How nodes and links look now; made anew when something that it depends on changes. */
function reducers(): Pick<Settings<NodeData, EdgeData>, "nodeReducer" | "edgeReducer"> {
  const { things, links } = visible.value;
  const { page, edge, accent } = colours.value;
  const [colour, size, lit, chosen] = [colouring.value, sizing.value, bright(), selection.value];
  const centre = attended();
  const named = lit !== null && lit.size <= FEW;
  const marked = chosen?.kind === "thing" ? chosen.iri : null;
  const isChosen = (source: Iri, property: string, target: Iri) =>
    chosen?.kind === "edge" && chosen.source === source && chosen.target === target && chosen.property === property;
  const faint = mixed(edge, page, 0.75);
  return {
    nodeReducer: (iri, data): Partial<NodeDisplayData> => {
      if (!things.has(iri)) return { x: data.x, y: data.y, hidden: true };
      const own = colour(data.thing);
      const dimmed = lit !== null && !lit.has(iri);
      const strong = iri === marked || iri === centre;
      return {
        x: data.x, y: data.y, size: size(data.thing) + (strong ? 2 : 0),
        label: dimmed ? null : data.thing.label,
        color: dimmed ? mixed(own, page, 0.8) : data.thing.planned ? mixed(own, page, 0.45) : own,
        highlighted: strong, forceLabel: strong || (named && lit.has(iri)), zIndex: strong ? 2 : dimmed ? 0 : 1,
      };
    },
    edgeReducer: (id, { link }): Partial<EdgeDisplayData> => {
      if (!links.has(id)) return { hidden: true };
      const own = isChosen(link.source, link.property, link.target);
      const near = centre !== null && (link.source === centre || link.target === centre);
      const touching = marked !== null && (link.source === marked || link.target === marked);
      const quiet = lit !== null && !near;
      const color = own || near ? accent : quiet ? faint : touching ? mixed(edge, accent, 0.6) : mixed(edge, page, link.planned ? 0.6 : 0.25);
      const label = own || (near && named) ? termName(link.property, link.label) : null;
      return { color, label, forceLabel: label !== null, size: own ? 4 : near || touching ? 2 : 1.2, zIndex: own || near || touching ? 1 : 0 };
    },
  };
}

export interface Handle {
  sigma: Drawing;
  fit(nodes?: Iri[]): void;
  zoom(factor: number): void;
  key(event: KeyboardEvent): void;
  stop(): void;
}

export function draw(container: HTMLElement): Handle {
  const sigma: Drawing = new Sigma<NodeData, EdgeData>(graph as Drawn, container, settings());
  const camera = sigma.getCamera();
  // Highlighted things are drawn once more on a layer of their own, which costs a frame and shows nothing new.
  sigma.getCanvases()["hoverNodes"]?.remove();
  let timer = 0;
  let loading = true;
  let written: Camera | null = null;

  const around = (nodes: Iri[]) => {
    const to = getCameraStateToFitViewportToNodes(sigma as unknown as Sigma, nodes);
    return { ...to, angle: 0, ratio: Math.max(to.ratio * 1.12, 0.15) };
  };
  const fit = (nodes = [...visible.peek().things]) => {
    const drawn = nodes.filter((iri) => graph.hasNode(iri));
    if (drawn.length > 0) void camera.animate(around(drawn), { duration: still ? 1 : 400 });
  };
  const zoom = (factor: number) => void camera.animate({ ratio: sigma.getCamera().ratio * factor }, { duration: still ? 1 : 200 });

  /** The frame that the camera refers to is that of the first picture, so that what comes later moves nothing. */
  const begin = () => {
    sigma.setCustomBBox(null);
    sigma.refresh();
    sigma.setCustomBBox(sigma.getBBox());
    const { camera: kept } = screen.peek();
    written = kept;
    loading = true;
    camera.setState(kept ? { ...kept, angle: 0 } : { x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    const shown = [...visible.peek().things];
    if (!kept && shown.length > 0 && shown.length < graph.order) camera.setState(around(shown));
    loading = false;
  };

  sigma.on("clickNode", ({ node }) => select({ kind: "thing", iri: node }));
  sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    expand(node);
  });
  sigma.on("clickEdge", ({ edge }) => {
    const { source, property, target } = graph.getEdgeAttribute(edge, "link");
    select({ kind: "edge", source, property, target });
  });
  sigma.on("clickStage", () => {
    focused.value = null;
    if (selection.peek()) select(null);
  });
  sigma.on("enterNode", ({ node }) => {
    hovered.value = node;
    container.style.cursor = "pointer";
  });
  sigma.on("leaveNode", () => {
    hovered.value = null;
    container.style.cursor = "";
  });
  sigma.on("enterEdge", () => void (container.style.cursor = "pointer"));
  sigma.on("leaveEdge", () => void (container.style.cursor = ""));
  camera.on("updated", ({ x, y, ratio }) => {
    if (loading) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      written = { x, y, ratio };
      go({ camera: written }, "same");
    }, CAMERA_DELAY);
  });

  const effects = [
    effect(() => {
      void epoch.value;
      begin();
    }),
    effect(() => {
      void version.value;
      const { text, edge } = colours.value;
      sigma.setSettings({ ...settings(), labelColor: { color: text }, defaultEdgeColor: edge, ...reducers() });
    }),
    effect(() => {
      const { camera: asked } = screen.value;
      if (asked && asked !== written) void camera.animate({ ...asked, angle: 0 }, { duration: still ? 1 : 250 });
    }),
    effect(() => {
      if (arrived.value) reveal(sigma, arrived.value.nodes, fit);
    }),
  ];
  const watcher = new ResizeObserver(() => {
    sigma.resize();
    sigma.scheduleRender();
  });
  watcher.observe(container);
  sigma.once("afterRender", () => performance.mark("picture"));
  sigma.on("afterRender", lighten(sigma));
  void document.fonts.ready.then(() => sigma.scheduleRender());

  return {
    sigma, fit, zoom,
    key: (event) => onKey(event, { sigma, fit, zoom }),
    stop: () => {
      clearTimeout(timer);
      watcher.disconnect();
      effects.forEach((end) => end());
      hovered.value = null;
      sigma.kill();
    },
  };
}

/** Leaves out the links while a large picture moves, once that has proved slow. */
function lighten(sigma: Drawing): () => void {
  let last = 0;
  let slow = 0;
  return () => {
    const now = performance.now();
    const took = now - last;
    last = now;
    if (!many() || took > 1000 || sigma.getSetting("hideEdgesOnMove")) return;
    slow = took > SLOW ? slow + 1 : 0;
    if (slow >= FRAMES) sigma.setSetting("hideEdgesOnMove", true);
  };
}

/** Moves the camera only if some of what is new lies outside of the picture. */
function reveal(sigma: Drawing, nodes: Iri[], fit: (nodes: Iri[]) => void): void {
  const { width, height } = sigma.getDimensions();
  const outside = nodes.some((iri) => {
    if (!graph.hasNode(iri)) return false;
    const { x, y } = sigma.graphToViewport(graph.getNodeAttributes(iri));
    return x < 0 || y < 0 || x > width || y > height;
  });
  if (outside) fit(nodes);
}
