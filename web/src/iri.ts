/** What an IRI tells. */
import type { Iri } from "./api/types";

const BASE = "https://w3id.org/innovation-valley/";
const OURS = `${BASE}id/`;

/** The last part of an IRI, for what we know no label of. */
export function lastPart(iri: Iri): string {
  const part = iri.split(/[/#]/).at(-1) ?? iri;
  try {
    return decodeURIComponent(part).replaceAll("_", " ");
  } catch {
    return part;
  }
}

/** What the panel can show about an IRI: a thing, a claim, or nothing. */
export function kindOf(iri: Iri): "thing" | "claim" | "release" | null {
  if (iri.startsWith(`${BASE}concept/`)) return "thing";
  if (!iri.startsWith(OURS)) return null;
  const kind = iri.slice(OURS.length).split("/")[0];
  return kind === "claim" || kind === "release" ? kind : "thing";
}
