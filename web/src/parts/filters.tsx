/** The filters of the graph and the table. */
import { useId, useState } from "preact/hooks";

import type { Colour, Size, Status } from "../address";
import * as api from "../api/client";
import type { Iri, Release } from "../api/types";
import { number, share, t, typeName } from "../i18n";
import { useLoaded } from "../loaded";
import { clearFilters, filter, filters, filtersOn, go, screen } from "../screen";
import { lastPart } from "../iri";
import { Icon } from "./icons";
import { Dot } from "./link";

const SIZES = [100, 300, 1000, 3000, 10_000];
const FEW = 6;

const toggled = <T,>(all: readonly T[], one: T): T[] => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);

function Types({ types }: { types: Record<string, number> }) {
  const chosen = filters.value.types;
  const all = [...new Set([...Object.keys(types), ...chosen])];
  return (
    <fieldset>
      <legend>{t().filters.types}</legend>
      {all.map((type) => (
        <label key={type} class="check">
          <input type="checkbox" checked={chosen.includes(type)} onChange={() => filter({ types: toggled(chosen, type) }, "new")} />
          <Dot type={type} />
          <span class="grow">{typeName(type)}</span>
          <small>{number(types[type] ?? 0)}</small>
        </label>
      ))}
    </fieldset>
  );
}

function Themes({ themes }: { themes: { iri: Iri; label: string; count: number }[] }) {
  const [words, setWords] = useState("");
  const chosen = filters.value.themes;
  const sought = words.toLocaleLowerCase();
  const fitting = themes.filter(({ iri, label }) => chosen.includes(iri) || label.toLocaleLowerCase().includes(sought));
  const ordered = [...fitting].sort((a, b) => Number(chosen.includes(b.iri)) - Number(chosen.includes(a.iri)));
  return (
    <fieldset>
      <legend>{t().filters.themes}</legend>
      <input type="search" placeholder={t().filters.themeSearch} aria-label={t().filters.themeSearch} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      {ordered.slice(0, Math.max(FEW, chosen.length)).map(({ iri, label, count }) => (
        <label key={iri} class="check">
          <input type="checkbox" checked={chosen.includes(iri)} onChange={() => filter({ themes: toggled(chosen, iri) }, "new")} />
          <span class="grow">{label}</span>
          <small>{number(count)}</small>
        </label>
      ))}
    </fieldset>
  );
}

export function Span({ first, last }: { first?: string | undefined; last?: string | undefined }) {
  const { from, to } = filters.value;
  const month = (name: "from" | "to", value: string) => (
    <label class="field">
      {t().filters[name]}
      <input type="month" value={value.slice(0, 7)} min={first} max={last} placeholder="2024-06" onChange={(event) => filter({ [name]: event.currentTarget.value }, "new")} />
    </label>
  );
  return <div class="pair">{month("from", from)}{month("to", to)}</div>;
}

function Source({ iri, title }: { iri: Iri; title?: string }) {
  const chosen = filters.value.releases;
  const [release] = useLoaded(iri, () => (title === undefined ? api.release(iri) : Promise.resolve({ title })));
  return (
    <label class="check">
      <input type="checkbox" checked={chosen.includes(iri)} onChange={() => filter({ releases: toggled(chosen, iri) }, "new")} />
      <span class="grow">{release.state === "ready" ? release.value.title : lastPart(iri)}</span>
    </label>
  );
}

function Sources() {
  const [words, setWords] = useState("");
  const chosen = filters.value.releases;
  const [found] = useLoaded(words, () => (words.trim() ? api.releases({ q: words, limit: 6 }) : Promise.resolve({ items: [], total: 0 })));
  const items: Release[] = found.state === "ready" ? found.value.items.filter(({ iri }) => !chosen.includes(iri)) : [];
  return (
    <fieldset>
      <legend>{t().filters.sources}</legend>
      {chosen.length > 0 && <p class="quiet">{t().filters.sourcesHint}</p>}
      {chosen.map((iri) => <Source key={iri} iri={iri} />)}
      <input type="search" placeholder={t().filters.sourceSearch} aria-label={t().filters.sourceSearch} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      {items.map(({ iri, title }) => <Source key={iri} iri={iri} title={title} />)}
    </fieldset>
  );
}

interface Choice<T extends string> {
  label: string;
  names: Record<T, string>;
  value: T;
  onChange: (value: T) => void;
}

export function Select<T extends string>({ label, names, value, onChange }: Choice<T>) {
  return (
    <label class="field">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {Object.entries<string>(names).map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
    </label>
  );
}

function Confidence() {
  const id = useId();
  const { confidence } = filters.value;
  return (
    <div class="field">
      <label for={id}>{t().filters.confidence} <output for={id}>{share(confidence)}</output></label>
      <input id={id} type="range" min={0} max={1} step={0.05} value={confidence} onInput={(event) => filter({ confidence: Number(event.currentTarget.value) })} />
    </div>
  );
}

function Look() {
  const { filters: texts } = t();
  const { colour, size, overview } = screen.value;
  const sizes = [...new Set([...SIZES, overview])].filter(Boolean).sort((a, b) => a - b);
  return (
    <fieldset>
      <legend>{texts.look}</legend>
      <Select<Colour> label={texts.colour} names={texts.colours} value={colour} onChange={(value) => go({ colour: value })} />
      <Select<Size> label={texts.sized} names={texts.sizes} value={size} onChange={(value) => go({ size: value })} />
      {overview > 0 && (
        <label class="field">
          {texts.size}
          <select value={overview} onChange={(event) => go({ overview: Number(event.currentTarget.value), camera: null })}>
            {sizes.map((count) => <option key={count} value={count}>{number(count)} {texts.sizeHint}</option>)}
          </select>
        </label>
      )}
    </fieldset>
  );
}

export function Filters() {
  const [open, setOpen] = useState(false);
  const [stats] = useLoaded("stats", api.stats);
  const known = stats.state === "ready" ? stats.value : null;
  const { filters: texts } = t();
  return (
    <div class={`filters ${open ? "open" : ""}`}>
      <button type="button" class="filters-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="filter" /> {texts.open}{filtersOn.value > 0 && <span class="badge">{filtersOn.value}</span>}
      </button>
      <form class="filters-body" aria-label={texts.title} onSubmit={(event) => event.preventDefault()}>
        {filtersOn.value > 0 && <button type="button" onClick={clearFilters}>{texts.reset}</button>}
        <Types types={known?.types ?? {}} />
        {known && known.themes.length > 0 && <Themes themes={known.themes} />}
        <fieldset>
          <legend>{texts.time}</legend>
          <Span first={known?.first?.slice(0, 7)} last={known?.last?.slice(0, 7)} />
          <Select<Status> label={texts.status} names={texts.statuses} value={filters.value.status} onChange={(status) => filter({ status }, "new")} />
          <Confidence />
        </fieldset>
        <Sources />
        <Look />
      </form>
    </div>
  );
}
