// Where the facts come from: how fresh each source is, what it says, and what of it did not get in.
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { ItemLink } from "../../parts/ItemLink";
import { Snippet } from "../../parts/Snippet";
import { Table, type Column, type Shape } from "../../parts/Table";
import { Take } from "../../parts/Take";
import { useAnswer } from "../../parts/useAnswer";
import { arrangedAs, wholeOf } from "../../parts/whole";
import { graphql, type ResultOf } from "../../graphql/graphql";
import { choice, day, named } from "../../words";

const PAGE = 50;
const SOURCES = graphql(`
  query Sources($first: Int!, $after: String, $sort: [String!], $containing: String, $among: [String!]) {
    provenance {
      verdict
      sources(first: $first, after: $after, sort: $sort, containing: $containing, among: $among) {
        totalCount
        hidden
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          name
          role
          freshness
          lastHeardOf
          outOfDateOn
          items
          relations
          alone
          conflicts
          waiting
          keptBack
          item {
            id
          }
          lastLoad {
            loadedAt
            by
            files
          }
          owners(first: 3) {
            totalCount
            nodes {
              name
            }
          }
        }
      }
    }
  }
`);

type Source = ResultOf<typeof SOURCES>["provenance"]["sources"]["nodes"][number];

const LATE = new Set(["OUT_OF_DATE", "NEVER_HEARD_OF"]);
const counts = ["items", "relations", "alone", "conflicts", "waiting", "keptBack"] as const;
const NAMES = {
  items: "Items",
  relations: "Relations",
  alone: "Said by it alone",
  conflicts: "Said otherwise",
  waiting: "Waiting",
  keptBack: "Kept back",
} as const;
/** By which facts its columns are sorted and filtered. */
const SHOWN = {
  source: "name",
  role: "role",
  owner: "owners",
  freshness: "freshness",
  heard: "lastHeardOf",
  ...Object.fromEntries(counts.map((key) => [key, key])),
};
const COLUMNS: Column<Source>[] = [
  {
    key: "source",
    name: "Source",
    as: "head",
    value: ({ name }) => name,
    shown: ({ name, item, role, owners }) => (
      <>
        {item ? <ItemLink id={item.id}>{name}</ItemLink> : name}
        <div className="quiet">{[role ? choice(role) : "", named(owners)].filter(Boolean).join(", ")}</div>
      </>
    ),
  },
  {
    key: "freshness",
    name: "How fresh",
    value: ({ freshness }) => choice(freshness),
    className: ({ freshness }) => (LATE.has(freshness) ? "late" : undefined),
  },
  {
    key: "heard",
    name: "Last heard of",
    value: ({ lastHeardOf }) => lastHeardOf ?? "",
    shown: ({ lastHeardOf, outOfDateOn, lastLoad }) => (
      <>
        {lastHeardOf ? day(lastHeardOf) : "never"}
        {outOfDateOn ? <div className="quiet">out of date after {day(outOfDateOn)}</div> : null}
        {lastLoad ? <div className="quiet">loaded by {lastLoad.by}</div> : null}
      </>
    ),
  },
  ...counts.map((key): Column<Source> => ({ key, name: NAMES[key], as: "number", value: (source) => source[key] })),
];

type Props = { shape: Shape; onShape: (shape: Shape) => void; after: string | undefined; onPage: (after?: string) => void };

export function Sources({ shape, onShape, after, onPage }: Props) {
  const variables = { first: PAGE, after: after ?? null, ...arrangedAs(shape, SHOWN) };
  const { data, error, isPending, key } = useAnswer("sources", SOURCES, variables, { keep: true });
  return (
    <section className="stack-small" aria-labelledby="sources">
      <div className="row">
        <h2 id="sources">Sources</h2>
        <Snippet document={SOURCES} variables={variables} />
        <Take question="provenance" asked={{}} />
      </div>
      {error ? <Failed error={error} /> : null}
      {isPending ? <Busy what="Looking at the sources" of={key} /> : null}
      {data ? (
        <>
          <p className="verdict">{data.provenance.verdict}</p>
          <Table
            title="Sources, the stalest first"
            columns={COLUMNS}
            rows={data.provenance.sources.nodes}
            idOf={({ name }) => name}
            shape={shape}
            onShape={onShape}
            paged={{ ...data.provenance.sources, arranged: true, after, onPage }}
            whole={wholeOf(SOURCES, variables, ({ provenance }) => provenance.sources)}
            wholeKey={[shape]}
            empty="Nothing recorded names its source. Load a file."
          />
        </>
      ) : null}
    </section>
  );
}
