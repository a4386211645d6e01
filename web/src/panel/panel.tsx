/** What is known about what was chosen: a thing, a link or one claim. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Selection } from "../address";
import * as api from "../api/client";
import type { Claim, Entity, Iri, Named, Neighbour } from "../api/types";
import { day, number, t, termName, typeName } from "../i18n";
import { lastPart } from "../iri";
import { useLoaded } from "../loaded";
import { Icon } from "../parts/icons";
import { Dot, Link, ThingLink } from "../parts/link";
import { Ready } from "../parts/states";
import { collapse, expand, isolate, screen, select, selection } from "../screen";
import { ClaimCard } from "./claim";

const FEW = 12;

/** So many at first, and the rest when asked for. */
function useShown<T>(all: T[], first = FEW): [T[], (() => void) | null] {
  const [shown, setShown] = useState(first);
  useEffect(() => setShown(first), [all]);
  return [all.slice(0, shown), shown < all.length ? () => setShown(shown + 50) : null];
}

function More({ show }: { show: (() => void) | null }) {
  return show && <button type="button" class="text" onClick={show}>{t().more}</button>;
}

function Claims({ claims }: { claims: Claim[] }) {
  const kinds = [...new Set(claims.map(({ fact }) => fact))].sort();
  const [kind, setKind] = useState("");
  const chosen = kinds.includes(kind) ? claims.filter(({ fact }) => fact === kind) : claims;
  const [shown, more] = useShown(chosen);
  return (
    <>
      {kinds.length > 1 && (
        <select aria-label={t().panel.filterFact} value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          <option value="">{t().all} ({number(claims.length)})</option>
          {kinds.map((one) => <option key={one} value={one}>{typeName(one)} ({number(claims.filter(({ fact }) => fact === one).length)})</option>)}
        </select>
      )}
      {shown.map((claim) => <ClaimCard key={claim.iri} claim={claim} />)}
      <More show={more} />
    </>
  );
}

function Neighbours({ neighbours }: { neighbours: Neighbour[] }) {
  const [shown, more] = useShown(neighbours);
  return (
    <>
      <ul class="plain">
        {shown.map((one, i) => (
          <li key={i}>
            <ThingLink iri={one.iri} label={one.label} type={one.type} /> <small>{termName(one.property, one.label_property)}</small>
          </li>
        ))}
      </ul>
      <More show={more} />
    </>
  );
}

function Mentions({ mentions }: { mentions: Entity["mentions"] }) {
  const [shown, more] = useShown(mentions, 8);
  return (
    <>
      <ul class="plain">
        {shown.map(({ release, count }) => (
          <li key={release.iri}>
            <Link to={{ view: "releases", release: release.iri, claim: "" }}>{release.title}</Link>
            <br />
            <small>{[release.publisher, day(release.published), t().counts.mentions(count)].filter(Boolean).join(" · ")}</small>
          </li>
        ))}
      </ul>
      <More show={more} />
    </>
  );
}

/** Only addresses of the web become links. */
function Elsewhere({ address }: { address: string }) {
  const known = /^https?:\/\//.test(address);
  return known ? <a href={address} rel="noreferrer noopener" target="_blank">{address.replace(/^https?:\/\//, "")}</a> : <>{address}</>;
}

function Actions({ entity }: { entity: Entity }) {
  const { graph } = t();
  const expanded = screen.value.expanded.includes(entity.iri);
  return (
    <p class="actions">
      {expanded
        ? <button type="button" onClick={() => collapse(entity.iri)}>{graph.collapse}</button>
        : <button type="button" class="primary" onClick={() => expand(entity.iri)}>{graph.expand}</button>}
      <button type="button" onClick={() => isolate(entity.iri)}>{graph.only}</button>
      <Link to={{ view: "timeline", about: entity.iri }} class="button">{t().panel.inTimeline}</Link>
      {screen.value.view !== "graph" && <Link to={{ view: "graph" }} class="button">{t().panel.showInGraph}</Link>}
    </p>
  );
}

/** What has opened, for those who do not see it open. */
const told = signal("");

function EntityPanel({ entity }: { entity: Entity }) {
  const { panel } = t();
  useEffect(() => void (told.value = `${panel.label}: ${entity.label}`), [entity.iri]);
  return (
    <>
      <p class="kind"><Dot type={entity.type} /> {typeName(entity.type)}</p>
      <h2>{entity.label}</h2>
      {entity.aliases.length > 0 && <p class="quiet"><span>{panel.aliases}</span> {entity.aliases.join(" · ")}</p>}
      <Actions entity={entity} />
      {entity.governed_by && <p>{panel.governedBy} <ThingLink {...entity.governed_by} /></p>}
      {entity.identifiers.length > 0 && (
        <details>
          <summary>{panel.identifiers} ({entity.identifiers.length})</summary>
          <ul class="plain">{entity.identifiers.map((address) => <li key={address}><Elsewhere address={address} /></li>)}</ul>
        </details>
      )}
      <section>
        <h3>{panel.facts}</h3>
        {entity.claims.length === 0 ? <p class="quiet">{panel.noFacts}</p> : <Claims claims={entity.claims} />}
        {entity.claims_total > entity.claims.length && <p class="quiet">{panel.factsShown(entity.claims.length, entity.claims_total)}</p>}
      </section>
      {entity.neighbours.length > 0 && <section><h3>{panel.neighbours}</h3><Neighbours neighbours={entity.neighbours} /></section>}
      {entity.mentions.length > 0 && <section><h3>{panel.mentions}</h3><Mentions mentions={entity.mentions} /></section>}
    </>
  );
}

type EdgeChoice = Extract<Selection, { kind: "edge" }>;

type End = Named & { type?: string };

interface Edge {
  claims: Claim[];
  source: End;
  target: End;
}

/** What an end is called, without all that is claimed of it. */
async function loadEnd(iri: Iri): Promise<End> {
  const { nodes } = await api.neighbourhood(iri, 1);
  return nodes.find((node) => node.iri === iri) ?? { iri, label: lastPart(iri) };
}

async function loadEdge({ source, property, target }: EdgeChoice): Promise<Edge> {
  const [{ claims }, ...ends] = await Promise.all([api.edge(source, property, target), loadEnd(source), loadEnd(target)]);
  return { claims, source: ends[0], target: ends[1] };
}

function EndLink({ iri, label, type }: End) {
  return <ThingLink iri={iri} label={label} {...(type ? { type } : {})} />;
}

function EdgePanel({ edge: { claims, source, target }, property }: { edge: Edge; property: string }) {
  return (
    <>
      <p class="kind">{t().panel.edge}</p>
      <h2 class="triple">
        <EndLink {...source} />
        <span class="quiet">{termName(property)}</span>
        <EndLink {...target} />
      </h2>
      <section><h3>{t().panel.evidence}</h3><Claims claims={claims} /></section>
    </>
  );
}

function Chosen({ chosen }: { chosen: Selection }) {
  const key = JSON.stringify(chosen);
  const thing = useLoaded<unknown>(key, () => {
    if (chosen.kind === "thing") return api.entity(chosen.iri);
    return chosen.kind === "claim" ? api.claim(chosen.iri) : loadEdge(chosen);
  });
  return (
    <Ready of={thing}>
      {(value) => {
        if (chosen.kind === "thing") return <EntityPanel key={key} entity={value as Entity} />;
        if (chosen.kind === "edge") return <EdgePanel key={key} edge={value as Edge} property={chosen.property} />;
        return <><p class="kind">{t().panel.claim}</p><ClaimCard claim={value as Claim} /></>;
      }}
    </Ready>
  );
}

/** Closes the panel, and goes back to where one came from: the graph, or whatever the view shows. */
function close(): void {
  select(null);
  (document.querySelector<HTMLElement>(".canvas[tabindex]") ?? document.getElementById("main"))?.focus();
}

export function Panel() {
  const chosen = selection.value;
  const top = useRef<HTMLElement>(null);
  const key = JSON.stringify(chosen);
  useEffect(() => top.current?.scrollTo({ top: 0 }), [key]);
  if (chosen === null) return null;
  return (
    <aside class="panel" aria-label={t().panel.label} ref={top} tabIndex={-1}
      onKeyDown={(event) => event.key === "Escape" && close()}>
      <p class="unseen" role="status">{told}</p>
      <button type="button" class="icon-button panel-close" aria-label={t().close} title={t().close} onClick={close}><Icon name="close" /></button>
      <Chosen chosen={chosen} />
    </aside>
  );
}
