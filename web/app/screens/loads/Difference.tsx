// What a file would change, first: what that would mean, counted, one by one; then it may be loaded.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { renew } from "../../parts/newer";
import { Table, type Column, type Shape } from "../../parts/Table";
import { ask } from "../../graphql/ask";
import { graphql } from "../../graphql/graphql";
import { choice, counted, grouped, kindWord } from "../../words";
import { KeptBack } from "./KeptBack";
import type { Compared, Wish } from "./Upload";

const LOAD = graphql(`
  mutation Load($input: LoadUploadInput!) {
    loadUpload(input: $input) {
      applied
      revisions
    }
  }
`);

type Props = {
  found: Compared;
  wish: Wish;
  onLoaded: (revisions: readonly number[]) => void;
  onSent: (id: string) => void;
};

export function Difference({ found, wish, onLoaded, onSent }: Props) {
  return (
    <section className="stack" aria-labelledby="difference">
      <h2 id="difference">What it would change</h2>
      <p className="verdict">{verdictOf(found)}</p>
      {found.meaning ? (
        <div className="usa-alert usa-alert--warning">
          <div className="usa-alert__body stack-small">
            <h3 className="usa-alert__heading">What it would mean</h3>
            <p className="usa-alert__text">{found.meaning}</p>
          </div>
        </div>
      ) : null}
      <Tallies tallies={found.tallies} />
      <Changes changes={found.changes} count={found.changeCount} />
      {found.warnings.length ? (
        <details>
          <summary>{counted(found.warnings.length, "warning")}</summary>
          <ul>
            {found.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <KeptBack found={found} onSent={onSent} />
      <Approve found={found} wish={wish} onLoaded={onLoaded} />
    </section>
  );
}

function verdictOf({ tallies, changeCount, rejectCount }: Compared): string {
  const sum = (part: "put" | "set" | "removed") => tallies.reduce((total, one) => total + one[part], 0);
  if (changeCount === 0) return `Nothing: it says what is recorded already.${kept(rejectCount)}`;
  const parts = [
    [sum("put"), "new"],
    [sum("set"), "changed"],
    [sum("removed"), "gone"],
  ] as const;
  const told = parts.filter(([count]) => count).map(([count, word]) => `${grouped(count)} ${word}`);
  return `${counted(changeCount, "fact")}: ${told.join(", ")}.${kept(rejectCount)}`;
}

const kept = (count: number) => (count ? ` ${counted(count, "row")} kept back.` : "");

type Tally = Compared["tallies"][number];
const number = (key: Exclude<keyof Tally, "of">, name: string): Column<Tally> => ({
  key,
  name,
  as: "number",
  value: (tally) => tally[key],
});
const TALLIES: Column<Tally>[] = [
  { key: "of", name: "Of", as: "head", value: ({ of }) => (/^[A-Z_]+$/.test(of) ? choice(of) : kindWord(of)) },
  number("put", "New"),
  number("set", "Changed"),
  number("removed", "Gone"),
  number("unchanged", "As it is"),
  number("rejected", "Kept back"),
];

function Tallies({ tallies }: { tallies: readonly Tally[] }) {
  const [shape, onShape] = useState<Shape>({});
  return (
    <Table
      title="Counted by kind and relation"
      columns={TALLIES}
      rows={tallies}
      idOf={({ of }) => of}
      shape={shape}
      onShape={onShape}
      empty="Nothing in it is recorded, or new."
    />
  );
}

type Change = Compared["changes"][number];
type Fact = Record<string, unknown>;
const factOf = ({ before, after }: Change): Fact => (after ?? before ?? {}) as Fact;
const idOf = (change: Change): string => {
  const { type, id, from, to } = factOf(change);
  return type === undefined || id !== undefined ? String(id) : `${String(from)} → ${String(to)}`;
};
const CHANGES: Column<Change>[] = [
  {
    key: "what",
    name: "What happens",
    value: ({ before, after }) => (before == null ? "new" : after == null ? "gone" : "changed"),
    className: ({ after }) => (after == null ? "late" : undefined),
  },
  {
    key: "kind",
    name: "Of",
    value: (change) => {
      const { kind, type } = factOf(change);
      return kind === undefined ? choice(String(type)) : kindWord(String(kind));
    },
  },
  {
    key: "id",
    name: "Which",
    as: "head",
    value: (change) => [factOf(change).name, idOf(change)].filter(Boolean).join(", "),
  },
  { key: "fields", name: "Fields", value: saidFields },
];

/** What it will say, or what of it differs. */
function saidFields({ before, after }: Change): string {
  const [was, now] = [before, after] as [Fact | null, Fact | null];
  if (now === null) return "";
  const names = Object.keys({ ...was, ...now }).filter((name) => !["kind", "id", "type", "from", "to", "name"].includes(name));
  const said = (value: unknown) => (typeof value === "string" ? value : value === undefined ? "nothing" : JSON.stringify(value));
  return names
    .filter((name) => JSON.stringify(was?.[name]) !== JSON.stringify(now[name]))
    .map((name) => (was === null ? `${name} ${said(now[name])}` : `${name} ${said(was[name])} → ${said(now[name])}`))
    .join("; ");
}

function Changes({ changes, count }: { changes: readonly Change[]; count: number }) {
  const [shape, onShape] = useState<Shape>({});
  if (count === 0) return null;
  return (
    <details>
      <summary>
        One by one{count > changes.length ? `: the first ${changes.length} of ${grouped(count)}` : ""}
      </summary>
      <Table
        title="What would change"
        columns={CHANGES}
        rows={changes}
        idOf={(change) => `${String(factOf(change).type ?? "")} ${idOf(change)}`}
        shape={shape}
        onShape={onShape}
        empty="Nothing."
      />
    </details>
  );
}

type ApproveProps = Pick<Props, "found" | "wish" | "onLoaded">;

function Approve({ found, wish, onLoaded }: ApproveProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [looked, setLooked] = useState(false);
  const loading = useMutation({
    mutationFn: () => ask(LOAD, { input: { ...wish, approve: found.difference, reason: reason.trim() || null } }),
    onSuccess: async ({ loadUpload }) => {
      onLoaded(loadUpload.revisions);
      await renew(client);
    },
  });
  return (
    <div className="card stack-small">
      <h3>Load it</h3>
      {found.guarded ? (
        <>
          <p className="late">{found.guarded}</p>
          <span className="usa-checkbox">
            <input
              className="usa-checkbox__input"
              id="looked"
              type="checkbox"
              checked={looked}
              onChange={(event) => setLooked(event.target.checked)}
            />
            <label className="usa-checkbox__label" htmlFor="looked">
              I have looked at this difference, and it is right
            </label>
          </span>
        </>
      ) : null}
      <label htmlFor="reason">Why, for the journal</label>
      <input id="reason" className="usa-input" value={reason} onChange={(event) => setReason(event.target.value)} />
      <div className="row">
        <button
          type="button"
          className="usa-button"
          disabled={loading.isPending || (found.guarded !== null && !looked)}
          onClick={() => loading.mutate()}
        >
          Load this difference
        </button>
      </div>
      {loading.isPending ? <Busy what="Loading" /> : null}
      {loading.error ? <Failed error={loading.error} onSignedIn={loading.reset} /> : null}
    </div>
  );
}
