// A contract as one bar: in force, renewing, options; notice, latest safe start and meetings as marks.
import { graphql, type ResultOf } from "../graphql/graphql";
import { choice, day } from "../words";

export const TERM_PARTS = graphql(`
  fragment TermParts on Expiration {
    contract {
      id
      name
      start
    }
    state
    endsOn
    renewsTo
    noticeBy
    latestSafeStart
    options
    meetings {
      last
      forum {
        name
      }
    }
    uncovered {
      item {
        id
        name
      }
    }
  }
`);

type Term = ResultOf<typeof TERM_PARTS>;
export type Window = { from: number; to: number; today: number; said: string };

const DAY = 86_400_000;
const WIDE = 600;
const at = (text: string) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);

/** From a year before today to the last end that is shown, three years at most. */
export function span(terms: readonly Term[], asOf: string): Window {
  const today = at(asOf);
  const ends = terms.flatMap(({ endsOn, renewsTo, options }) => [endsOn, renewsTo, ...options].filter((one) => one != null));
  const to = Math.min(Math.max(today + 365 * DAY, ...ends.map((one) => at(one) + 30 * DAY)), today + 3 * 365 * DAY);
  const from = today - 365 * DAY;
  const year = (time: number) => day(new Date(time).toISOString());
  return { from, to, today, said: `${year(from)} to ${year(to)}` };
}

export function TermBar({ term, window: { from, to, today } }: { term: Term; window: Window }) {
  const x = (time: number) => Math.max(0, Math.min(WIDE, ((time - from) / (to - from)) * WIDE));
  const start = x(term.contract.start ? at(term.contract.start) : from);
  const end = x(term.endsOn ? at(term.endsOn) : to);
  const renewed = term.renewsTo ? x(at(term.renewsTo)) : null;
  const option = term.options.length ? x(Math.max(...term.options.map(at))) : null;
  return (
    <svg className="term" viewBox={`0 0 ${WIDE} 26`} role="img" aria-label={said(term)} preserveAspectRatio="none">
      {renewed && renewed > end ? <rect x={end} y="8" width={renewed - end} height="10" className="term-renewed" /> : null}
      {option && option > end ? <rect x={end} y="9" width={option - end} height="8" className="term-option" /> : null}
      <rect x={start} y="7" width={Math.max(end - start, 2)} height="12" className="term-in-force" />
      {term.uncovered.length && end < WIDE ? <path d={`M${end} 13H${WIDE}`} className="term-gap" /> : null}
      <path d={`M${x(today)} 0V26`} className="term-today" />
      {term.meetings.map(({ last, forum }) =>
        last ? <circle key={forum.name + last} cx={x(at(last))} cy="3.5" r="3" className="term-meeting" /> : null,
      )}
      {term.noticeBy ? <path d={`M${x(at(term.noticeBy))} 1l8 4l-8 4v16`} className="term-notice" /> : null}
      {term.latestSafeStart ? <path d={`M${x(at(term.latestSafeStart))} 4v20`} className="term-start" /> : null}
    </svg>
  );
}

function said(term: Term): string {
  const parts = [
    `${term.contract.name}: ${choice(term.state).toLowerCase()}`,
    term.endsOn ? `last day ${day(term.endsOn)}` : "",
    term.renewsTo ? `renews to ${day(term.renewsTo)}` : "",
    term.noticeBy ? `notice by ${day(term.noticeBy)}` : "",
    term.latestSafeStart ? `latest safe start ${day(term.latestSafeStart)}` : "",
    ...term.meetings.map(({ forum, last }) => (last ? `${forum.name} meets on ${day(last)}` : "")),
    term.uncovered.length ? `falls uncovered: ${term.uncovered.map(({ item }) => item.name).join(", ")}` : "",
  ];
  return parts.filter(Boolean).join("; ");
}

export function TermKey() {
  const signs = [
    [<rect key="s" x="0" y="5" width="22" height="10" className="term-in-force" />, "in force"],
    [<rect key="s" x="0" y="5" width="22" height="10" className="term-renewed" />, "renews by itself"],
    [<rect key="s" x="0" y="6" width="22" height="8" className="term-option" />, "may be extended"],
    [<path key="s" d="M6 1l8 4l-8 4v10" className="term-notice" />, "last day for notice"],
    [<path key="s" d="M10 2v16" className="term-start" />, "latest safe start of a re-bid"],
    [<circle key="s" cx="10" cy="10" r="3.5" className="term-meeting" />, "last meeting in time"],
    [<path key="s" d="M0 10H22" className="term-gap" />, "falls uncovered"],
    [<path key="s" d="M10 0V20" className="term-today" />, "today"],
  ] as const;
  return (
    <ul className="plain-list row term-key" aria-label="What the signs mean">
      {signs.map(([drawn, name]) => (
        <li key={name} className="row">
          <svg width="22" height="20" viewBox="0 0 22 20" aria-hidden="true">
            {drawn}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
