/** What themes are called. */
import { signal } from "@preact/signals";

import { stats } from "../api/client";
import type { Iri } from "../api/types";
import { lastPart } from "../iri";
import { thing } from "./network";

const names = signal<ReadonlyMap<Iri, string>>(new Map());
stats().then(
  ({ themes }) => (names.value = new Map(themes.map(({ iri, label }) => [iri, label]))),
  () => undefined,
);

export const themeName = (iri: Iri): string => names.value.get(iri) ?? thing(iri)?.label ?? lastPart(iri);
