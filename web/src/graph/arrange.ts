/** Arranges the graph by forces, in a worker, for a while or until it is stopped. */
import { signal } from "@preact/signals";
import { type ForceAtlas2Settings, inferSettings } from "graphology-layout-forceatlas2";
import ForceAtlas2 from "graphology-layout-forceatlas2/worker";

import { graph } from "./network";

const MILLISECONDS = 4_000;
const GRAVITY = 0.5;
/** Links pull together what repulsion has spread. */
const SPREAD = 1;

export const arranging = signal(false);
let layout: ForceAtlas2 | null = null;
let timer = 0;

export function stopArranging(): void {
  clearTimeout(timer);
  layout?.kill();
  layout = null;
  arranging.value = false;
}

/**
 * Repulsion that leaves each node one unit of space, as the layouts of this folder do: with gravity that grows
 * with the distance, a disc of nodes with the masses M has the radius √(repulsion · M / gravity).
 */
function settings(): ForceAtlas2Settings {
  const mass = graph.order + 2 * graph.size;
  const scalingRatio = (SPREAD * GRAVITY * graph.order) / (4 * mass);
  return { ...inferSettings(graph), gravity: GRAVITY, scalingRatio, strongGravityMode: true };
}

export function arrange(done: () => void): void {
  stopArranging();
  if (graph.order < 2) return;
  layout = new ForceAtlas2(graph, { settings: settings() });
  layout.start();
  arranging.value = true;
  timer = window.setTimeout(() => {
    stopArranging();
    done();
  }, MILLISECONDS);
}
