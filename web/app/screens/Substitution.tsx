// May we, can they, by when: a supplier's replacement in four steps, each its own part of one page.
import { getRouteApi, Link } from "@tanstack/react-router";
import { Busy } from "../parts/Busy";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Share, Snippet } from "../parts/Snippet";
import { Take } from "../parts/Take";
import { useAnswer } from "../parts/useAnswer";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { SubstitutionSearch } from "../router";
import { choice, day, money } from "../words";

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
        room(first: 12) {
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
  const set = (change: SubstitutionSearch) => void navigate({ search: (before) => ({ ...before, ...change }) });
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
  return (
    <div className="stack">
      <h1>Substitution</h1>
      <section className="card stack-small" aria-labelledby="who">
        <h2 id="who">1. Who, and for what?</h2>
        <div className="columns">
          <ItemBox
            label={`The supplier to replace${search.supplier ? `: ${search.supplier}` : ""}`}
            onChosen={(supplier) => set({ supplier, by: undefined, service: undefined })}
          />
          <ItemBox
            label={`By whom, if that is known${search.by ? `: ${search.by}` : ""}`}
            onChosen={(by) => set({ by })}
          />
          <ItemBox
            label={`For which services only${search.service?.length ? `: ${search.service.join(", ")}` : ""}`}
            onChosen={(id) => set({ service: [...new Set([...(search.service ?? []), id])] })}
          />
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
      {data ? <Answer answer={data.substitution} set={set} /> : null}
    </div>
  );
}

type Answered = ResultOf<typeof SUBSTITUTION>["substitution"];

function Answer({ answer, set }: { answer: Answered; set: (change: SubstitutionSearch) => void }) {
  return (
    <div className="stack">
      <p className="verdict">{answer.verdict}</p>
      <May may={answer.may} />
      <Can answer={answer} set={set} />
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

function Can({ answer, set }: { answer: Answered; set: (change: SubstitutionSearch) => void }) {
  const { nodes } = answer.candidates;
  return (
    <section className="card stack-small" aria-labelledby="can">
      <h2 id="can">3. Can they?</h2>
      <p>{answer.candidatesHeading}</p>
      {answer.candidatesNote ? <p className="quiet">{answer.candidatesNote}</p> : null}
      {nodes.length ? (
        <div className="table-wrap" tabIndex={0} role="region" aria-label="Who could deliver">
          <table className="usa-table usa-table--borderless">
            <thead>
              <tr>
                <th scope="col">Supplier</th>
                <th scope="col">What is lacking</th>
                <th scope="col">Certifications lacking</th>
                <th scope="col">Service levels</th>
                <th scope="col">Price</th>
                <th scope="col">Choose</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((one) => (
                <tr key={one.supplier.id}>
                  <th scope="row">
                    <ItemLink id={one.supplier.id}>{one.supplier.name}</ItemLink>
                  </th>
                  <td className={one.lacking.totalCount ? "late" : undefined}>
                    {one.lacking.nodes.map(({ name }) => name).join(", ") || "nothing recorded as lacking"}
                  </td>
                  <td className={one.uncertified.length ? "late" : undefined}>{one.uncertified.join(", ") || "none"}</td>
                  <td>
                    {one.targetsMet} met, {one.targetsShort} short, {one.targetsUnknown} not known
                  </td>
                  <td>{one.prices.map(money).join(" and ") || "not recorded"}</td>
                  <td>
                    <button
                      type="button"
                      className="usa-button usa-button--outline"
                      aria-label={`Suppose ${one.supplier.name}`}
                      onClick={() => set({ by: one.supplier.id })}
                    >
                      Suppose
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
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
      {when.milestones.length ? (
        <ol>
          {when.milestones.map((one) => (
            <li key={`${one.on}:${one.what}:${one.contract.id}`}>
              <strong>{day(one.on)}</strong> {choice(one.what)}: {one.contract.name}
              <span className="quiet"> {one.owners.nodes.map(({ name }) => name).join(", ")}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p>No dated step is recorded.</p>
      )}
      {when.notes.map(({ note, contract }) => (
        <p key={contract.name + note} className="quiet">
          {contract.name}: {note}
        </p>
      ))}
      <h3>In the room</h3>
      {room.length ? (
        <ul>
          {room.map(({ who, role, reason }) => (
            <li key={who.id + role}>
              {choice(role)}: <ItemLink id={who.id}>{who.name}</ItemLink> <span className="quiet">{reason}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p>Nobody is recorded who decides.</p>
      )}
    </section>
  );
}
