// What edits change of an impact: each item whose level differs, what is worse first.
import { useState } from "react";
import { graphql, type ResultOf, type VariablesOf } from "../graphql/graphql";
import { kindWord } from "../words";
import { Busy } from "./Busy";
import { Failed } from "./Failed";
import { ItemLink } from "./ItemLink";
import { Level } from "./Level";
import { Table, type Column, type Shape } from "./Table";
import { useAnswer } from "./useAnswer";
import { arrangedAs, wholeOf } from "./whole";

const PAGE = 20;
const CHANGED = graphql(`
  query Changed($of: [ID!]!, $lens: Lens, $asOf: Date, $whatIf: [Edit!], $first: Int!, $after: String, $sort: [String!], $containing: String, $among: [String!]) {
    impact(of: $of, lens: $lens, asOf: $asOf, whatIf: $whatIf) {
      difference {
        changes(first: $first, after: $after, sort: $sort, containing: $containing, among: $among) {
          totalCount
          hidden
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            was
            now
            item {
              id
              name
              kind
            }
          }
        }
      }
    }
  }
`);

/** By which facts its columns are sorted and filtered. */
const SHOWN = { was: "was", now: "now", what: "item", kind: "item.kind" };

type Changes = NonNullable<ResultOf<typeof CHANGED>["impact"]["difference"]>["changes"];
const NONE: Changes = {
  totalCount: 0,
  hidden: 0,
  pageInfo: { hasNextPage: false, endCursor: null },
  nodes: [],
};
const shownLevel = (level: Changes["nodes"][number]["was"]) =>
  level ? <Level level={level} /> : <span className="quiet">not affected</span>;
const COLUMNS: Column<Changes["nodes"][number]>[] = [
  { key: "was", name: "Before", value: ({ was }) => was ?? "not affected", shown: ({ was }) => shownLevel(was) },
  { key: "now", name: "After", value: ({ now }) => now ?? "not affected", shown: ({ now }) => shownLevel(now) },
  {
    key: "what",
    name: "What",
    as: "head",
    value: ({ item }) => item.name,
    shown: ({ item }) => <ItemLink id={item.id}>{item.name}</ItemLink>,
  },
  { key: "kind", name: "Kind", value: ({ item }) => kindWord(item.kind) },
];

/** What is asked, without the page. */
type Asked = Omit<VariablesOf<typeof CHANGED>, "first" | "after" | "sort" | "containing" | "among">;

export function ChangedTable({ asked }: { asked: Asked }) {
  const [after, onPage] = useState<string>();
  const [shape, onShape] = useState<Shape>({});
  const variables = { ...asked, first: PAGE, after: after ?? null, ...arrangedAs(shape, SHOWN) };
  const { data, error, key } = useAnswer("changed", CHANGED, variables, { keep: true });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy what="Comparing before and after" of={key} />;
  const changes = data.impact.difference?.changes ?? NONE;
  return (
    <Table
      title="What the edits change"
      columns={COLUMNS}
      rows={changes.nodes}
      idOf={({ item }) => item.id}
      shape={shape}
      onShape={(next) => {
        onShape(next);
        onPage(undefined);
      }}
      paged={{ ...changes, arranged: true, after, onPage }}
      whole={wholeOf(CHANGED, variables, ({ impact }) => impact.difference?.changes ?? NONE)}
      wholeKey={[asked, shape]}
      empty="The edits change no level."
    />
  );
}
