// Any question that can be asked: a form of what it takes, and of its answer the verdict, the facts, the lists.
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { formatAddress, listOf, type Address } from "../address";
import { Busy } from "../parts/Busy";
import { Failed } from "../parts/Failed";
import { Share, Snippet } from "../parts/Snippet";
import { Take } from "../parts/Take";
import { useAnswer } from "../parts/useAnswer";
import { day, kindWord, sentence } from "../words";
import { addressOf, DECLARED, documentOf, givenIn, missingIn, ofArguments, paged, titleOf } from "./question/declared";
import type { Declared, DeclaredTable, Given, Told } from "./question/declared";
import { Form } from "./question/Form";
import { List, NAMED, nameOf, PAGE } from "./question/List";
import { at, isNothing, listAt, Said } from "./question/told";

const route = getRouteApi("/ask/$name");

export function Question() {
  const { name } = route.useParams();
  const { data, error, isPending, refetch, key } = useAnswer("declared", DECLARED, { name });
  if (error) return <Failed error={error} again={() => void refetch()} />;
  if (isPending) return <Busy what="Looking how it is asked" of={key} />;
  const [declared] = data.questions;
  if (!declared) return <Failed error={new Error(`There is no question ${name}. Questions lists those there are.`)} />;
  return <Asked key={declared.name} declared={declared} />;
}

function Asked({ declared }: { declared: Declared }) {
  const address: Address = route.useSearch();
  const navigate = route.useNavigate();
  const given = useMemo(() => givenIn(declared, address), [declared, address]);
  const missing = missingIn(declared, given);
  const document = useMemo(() => documentOf(declared.document), [declared]);
  const variables = { ...given, ...paged(declared.document, { lines: PAGE, named: NAMED }) };
  const { data, error, isPending, refetch, key } = useAnswer(`ask ${declared.name}`, document, variables, {
    enabled: missing.length === 0,
  });
  const answer = data?.[declared.key];
  const go = (search: Address) => void navigate({ search, resetScroll: false });
  return (
    <div className="stack">
      <div className="stack-small">
        <p className="quiet no-print">
          <Link to="/ask" className="usa-link">
            Questions
          </Link>
          {` · ${declared.askedBy}`}
        </p>
        <h1>{titleOf(declared.name)}</h1>
        <p>{declared.said}</p>
      </div>
      <p className="quiet print-only">{askedIn(declared, address)}</p>
      <Form
        key={formatAddress(given)}
        takes={declared.arguments}
        given={address}
        warnings={(answer?.editWarnings as string[] | undefined) ?? []}
        onAsked={go}
      />
      {missing.length ? <Missing declared={declared} missing={missing.map(({ label }) => label)} /> : null}
      {missing.length ? null : (
        <div className="row no-print">
          <Share />
          <Snippet document={document} variables={variables} />
          <Take question={declared.key} asked={ofArguments(declared.arguments, address)} />
          <Calendar name={declared.name} of={listOf(address.of)} />
          <Elsewhere name={declared.name} of={listOf(address.of)} />
        </div>
      )}
      {error ? <Failed error={error} again={() => void refetch()} /> : null}
      {isPending && !missing.length ? <Busy what="Working it out" of={key} /> : null}
      {answer ? <Answer declared={declared} given={given} answer={answer} address={address} go={go} /> : null}
    </div>
  );
}

/** What was asked, for paper, which has no form. */
const askedIn = ({ arguments: taken }: Declared, address: Address): string =>
  taken
    .filter(({ key, ofFacts }) => !ofFacts && listOf(address[key]).length)
    .map(({ key, label }) => `${label}: ${listOf(address[key]).join(", ")}`)
    .join("; ");

function Missing({ declared, missing }: { declared: Declared; missing: readonly string[] }) {
  return (
    <p role="note">
      To ask it, give {missing.join(" and ")}. With the sample, for example:{" "}
      <Link to="/ask/$name" params={{ name: declared.name }} search={addressOf(declared.example)} className="usa-link">
        {askedIn(declared, addressOf(declared.example))}
      </Link>
    </p>
  );
}

const CALENDARS: Record<string, string> = {
  attention: "attention",
  expirations: "contracts",
  roadmap: "contracts",
  "contract-triggers": "contracts",
  "coverage-gaps": "contracts",
  "platform-members": "procurements",
};

function Calendar({ name, of }: { name: string; of: readonly string[] }) {
  const calendar = CALENDARS[name];
  if (!calendar) return null;
  const narrowed = calendar === "attention" ? formatAddress({ of }) : "";
  return (
    <a className="usa-button usa-button--outline" href={`/calendar/${calendar}.ics${narrowed}`}>
      iCalendar
    </a>
  );
}

/** The screen that a question has of its own. */
function Elsewhere({ name, of }: { name: string; of: string[] }) {
  const own = {
    attention: <Link to="/" search={{ of }} className="usa-link">Home shows it too</Link>,
    impact: <Link to="/impact" search={{ of }} className="usa-link">See it drawn</Link>,
    dependencies: <Link to="/explore" search={{ of }} className="usa-link">See it drawn</Link>,
    expirations: <Link to="/contracts" search={{ of }} className="usa-link">See it as a timeline</Link>,
    substitution: <Link to="/substitution" className="usa-link">Go step by step</Link>,
    provenance: <Link to="/loads" className="usa-link">Load and mend</Link>,
    identities: <Link to="/loads" className="usa-link">Decide them</Link>,
  }[name];
  return own ?? null;
}

type AnswerProps = { declared: Declared; given: Given; answer: Told; address: Address; go: (address: Address) => void };

function Answer({ declared, given, answer, address, go }: AnswerProps) {
  const tables = declared.tables
    .filter((table) => isTold(answer, table))
    .toSorted((one, other) => Number(other.above) - Number(one.above));
  const wanted = listOf(address.with);
  const there = tables.filter((table) => (table.onRequest ? wanted.includes(nameOf(table)) : !isBare(answer, table)));
  const bare = tables.filter((table) => !table.onRequest && isBare(answer, table));
  const waiting = tables.filter((table) => table.onRequest && !wanted.includes(nameOf(table)));
  const title = (table: DeclaredTable) => sentence(table.title || kindWord(table.path.at(-1) ?? ""));
  return (
    <div className="stack">
      <p className="verdict">{String(answer.verdict)}</p>
      <Remarks answer={answer} />
      <Notes declared={declared} answer={answer} />
      {there.map((table) => (
        <div key={nameOf(table)} className="stack-small">
          <h2>{title(table)}</h2>
          <List
            asked={declared.key}
            table={table}
            title={title(table)}
            given={given}
            answer={table.onRequest ? undefined : answer}
            address={address}
            onAddress={(change) => go({ ...address, ...change })}
          />
        </div>
      ))}
      {waiting.length ? (
        <div className="row no-print" role="group" aria-label="On request">
          <span className="quiet">Worked out on request:</span>
          {waiting.map((table) => (
            <button
              key={nameOf(table)}
              type="button"
              className="chip"
              onClick={() => go({ ...address, with: [...wanted, nameOf(table)] })}
            >
              + {title(table)}
            </button>
          ))}
        </div>
      ) : null}
      {bare.length ? <Bare titles={bare.map(title)} /> : null}
    </div>
  );
}

/** Whether an answer has a list at all: what edits change is there only with edits. */
function isTold(answer: Told, { path, through, onRequest, onlyWith }: DeclaredTable): boolean {
  if (onlyWith && answer[onlyWith] == null) return false;
  return through || onRequest || at(answer, path) !== null;
}

/** Whether a table has nothing, and nothing of its own to say about that. */
function isBare(answer: Told, table: DeclaredTable): boolean {
  const { total, hidden } = listAt(answer, table.path);
  return total + hidden === 0 && !table.empty;
}

function Bare({ titles }: { titles: readonly string[] }) {
  return (
    <p className="quiet">
      Nothing recorded: {titles.map((title) => title.charAt(0).toLowerCase() + title.slice(1)).join("; ")}. What is missing is
      added under{" "}
      <Link to="/loads" className="usa-link">
        Loads
      </Link>
      .
    </p>
  );
}

/** The day and the facts, what was before the edits, and what the answer lacks. */
function Remarks({ answer }: { answer: Told }) {
  const before = answer.before as { verdict: string } | null | undefined;
  const kept = (answer.keptBack as { inWords: string }[]).map(({ inWords }) => inWords);
  const asOf = typeof answer.asOf === "string" ? `As of ${day(answer.asOf)}, revision` : "Revision";
  return (
    <div className="stack-small">
      {before ? <p className="quiet">Before the edits: {before.verdict}</p> : null}
      <p className="quiet">
        {asOf} {String(answer.revision)}
      </p>
      {answer.complete ? null : <p role="alert">This answer is not complete: {String(answer.reason)}</p>}
      {kept.map((line) => (
        <p key={line} role="note">
          {sentence(line)}
        </p>
      ))}
    </div>
  );
}

function Notes({ declared, answer }: { declared: Declared; answer: Told }) {
  const told = declared.notes.filter((note) => !isNothing(answer, note));
  const alone = told.filter(({ said, form }) => !said && form !== "ITEMS");
  const named = told.filter((note) => !alone.includes(note));
  return (
    <>
      {alone.map((note) => (
        <p key={note.path.join(".")}>
          <Said source={answer} place={note} />
        </p>
      ))}
      {named.length ? (
        <dl className="facts">
          {named.map((note) => (
            <div key={note.path.join(".")} className="fact">
              <dt>{sentence(note.said)}</dt>
              <dd>
                <Said source={answer} place={note} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}
