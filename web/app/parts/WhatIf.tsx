// The edits an answer is supposed on, as chips; made by a form for what is asked most.
import { useRef, type FormEvent } from "react";
import { Chips } from "./Chips";
import type { VariablesOf } from "../graphql/graphql";
import { graphql } from "../graphql/graphql";

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
  if (edit?.endContract) return `${edit.endContract.contract} ends on ${edit.endContract.on}`;
  if (edit?.replaceSupplier) return `${edit.replaceSupplier.by} in place of ${edit.replaceSupplier.supplier}`;
  return text;
}

type Props = { edits: readonly string[]; onChanged: (edits: string[]) => void; warnings: readonly string[] };

export function WhatIf({ edits, onChanged, warnings }: Props) {
  const sheet = useRef<HTMLDialogElement>(null);
  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [what, id, other] = ["what", "id", "other"].map((name) => String(form.get(name) ?? "").trim());
    const edit =
      what === "remove"
        ? { remove: { id } }
        : what === "end"
          ? { endContract: { contract: id, on: other } }
          : { replaceSupplier: { supplier: id, by: other } };
    onChanged([...edits, JSON.stringify(edit)]);
    sheet.current?.close();
    event.currentTarget.reset();
  }
  return (
    <div className="stack-small">
      <div className="row" role="group" aria-label="What if">
        <strong>What if</strong>
        <Chips ids={edits} shown={said} verb="Take back:" onChanged={onChanged} />
        <button type="button" className="chip" onClick={() => sheet.current?.showModal()}>
          + add
        </button>
      </div>
      {warnings.map((one) => (
        <p key={one} className="quiet">
          {one}
        </p>
      ))}
      <dialog ref={sheet} className="sheet" aria-labelledby="what-if-title">
        <form className="stack-small" onSubmit={add}>
          <h2 id="what-if-title">What if</h2>
          <label className="usa-label" htmlFor="what-if-what">
            What happens
          </label>
          <select className="usa-select" id="what-if-what" name="what">
            <option value="remove">an item is gone</option>
            <option value="end">a contract ends on a day</option>
            <option value="replace">a supplier is replaced by another</option>
          </select>
          <label className="usa-label" htmlFor="what-if-id">
            Id of the item, contract or supplier
          </label>
          <input className="usa-input" id="what-if-id" name="id" required />
          <label className="usa-label" htmlFor="what-if-other">
            The day (2027-01-31), or the id of the other supplier
          </label>
          <input className="usa-input" id="what-if-other" name="other" />
          <div className="row">
            <button type="submit" className="usa-button">
              Suppose it
            </button>
            <button type="button" className="usa-button usa-button--outline" onClick={() => sheet.current?.close()}>
              Close
            </button>
          </div>
        </form>
      </dialog>
    </div>
  );
}
