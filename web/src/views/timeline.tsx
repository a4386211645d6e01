/** Facts by month: bars to brush, and the facts of the span beside them. */
import { brushX, type D3BrushEvent } from "d3-brush";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import * as api from "../api/client";
import type { Named, Timeline } from "../api/types";
import { firstDay, lastDay, monthNumber, monthText } from "../dates";
import { day, number, t, typeName } from "../i18n";
import { useLoaded } from "../loaded";
import { Select, Span } from "../parts/filters";
import { Link, ThingLink } from "../parts/link";
import { Roving } from "../parts/roving";
import { Empty, Ready } from "../parts/states";
import { type Bin, focus, kindsOf, stacked } from "../stacks";
import { useSize } from "../parts/width";
import { filter, filters, go, screen } from "../screen";

const LOWEST = 200;
const MARGIN = { top: 12, right: 12, bottom: 24, left: 40 };
const COLOURS = 10;

const colour = (kinds: readonly string[], fact: string): string => `var(--c${kinds.indexOf(fact) % COLOURS})`;

function Chart({ bins, kinds }: { bins: Bin[]; kinds: string[] }) {
  const [box, { width, height: room }] = useSize<HTMLDivElement>();
  const height = Math.max(Math.floor(room), LOWEST);
  const brush = useRef<SVGGElement>(null);
  const { from, to } = filters.value;
  const bars = useMemo(() => stacked(bins, kinds), [bins]);
  const first = Math.min(...bins.map(({ month }) => monthNumber(month)));
  const last = Math.max(...bins.map(({ month }) => monthNumber(month))) + 1;
  const x = scaleLinear([first, last], [MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)]);
  const y = scaleLinear([0, Math.max(...bars.map((bar) => bar.from + bar.count))], [height - MARGIN.bottom, MARGIN.top]).nice(4);
  const step = x(first + 1) - x(first);
  const years = Array.from({ length: Math.ceil(last / 12) - Math.ceil(first / 12) + 1 }, (_, i) => Math.ceil(first / 12) + i).filter((year) => year * 12 < last);
  const every = Math.max(1, Math.ceil((years.length * 44) / Math.max(width, 1)));

  useEffect(() => {
    if (!brush.current || width === 0) return;
    const group = select(brush.current);
    const behaviour = brushX<unknown>()
      .extent([[MARGIN.left, MARGIN.top], [width - MARGIN.right, height - MARGIN.bottom]])
      .on("end", ({ sourceEvent, selection }: D3BrushEvent<unknown>) => {
        if (!sourceEvent) return;
        const span = selection as [number, number] | null;
        if (!span) return filter({ from: "", to: "" }, "new");
        const [begin, end] = span.map((place) => x.invert(place)) as [number, number];
        filter({ from: monthText(Math.floor(begin + 0.2)), to: monthText(Math.max(Math.ceil(end - 0.2) - 1, Math.floor(begin + 0.2))) }, "new");
      });
    group.call(behaviour);
    const shown = from || to ? [x(from ? Math.max(monthNumber(from), first) : first), x(to ? Math.min(monthNumber(lastDay(to)) + 1, last) : last)] as [number, number] : null;
    group.call(behaviour.move, shown && shown[1] > shown[0] ? shown : null);
    return () => void group.on(".brush", null);
  }, [width, height, from, to, bins]);

  return (
    <div class="chart" ref={box}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={t().timeline.label}>
          {y.ticks(4).map((tick) => (
            <g key={tick}>
              <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} class="grid" />
              <text x={MARGIN.left - 6} y={y(tick) + 4} text-anchor="end">{number(tick)}</text>
            </g>
          ))}
          {bars.map(({ month, fact, count, from: base }) => (
            <rect
              key={`${month} ${fact}`} x={x(monthNumber(month)) + (step > 4 ? 0.5 : 0)} width={Math.max(step - (step > 4 ? 1 : 0), 1)}
              y={y(base + count)} height={y(base) - y(base + count)} fill={colour(kinds, fact)}
            />
          ))}
          {years.filter((year) => year % every === 0).map((year) => (
            <text key={year} x={x(year * 12)} y={height - 6} text-anchor="middle">{year}</text>
          ))}
          <g ref={brush} class="brush" />
        </svg>
      )}
    </div>
  );
}

const distinct = (things: Named[]): Named[] => [...new Map(things.map((one) => [one.iri, one])).values()];

function Items({ timeline, kinds }: { timeline: Timeline; kinds: string[] }) {
  const { timeline: texts } = t();
  if (timeline.items.length === 0) return <Empty title={texts.empty}>{texts.emptyHint}</Empty>;
  return (
    <>
      <p class="quiet pad" role="status">{texts.shown(timeline.items.length, timeline.total)}</p>
      <Roving class="items" label={texts.list}>
        {timeline.items.map((item) => (
          <li key={item.claim} data-item>
            <Link to={{ selection: { kind: "claim", iri: item.claim } }} class="item">
              <small><span class="dot" style={{ background: colour(kinds, item.fact) }} /> {day(item.date)} · {typeName(item.fact)}</small>
              <span>{item.label}</span>
            </Link>
            <p class="about">{distinct(item.things).map(({ iri, label }, i) => <span key={iri}>{i > 0 && " · "}<ThingLink iri={iri} label={label} /></span>)}</p>
          </li>
        ))}
      </Roving>
    </>
  );
}

function About() {
  const { about } = screen.value;
  const [entity] = useLoaded(about, () => (about ? api.entity(about) : Promise.resolve(null)));
  if (!about) return null;
  const label = entity.state === "ready" && entity.value ? entity.value.label : "…";
  return <button type="button" onClick={() => go({ about: "" })}>{t().timeline.about} {label} ✕</button>;
}

export default function TimelineView() {
  const { fact, about } = screen.value;
  const { from, to } = filters.value;
  const { timeline: texts } = t();
  const [stats] = useLoaded("stats", api.stats);
  const [all, showAll] = useState(false);
  const asked = { fact, node: about };
  const whole = useLoaded(JSON.stringify(asked), () => api.timeline({ ...asked, limit: 1 }));
  const within = { ...asked, from: firstDay(from), to: lastDay(to), limit: 500 };
  const part = useLoaded(JSON.stringify(within), () => api.timeline(within));
  const facts = stats.state === "ready" ? Object.keys(stats.value.facts) : [];
  return (
    <div class="column">
      <div class="bar">
        <Select<string> label={texts.kind} names={{ "": t().all, ...Object.fromEntries([...new Set([...facts, ...(fact ? [fact] : [])])].map((one) => [one, typeName(one)])) }} value={fact} onChange={(value) => go({ fact: value })} />
        <Span />
        <About />
        {(from || to) && <button type="button" onClick={() => filter({ from: "", to: "" }, "new")}>{t().clear}</button>}
      </div>
      <Ready of={whole}>
        {({ bins: everything }) => {
          const middle = everything.length > 0 ? focus(everything) : { first: "", last: "" };
          const asked = { first: from && from < middle.first ? from : middle.first, last: to > middle.last ? to : middle.last };
          const bins = all ? everything : everything.filter(({ month }) => month >= asked.first && month <= asked.last);
          const outside = everything.reduce((sum, { count }) => sum + count, 0) - bins.reduce((sum, { count }) => sum + count, 0);
          if (bins.length === 0) return <Empty title={texts.empty}>{texts.emptyHint}</Empty>;
          const kinds = kindsOf(bins);
          return (
            <div class="timeline">
              <figure>
                <Chart bins={bins} kinds={kinds} />
                <figcaption>
                  <ul class="key" aria-label={t().graph.legend}>
                    {kinds.map((kind) => <li key={kind}><span class="dot" style={{ background: colour(kinds, kind) }} /> {typeName(kind)}</li>)}
                  </ul>
                  <p class="row">
                    <small>{texts.help}</small>
                    {(all || outside > 0) && (
                      <button type="button" class="text end" onClick={() => showAll(!all)}>{all ? texts.focus : texts.outside(outside)}</button>
                    )}
                  </p>
                </figcaption>
              </figure>
              <section aria-label={texts.list} class="timeline-list"><Ready of={part}>{(timeline) => <Items timeline={timeline} kinds={kinds} />}</Ready></section>
            </div>
          );
        }}
      </Ready>
    </div>
  );
}
