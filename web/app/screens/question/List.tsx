// A list of an answer as the table that every screen has: its columns are those that the question declares.
import { useMemo } from "react";
import { textOf, type Address } from "../../address";
import { ask } from "../../graphql/ask";
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { Table, type Column } from "../../parts/Table";
import { useAnswer } from "../../parts/useAnswer";
import { arrangedAs, allOf, type Shape, type Whole } from "../../parts/whole";
import { choice, sentence } from "../../words";
import { documentOf, paged, type DeclaredColumn, type DeclaredTable, type Given, type Told } from "./declared";
import { at, cellAt, isNothing, listAt, Said, type Items, type Line } from "./told";

export const PAGE = 20;
export const NAMED = 3;
const ALL = 1_000;
/** On paper, a line of more columns than these is a block, each value beneath its head. */
const WIDE = 7;

type Props = {
  /** The field of the question. */
  asked: string;
  table: DeclaredTable;
  title: string;
  given: Given;
  /** The whole answer, which has the first page; absent where the table is asked for by itself. */
  answer: Told | undefined;
  address: Address;
  onAddress: (change: Address) => void;
};

/** How a table is named in the address. */
export const nameOf = ({ path }: DeclaredTable): string => path.join(".");

export function List(props: Props) {
  const { asked, table, title, given, answer, address, onAddress } = props;
  const name = nameOf(table);
  const after = textOf(address[`${name}.after`]);
  const first = useMemo(() => (answer ? listAt(answer, table.path) : undefined), [answer, table]);
  const shape = { sort: textOf(address[`${name}.sort`]), filter: textOf(address[`${name}.filter`]) };
  const arranged = arrangedIn(table, shape);
  const shaped = arranged !== undefined && Boolean(shape.sort || shape.filter);
  // What goes on after no cursor is had at once.
  const cut = first !== undefined && !table.cursor && first.total > first.lines.length;
  const variables = {
    ...given,
    ...arranged,
    ...paged(table.document, { lines: table.cursor ? PAGE : ALL, named: NAMED, ...(after ? { onwards: after } : {}) }),
  };
  const document = useMemo(() => documentOf(table.document), [table]);
  const alone = !answer || after !== undefined || cut || shaped;
  const { data, error, refetch, key } = useAnswer(`list ${asked} ${name}`, document, variables, { enabled: alone, keep: true });
  const list = useMemo(() => (alone ? data && listAt(data[asked], table.path) : first), [alone, data, asked, table, first]);
  const columns = useMemo(() => columnsOf(table, list?.lines ?? []), [table, list]);
  if (error) return <Failed error={error} again={() => void refetch()} />;
  if (!list) return <Busy what={`Working out ${title.toLowerCase()}`} of={key} />;
  const { lines, total, hidden, page } = list;
  return (
    <Table
      title={title}
      {...(columns.length > WIDE ? { className: "wide" } : {})}
      columns={columns}
      rows={lines}
      idOf={({ number }) => String(number)}
      shape={shape}
      onShape={({ sort, filter }) =>
        onAddress({ [`${name}.sort`]: sort ?? "", [`${name}.filter`]: filter ?? "", [`${name}.after`]: "" })
      }
      {...(table.cursor
        ? {
            paged: {
              totalCount: total,
              hidden,
              pageInfo: page,
              nodes: lines,
              arranged: arranged !== undefined,
              after,
              onPage: (next) => onAddress({ [`${name}.after`]: next ?? "" }),
            },
            whole: wholeOf(props, document, arranged),
            wholeKey: [asked, name, given, arranged],
          }
        : {})}
      empty={table.empty ? `${sentence(table.empty)}.` : "Nothing recorded."}
    />
  );
}

/** What a list is asked for, to be sorted and narrowed by the server; undefined where a column is sorted by nothing there. */
function arrangedIn({ columns }: DeclaredTable, shape: Shape) {
  const paths = columns.flatMap(({ path, sorts }) => (sorts ? [[path.join("."), sorts] as const] : []));
  return paths.length && paths.length === columns.length ? arrangedAs(shape, Object.fromEntries(paths)) : undefined;
}

/** All rows, each cell with all that it names. */
function wholeOf({ asked, table, given }: Props, document: ReturnType<typeof documentOf>, arranged?: Given): Whole<Line> {
  const lines = allOf<Line>(async (after, signal) => {
    const variables = { ...given, ...arranged, ...paged(table.document, { lines: ALL, named: ALL, onwards: after }) };
    const told: Record<string, Told> = await ask(document, variables, signal);
    const list = listAt(told[asked], table.path);
    return { nodes: list.lines, pageInfo: list.page };
  });
  return async (signal) => (await lines(signal)).map((line, number) => ({ ...line, number }));
}

const NUMBERS = ["NUMBER", "SHARE", "MONEY"];

function columnsOf({ columns, through }: DeclaredTable, lines: readonly Line[]): Column<Line>[] {
  const kept = columns.filter((one) => !one.rare || lines.some(({ told }) => !isNothing(told, one)));
  const head = kept.find(({ form, many }) => form === "ITEM" && !many) ?? kept[0];
  const around: Column<Line> = { key: "of", name: "Of", value: ({ of }) => of };
  const several = through && new Set(lines.map(({ of }) => of)).size > 1;
  return [...(several ? [around] : []), ...kept.map((one) => columnOf(one, one === head))];
}

/** So many letters want a wider column. */
const LONG = 50;

function classOf(value: unknown, { form }: DeclaredColumn): string | undefined {
  if (form === "DAY") return "day";
  const told = form === "ITEMS" ? (value as Items | null)?.nodes.map(({ name }) => name).join(", ") : value;
  return typeof told === "string" && told.length > LONG ? "prose" : undefined;
}

function columnOf(column: DeclaredColumn, names: boolean): Column<Line> {
  const number = NUMBERS.includes(column.form) && !column.many;
  return {
    key: column.path.join(".") || "told",
    name: column.head ? choice(column.head) : "What",
    head: choice(column.head),
    value: ({ told }) => cellAt(told, column),
    shown: ({ told }) => <Said source={told} place={column} />,
    ...(names ? { as: "head" as const } : number ? { as: "number" as const } : {}),
    className: ({ told }) => classOf(at(told, column.path), column),
  };
}
