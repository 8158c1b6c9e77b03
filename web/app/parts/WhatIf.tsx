// The edits an answer is supposed on, as chips; made by a form for what is asked most.
import { useRef, useState, type FormEvent } from "react";
import { graphql, type VariablesOf } from "../graphql/graphql";
import { day, type KindName } from "../words";
import { Chips } from "./Chips";
import { ItemBox } from "./ItemBox";

const TYPES = graphql(`query Edited($whatIf: [Edit!]) { impact(of: [], whatIf: $whatIf) { revision } }`);
export type Edit = NonNullable<VariablesOf<typeof TYPES>["whatIf"]>[number];

/** The edits of an address; what is not one is left out. */
export function editsOf(texts: readonly string[] | undefined): Edit[] | null {
  const edits = (texts ?? []).flatMap((text) => {
    try {
      return [JSON.parse(text) as Edit];
    } catch {
      return [];
    }
  });
  return edits.length ? edits : null;
}

function said(text: string): string {
  const edit = editsOf([text])?.[0];
  if (edit?.remove) return `without ${(edit.remove as { id?: string }).id ?? JSON.stringify(edit.remove)}`;
  if (edit?.endContract) return `${edit.endContract.contract} ends on ${day(edit.endContract.on)}`;
  if (edit?.replaceSupplier) {
    const { by, supplier, on } = edit.replaceSupplier;
    return `${by} in place of ${supplier}${on ? ` from ${day(on)}` : ""}`;
  }
  if (edit?.makeRedundant) {
    const { dependent, members, need } = edit.makeRedundant;
    return `${dependent} needs ${need ?? 1} of ${members.join(", ")}`;
  }
  return text;
}

/** What a form is filled with: items in boxes of their own, a day, a number. */
type Filled = { items: Record<string, string[]>; on: string; need: number };
type Slot = { key: string; label: string; kinds?: readonly KindName[]; several?: boolean; optional?: boolean };
type Happening = {
  said: string;
  slots: readonly Slot[];
  day?: "must" | "may";
  need?: boolean;
  edit: (filled: Filled) => Edit;
};

const one = ({ items }: Filled, key: string): string => items[key]?.[0] ?? "";

const HAPPENINGS: Record<string, Happening> = {
  remove: {
    said: "an item is gone",
    slots: [{ key: "id", label: "Which item?" }],
    edit: (filled) => ({ remove: { id: one(filled, "id") } }),
  },
  end: {
    said: "a contract ends on a day",
    slots: [{ key: "contract", label: "Which contract?", kinds: ["Contract"] }],
    day: "must",
    edit: (filled) => ({ endContract: { contract: one(filled, "contract"), on: filled.on } }),
  },
  replace: {
    said: "a supplier is replaced by another",
    slots: [
      { key: "supplier", label: "Which supplier?", kinds: ["Supplier"] },
      { key: "by", label: "By which supplier?", kinds: ["Supplier"] },
      { key: "services", label: "For which services only?", kinds: ["Service"], several: true, optional: true },
    ],
    day: "may",
    edit: (filled) => {
      const services = filled.items.services ?? [];
      const only = services.length ? { services } : {};
      const from = filled.on ? { on: filled.on } : {};
      return { replaceSupplier: { supplier: one(filled, "supplier"), by: one(filled, "by"), ...only, ...from } };
    },
  },
  redundant: {
    said: "items stand in for one another",
    slots: [
      { key: "dependent", label: "What depends on them?" },
      { key: "members", label: "Which items?", several: true },
    ],
    need: true,
    edit: (filled) => ({
      makeRedundant: { dependent: one(filled, "dependent"), members: filled.items.members ?? [], need: filled.need },
    }),
  },
};

type Props = { edits: readonly string[]; onChanged: (edits: string[]) => void; warnings: readonly string[] };

export function WhatIf({ edits, onChanged, warnings }: Props) {
  const sheet = useRef<HTMLDialogElement>(null);
  return (
    <div className="stack-small">
      <div className="row" role="group" aria-label="What if">
        <strong>What if</strong>
        <Chips ids={edits} shown={said} verb="Take back:" onChanged={onChanged} />
        <button type="button" className="chip no-print" onClick={() => sheet.current?.showModal()}>
          + add
        </button>
      </div>
      {warnings.map((warning) => (
        <p key={warning} className="quiet">
          {warning}
        </p>
      ))}
      <dialog ref={sheet} className="sheet" aria-labelledby="what-if-title">
        <Form
          onMade={(edit) => {
            sheet.current?.close();
            onChanged([...edits, JSON.stringify(edit)]);
          }}
          onClosed={() => sheet.current?.close()}
        />
      </dialog>
    </div>
  );
}

const EMPTY: Filled = { items: {}, on: "", need: 1 };

function Form({ onMade, onClosed }: { onMade: (edit: Edit) => void; onClosed: () => void }) {
  const [what, setWhat] = useState("remove");
  const [filled, setFilled] = useState(EMPTY);
  const happening = HAPPENINGS[what] as Happening;
  const missing = happening.slots.filter(({ key, optional }) => !optional && !filled.items[key]?.length);
  const put = (key: string, ids: string[]) => setFilled((before) => ({ ...before, items: { ...before.items, [key]: ids } }));
  function add(event: FormEvent) {
    event.preventDefault();
    if (missing.length) return;
    onMade(happening.edit(filled));
    setFilled(EMPTY);
  }
  return (
    <form className="stack-small" onSubmit={add}>
      <h2 id="what-if-title">What if</h2>
      <label className="usa-label" htmlFor="what-if-what">
        What happens
      </label>
      <select
        className="usa-select"
        id="what-if-what"
        value={what}
        onChange={(event) => {
          setWhat(event.target.value);
          setFilled(EMPTY);
        }}
      >
        {Object.entries(HAPPENINGS).map(([name, { said: words }]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      {happening.slots.map(({ key, label, kinds, several }) => (
        <div key={key} className="stack-small">
          <ItemBox
            label={label}
            {...(kinds ? { kinds } : {})}
            onChosen={(id) => put(key, several ? [...new Set([...(filled.items[key] ?? []), id])] : [id])}
          />
          <div className="row">
            <Chips ids={filled.items[key]} onChanged={(ids) => put(key, ids)} />
          </div>
        </div>
      ))}
      {happening.day ? (
        <label className="row">
          {happening.day === "must" ? "On which day?" : "From which day on? (empty: at once)"}
          <input
            type="date"
            className="usa-input date-input"
            required={happening.day === "must"}
            value={filled.on}
            onChange={(event) => setFilled((before) => ({ ...before, on: event.target.value }))}
          />
        </label>
      ) : null}
      {happening.need ? (
        <label className="row">
          How many of them are needed?
          <input
            type="number"
            min={1}
            className="usa-input date-input"
            value={filled.need}
            onChange={(event) => setFilled((before) => ({ ...before, need: Number(event.target.value) || 1 }))}
          />
        </label>
      ) : null}
      <div className="row">
        <button type="submit" className="usa-button" disabled={missing.length > 0}>
          Suppose it
        </button>
        <button type="button" className="usa-button usa-button--outline" onClick={onClosed}>
          Close
        </button>
      </div>
    </form>
  );
}
