/** The same selection as in the graph, as a table. */
import type { Link as NetworkLink, Thing } from "../api/types";
import { saveCsv } from "../files";
import { again, links, state, thing, things, visible } from "../graph/network";
import { themeName } from "../graph/themes";
import { day, number, share, t, termName, typeName } from "../i18n";
import { type Column, DataTable } from "../parts/datatable";
import { Filters } from "../parts/filters";
import { Icon } from "../parts/icons";
import { Dot, Link, ThingLink } from "../parts/link";
import { Empty, Failed, Loading } from "../parts/states";
import { go, screen } from "../screen";

function thingColumns(): Column<Thing>[] {
  const { table } = t();
  return [
    { title: table.name, value: ({ label }) => label, cell: ({ iri, label }) => <ThingLink iri={iri} label={label} /> },
    { title: table.type, value: ({ type }) => typeName(type), cell: ({ type }) => <><Dot type={type} /> {typeName(type)}</> },
    { title: table.degree, value: ({ degree }) => degree, numeric: true },
    { title: table.centrality, value: ({ centrality }) => centrality, cell: ({ centrality }) => number(centrality, 3), numeric: true },
    { title: table.cluster, value: ({ community }) => community, numeric: true },
    { title: table.themes, value: ({ themes }) => themes.map(themeName).join(" · ") },
  ];
}

const labelOf = (iri: string) => thing(iri)?.label ?? iri;

function linkColumns(): Column<NetworkLink>[] {
  const { table, panel } = t();
  const relation = ({ property, label }: NetworkLink) => termName(property, label);
  return [
    { title: table.from, value: ({ source }) => labelOf(source), cell: ({ source }) => <ThingLink iri={source} label={labelOf(source)} /> },
    {
      title: table.relation, value: relation,
      cell: (link) => <Link to={{ selection: { kind: "edge", source: link.source, property: link.property, target: link.target } }}>{relation(link)}</Link>,
    },
    { title: table.to, value: ({ target }) => labelOf(target), cell: ({ target }) => <ThingLink iri={target} label={labelOf(target)} /> },
    { title: table.fact, value: ({ fact }) => typeName(fact) },
    { title: table.status, value: ({ planned }) => panel.modality[planned ? "planned" : "done"] },
    { title: table.confidence, value: ({ confidence }) => confidence, cell: ({ confidence }) => share(confidence), numeric: true },
    { title: table.first, value: ({ first }) => first, cell: ({ first }) => day(first) },
    { title: table.last, value: ({ last }) => last, cell: ({ last }) => day(last) },
    { title: table.releases, value: ({ releases }) => releases.length, numeric: true },
  ];
}

function Rows<T>({ rows, columns, name }: { rows: T[]; columns: Column<T>[]; name: string }) {
  const { table, graph } = t();
  const download = () => saveCsv([columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => value(row)))], name);
  const { links: shown } = screen.value;
  return (
    <>
      <div class="bar">
        <div class="segments" role="group" aria-label={table.what}>
          <button type="button" aria-pressed={!shown} onClick={() => go({ links: false })}>{table.things} ({number(visible.value.things.size)})</button>
          <button type="button" aria-pressed={shown} onClick={() => go({ links: true })}>{table.links} ({number(visible.value.links.size)})</button>
        </div>
        <button type="button" class="end" onClick={download}><Icon name="save" /> {table.csv}</button>
      </div>
      {rows.length === 0 ? <Empty title={graph.empty}>{graph.emptyHint}</Empty> : <DataTable columns={columns} rows={rows} caption={table.caption(rows.length)} />}
    </>
  );
}

export default function TableView() {
  const now = state.value;
  const { things: shown, links: shownLinks } = visible.value;
  return (
    <div class="with-filters">
      <Filters />
      <div class="column">
        {now.state === "loading" && <Loading />}
        {now.state === "failed" && <Failed reason={now.reason ?? ""} again={again} />}
        {now.state === "ready" && (screen.value.links
          ? <Rows key="links" rows={links().filter(({ id }) => shownLinks.has(id))} columns={linkColumns()} name="links.csv" />
          : <Rows key="things" rows={things().filter(({ iri }) => shown.has(iri))} columns={thingColumns()} name="things.csv" />)}
      </div>
    </div>
  );
}
