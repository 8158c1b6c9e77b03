// May we, can they, by when: a supplier's replacement in four steps, each its own part of one page.
import { getRouteApi, Link } from "@tanstack/react-router";
import { listOf } from "../address";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Keep, SavedList } from "../parts/Scenarios";
import { Share, Snippet } from "../parts/Snippet";
import { Table, type Column } from "../parts/Table";
import { Take } from "../parts/Take";
import { useAnswer } from "../parts/useAnswer";
import { useSaved } from "../parts/useSaved";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { SubstitutionSearch } from "../router";
import { choice, counted, day, money, named, sentence } from "../words";

const SUBSTITUTION = graphql(`
  query Substitution($supplier: ID!, $by: ID, $services: [ID!], $on: Date, $asOf: Date) {
    substitution(supplier: $supplier, by: $by, services: $services, on: $on, asOf: $asOf) {
      verdict
      on
      supplier {
        id
        name
      }
      by {
        id
        name
      }
      may {
        may
        endsOn
        fee {
          amount
          currency
        }
        contract {
          id
          name
        }
      }
      when {
        actBy
        spareDays
        earliest {
          on
          arithmetic
        }
        milestones {
          on
          what
          arithmetic
          contract {
            id
            name
          }
          owners(first: 2) {
            nodes {
              name
            }
          }
        }
        notes {
          note
          contract {
            name
          }
        }
      }
      candidatesHeading
      candidatesNote
      candidates(first: 12) {
        totalCount
        nodes {
          supplier {
            id
            name
          }
          delivered(first: 1) {
            totalCount
          }
          lacking(first: 4) {
            totalCount
            nodes {
              name
            }
          }
          uncertified
          targetsMet
          targetsShort
          targetsUnknown
          prices {
            amount
            currency
          }
        }
      }
      impact {
        room(first: 40) {
          nodes {
            role
            reason
            who {
              id
              name
            }
          }
        }
      }
    }
  }
`);

const route = getRouteApi("/substitution");

export function Substitution() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: SubstitutionSearch) => void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false });
  const variables = {
    supplier: search.supplier ?? "",
    by: search.by ?? null,
    services: search.service?.length ? search.service : null,
    on: search.on ?? null,
    asOf: search.asOf ?? null,
  };
  const { data, error, isPending, refetch, key } = useAnswer("substitution", SUBSTITUTION, variables, {
    enabled: search.supplier !== undefined,
    keep: true,
  });
  const kept = useSaved();
  return (
    <div className="stack">
      <h1>Substitution</h1>
      <SavedList {...kept} />
      <section className="card stack-small" aria-labelledby="who">
        <h2 id="who">1. Who, and for what?</h2>
        <div className="columns">
          <div className="stack-small">
            <ItemBox
              label="The supplier to replace"
              kinds={["Supplier"]}
              onChosen={(supplier) => set({ supplier, by: undefined, service: undefined })}
            />
            <Chips
              ids={listOf(search.supplier)}
              onChanged={() => set({ supplier: undefined, by: undefined, service: undefined })}
            />
          </div>
          <div className="stack-small">
            <ItemBox label="By whom, if that is known" kinds={["Supplier"]} onChosen={(by) => set({ by })} />
            <Chips ids={listOf(search.by)} onChanged={() => set({ by: undefined })} />
          </div>
          <div className="stack-small">
            <ItemBox
              label="For which services only"
              kinds={["Service"]}
              onChosen={(id) => set({ service: [...new Set([...(search.service ?? []), id])] })}
            />
            <Chips ids={search.service} onChanged={(service) => set({ service })} />
          </div>
          {search.on ? <p className="print-only">On {day(search.on)}</p> : null}
          <label className="stack-small no-print">
            On which day
            <input
              type="date"
              className="usa-input date-input"
              value={search.on ?? ""}
              onChange={(event) => set({ on: event.target.value || undefined })}
            />
          </label>
        </div>
        {search.supplier ? (
          <div className="row no-print">
            <Share />
            <Snippet document={SUBSTITUTION} variables={variables} />
            <Take question="substitution" asked={search} />
            <Link className="usa-link" to="/impact" search={{ of: [search.supplier], lens: "SOURCING" }}>
              What it touches
            </Link>
          </div>
        ) : null}
      </section>
      {error ? <Failed error={error} again={() => void refetch()} /> : null}
      {search.supplier && isPending ? <Busy what="Weighing the substitution" of={key} /> : null}
      {data ? <Answer answer={data.substitution} search={search} set={set} /> : null}
      {data && search.supplier ? <Keep key={JSON.stringify(search)} search={search} kept={kept} /> : null}
    </div>
  );
}

type Answered = ResultOf<typeof SUBSTITUTION>["substitution"];

function Answer({ answer, search, set }: CanProps) {
  return (
    <div className="stack">
      <p className="verdict">{answer.verdict}</p>
      <May may={answer.may} />
      <Can answer={answer} search={search} set={set} />
      <When when={answer.when} room={answer.impact.room.nodes} />
    </div>
  );
}

function May({ may }: { may: Answered["may"] }) {
  return (
    <section className="card stack-small" aria-labelledby="may">
      <h2 id="may">2. May we?</h2>
      {may.length ? (
        <ul>
          {may.map(({ contract, may: said, fee }) => (
            <li key={contract.id}>
              <ItemLink id={contract.id}>{contract.name}</ItemLink>: {said}
              {fee ? `; leaving early costs ${money(fee)}` : ""}
            </li>
          ))}
        </ul>
      ) : (
        <p>No contract with this supplier is recorded: nothing says what we may.</p>
      )}
    </section>
  );
}

type Candidate = Answered["candidates"]["nodes"][number];
type CanProps = { answer: Answered; search: SubstitutionSearch; set: (change: SubstitutionSearch) => void };

function Can({ answer, search, set }: CanProps) {
  return (
    <section className="card stack-small" aria-labelledby="can">
      <h2 id="can">3. Can they?</h2>
      <p>{sentence(answer.candidatesHeading)}.</p>
      {answer.candidatesNote ? <p className="quiet">{sentence(answer.candidatesNote)}.</p> : null}
      <Table
        title="Who could deliver"
        columns={candidateColumns((by) => set({ by }))}
        rows={answer.candidates.nodes}
        idOf={({ supplier }) => supplier.id}
        chosen={search.by}
        shape={search}
        onShape={({ sort, filter }) => set({ sort, filter })}
        empty="No supplier is recorded that delivers what is needed. A load, or an edit, adds offerings."
      />
    </section>
  );
}

function candidateColumns(onChosen: (id: string) => void): Column<Candidate>[] {
  return [
    {
      key: "supplier",
      name: "Supplier",
      as: "head",
      value: ({ supplier }) => supplier.name,
      shown: ({ supplier }) => <ItemLink id={supplier.id}>{supplier.name}</ItemLink>,
    },
    {
      key: "lacking",
      name: "What is lacking",
      value: ({ lacking }) => named(lacking) || "nothing recorded as lacking",
      className: ({ lacking }) => (lacking.totalCount ? "late" : undefined),
    },
    {
      key: "certifications",
      name: "Certifications lacking",
      value: ({ uncertified }) => uncertified.join(", ") || "none",
      className: ({ uncertified }) => (uncertified.length ? "late" : undefined),
    },
    {
      key: "levels",
      name: "Service levels",
      value: (one) => `${one.targetsMet} met, ${one.targetsShort} short, ${one.targetsUnknown} not known`,
    },
    { key: "price", name: "Price", value: ({ prices }) => prices.map(money).join(" and ") || "not recorded" },
    {
      key: "choose",
      name: "Choose",
      as: "control",
      value: () => undefined,
      shown: ({ supplier }) => (
        <button
          type="button"
          className="usa-button usa-button--outline"
          aria-label={`Suppose ${supplier.name}`}
          onClick={() => onChosen(supplier.id)}
        >
          Suppose
        </button>
      ),
    },
  ];
}

function When({ when, room }: { when: Answered["when"]; room: Answered["impact"]["room"]["nodes"] }) {
  return (
    <section className="card stack-small" aria-labelledby="when">
      <h2 id="when">4. By when, and who is in the room?</h2>
      {when.earliest ? (
        <p>
          Earliest day: <strong>{day(when.earliest.on)}</strong> <span className="quiet">{when.earliest.arithmetic}</span>
        </p>
      ) : null}
      <div className="columns">
        <div className="stack-small">
          <h3>Step by step</h3>
          {when.milestones.length ? (
            <ol>
              {when.milestones.map((one) => (
                <li key={`${one.on}:${one.what}:${one.contract.id}`}>
                  <strong>{day(one.on)}</strong> {choice(one.what)}: {one.contract.name}
                  <div className="quiet">{one.owners.nodes.map(({ name }) => name).join(", ")}</div>
                </li>
              ))}
            </ol>
          ) : (
            <p>No dated step is recorded.</p>
          )}
        </div>
        <Room room={room} />
      </div>
      {when.notes.length ? (
        <details>
          <summary>What the days rest on: {counted(when.notes.length, "note")}</summary>
          <ul>
            {when.notes.map(({ note, contract }) => (
              <li key={contract.name + note} className="quiet">
                {contract.name}: {note}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

const PARTS = { DECIDE: "Decide", CONSULT: "Are consulted", TELL: "Are told" } as const;

function Room({ room }: { room: Answered["impact"]["room"]["nodes"] }) {
  return (
    <div className="stack-small">
      <h3>In the room</h3>
      {room.length ? null : <p>Nobody is recorded who decides.</p>}
      {Object.entries(PARTS).map(([part, said]) => {
        const those = room.filter(({ role }) => role === part);
        return those.length ? (
          <div key={part}>
            <strong>{said}</strong>
            <ul>
              {those.map(({ who, reason }) => (
                <li key={who.id}>
                  <ItemLink id={who.id}>{who.name}</ItemLink> <span className="quiet">{reason}</span>
                </li>
              ))}
            </ul>
          </div>
        ) : null;
      })}
    </div>
  );
}
