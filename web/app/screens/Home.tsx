// What needs me today: one box to ask, and below it what needs somebody, soonest first.
import { getRouteApi, Link } from "@tanstack/react-router";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Share, Snippet } from "../parts/Snippet";
import { Table, type Column } from "../parts/Table";
import { Take } from "../parts/Take";
import { Triage } from "../parts/Triage";
import { useAnswer } from "../parts/useAnswer";
import { arrangedAs, wholeOf, type Whole } from "../parts/whole";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { HomeSearch } from "../router";
import { day, money, named, sentence } from "../words";

const PAGE = 20;
const ALL = 1_000;
const ATTENTION = graphql(`
  query Attention($of: [ID!], $first: Int!, $after: String, $asOf: Date, $names: Int!, $sort: [String!], $containing: String, $among: [String!]) {
    attention(of: $of, asOf: $asOf) {
      verdict
      triage {
        when
        count
        annualValue {
          amount
          currency
        }
      }
      matters(first: $first, after: $after, sort: $sort, containing: $containing, among: $among) {
        totalCount
        hidden
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          on
          kind
          what
          takes
          item {
            id
            name
          }
          contract {
            id
            name
          }
          owners(first: $names) {
            totalCount
            nodes {
              id
              name
            }
          }
          agencies(first: $names) {
            totalCount
            nodes {
              id
              name
            }
          }
          annualValue {
            amount
            currency
          }
        }
      }
    }
    emptiness
  }
`);
/** By which facts its columns are sorted and filtered. */
const SHOWN = { on: "on", what: "what", takes: "takes", about: "contract", item: "item", who: "owners", whom: "agencies", year: "annualValue" };
const FIRST = [
  ["What if the storage array fails?", { of: ["ci:san-1"] }],
  ["What if Cirrus stops working?", { of: ["supplier:cirrus"] }],
  ["What if Cirrus is replaced?", { of: ["supplier:cirrus"], lens: "SOURCING" }],
] as const;

/** What is asked most often without an item in mind; all others stand under Questions. */
const ASKED = [
  ["Who keeps what was promised?", "performance"],
  ["Which changes may go ahead?", "changes"],
  ["What collides in two years?", "roadmap"],
  ["Which promises cannot be held?", "service-levels"],
  ["What breaks our own rules?", "check"],
  ["What do agencies pay, beside what it costs?", "cost-accountability"],
] as const;

const route = getRouteApi("/");

export function Home() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: HomeSearch) => void navigate({ search: (before) => ({ ...before, after: undefined, ...change }), resetScroll: false });
  const variables = {
    of: search.of?.length ? search.of : null,
    first: PAGE,
    after: search.after ?? null,
    asOf: search.asOf ?? null,
    names: 3,
    ...arrangedAs(search, SHOWN),
  };
  const whole = wholeOf(ATTENTION, { ...variables, names: ALL }, ({ attention }) => attention.matters);
  const { data, error, isPending, refetch, key } = useAnswer("attention", ATTENTION, variables, { keep: true });
  return (
    <div className="stack">
      <section aria-labelledby="ask" className="stack-small">
        <h1 id="ask">What changes?</h1>
        <ItemBox
          label="A supplier, a contract, a server, a ticket"
          hint="Any id, name, alias, number or ticket."
          onChosen={(id) => void navigate({ to: "/impact", search: { of: [id], asOf: search.asOf } })}
        />
        <p className="row">
          <span className="quiet">For a start, with the sample:</span>
          {FIRST.map(([said, asked]) => (
            <Link key={said} className="usa-link" to="/impact" search={{ ...asked, of: [...asked.of], asOf: search.asOf }}>
              {said}
            </Link>
          ))}
        </p>
        <p className="row">
          <span className="quiet">Or ask:</span>
          {ASKED.map(([said, name]) => (
            <Link key={name} className="usa-link" to="/ask/$name" params={{ name }} search={search.asOf ? { asOf: search.asOf } : {}}>
              {said}
            </Link>
          ))}
          <Link className="usa-link" to="/ask" search={{ asOf: search.asOf }}>
            All questions
          </Link>
        </p>
      </section>
      <section aria-labelledby="attention" className="stack">
        <div className="row">
          <h2 id="attention">What needs somebody</h2>
          <Chips ids={search.of} onChanged={(of) => set({ of })} />
          <ItemBox small label="Of which owner or agency?" onChosen={(id) => set({ of: [id] })} />
          <Share />
          <Snippet document={ATTENTION} variables={variables} />
          <Take question="attention" asked={{ of: search.of, asOf: search.asOf }} />
        </div>
        {error ? <Failed error={error} again={() => void refetch()} /> : null}
        {isPending ? <Busy what="Looking what is due" of={key} /> : null}
        {data?.emptiness ? <p role="note">{data.emptiness}</p> : null}
        {data ? (
          <Matters
            attention={data.attention}
            search={search}
            set={set}
            whole={whole}
            wholeKey={[variables.of, variables.asOf, variables.sort, variables.containing]}
          />
        ) : null}
      </section>
    </div>
  );
}

type Attention = ResultOf<typeof ATTENTION>["attention"];
type Matter = Attention["matters"]["nodes"][number];
type MattersProps = {
  attention: Attention;
  search: HomeSearch;
  set: (change: HomeSearch) => void;
  whole: Whole<Matter>;
  wholeKey: readonly unknown[];
};

const COLUMNS: Column<Matter>[] = [
  {
    key: "on",
    name: "Day",
    value: ({ on }) => on ?? "",
    shown: ({ on }) => (on ? day(on) : "now"),
    className: () => "day",
  },
  {
    key: "what",
    name: "What",
    as: "head",
    value: ({ what, takes }) => `${what}: ${takes}`,
    shown: ({ what, takes }) => (
      <>
        {sentence(what)}
        <div className="quiet">{takes}</div>
      </>
    ),
  },
  {
    key: "about",
    name: "About",
    value: ({ contract, item }) => [...new Set([contract?.name, item?.name])].filter(Boolean).join("; "),
    shown: ({ contract, item }) => (
      <>
        {contract ? <ItemLink id={contract.id}>{contract.name}</ItemLink> : null}
        {item && item.id !== contract?.id ? (
          <div>
            <ItemLink id={item.id}>{item.name}</ItemLink>
          </div>
        ) : null}
      </>
    ),
  },
  {
    key: "who",
    name: "Who",
    value: ({ owners }) => named(owners),
    shown: ({ owners }) => named(owners) || <span className="quiet">no owner recorded</span>,
  },
  { key: "whom", name: "For whom", value: ({ agencies }) => named(agencies) },
  {
    key: "year",
    name: "A year",
    as: "number",
    value: ({ annualValue }) => (annualValue ? Number(annualValue.amount) : undefined),
    shown: ({ annualValue }) => (annualValue ? money(annualValue) : ""),
  },
];

function Matters({ attention, search, set, whole, wholeKey }: MattersProps) {
  return (
    <div className="stack">
      <p className="verdict">{attention.verdict}</p>
      <Triage lines={attention.triage} />
      <Table
        title="What needs somebody, soonest first"
        className="matters"
        columns={COLUMNS}
        rows={attention.matters.nodes}
        idOf={({ what, item, contract, on }) => [on, what, item?.id, contract?.id].join(" ")}
        shape={search}
        onShape={({ sort, filter }) => set({ sort, filter })}
        paged={{ ...attention.matters, arranged: true, after: search.after, onPage: (after) => set({ after }) }}
        whole={whole}
        wholeKey={wholeKey}
        empty="Nothing recorded needs anybody in this time."
      />
    </div>
  );
}
