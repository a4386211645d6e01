/**
 * Moving about on a machine that draws slowly, as one without a graphics card does.
 *
 * While the camera moves, the last picture is moved along, in as few layers as there can be; it is drawn anew
 * when the camera rests, or has gone too far for it.
 */
import type { CameraState } from "sigma/types";

import type { Drawing } from "./drawing";

/** Milliseconds between two drawings from which, so many times in a row, a machine is slow; longer is a pause. */
const SLOW = 34;
const PAUSE = 1_000;
const TIMES = 6;
const REST = 140;
/** How much larger or smaller the last picture may become. */
const STRETCH = 2;

interface Shift {
  scale: number;
  x: number;
  y: number;
}

/** What takes places in the picture as drawn to where the camera now has them. */
function shiftOf(sigma: Drawing, drawn: CameraState, now: CameraState): Shift {
  const scale = drawn.ratio / now.ratio;
  const middle = { x: 0.5, y: 0.5 };
  const before = sigma.framedGraphToViewport(middle, { cameraState: drawn });
  const after = sigma.framedGraphToViewport(middle, { cameraState: now });
  return { scale, x: after.x - scale * before.x, y: after.y - scale * before.y };
}

function isNear(sigma: Drawing, { scale, x, y }: Shift): boolean {
  const { width, height } = sigma.getDimensions();
  return scale < STRETCH && scale > 1 / STRETCH && Math.abs(x) < width && Math.abs(y) < height;
}

const same = (one: CameraState, other: CameraState): boolean =>
  one.x === other.x && one.y === other.y && one.ratio === other.ratio;

/** Whether the pictures of the last while came slowly. */
function pace(sigma: Drawing): () => boolean {
  let last = 0;
  let slow = 0;
  sigma.on("afterRender", () => {
    const now = performance.now();
    const took = now - last;
    last = now;
    if (slow < TIMES && took < PAUSE) slow = took > SLOW ? slow + 1 : 0;
  });
  return () => slow >= TIMES;
}

export function glide(sigma: Drawing): () => void {
  const camera = sigma.getCamera();
  const { edges, nodes, labels, edgeLabels, hovers } = sigma.getCanvases();
  const isSlow = pace(sigma);
  const schedule = sigma.scheduleRender.bind(sigma);
  let drawn = camera.getState();
  let frame = 0;
  let timer = 0;

  const move = (shift: Shift | null) => {
    const transform = shift ? `translate(${Math.round(shift.x)}px, ${Math.round(shift.y)}px) scale(${shift.scale})` : "";
    for (const canvas of [edges, nodes, labels]) if (canvas) Object.assign(canvas.style, { transform, transformOrigin: "0 0" });
    const resting = [hovers, edgeLabels, ...(sigma.getSetting("hideLabelsOnMove") ? [labels] : [])];
    for (const canvas of resting) if (canvas) canvas.style.display = shift ? "none" : "";
  };
  const step = () => {
    frame = 0;
    const shift = shiftOf(sigma, drawn, camera.getState());
    if (!isNear(sigma, shift)) return void schedule();
    move(shift);
    clearTimeout(timer);
    timer = window.setTimeout(schedule, REST);
  };
  sigma.on("afterRender", () => {
    drawn = camera.getState();
    move(null);
  });
  sigma.scheduleRender = () => {
    if (!isSlow() || same(drawn, camera.getState())) return schedule();
    if (!frame) frame = requestAnimationFrame(step);
    return sigma;
  };
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
