/** The releases, and one of them with all that it mentions and claims, in place. */
import { Fragment } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { NO_FILTERS, type Screen } from "../address";
import * as api from "../api/client";
import type { Claim, FullRelease, Mention, Releases } from "../api/types";
import { firstDay, lastDay } from "../dates";
import { day, number, t, typeName } from "../i18n";
import { useLoaded } from "../loaded";
import { ClaimCard } from "../panel/claim";
import { Span } from "../parts/filters";
import { Link } from "../parts/link";
import { Roving } from "../parts/roving";
import { Empty, Failed, Loading, Ready } from "../parts/states";
import { filters, go, screen, selectedThing } from "../screen";
import { type Mark, segments } from "../text";
import { typeProperty } from "../graph/types";
import { still } from "../appearance";

const PAGE = 50;
const DELAY = 250;
const EXPANDED = 8;

function Found({ found }: { found: Releases }) {
  const { release: texts, counts } = t();
  if (found.items.length === 0) return <Empty title={texts.empty}>{texts.emptyHint}</Empty>;
  return (
    <Roving class="items" label={texts.title}>
      {found.items.map((item) => (
        <li key={item.iri} data-item>
          <Link to={{ release: item.iri, claim: "" }} class="item" current={item.iri === screen.value.release}>
            <span>{item.title}</span>
            <small>{[day(item.published), item.publisher, counts.claims(item.claims)].filter(Boolean).join(" · ")}</small>
          </Link>
        </li>
      ))}
    </Roving>
  );
}

function List() {
  const { words } = screen.value;
  const { from, to } = filters.value;
  const [typed, type] = useState(words);
  const [limit, setLimit] = useState(PAGE);
  const { release: texts, counts, more } = t();
  const asked = { q: words, from: firstDay(from), to: lastDay(to), limit };
  const [found, again] = useLoaded(JSON.stringify(asked), () => api.releases(asked));
  useEffect(() => {
    const timer = setTimeout(() => typed !== screen.peek().words && go({ words: typed }, "same"), DELAY);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <section class="list" aria-label={texts.title}>
      <form class="list-head" role="search" aria-label={texts.search} onSubmit={(event) => event.preventDefault()}>
        <input type="search" aria-label={texts.search} placeholder={texts.search} value={typed} onInput={(event) => type(event.currentTarget.value)} />
        <Span />
        <small role="status">{found.state === "ready" ? counts.releases(found.value.total) : ""}</small>
      </form>
      {found.state === "loading" && <Loading />}
      {found.state === "failed" && <Failed reason={found.reason} again={again} />}
      {found.state === "ready" && <Found found={found.value} />}
      {found.state === "ready" && found.value.total > found.value.items.length && found.value.items.length >= limit && (
        <p class="more"><button type="button" onClick={() => setLimit(limit + PAGE)}>{more} ({number(found.value.total - found.value.items.length)})</button></p>
      )}
    </section>
  );
}

const TITLE = "of-title";
const SENTENCE = "of-marked";
const CLAIM = "of-claim";

/** The title, the sentences of all claims, and those of the claim that is marked. */
function marksOf({ title, text, claims }: FullRelease, marked: Claim | undefined): Mark[] {
  const sentences = (claim: Claim, name: string) => claim.sentences.map(({ start, end }) => ({ start, end, name }));
  return [
    ...(text.startsWith(title) ? [{ start: 0, end: [...title].length, name: TITLE }] : []),
    ...claims.flatMap((claim) => sentences(claim, CLAIM)),
    ...(marked ? sentences(marked, SENTENCE) : []),
  ];
}

/** After the last sentence of a claim stands its number, which leads to the claim. */
function Numbers({ claims, end }: { claims: Claim[]; end: number }) {
  const ending = claims.flatMap((claim, i) => (Math.max(...claim.sentences.map((sentence) => sentence.end)) === end ? [{ claim, number: i + 1 }] : []));
  const show = (iri: string) => {
    go({ claim: iri });
    document.querySelector(`[data-claim="${CSS.escape(iri)}"]`)?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  };
  return <>{ending.map(({ claim, number: n }) => <sup key={n}><button type="button" class="text" aria-label={`${t().panel.claim} ${n}`} onClick={() => show(claim.iri)}>{n}</button></sup>)}</>;
}

function Text({ release, marked }: { release: FullRelease; marked: Claim | undefined }) {
  const chosen = selectedThing.value;
  const pieces = useMemo(() => segments<Mention>(release.text, release.mentions, marksOf(release, marked)), [release, marked]);
  const place = useRef<HTMLDivElement>(null);
  const wanted = marked ? `.${SENTENCE}` : chosen ? ".mention.chosen" : null;
  useEffect(() => {
    if (wanted) place.current?.querySelector(wanted)?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }, [release.iri, marked?.iri, chosen]);
  return (
    <div class="text-of-release" lang={release.language} ref={place}>
      {pieces.map(({ text, range, marks, end }, i) => {
        const mention = range && (
          <Link
            to={{ selection: { kind: "thing", iri: range.iri } }} class={`mention ${range.iri === chosen ? "chosen" : ""}`} title={`${range.label} · ${typeName(range.type)}`}
            style={{ textDecorationColor: `var(${typeProperty(range.type)})` }}
          >{text}</Link>
        );
        const Piece = marks.includes(SENTENCE) ? "mark" : "span";
        return (
          <Fragment key={i}>
            <Piece class={marks.join(" ")}>{mention ?? text}</Piece>
            {marks.includes(CLAIM) && <Numbers claims={release.claims} end={end} />}
          </Fragment>
        );
      })}
    </div>
  );
}

/** The graph of what this release claims: the neighbourhoods of the first things in it, and only its links. */
function inGraph({ iri, claims }: FullRelease): Partial<Screen> {
  const named = claims.flatMap(({ parts }) => parts.flatMap((part) => part.iri ?? []));
  const things = [...new Set(named)].filter((one) => !one.includes("/concept/")).slice(0, EXPANDED);
  const screen: Partial<Screen> = { view: "graph", camera: null, filters: { ...NO_FILTERS, releases: [iri] } };
  return things.length > 0 ? { ...screen, overview: 0, expanded: things } : screen;
}

function Reader({ release }: { release: FullRelease }) {
  const { release: texts, panel, counts, back } = t();
  const marked = release.claims.find(({ iri }) => iri === screen.value.claim);
  const web = release.url && /^https?:\/\//.test(release.url) ? release.url : null;
  const title = release.text.startsWith(release.title) ? null : release.title;
  return (
    <article class="reader">
      <Link to={{ release: "", claim: "" }} class="back">← {back}</Link>
      <header>
        <h2 lang={release.language} class={title === null ? "unseen" : ""}>{release.title}</h2>
        <p class="quiet">
          {[release.publisher, day(release.published), counts.mentions(release.mentions.length), counts.claims(release.claims.length)].filter(Boolean).join(" · ")}
        </p>
        <p class="actions">
          {web && <a class="button" href={web} rel="noreferrer noopener" target="_blank">{panel.source}</a>}
          <Link class="button" to={inGraph(release)}>{texts.filter}</Link>
        </p>
      </header>
      <Text release={release} marked={marked} />
      <h3>{texts.claims}</h3>
      {release.claims.length === 0 && <p class="quiet">{texts.noClaims}</p>}
      <div class="cards">
        {release.claims.map((claim, i) => (
          <ClaimCard key={claim.iri} claim={claim} inRelease number={i + 1} marked={claim === marked} onSentence={({ iri }) => go({ claim: iri })} />
        ))}
      </div>
    </article>
  );
}

function Chosen({ iri }: { iri: string }) {
  const loaded = useLoaded(iri, () => api.release(iri));
  return <Ready of={loaded}>{(release) => <Reader key={release.iri} release={release} />}</Ready>;
}

export default function ReleasesView() {
  const { release: texts } = t();
  const { release } = screen.value;
  return (
    <div class={`split ${release ? "reading" : ""}`}>
      <List />
      <div class="split-main">
        {release ? <Chosen iri={release} /> : <Empty title={texts.pick}>{texts.pickHint}</Empty>}
      </div>
    </div>
  );
}
