// By when must I act: one bar a contract, soonest next step first.
import { getRouteApi } from "@tanstack/react-router";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Pager } from "../parts/Pager";
import { Share, Snippet } from "../parts/Snippet";
import { span, TERM_PARTS, TermBar, TermKey } from "../parts/TermBar";
import { Take } from "../parts/Take";
import { Triage } from "../parts/Triage";
import { useAnswer } from "../parts/useAnswer";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { ContractsSearch } from "../router";
import { choice, day, money } from "../words";

const PAGE = 40;
const CONTRACTS = graphql(
  `
    query Contracts($of: [ID!], $until: Date, $asOf: Date, $first: Int!, $after: String) {
      expirations(of: $of, until: $until, asOf: $asOf) {
        verdict
        asOf
        until
        revision
        triage {
          when
          count
          annualValue {
            amount
            currency
          }
        }
        contracts(first: $first, after: $after) {
          totalCount
          hidden
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            state
            nextStep
            nextStepOn
            takes
            urgency
            past
            stillHelps
            annualValue {
              amount
              currency
            }
            suppliers {
              id
              name
            }
            owners(first: 2) {
              nodes {
                id
                name
              }
            }
            usedBy(first: 3) {
              totalCount
              nodes {
                id
                name
              }
            }
            uncovered {
              item {
                id
                name
              }
            }
            warnings
            ...TermParts
          }
        }
      }
    }
  `,
  [TERM_PARTS],
);

const route = getRouteApi("/contracts");

export function Contracts() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: ContractsSearch) =>
    void navigate({ search: (before) => ({ ...before, after: undefined, ...change }) });
  const variables = {
    of: search.of?.length ? search.of : null,
    until: search.until ?? null,
    asOf: search.asOf ?? null,
    first: PAGE,
    after: search.after ?? null,
  };
  const { data, error, isPending, refetch, key } = useAnswer("contracts", CONTRACTS, variables, { keep: true });
  return (
    <div className="stack">
      <div className="row">
        <h1>Contracts</h1>
        <Chips ids={search.of} onChanged={(of) => set({ of })} />
        <ItemBox
          small
          label="Of which agency, supplier or owner?"
          onChosen={(id) => set({ of: [...new Set([...(search.of ?? []), id])] })}
        />
      </div>
      <div className="row no-print">
        <label className="row">
          Ending until
          <input
            type="date"
            className="usa-input date-input"
            value={search.until ?? data?.expirations.until ?? ""}
            onChange={(event) => set({ until: event.target.value || undefined })}
          />
        </label>
        <Share />
        <Snippet document={CONTRACTS} variables={variables} />
            <Take question="expirations" asked={{ of: search.of, until: search.until, asOf: search.asOf }} />
        <a className="usa-button usa-button--outline" href={`/calendar/contracts.ics`}>
          iCalendar
        </a>
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : null}
      {isPending ? <Busy what="Reading the contracts" of={key} /> : null}
      {data ? <Answer answer={data.expirations} set={set} after={search.after} /> : null}
    </div>
  );
}


type Answered = ResultOf<typeof CONTRACTS>["expirations"];

type AnswerProps = { answer: Answered; set: (change: ContractsSearch) => void; after: string | undefined };

function Answer({ answer, set, after }: AnswerProps) {
  const { nodes, totalCount, hidden, pageInfo } = answer.contracts;
  const window = span(nodes, answer.asOf);
  return (
    <div className="stack">
      <p className="verdict">{answer.verdict}</p>
      <Triage lines={answer.triage} />
      <TermKey />
      {nodes.length ? (
        <div className="table-wrap" tabIndex={0} role="region" aria-label="Contracts, soonest next step first">
          <table className="usa-table usa-table--borderless timeline">
            <thead>
              <tr>
                <th scope="col">Next step</th>
                <th scope="col">Contract</th>
                <th scope="col">{window.said}</th>
                <th scope="col">For whom</th>
                <th scope="col" className="number">
                  A year
                </th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((one) => (
                <tr key={one.contract.id}>
                  <td>
                    <strong>{one.nextStepOn ? day(one.nextStepOn) : "Nothing left to do"}</strong>
                    <div>{choice(one.nextStep)}</div>
                    {one.past ? <div className="late">{one.past}</div> : null}
                    {one.stillHelps ? <div className="quiet">{one.stillHelps}</div> : null}
                  </td>
                  <th scope="row">
                    <ItemLink id={one.contract.id}>{one.contract.name}</ItemLink>
                    <div className="quiet">{one.suppliers.map(({ name }) => name).join(", ")}</div>
                    <div className="quiet">{one.owners.nodes.map(({ name }) => name).join(", ")}</div>
                  </th>
                  <td>
                    <TermBar term={one} window={window} />
                    <div className="quiet">
                      {choice(one.state)}
                      {one.endsOn ? `, ${day(one.endsOn)}` : ""}
                      {one.uncovered.length ? `; falls uncovered: ${one.uncovered.map(({ item }) => item.name).join(", ")}` : ""}
                    </div>
                  </td>
                  <td>
                    {one.usedBy.nodes.map(({ name }) => name).join(", ")}
                    {one.usedBy.totalCount > one.usedBy.nodes.length
                      ? ` and ${one.usedBy.totalCount - one.usedBy.nodes.length} more`
                      : ""}
                  </td>
                  <td className="number">{one.annualValue ? money(one.annualValue) : "not recorded"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p>Nothing recorded ends in this time.</p>
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
