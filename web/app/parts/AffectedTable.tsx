// What an impact touches, as rows: the same selection as the picture, a page at a time.
import { graphql, type ResultOf, type VariablesOf } from "../graphql/graphql";
import { kindWord } from "../words";
import { Busy } from "./Busy";
import { Failed } from "./Failed";
import { Level } from "./Level";
import { Table, type Column, type Shape } from "./Table";
import { useAnswer } from "./useAnswer";
import { arrangedAs, wholeOf } from "./whole";

const PAGE = 50;
const AFFECTED = graphql(`
  query Affected(
    $of: [ID!]!
    $lens: Lens
    $asOf: Date
    $whatIf: [Edit!]
    $kinds: [Kind!]
    $minLevel: Level
    $first: Int!
    $after: String
    $sort: [String!]
    $containing: String
    $among: [String!]
  ) {
    impact(of: $of, lens: $lens, asOf: $asOf, whatIf: $whatIf) {
      affected(kinds: $kinds, minLevel: $minLevel, first: $first, after: $after, sort: $sort, containing: $containing, among: $among) {
        totalCount
        hidden
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          level
          said
          before
          item {
            id
            name
            kind
          }
        }
      }
    }
  }
`);

/** By which facts its columns are sorted and filtered. */
const SHOWN = { level: "level", said: "said", before: "before", what: "item", kind: "item.kind", id: "item.id" };

type Row = ResultOf<typeof AFFECTED>["impact"]["affected"]["nodes"][number];

type Props = {
  /** What is asked, without the page. */
  asked: Omit<VariablesOf<typeof AFFECTED>, "first" | "after" | "sort" | "containing" | "among">;
  after: string | undefined;
  onPage: (after: string | undefined) => void;
  chosen?: string | undefined;
  onChosen: (id: string) => void;
  shape: Shape;
  onShape: (shape: Shape) => void;
};

export function AffectedTable({ asked, after, onPage, chosen, onChosen, shape, onShape }: Props) {
  const variables = { ...asked, first: PAGE, after: after ?? null, ...arrangedAs(shape, SHOWN) };
  const { data, error, key } = useAnswer("affected", AFFECTED, variables, { keep: true });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy what="Listing what is touched" of={key} />;
  const { affected } = data.impact;
  return (
    <Table
      title="What is touched"
      columns={columnsOf(onChosen, asked.whatIf != null)}
      rows={affected.nodes}
      idOf={({ item }) => item.id}
      chosen={chosen ?? ""}
      shape={shape}
      onShape={onShape}
      paged={{ ...affected, arranged: true, after, onPage }}
      whole={wholeOf(AFFECTED, variables, ({ impact }) => impact.affected)}
      wholeKey={[asked, shape]}
      empty="Nothing recorded is touched."
    />
  );
}

function columnsOf(onChosen: (id: string) => void, supposed: boolean): Column<Row>[] {
  const before: Column<Row> = { key: "before", name: "Before", value: ({ before }) => before ?? "not affected" };
  return [
    {
      key: "level",
      name: "Level",
      value: ({ said }) => said,
      shown: ({ level, said }) => <Level level={level} said={said} />,
    },
    ...(supposed ? [before] : []),
    {
      key: "what",
      name: "What",
      as: "head",
      value: ({ item }) => item.name,
      shown: ({ item }) => (
        <button type="button" className="usa-button usa-button--unstyled" onClick={() => onChosen(item.id)}>
          {item.name}
        </button>
      ),
    },
    { key: "kind", name: "Kind", value: ({ item }) => kindWord(item.kind) },
    { key: "id", name: "Id", value: ({ item }) => item.id, className: () => "quiet" },
  ];
}
