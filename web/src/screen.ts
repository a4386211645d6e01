/** The one state of the explorer, kept in the address. */
import { computed, signal } from "@preact/signals";

import { type Filters, fromAddress, NO_FILTERS, type Question, type Screen, type Selection, toAddress } from "./address";
import type { Iri } from "./api/types";

const read = () => fromAddress(location.search);

export const screen = signal<Screen>(read());
export const view = computed(() => screen.value.view);
export const filters = computed(() => screen.value.filters);
export const selection = computed(() => screen.value.selection);
export const selectedThing = computed(() => {
  const chosen = screen.value.selection;
  return chosen?.kind === "thing" ? chosen.iri : null;
});
export const filtersOn = computed(() => {
  const { types, themes, from, to, confidence, releases, status } = filters.value;
  return [types.length, themes.length, from || to, confidence, releases.length, status !== "all"].filter(Boolean).length;
});

type Step = "new" | "same";

/** Browsers bear only so many changes of the address a second. */
const DELAY = 200;
let waiting = 0;

const addressOf = (shown: Screen): string => location.pathname + toAddress(shown);

function settle(shown: Screen): void {
  clearTimeout(waiting);
  waiting = 0;
  if (addressOf(shown) !== location.pathname + location.search) history.replaceState(null, "", addressOf(shown));
}

/** Changes the screen; a new step can be gone back from, the same step (a camera, a slider) cannot. */
export function go(change: Partial<Screen>, step: Step = "new"): void {
  const before = screen.peek();
  const next = { ...before, ...change };
  screen.value = next;
  if (step === "same") {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => settle(screen.peek()), DELAY);
    return;
  }
  if (waiting) settle(before);
  if (addressOf(next) !== location.pathname + location.search) history.pushState(null, "", addressOf(next));
}

addEventListener("popstate", () => {
  clearTimeout(waiting);
  waiting = 0;
  screen.value = read();
});

export const select = (chosen: Selection | null) => go({ selection: chosen });
export const openThing = (iri: Iri) => select({ kind: "thing", iri });
export const openClaim = (iri: Iri) => select({ kind: "claim", iri });
export const openRelease = (release: Iri, claim: Iri = "") => go({ view: "releases", release, claim });
export const filter = (change: Partial<Filters>, step: Step = "same") =>
  go({ filters: { ...screen.peek().filters, ...change } }, step);
export const clearFilters = () => go({ filters: NO_FILTERS });
export const ask = (change: Partial<Question>, step: Step = "same") =>
  go({ question: { ...screen.peek().question, ...change } }, step);

export function expand(iri: Iri): void {
  const { expanded } = screen.peek();
  if (!expanded.includes(iri)) go({ expanded: [...expanded, iri] });
}

export function collapse(iri: Iri): void {
  go({ expanded: screen.peek().expanded.filter((other) => other !== iri) });
}

/** The neighbourhood of one thing, and nothing else. */
export const isolate = (iri: Iri) =>
  go({ view: "graph", overview: 0, expanded: [iri], camera: null, selection: { kind: "thing", iri } });
export const backToOverview = () => go({ overview: 300, expanded: [], camera: null });

/** The address of another screen, for links that open in a tab of their own. */
export const hrefOf = (change: Partial<Screen>): string =>
  location.pathname + toAddress({ ...screen.value, ...change });
