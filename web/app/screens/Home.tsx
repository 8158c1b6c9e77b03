// What needs me today: one box to ask, and below it what needs somebody, soonest first.
import { getRouteApi, Link } from "@tanstack/react-router";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Pager } from "../parts/Pager";
import { Share, Snippet } from "../parts/Snippet";
import { Take } from "../parts/Take";
import { Triage } from "../parts/Triage";
import { useAnswer } from "../parts/useAnswer";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { HomeSearch } from "../router";
import { day, money } from "../words";

const PAGE = 20;
const ATTENTION = graphql(`
  query Attention($of: [ID!], $first: Int!, $after: String, $asOf: Date) {
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
      matters(first: $first, after: $after) {
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
          owners(first: 2) {
            nodes {
              id
              name
            }
          }
          agencies(first: 3) {
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
const FIRST = [
  ["What if the storage array fails?", { of: ["ci:san-1"] }],
  ["What if Cirrus stops working?", { of: ["supplier:cirrus"] }],
  ["What if Cirrus is replaced?", { of: ["supplier:cirrus"], lens: "SOURCING" }],
] as const;

const route = getRouteApi("/");

export function Home() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: HomeSearch) => void navigate({ search: (before) => ({ ...before, after: undefined, ...change }) });
  const variables = {
    of: search.of?.length ? search.of : null,
    first: PAGE,
    after: search.after ?? null,
    asOf: search.asOf ?? null,
  };
  const { data, error, isPending, refetch, key } = useAnswer("attention", ATTENTION, variables, { keep: true });
  return (
    <div className="stack">
      <section aria-labelledby="ask" className="stack-small">
        <h1 id="ask">What changes?</h1>
        <ItemBox
          label="A supplier, a contract, a server, a ticket"
          hint="Any id, name, alias, number or ticket."
          onChosen={(id) => void navigate({ to: "/impact", search: { of: [id] } })}
        />
        <p className="row">
          <span className="quiet">For a start, with the sample:</span>
          {FIRST.map(([said, asked]) => (
            <Link key={said} className="usa-link" to="/impact" search={{ ...asked, of: [...asked.of] }}>
              {said}
            </Link>
          ))}
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
        {data ? <Matters attention={data.attention} after={search.after} set={set} /> : null}
      </section>
    </div>
  );
}

type Attention = ResultOf<typeof ATTENTION>["attention"];
type MattersProps = { attention: Attention; after: string | undefined; set: (change: HomeSearch) => void };

function Matters({ attention, after, set }: MattersProps) {
  const { nodes, totalCount, hidden, pageInfo } = attention.matters;
  return (
    <div className="stack">
      <p className="verdict">{attention.verdict}</p>
      <Triage lines={attention.triage} />
      {nodes.length ? (
        <div className="table-wrap" tabIndex={0} role="region" aria-label="What needs somebody, soonest first">
          <table className="usa-table usa-table--borderless matters">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">What</th>
                <th scope="col">About</th>
                <th scope="col">Who</th>
                <th scope="col">For whom</th>
                <th scope="col" className="number">
                  A year
                </th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((one, place) => (
                <tr key={`${place}:${one.what}`}>
                  <td className="day">{one.on ? day(one.on) : "now"}</td>
                  <th scope="row">
                    {one.what}
                    <div className="quiet">{one.takes}</div>
                  </th>
                  <td>
                    {one.contract ? <ItemLink id={one.contract.id}>{one.contract.name}</ItemLink> : null}
                    {one.item && one.item.id !== one.contract?.id ? (
                      <div>
                        <ItemLink id={one.item.id}>{one.item.name}</ItemLink>
                      </div>
                    ) : null}
                  </td>
                  <td>{one.owners.nodes.map(({ name }) => name).join(", ") || <span className="quiet">no owner recorded</span>}</td>
                  <td>
                    {one.agencies.nodes.map(({ name }) => name).join(", ")}
                    {one.agencies.totalCount > one.agencies.nodes.length
                      ? ` and ${one.agencies.totalCount - one.agencies.nodes.length} more`
                      : ""}
                  </td>
                  <td className="number">{one.annualValue ? money(one.annualValue) : ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p>Nothing recorded needs anybody in this time.</p>
      )}
      <Pager
        shown={nodes.length}
        total={totalCount}
        hidden={hidden}
        page={pageInfo}
        after={after}
        onPage={(to) => set({ after: to })}
      />
    </div>
  );
}
