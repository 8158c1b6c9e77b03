// How many things fall into which time, and the money of each.
import { choice, money } from "../words";

type Line = { when: string; count: number; annualValue: readonly { amount: string; currency: string }[] };

export function Triage({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="plain-list triage">
      {lines.map(({ when, count, annualValue }) => (
        <li key={when} className="card">
          <strong className="triage-count">{count}</strong>
          <span>{choice(when)}</span>
          <span className="quiet">
            {annualValue.map(money).join(" and ")}
            {annualValue.length ? " a year" : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}
