/** A table that sorts, for reading and for listening to. */
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";

import { language, t } from "../i18n";

const PAGE = 100;

export interface Column<T> {
  title: string;
  value: (row: T) => string | number | null;
  cell?: (row: T) => ComponentChildren;
  numeric?: boolean;
}

interface Props<T> {
  columns: Column<T>[];
  rows: T[];
  caption: string;
}

export function sorted<T>(rows: readonly T[], value: (row: T) => string | number | null, down: boolean, locale: string): T[] {
  const compare = new Intl.Collator(locale, { numeric: true }).compare;
  const sign = down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b)));
  });
}

export function DataTable<T>({ columns, rows, caption }: Props<T>) {
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const [pages, setPages] = useState(1);
  const all = useMemo(() => {
    const column = order && columns[order.column];
    return column ? sorted(rows, column.value, order.down, language.value) : rows;
  }, [rows, order, columns.length, language.value]);
  const sort = (column: number) =>
    setOrder((now) => ({ column, down: now?.column === column ? !now.down : Boolean(columns[column]?.numeric) }));
  return (
    <div class="table-wrap" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, numeric }, i) => (
              <th key={i} scope="col" class={numeric ? "number" : ""} aria-sort={order?.column === i ? (order.down ? "descending" : "ascending") : undefined}>
                <button type="button" title={t().table.sort(title)} onClick={() => sort(i)}>{title}</button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.slice(0, pages * PAGE).map((row, i) => (
            <tr key={i}>
              {columns.map(({ value, cell, numeric }, j) => {
                const Cell = j === 0 ? "th" : "td";
                return <Cell key={j} scope={j === 0 ? "row" : undefined} class={numeric ? "number" : ""}>{cell ? cell(row) : value(row)}</Cell>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > pages * PAGE && <p class="more"><button type="button" onClick={() => setPages(pages + 1)}>{t().more} ({all.length - pages * PAGE})</button></p>}
    </div>
  );
}
