// By when must I act: one bar a contract, soonest next step first.
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { formatAddress } from "../address";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Share, Snippet } from "../parts/Snippet";
import { span, TERM_PARTS, TermBar, TermKey, type Window } from "../parts/TermBar";
import { Table, type Column } from "../parts/Table";
import { Take } from "../parts/Take";
import { Triage } from "../parts/Triage";
import { useAnswer } from "../parts/useAnswer";
import { arrangedAs, wholeOf, type Whole } from "../parts/whole";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { ContractsSearch } from "../router";
import { choice, day, money, named } from "../words";

const PAGE = 40;
const ALL = 1_000;
const CONTRACTS = graphql(
  `
    query Contracts($of: [ID!], $until: Date, $asOf: Date, $first: Int!, $after: String, $names: Int!, $sort: [String!], $containing: String, $among: [String!]) {
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
        contracts(first: $first, after: $after, sort: $sort, containing: $containing, among: $among) {
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
            owners(first: $names) {
              totalCount
              nodes {
                id
                name
              }
            }
            usedBy(first: $names) {
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

/** By which facts its columns are sorted and filtered. */
const SHOWN = {
  step: "nextStepOn",
  next: "nextStep",
  past: "past",
  contract: "contract",
  supplier: "suppliers",
  owner: "owners",
  ends: "endsOn",
  state: "state",
  whom: "usedBy",
  year: "annualValue",
};
const route = getRouteApi("/contracts");

export function Contracts() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: ContractsSearch) =>
    void navigate({ search: (before) => ({ ...before, after: undefined, ...change }), resetScroll: false });
  const variables = {
    of: search.of?.length ? search.of : null,
    until: search.until ?? null,
    asOf: search.asOf ?? null,
    first: PAGE,
    after: search.after ?? null,
    names: 3,
    ...arrangedAs(search, SHOWN),
  };
  const whole = wholeOf(CONTRACTS, { ...variables, names: ALL }, ({ expirations }) => expirations.contracts);
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
        <a className="usa-button usa-button--outline" href={`/calendar/contracts.ics${formatAddress({ of: search.of })}`}>
          iCalendar
        </a>
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : null}
      {isPending ? <Busy what="Reading the contracts" of={key} /> : null}
      {data ? (
        <Answer
          answer={data.expirations}
          search={search}
          set={set}
          whole={whole}
          wholeKey={[variables.of, variables.until, variables.asOf, variables.sort, variables.containing]}
        />
      ) : null}
    </div>
  );
}

type Answered = ResultOf<typeof CONTRACTS>["expirations"];
type Expiring = Answered["contracts"]["nodes"][number];

type AnswerProps = {
  answer: Answered;
  search: ContractsSearch;
  set: (change: ContractsSearch) => void;
  whole: Whole<Expiring>;
  wholeKey: readonly unknown[];
};

function Answer({ answer, search, set, whole, wholeKey }: AnswerProps) {
  const window = useMemo(() => span(answer.contracts.nodes, answer.asOf), [answer]);
  const columns = useMemo(() => columnsIn(window), [window]);
  return (
    <div className="stack">
      <p className="verdict">{answer.verdict}</p>
      <Triage lines={answer.triage} />
      <TermKey />
      <Table
        title="Contracts, soonest next step first"
        className="timeline"
        columns={columns}
        rows={answer.contracts.nodes}
        idOf={({ contract }) => contract.id}
        shape={search}
        onShape={({ sort, filter }) => set({ sort, filter })}
        paged={{ ...answer.contracts, arranged: true, after: search.after, onPage: (after) => set({ after }) }}
        whole={whole}
        wholeKey={wholeKey}
        empty="Nothing recorded ends in this time."
      />
    </div>
  );
}

function columnsIn(window: Window): Column<Expiring>[] {
  return [
    { key: "step", name: "Next step", value: stepValue, shown: (one) => <Step step={one} /> },
    {
      key: "contract",
      name: "Contract",
      as: "head",
      value: ({ contract, suppliers, owners }) =>
        [contract.name, suppliers.map(({ name }) => name).join(", "), named(owners)].filter(Boolean).join("; "),
      shown: ({ contract, suppliers, owners }) => (
        <>
          <ItemLink id={contract.id}>{contract.name}</ItemLink>
          <div className="quiet">{suppliers.map(({ name }) => name).join(", ")}</div>
          <div className="quiet">{named(owners)}</div>
        </>
      ),
    },
    {
      key: "ends",
      name: window.said,
      value: (one) => [one.endsOn ?? "", standing(one)].join(" "),
      shown: (one) => (
        <>
          <TermBar term={one} window={window} />
          <div className="quiet">{standing(one)}</div>
        </>
      ),
    },
    { key: "whom", name: "For whom", value: ({ usedBy }) => named(usedBy) },
    {
      key: "year",
      name: "A year",
      as: "number",
      value: ({ annualValue }) => (annualValue ? Number(annualValue.amount) : undefined),
      shown: ({ annualValue }) => (annualValue ? money(annualValue) : "not recorded"),
    },
  ];
}

const stepValue = (one: Expiring) =>
  [one.nextStepOn ?? "", choice(one.nextStep), one.past, one.stillHelps].filter(Boolean).join("; ");

function Step({ step }: { step: Expiring }) {
  return (
    <>
      <strong>{step.nextStepOn ? day(step.nextStepOn) : "Nothing left to do"}</strong>
      <div>{choice(step.nextStep)}</div>
      {step.past ? <div className="late">{step.past}</div> : null}
      {step.stillHelps ? (
        <details className="quiet">
          <summary>What still helps</summary>
          {step.stillHelps}
        </details>
      ) : null}
    </>
  );
}

function standing({ state, endsOn, uncovered }: Expiring): string {
  const falls = uncovered.length ? `; falls uncovered: ${uncovered.map(({ item }) => item.name).join(", ")}` : "";
  return `${choice(state)}${endsOn ? `, ${day(endsOn)}` : ""}${falls}`;
}
