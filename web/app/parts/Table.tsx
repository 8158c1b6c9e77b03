// Every table of the page: sorted, filtered, taken along as CSV; paged on the server until asked for whole.
import { useQuery } from "@tanstack/react-query";
import {
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from "@tanstack/react-table";
import { useEffect, useId, useMemo, useState, type ReactNode } from "react";
import { Busy } from "./Busy";
import { csvOf, download, type Cell } from "./csv";
import { Failed } from "./Failed";
import { grouped, shownOf } from "../words";
import { Pager } from "./Pager";
import { Rows } from "./Rows";
import { MOST, type Page, type Shape, type Whole } from "./whole";

export type Column<Row> = {
  key: string;
  name: string;
  /** What it is sorted, filtered and taken along by. */
  value: (row: Row) => Cell;
  /** How it looks; absent: its value. */
  shown?: (row: Row) => ReactNode;
  /** `head`: it names the row. */
  as?: "head" | "number" | "control";
  className?: (row: Row) => string | undefined;
  /** What stands before it on paper, where the heads of a wide table do not. */
  head?: string;
};

export type { Shape };

type Paged<Row> = Page<Row> & {
  after: string | undefined;
  onPage: (after: string | undefined) => void;
  /** Whether its rows were asked for as the shape has them; else that is done with all of them, here. */
  arranged?: boolean;
};

type Props<Row> = {
  /** Its caption, and the name of its file. */
  title: string;
  className?: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  chosen?: string | undefined;
  shape: Shape;
  onShape: (shape: Shape) => void;
  empty: ReactNode;
  /** Where it is in a list that the server pages, and how to have all of it. */
  paged?: Paged<Row>;
  whole?: Whole<Row>;
  wholeKey?: readonly unknown[];
};

const FEATURES = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  filterFns: { includesString: filterFn_includesString },
});

const AS_IT_IS: Shape = {};
const WORDS = new Intl.Collator("en-US", { numeric: true });

function compared(one: Cell, other: Cell): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return WORDS.compare(String(one), String(other));
}

export function Table<Row extends object>(props: Props<Row>) {
  const { title, columns, rows, paged, shape, onShape, empty } = props;
  const [taking, setTaking] = useState(false);
  const partial = paged !== undefined && paged.totalCount > rows.length;
  const arranged = paged?.arranged ?? false;
  const shaped = !arranged && Boolean(shape.sort || shape.filter);
  const wanted = partial && (shaped || taking);
  const all = useWhole(props, wanted);
  const table = useShaped(columns, wanted && all.data ? all.data : rows, arranged ? AS_IT_IS : shape);
  const ready = !wanted || all.data !== undefined;
  const shown = table.getRowModel().rows.map(({ original }) => original);
  useEffect(() => {
    if (!taking || !ready) return;
    setTaking(false);
    const told = columns.filter((column) => column.as !== "control");
    download(`${title}.csv`, csvOf(told.map(({ name }) => name), shown.map((row) => told.map(({ value }) => value(row)))));
  }, [taking, ready, columns, shown, title]);
  if (rows.length === 0 && !paged?.after && !(arranged && shape.filter)) return <p>{empty}</p>;
  return (
    <div className="stack-small">
      <Tools filter={shape.filter} onFilter={(filter) => onShape({ ...shape, filter })} onTake={() => setTaking(true)} of={title} />
      {wanted && !all.data && !all.error ? <Busy what={`Reading all ${grouped(paged.totalCount)} rows`} of={all.key} /> : null}
      {wanted && all.error ? <Failed error={all.error} /> : null}
      <Rows {...props} rows={shown} onSort={(sort) => onShape({ ...shape, sort })} />
      {shown.length === 0 ? <p>No row says “{shape.filter}”.</p> : null}
      {paged && !shaped ? (
        <Pager
          shown={rows.length}
          total={paged.totalCount}
          hidden={paged.hidden}
          page={paged.pageInfo}
          after={paged.after}
          onPage={paged.onPage}
        />
      ) : (
        <Told shown={shown.length} total={paged?.totalCount ?? rows.length} hidden={paged?.hidden ?? 0} />
      )}
    </div>
  );
}

function Told({ shown, total, hidden }: { shown: number; total: number; hidden: number }) {
  return (
    <p className="quiet" aria-live="polite">
      {shownOf(shown, total, hidden)}
      {total > MOST ? `; sorted and filtered are the first ${grouped(MOST)}: narrow the question for the others` : ""}
    </p>
  );
}

/** All rows, once they are wanted. */
function useWhole<Row>({ whole, wholeKey = [], title }: Props<Row>, wanted: boolean) {
  const key = ["whole", title, ...wholeKey];
  const all = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => (whole as Whole<Row>)(signal),
    enabled: wanted && whole !== undefined,
  });
  return { ...all, key };
}

function useShaped<Row extends object>(columns: readonly Column<Row>[], rows: readonly Row[], { sort, filter }: Shape) {
  const defined = useMemo(
    () =>
      columns.map(
        ({ key, value }): ColumnDef<typeof FEATURES, Row> => ({
          id: key,
          accessorFn: value,
          sortFn: (one, other, id) => compared(one.getValue(id), other.getValue(id)),
          sortUndefined: "last",
        }),
      ),
    [columns],
  );
  const state = useMemo(
    () => ({
      sorting: sort ? [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : [],
      globalFilter: filter ?? "",
    }),
    [sort, filter],
  );
  return useTable({
    features: FEATURES,
    columns: defined,
    data: rows as Row[],
    state,
    globalFilterFn: "includesString",
    getColumnCanGlobalFilter: ({ id }) => columns.find(({ key }) => key === id)?.as !== "control",
  });
}

type ToolsProps = { filter: string | undefined; onFilter: (text: string | undefined) => void; onTake: () => void; of: string };

function Tools({ filter, onFilter, onTake, of }: ToolsProps) {
  const id = useId();
  return (
    <div className="row table-tools no-print">
      <label htmlFor={id}>Only rows that say</label>
      <input
        id={id}
        className="usa-input"
        value={filter ?? ""}
        onChange={(event) => onFilter(event.target.value || undefined)}
      />
      <button type="button" className="usa-button usa-button--outline" aria-label={`CSV: ${of}`} onClick={onTake}>
        CSV
      </button>
    </div>
  );
}
