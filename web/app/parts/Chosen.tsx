// Of one item in an impact: why it is touched, or why not, how sure that is, and who it concerns.
import { Link } from "@tanstack/react-router";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { Asked } from "../router";
import { choice, day, kindWord, rankOf } from "../words";
import { Busy } from "./Busy";
import { Failed } from "./Failed";
import { Level } from "./Level";
import { useAnswer } from "./useAnswer";
import { editsOf } from "./WhatIf";

const WHY = graphql(`
  query Why($of: [ID!]!, $to: ID!, $lens: Lens, $asOf: Date, $whatIf: [Edit!]) {
    why(of: $of, to: $to, lens: $lens, asOf: $asOf, whatIf: $whatIf) {
      verdict
      level
      item {
        id
        name
        kind
      }
      steps {
        type
        over
        level
        kind
        item {
          id
          name
        }
        together {
          id
          name
        }
      }
      confidence {
        oldest
        weakestSource
        unverified
      }
    }
  }
`);
const WHY_NOT = graphql(`
  query WhyNot($of: [ID!]!, $to: ID!, $lens: Lens, $asOf: Date, $whatIf: [Edit!]) {
    whyNot(of: $of, to: $to, lens: $lens, asOf: $asOf, whatIf: $whatIf) {
      verdict
      blockers {
        said
      }
    }
  }
`);

type Props = { asked: Asked; id: string; onShowChain: () => void };

export function Chosen({ asked, id, onShowChain }: Props) {
  const variables = {
    of: asked.of ?? [],
    to: id,
    lens: asked.lens ?? null,
    asOf: asked.asOf ?? null,
    whatIf: editsOf(asked.edit),
  };
  const { data, error, key } = useAnswer("why", WHY, variables, { keep: true });
  // What is at the highest level has nothing that holds.
  const below = data !== undefined && rankOf(data.why.level) !== "top";
  const held = useAnswer("why not", WHY_NOT, variables, { enabled: below });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy what="Asking why" of={key} />;
  const { why } = data;
  const whyNot = below ? held.data?.whyNot : undefined;
  return (
    <>
      <h2>{why.item?.name ?? id}</h2>
      <p className="quiet">
        {why.item ? kindWord(why.item.kind) : ""} · {id}
      </p>
      {why.level ? <Level level={why.level} /> : null}
      <h3>Why</h3>
      <p>{why.verdict}</p>
      <Steps steps={why.steps} />
      {whyNot?.blockers.length ? (
        <>
          <h3>What holds</h3>
          <p>{whyNot.verdict}</p>
          <ul>
            {whyNot.blockers.map(({ said }) => (
              <li key={said}>{said}</li>
            ))}
          </ul>
        </>
      ) : null}
      <h3>How sure</h3>
      <p className="quiet">
        {why.confidence.oldest ? `The oldest fact was verified on ${day(why.confidence.oldest)}.` : ""}{" "}
        {why.confidence.unverified ? `${why.confidence.unverified} facts were never verified.` : ""}{" "}
        {why.confidence.weakestSource ? `Weakest source: ${why.confidence.weakestSource}.` : ""}
      </p>
      <div className="row">
        <button type="button" className="usa-button" onClick={onShowChain}>
          Show the chain
        </button>
        <Link to="/item" search={{ id }} className="usa-link">
          Its facts
        </Link>
        <Link to="/explore" search={{ of: [id] }} className="usa-link">
          Around it
        </Link>
        <Link to="/impact" search={{ of: [id] }} className="usa-link">
          If this changes
        </Link>
      </div>
    </>
  );
}

function Steps({ steps }: { steps: ResultOf<typeof WHY>["why"]["steps"] }) {
  return (
    <ol>
      {steps.map((step, place) => (
        <li key={`${step.item?.id ?? "hidden"}:${place}`}>
          <span className="quiet">{step.over || choice(step.type)}</span> {step.item?.name ?? `${kindWord(step.kind)} of others`}{" "}
          <Level level={step.level} />
          {step.together.length ? (
            <span className="quiet"> together with {step.together.map(({ name }) => name).join(", ")}</span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
