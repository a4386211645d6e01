/** The answer as a table, a chart or a graph. */
import { useState } from "preact/hooks";

import type { Shape } from "../address";
import type { Value } from "../api/types";
import { save, saveCsv } from "../files";
import { day, number, t } from "../i18n";
import { kindOf, lastPart } from "../iri";
import { type Column, DataTable } from "../parts/datatable";
import { Icon } from "../parts/icons";
import { lazy } from "../parts/lazy";
import { Link } from "../parts/link";
import { Select } from "../parts/filters";
import { Empty } from "../parts/states";
import { ask, screen } from "../screen";
import type { Result, Row } from "./run";

const NUMERIC = /#(integer|decimal|double|float|int|long|short|nonNegativeInteger|positiveInteger|gYear)$/;
const BARS = 60;
const DATE = /^\d{4}-\d\d(-\d\d)?$/;
/** IRIs that are made from content tell nothing by their last part. */
const HASHED = /\/(\w+)\/([0-9a-f]{20})$/;

const isNumber = (value: Value | undefined): boolean =>
  value !== undefined && NUMERIC.test(value.datatype ?? "") && Number.isFinite(Number(value.value));

/** A name as people read it: of an IRI its last part. */
export const shown = (value: Value | undefined): string => {
  if (!value) return "";
  if (value.type === "uri") {
    const [, kind, hash] = HASHED.exec(value.value) ?? [];
    return hash ? `${kind} ${hash.slice(0, 8)}` : lastPart(value.value);
  }
  return /#date(Time)?$/.test(value.datatype ?? "") ? day(value.value) : value.value;
};

function Cell({ value }: { value: Value | undefined }) {
  if (!value) return null;
  const kind = value.type === "uri" ? kindOf(value.value) : null;
  if (kind === "release") return <Link to={{ view: "releases", release: value.value, claim: "" }}>{shown(value)}</Link>;
  if (kind) return <Link to={{ selection: { kind, iri: value.value } }}>{shown(value)}</Link>;
  if (DATE.test(value.value)) return <span class="nowrap">{shown(value)}</span>;
  return <span title={value.type === "uri" ? value.value : undefined}>{shown(value)}</span>;
}

const isNumeric = (rows: Row[], column: string): boolean => {
  const values = rows.flatMap((row) => row[column] ?? []);
  return values.length > 0 && values.every(isNumber);
};

function Table({ result: { columns, rows } }: { result: Result }) {
  const all: Column<Row>[] = columns.map((name) => {
    const numeric = isNumeric(rows, name);
    return { title: name.replaceAll("_", " "), numeric, cell: (row) => <Cell value={row[name]} />, value: (row) => (row[name] ? (numeric ? Number(row[name].value) : shown(row[name])) : null) };
  });
  return <DataTable key={columns.join()} columns={all} rows={rows} caption={t().counts.rows(rows.length)} />;
}

function Chart({ result: { columns, rows } }: { result: Result }) {
  const numeric = columns.filter((name) => isNumeric(rows, name));
  const words = columns.filter((name) => !numeric.includes(name));
  const [label, setLabel] = useState("");
  const [value, setValue] = useState("");
  const by = (words.includes(label) ? label : (words.find((name) => rows.some((row) => row[name]?.type === "literal")) ?? words[0])) ?? "";
  const measure = (numeric.includes(value) ? value : numeric[0]) ?? "";
  if (!measure) return <Empty title={t().query.noChart} />;
  const bars = rows.flatMap((row) => (row[measure] ? [{ label: words.length ? shown(row[by]) : "", value: Number(row[measure].value) }] : [])).slice(0, BARS);
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)), 1e-9);
  const named = (names: string[]) => Object.fromEntries(names.map((name) => [name, name]));
  return (
    <div class="bars-wrap">
      <div class="bar">
        {words.length > 1 && <Select<string> label={t().query.label} names={named(words)} value={by} onChange={setLabel} />}
        {numeric.length > 1 && <Select<string> label={t().query.value} names={named(numeric)} value={measure} onChange={setValue} />}
        {rows.length > BARS && <small>{BARS} / {number(rows.length)}</small>}
      </div>
      <ul class="bars">
        {bars.map((bar, i) => (
          <li key={i}>
            <span class="bar-label">{bar.label}</span>
            <span class="bar-line"><span style={{ width: `${(100 * Math.abs(bar.value)) / most}%` }} /></span>
            <span class="bar-value">{number(bar.value, Number.isInteger(bar.value) ? 0 : 2)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const Network = lazy<{ result: Result }>(() => import("./network"));

function Downloads({ result: { columns, rows } }: { result: Result }) {
  const csv = () => saveCsv([columns, ...rows.map((row) => columns.map((name) => row[name]?.value ?? null))], "answer.csv");
  const json = () => save(new Blob([JSON.stringify({ head: { vars: columns }, results: { bindings: rows } }, null, 1)], { type: "application/sparql-results+json" }), "answer.json");
  return (
    <>
      <button type="button" onClick={csv}><Icon name="save" /> CSV</button>
      <button type="button" onClick={json}><Icon name="save" /> JSON</button>
    </>
  );
}

export function Results({ result }: { result: Result }) {
  const { query } = t();
  const { shape } = screen.value.question;
  if (result.truth !== null) return <Empty title={result.truth ? query.yes : query.no} />;
  if (result.rows.length === 0) return <Empty title={query.empty}>{query.emptyHint}</Empty>;
  return (
    <>
      <div class="bar">
        <div class="segments" role="group" aria-label={query.as}>
          {(Object.entries(query.shapes) as [Shape, string][]).map(([name, text]) => (
            <button key={name} type="button" aria-pressed={shape === name} onClick={() => ask({ shape: name })}>{text}</button>
          ))}
        </div>
        <small role="status">{t().counts.rows(result.rows.length)} {query.took(number(result.seconds, 1))}</small>
        <span class="row end"><Downloads result={result} /></span>
      </div>
      {shape === "table" && <Table result={result} />}
      {shape === "chart" && <Chart result={result} />}
      {shape === "graph" && <Network result={result} />}
    </>
  );
}
