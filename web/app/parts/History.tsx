// What was recorded of an item over time, the newest first: what changed, when, by whom, from where.
import { useState } from "react";
import { graphql, type ResultOf } from "../graphql/graphql";
import { choice, counted, day, grouped, kindWord } from "../words";
import { Busy } from "./Busy";
import { Failed } from "./Failed";
import { Snippet } from "./Snippet";
import { useAnswer } from "./useAnswer";

const AT_ONCE = 10;
const FEW = 6;
const HISTORY = graphql(`
  query History($of: [ID!]!, $last: Int!, $changes: Int!) {
    journal(of: $of) {
      verdict
      entries(last: $last) {
        totalCount
        nodes {
          number
          recordedAt
          author
          door
          source
          reason
          images(first: $changes) {
            totalCount
            hidden
            nodes {
              of
              before
              after
              fields
            }
          }
        }
      }
    }
  }
`);

type Entry = ResultOf<typeof HISTORY>["journal"]["entries"]["nodes"][number];
type Image = Entry["images"]["nodes"][number];

export function History({ id }: { id: string }) {
  const [last, setLast] = useState(AT_ONCE);
  const variables = { of: [id], last, changes: FEW };
  const { data, error, key } = useAnswer("history", HISTORY, variables, { keep: true });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy what="Looking through the journal" of={key} />;
  const { verdict, entries } = data.journal;
  return (
    <section className="stack-small" aria-labelledby="history">
      <div className="row">
        <h2 id="history">History</h2>
        <Snippet document={HISTORY} variables={variables} />
      </div>
      <p>{verdict}</p>
      <ol className="plain-list stack-small" reversed>
        {[...entries.nodes].reverse().map((entry) => (
          <Changed key={entry.number} entry={entry} />
        ))}
      </ol>
      {entries.nodes.length < entries.totalCount ? (
        <button type="button" className="usa-button usa-button--outline no-print" onClick={() => setLast(last + 4 * AT_ONCE)}>
          Older ones ({grouped(entries.totalCount - entries.nodes.length)})
        </button>
      ) : null}
    </section>
  );
}

function Changed({ entry }: { entry: Entry }) {
  const { images } = entry;
  const others = images.totalCount - images.nodes.length;
  return (
    <li className="card stack-small">
      <div>
        <strong>{day(entry.recordedAt)}</strong>{" "}
        <span className="quiet">
          revision {entry.number}, {[entry.author, entry.door, entry.source].filter(Boolean).join(" · ")}
        </span>
      </div>
      {entry.reason ? <div>“{entry.reason}”</div> : null}
      <ul>
        {images.nodes.map((image) => (
          <li key={image.of}>
            <What image={image} />
          </li>
        ))}
      </ul>
      {others ? <div className="quiet">And {counted(others, "Change")} more at it.</div> : null}
      {images.hidden ? <div className="quiet">And {counted(images.hidden, "Change")} of others.</div> : null}
    </li>
  );
}

type Told = Record<string, unknown>;

/** A fact that came, went, or has other fields, each as it was and as it became. */
function What({ image: { of, before, after, fields } }: { image: Image }) {
  if (!before) return <>{of}: recorded</>;
  if (!after) return <>{of}: removed</>;
  return (
    <>
      {of}:{" "}
      {fields.map((name, place) => (
        <span key={name}>
          {place ? "; " : ""}
          {choice(kindWord(name)).toLowerCase()} {said((before as Told)[name])} → {said((after as Told)[name])}
        </span>
      ))}
    </>
  );
}

function said(value: unknown): string {
  if (value === undefined || value === null) return "not recorded";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? day(text) : text;
}
