// Where sources say different things: which counts, why, and how it is mended.
import { useState } from "react";
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { ItemLink } from "../../parts/ItemLink";
import { Snippet } from "../../parts/Snippet";
import { Table, type Column, type Shape } from "../../parts/Table";
import { Take } from "../../parts/Take";
import { useAnswer } from "../../parts/useAnswer";
import { arrangedAs, wholeOf } from "../../parts/whole";
import { graphql, type ResultOf } from "../../graphql/graphql";

const PAGE = 20;
const CONFLICTS = graphql(`
  query Conflicts($first: Int!, $after: String, $sort: [String!], $containing: String, $among: [String!]) {
    conflicts {
      verdict
      conflicts(first: $first, after: $after, sort: $sort, containing: $containing, among: $among) {
        totalCount
        hidden
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          of
          field
          value
          saidBy
          otherwise
          reasoning
          mending
          item {
            id
            name
          }
        }
      }
    }
  }
`);

/** By which facts its columns are sorted and filtered. */
const SHOWN = {
  of: "of",
  item: "item",
  field: "field",
  value: "value",
  says: "saidBy",
  otherwise: "otherwise",
  why: "reasoning",
  mending: "mending",
};

type Conflict = ResultOf<typeof CONFLICTS>["conflicts"]["conflicts"]["nodes"][number];

const COLUMNS: Column<Conflict>[] = [
  {
    key: "of",
    name: "Of",
    as: "head",
    value: ({ item, of }) => item?.name ?? of,
    shown: ({ item, of }) => (item ? <ItemLink id={item.id}>{item.name}</ItemLink> : of),
  },
  { key: "field", name: "Field", value: ({ field }) => field ?? "all of it" },
  { key: "value", name: "What counts", value: ({ value, saidBy }) => `${value ?? "nothing"}, says ${saidBy}` },
  { key: "otherwise", name: "Otherwise", value: ({ otherwise }) => otherwise.join("; ") },
  { key: "why", name: "Why", value: ({ reasoning }) => reasoning },
  { key: "mending", name: "To mend it", value: ({ mending }) => mending },
];

export function Conflicts() {
  const [after, onPage] = useState<string>();
  const [shape, onShape] = useState<Shape>({});
  const variables = { first: PAGE, after: after ?? null, ...arrangedAs(shape, SHOWN) };
  const { data, error, isPending, key } = useAnswer("conflicts", CONFLICTS, variables, { keep: true });
  return (
    <section className="stack-small" aria-labelledby="conflicts">
      <div className="row">
        <h2 id="conflicts">Where sources differ</h2>
        <Snippet document={CONFLICTS} variables={variables} />
        <Take question="conflicts" asked={{}} />
      </div>
      {error ? <Failed error={error} elsewhere /> : null}
      {isPending ? <Busy what="Comparing what sources say" of={key} /> : null}
      {data ? (
        <>
          <p className="verdict">{data.conflicts.verdict}</p>
          <Table
            title="Where sources differ"
            columns={COLUMNS}
            rows={data.conflicts.conflicts.nodes}
            idOf={({ of, field }) => `${of} ${field}`}
            shape={shape}
            onShape={(next) => {
              onShape(next);
              onPage(undefined);
            }}
            paged={{ ...data.conflicts.conflicts, arranged: true, after, onPage }}
            whole={wholeOf(CONFLICTS, variables, ({ conflicts }) => conflicts.conflicts)}
            wholeKey={[shape]}
            empty="Nothing is to be mended."
          />
        </>
      ) : null}
    </section>
  );
}
