// Who may be one: a pair at a time, decided by keys or buttons; what was decided can be taken back.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { renew } from "../../parts/newer";
import { ItemLink } from "../../parts/ItemLink";
import { Snippet } from "../../parts/Snippet";
import { useAnswer } from "../../parts/useAnswer";
import { ask } from "../../graphql/ask";
import { graphql, type ResultOf } from "../../graphql/graphql";
import { choice, day, kindWord } from "../../words";

const MANY = 100;
const IDENTITIES = graphql(`
  query Identities($first: Int!) {
    identities {
      verdict
      pairs(first: $first) {
        totalCount
        nodes {
          score
          sure
          reasoning
          one {
            id
            name
            kind
            aliases
            source
            verifiedOn
          }
          other {
            id
            name
            kind
            aliases
            source
            verifiedOn
          }
        }
      }
      decided(first: 20) {
        totalCount
        nodes {
          one
          other
          names
          decision
          by
          decidedAt
        }
      }
    }
  }
`);
const SAME = graphql(`
  mutation Same($one: ID!, $other: ID!) {
    acceptIdentity(one: $one, other: $other) {
      revision
    }
  }
`);
const DIFFERENT = graphql(`
  mutation Different($one: ID!, $other: ID!) {
    rejectIdentity(one: $one, other: $other) {
      revision
    }
  }
`);
const SPLIT = graphql(`
  mutation Split($other: ID!) {
    splitIdentity(other: $other) {
      revision
    }
  }
`);

type Answered = ResultOf<typeof IDENTITIES>["identities"];
type Pair = Answered["pairs"]["nodes"][number];
type Side = NonNullable<Pair["one"]>;
type Whole = Pair & { one: Side; other: Side };
type Decided = { pair: Whole; same: boolean; kept: string };

export function IdentityQueue() {
  const variables = { first: MANY };
  const { data, error, isPending, key } = useAnswer("identities", IDENTITIES, variables);
  return (
    <section className="stack-small" aria-labelledby="identities">
      <div className="row">
        <h2 id="identities">Who may be one</h2>
        <Snippet document={IDENTITIES} variables={variables} />
      </div>
      {error ? <Failed error={error} elsewhere /> : null}
      {isPending ? <Busy what="Looking who may be one" of={key} /> : null}
      {data ? <Queue answer={data.identities} /> : null}
    </section>
  );
}

function Queue({ answer }: { answer: Answered }) {
  const client = useQueryClient();
  const [at, setAt] = useState(0);
  const pairs = answer.pairs.nodes.filter((pair): pair is Whole => pair.one !== null && pair.other !== null);
  const pair = pairs.length ? pairs[at % pairs.length] : undefined;
  const deciding = useMutation({
    mutationFn: async ({ pair: { one, other }, same, kept }: Decided) => {
      const gone = kept === one.id ? other.id : one.id;
      if (same) await ask(SAME, { one: kept, other: gone });
      else await ask(DIFFERENT, { one: one.id, other: other.id });
    },
    onSettled: () => renew(client),
  });
  return (
    <>
      <p className="verdict">{answer.verdict}</p>
      {pair ? (
        <PairCard
          pair={pair}
          busy={deciding.isPending}
          place={`${(at % pairs.length) + 1} of ${answer.pairs.totalCount}`}
          onDecided={(same, kept) => deciding.mutate({ pair, same, kept })}
          onSkipped={() => setAt((before) => before + 1)}
        />
      ) : null}
      {deciding.error ? <Failed error={deciding.error} onSignedIn={deciding.reset} /> : null}
      <AlreadyDecided decided={answer.decided} />
    </>
  );
}

type CardProps = {
  pair: Whole;
  busy: boolean;
  place: string;
  onDecided: (same: boolean, kept: string) => void;
  onSkipped: () => void;
};

/** The keys count while it has the focus, which it keeps from pair to pair, and nowhere else. */
function PairCard({ pair, busy, place, onDecided, onSkipped }: CardProps) {
  const [wanted, setWanted] = useState("");
  const kept = wanted === pair.other.id ? wanted : pair.one.id;
  function pressed(event: KeyboardEvent) {
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "y") onDecided(true, kept);
    else if (event.key === "n") onDecided(false, kept);
    else if (event.key === "s") onSkipped();
  }
  return (
    <div className="card stack-small" role="group" aria-label={`Pair ${place}`} tabIndex={0} onKeyDown={pressed}>
      <p>
        <strong>{Math.round(pair.score * 100)} % alike</strong>: {pair.reasoning}. <span className="quiet">Pair {place}</span>
      </p>
      <div className="columns">
        {[pair.one, pair.other].map((side) => (
          <SideCard key={side.id} side={side} kept={kept === side.id} onKept={() => setWanted(side.id)} />
        ))}
      </div>
      <div className="row">
        <button type="button" className="usa-button" disabled={busy} onClick={() => onDecided(true, kept)}>
          They are one <kbd>y</kbd>
        </button>
        <button
          type="button"
          className="usa-button usa-button--outline"
          disabled={busy}
          onClick={() => onDecided(false, kept)}
        >
          They are two <kbd>n</kbd>
        </button>
        <button type="button" className="usa-button usa-button--outline" disabled={busy} onClick={onSkipped}>
          Later <kbd>s</kbd>
        </button>
      </div>
    </div>
  );
}

function SideCard({ side, kept, onKept }: { side: Side; kept: boolean; onKept: () => void }) {
  return (
    <div className="stack-small">
      <h3>
        <ItemLink id={side.id}>{side.name}</ItemLink>
      </h3>
      <dl className="facts">
        <dt>Id</dt>
        <dd>{side.id}</dd>
        <dt>Kind</dt>
        <dd>{kindWord(side.kind)}</dd>
        <dt>Also called</dt>
        <dd>{side.aliases?.join(", ") || "nothing else"}</dd>
        <dt>Source</dt>
        <dd>{side.source ?? "not recorded"}</dd>
        <dt>Verified</dt>
        <dd>{side.verifiedOn ? day(side.verifiedOn) : "never"}</dd>
      </dl>
      <span className="usa-radio">
        <input className="usa-radio__input" type="radio" name="kept" id={`kept-${side.id}`} checked={kept} onChange={onKept} />
        <label className="usa-radio__label" htmlFor={`kept-${side.id}`}>
          If they are one, this stays
        </label>
      </span>
    </div>
  );
}

function AlreadyDecided({ decided }: { decided: Answered["decided"] }) {
  const client = useQueryClient();
  const splitting = useMutation({
    mutationFn: (other: string) => ask(SPLIT, { other }),
    onSettled: () => renew(client),
  });
  if (decided.nodes.length === 0) return null;
  return (
    <details>
      <summary>Decided: {decided.totalCount}</summary>
      <ul className="plain-list stack-small">
        {decided.nodes.map((one) => (
          <li key={`${one.one} ${one.other} ${one.decidedAt}`} className="row">
            <span>
              {choice(one.decision)}: {one.names.join(" and ")} <span className="quiet">{one.by}, {day(one.decidedAt)}</span>
            </span>
            {one.decision === "SAME" ? (
              <button
                type="button"
                className="usa-button usa-button--outline"
                disabled={splitting.isPending}
                aria-label={`Take back that ${one.names.join(" and ")} are one`}
                onClick={() => splitting.mutate(one.other)}
              >
                Take it back
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {splitting.error ? <Failed error={splitting.error} onSignedIn={splitting.reset} /> : null}
    </details>
  );
}
