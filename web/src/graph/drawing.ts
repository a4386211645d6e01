/** The graph on the screen. */
import { effect } from "@preact/signals";
import { getCameraStateToFitViewportToNodes, getNodesInViewport } from "@sigma/utils";
import Sigma from "sigma";
import type { CameraState } from "sigma/types";

import type { Camera } from "../address";
import { still } from "../appearance";
import type { Iri } from "../api/types";
import { expand, go, screen, select, selection } from "../screen";
import { glide } from "./glide";
import { focused, onKey } from "./keys";
import { keepApart } from "./labels";
import { arrived, type EdgeData, epoch, graph, type NodeData, version, visible } from "./network";
import { hovered, reducers, settings } from "./style";

const CAMERA_DELAY = 400;
/** However few nodes are to be seen, the camera keeps some distance. */
const NEAREST = 0.15;
const ROOM = 1.12;
const MARGIN = 40;
const START: CameraState = { x: 0.5, y: 0.5, ratio: 1, angle: 0 };

export type Drawing = Sigma<NodeData, EdgeData>;

export interface Handle {
  sigma: Drawing;
  fit(nodes?: Iri[]): void;
  zoom(factor: number): void;
  key(event: KeyboardEvent): void;
  stop(): void;
}

const lasting = (milliseconds: number) => ({ duration: still ? 1 : milliseconds });

function around(sigma: Drawing, nodes: Iri[]): CameraState {
  const to = getCameraStateToFitViewportToNodes(sigma as unknown as Sigma, nodes);
  return { ...to, angle: 0, ratio: Math.max(to.ratio * ROOM, NEAREST) };
}

function fit(sigma: Drawing, nodes: Iri[] = [...visible.peek().things]): void {
  const drawn = nodes.filter((iri) => graph.hasNode(iri));
  if (drawn.length > 0) void sigma.getCamera().animate(around(sigma, drawn), lasting(400));
}

/** What the pointer does: a click opens, a double click expands. */
function listen(sigma: Drawing, container: HTMLElement): void {
  const point = (iri: Iri | null, cursor: string) => {
    hovered.value = iri;
    container.style.cursor = cursor;
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
  sigma.on("enterNode", ({ node }) => point(node, "pointer"));
  sigma.on("leaveNode", () => point(null, ""));
  sigma.on("enterEdge", () => point(null, "pointer"));
  sigma.on("leaveEdge", () => point(null, ""));
}

/** Keeps the camera and the address the same, both ways. */
function followCamera(sigma: Drawing): { begin: () => void; end: () => void } {
  const camera = sigma.getCamera();
  let timer = 0;
  let written: Camera | null = null;
  let beginning = false;

  camera.on("updated", ({ x, y, ratio }) => {
    if (beginning) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      written = { x, y, ratio };
      go({ camera: written }, "same");
    }, CAMERA_DELAY);
  });
  const end = effect(() => {
    const { camera: asked } = screen.value;
    if (asked && asked !== written) void camera.animate({ ...asked, angle: 0 }, lasting(250));
  });

  /** The frame that the camera refers to is that of the first picture, so that what comes later moves nothing. */
  const begin = () => {
    sigma.setCustomBBox(null);
    sigma.refresh();
    sigma.setCustomBBox(sigma.getBBox());
    written = screen.peek().camera;
    const shown = [...visible.peek().things];
    const part = shown.length > 0 && shown.length < graph.order;
    beginning = true;
    camera.setState(written ? { ...written, angle: 0 } : START);
    if (written === null && part) camera.setState(around(sigma, shown));
    beginning = false;
  };
  return {
    begin,
    end: () => {
      clearTimeout(timer);
      end();
    },
  };
}

/** Moves the camera only if some of what is new lies outside of the picture. */
function reveal(sigma: Drawing, nodes: Iri[]): void {
  const { width, height } = sigma.getDimensions();
  const outside = nodes.filter((iri) => graph.hasNode(iri)).some((iri) => {
    const { x, y } = sigma.graphToViewport(graph.getNodeAttributes(iri));
    return x < MARGIN || y < MARGIN || x > width - MARGIN || y > height - MARGIN;
  });
  if (outside) fit(sigma, [...nodes, ...getNodesInViewport(sigma as unknown as Sigma)]);
}

function fitTo(container: HTMLElement, sigma: Drawing): ResizeObserver {
  const watcher = new ResizeObserver(() => {
    sigma.resize();
    sigma.scheduleRender();
  });
  watcher.observe(container);
  return watcher;
}

/** Chromium 156 without a graphics card forgets to clear a canvas that is cleared at one stroke and then left empty. */
function clearInHalves(canvas: HTMLCanvasElement | undefined): void {
  const context = canvas?.getContext("2d");
  if (!context) return;
  const clear = context.clearRect.bind(context);
  context.clearRect = (x, y, width, height) => {
    const half = Math.ceil(width / 2);
    clear(x, y, half, height);
    clear(x + half, y, width - half, height);
  };
}

export function draw(container: HTMLElement): Handle {
  const sigma: Drawing = new Sigma<NodeData, EdgeData>(graph, container, settings());
  const canvases = sigma.getCanvases();
  // Highlighted things are drawn once more on a layer of their own, which costs a frame and shows nothing new.
  canvases["hoverNodes"]?.remove();
  [canvases["hovers"], canvases["labels"], canvases["edgeLabels"]].forEach(clearInHalves);
  keepApart(sigma as unknown as Sigma);
  listen(sigma, container);
  const camera = followCamera(sigma);
  const endGlide = glide(sigma);
  const watcher = fitTo(container, sigma);
  const known = arrived.peek();
  const effects = [
    effect(() => {
      void epoch.value;
      camera.begin();
    }),
    effect(() => {
      void version.value;
      sigma.setSettings({ ...settings(), ...reducers() });
    }),
    effect(() => {
      if (arrived.value && arrived.value !== known) reveal(sigma, arrived.value.nodes);
    }),
  ];
  sigma.once("afterRender", () => performance.mark("picture"));
  void document.fonts.ready.then(() => sigma.scheduleRender());

  const zoom = (factor: number) =>
    void sigma.getCamera().animate({ ratio: sigma.getCamera().ratio * factor }, lasting(200));
  return {
    sigma, zoom,
    fit: (nodes) => fit(sigma, nodes),
    key: (event) => onKey(event, { sigma, zoom, fit: () => fit(sigma) }),
    stop: () => {
      camera.end();
      endGlide();
      watcher.disconnect();
      effects.forEach((end) => end());
      hovered.value = null;
      sigma.kill();
    },
  };
}
