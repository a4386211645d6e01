/** Arranges the graph by forces, in a worker, for a while or until it is stopped. */
import { signal } from "@preact/signals";
import { inferSettings } from "graphology-layout-forceatlas2";
import ForceAtlas2 from "graphology-layout-forceatlas2/worker";

import { graph } from "./network";

const MILLISECONDS = 4_000;

export const arranging = signal(false);
let layout: ForceAtlas2 | null = null;
let timer = 0;

export function stopArranging(): void {
  clearTimeout(timer);
  layout?.kill();
  layout = null;
  arranging.value = false;
}

export function arrange(done: () => void): void {
  stopArranging();
  if (graph.order < 2) return;
  const settings = { ...inferSettings(graph), scalingRatio: 0.004, gravity: 0.1, strongGravityMode: false, slowDown: 20 };
  layout = new ForceAtlas2(graph, { settings });
  layout.start();
  arranging.value = true;
  timer = window.setTimeout(() => {
    stopArranging();
    done();
  }, MILLISECONDS);
}
