/** What of the graph passes the filters. */
import type { Filters } from "../address";
import type { Iri, Link, Thing } from "../api/types";
import { firstDay, lastDay } from "../dates";

export function inSpan(first: string | null, last: string | null, from: string, to: string): boolean {
  if (!from && !to) return true;
  const begins = first ?? last;
  const ends = last ?? first;
  if (begins === null || ends === null) return false;
  return (!to || firstDay(begins) <= lastDay(to)) && (!from || lastDay(ends) >= firstDay(from));
}

export function passes(link: Link, { confidence, from, to, releases, status }: Filters): boolean {
  return (
    link.confidence >= confidence &&
    inSpan(link.first, link.last, from, to) &&
    (releases.length === 0 || link.releases.some((iri) => releases.includes(iri))) &&
    (status === "all" || link.planned === (status === "planned"))
  );
}

export function shows(thing: Thing, { types, themes }: Filters): boolean {
  return (
    (types.length === 0 || types.includes(thing.type)) &&
    (themes.length === 0 || themes.includes(thing.iri) || thing.themes.some((iri) => themes.includes(iri)))
  );
}

const aboutLinks = ({ confidence, from, to, releases, status }: Filters): boolean =>
  confidence > 0 || from !== "" || to !== "" || releases.length > 0 || status !== "all";

export interface Visible {
  things: Set<Iri>;
  links: Set<string>;
}

/** A thing that has lost all its links to a filter about links is not shown either. */
export function visible(things: Iterable<Thing>, links: Iterable<Link>, filters: Filters): Visible {
  const shown = new Set<Iri>();
  for (const thing of things) if (shows(thing, filters)) shown.add(thing.iri);
  const kept = new Set<string>();
  const linked = new Set<Iri>();
  for (const link of links) {
    if (!shown.has(link.source) || !shown.has(link.target) || !passes(link, filters)) continue;
    kept.add(link.id);
    linked.add(link.source).add(link.target);
  }
  return { things: aboutLinks(filters) ? linked : shown, links: kept };
}
