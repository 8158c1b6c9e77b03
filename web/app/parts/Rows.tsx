// The rows of a table as they look; above some hundreds, only those within sight are drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useSyncExternalStore, type ReactNode } from "react";
import type { Column, Shape } from "./Table";

type Props<Row> = {
  title: string;
  className?: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  chosen?: string | undefined;
  shape: Shape;
  onSort: (sort: string | undefined) => void;
};

const MANY = 200;
const TALL = 60;

export function Rows<Row>(props: Props<Row>) {
  const { title, className, columns, rows } = props;
  const frame = useRef<HTMLDivElement>(null);
  const printed = usePrinted();
  const virtual = rows.length > MANY && !printed;
  const within = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => TALL,
    overscan: 12,
    enabled: virtual,
  });
  const sight = virtual ? within.getVirtualItems() : rows.map((_, index) => ({ index, start: 0, end: 0 }));
  const above = sight[0]?.start ?? 0;
  const below = virtual ? within.getTotalSize() - (sight.at(-1)?.end ?? 0) : 0;
  return (
    <div
      ref={frame}
      className={virtual ? "table-wrap table-tall" : "table-wrap"}
      tabIndex={0}
      role="region"
      aria-label={title}
    >
      <table
        className={`usa-table usa-table--borderless ${className ?? ""}`}
        aria-rowcount={virtual ? rows.length + 1 : undefined}
      >
        <caption className="usa-sr-only">{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} {...props} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space high={above} wide={columns.length} />
          {sight.map(({ index }) => (
            <Line
              key={props.idOf(rows[index] as Row)}
              {...props}
              row={rows[index] as Row}
              at={virtual ? index : undefined}
              measured={virtual ? within.measureElement : undefined}
            />
          ))}
          <Space high={below} wide={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Whether it is being printed: on paper, all rows stand. */
function usePrinted(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const print = matchMedia("print");
      print.addEventListener("change", changed);
      return () => print.removeEventListener("change", changed);
    },
    () => matchMedia("print").matches,
  );
}

function Space({ high, wide }: { high: number; wide: number }) {
  if (high <= 0) return null;
  return (
    <tr aria-hidden="true" style={{ height: high }}>
      <td colSpan={wide} className="table-space" />
    </tr>
  );
}

type HeadProps<Row> = Props<Row> & { column: Column<Row> };

function Head<Row>({ column: { key, name, as }, shape: { sort }, onSort }: HeadProps<Row>) {
  if (as === "control") {
    return (
      <th scope="col" className="no-print">
        {name}
      </th>
    );
  }
  const rising = sort === key;
  const falling = sort === `-${key}`;
  return (
    <th
      scope="col"
      className={as === "number" ? "number" : undefined}
      aria-sort={rising ? "ascending" : falling ? "descending" : undefined}
    >
      <button type="button" onClick={() => onSort(rising ? `-${key}` : falling ? undefined : key)}>
        {name}
        <svg className="sort-sign" viewBox="0 0 10 14" aria-hidden="true">
          {falling ? null : <path d="M5 0L9 5H1z" />}
          {rising ? null : <path d="M5 14L1 9H9z" />}
        </svg>
      </button>
    </th>
  );
}

type LineProps<Row> = Props<Row> & {
  row: Row;
  at: number | undefined;
  measured: ((node: Element | null) => void) | undefined;
};

function Line<Row>({ columns, row, idOf, chosen, at, measured }: LineProps<Row>) {
  const id = idOf(row);
  return (
    <tr
      ref={measured}
      data-index={at}
      aria-rowindex={at === undefined ? undefined : at + 2}
      aria-selected={chosen === undefined ? undefined : id === chosen}
    >
      {columns.map((column) => (
        <Cell key={column.key} column={column} row={row} />
      ))}
    </tr>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const shown: ReactNode = column.shown ? column.shown(row) : column.value(row);
  const className = [column.as === "number" ? "number" : column.as === "control" ? "no-print" : "", column.className?.(row) ?? ""].filter(Boolean).join(" ");
  if (column.as === "head") {
    return (
      <th scope="row" className={className || undefined}>
        {shown}
      </th>
    );
  }
  return (
    <td className={className || undefined} data-head={column.head}>
      {shown}
    </td>
  );
}
