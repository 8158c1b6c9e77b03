// A substitution kept under a name: opened again from a list, or taken along as a ChangeSet to ask about or apply.
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useState, type FormEvent } from "react";
import { ask } from "../graphql/ask";
import { graphql } from "../graphql/graphql";
import type { SubstitutionSearch } from "../router";
import { download } from "./csv";
import { Failed } from "./Failed";
import type { useSaved } from "./useSaved";
import type { Edit } from "./WhatIf";

const SCENARIO = graphql(`
  query Scenario($edits: [Edit!]!, $id: ID!, $asOf: Date) {
    scenario(edits: $edits, id: $id, asOf: $asOf) {
      verdict
      file
    }
  }
`);

type Kept = ReturnType<typeof useSaved>;

/** Those that were saved, each a link to what it shows. */
export function SavedList({ saved, forget }: Kept) {
  if (saved.length === 0) return null;
  return (
    <section className="card stack-small no-print" aria-labelledby="saved">
      <h2 id="saved">Saved scenarios</h2>
      <ul className="plain-list row">
        {saved.map(({ name, search }) => (
          <li key={name} className="chip">
            <Link to="/substitution" search={search}>
              {name}
            </Link>
            <button
              type="button"
              className="usa-button usa-button--unstyled"
              aria-label={`Forget ${name}`}
              onClick={() => forget(name)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <p className="quiet">Kept in this browser. Copy link, or the ChangeSet, gives one to somebody else.</p>
    </section>
  );
}

type KeepProps = { search: SubstitutionSearch; kept: Kept };

/** The last step: a name for it, and what to do with it then. */
export function Keep({ search, kept }: KeepProps) {
  const id = useId();
  const same = kept.saved.find((one) => JSON.stringify(one.search) === JSON.stringify(search));
  const [name, setName] = useState(same?.name ?? "");
  const [done, setDone] = useState("");
  function save(event: FormEvent) {
    event.preventDefault();
    kept.save({ name: name.trim(), search });
    setDone(`Saved as ${name.trim()}.`);
  }
  return (
    <section className="card stack-small no-print" aria-labelledby="keep">
      <h2 id="keep">5. Keep it</h2>
      <form className="row" onSubmit={save}>
        <label htmlFor={id}>Its name</label>
        <input
          id={id}
          className="usa-input"
          required
          pattern=".*\S.*"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="usa-button">
          Save scenario
        </button>
        <span aria-live="polite">{done}</span>
      </form>
      {search.supplier && search.by ? (
        <Edits search={search} name={name} supplier={search.supplier} by={search.by} />
      ) : (
        <p className="quiet">Suppose a supplier above to see what its taking over changes, and to take it along.</p>
      )}
    </section>
  );
}

type EditsProps = { search: SubstitutionSearch; name: string; supplier: string; by: string };

function Edits({ search: { service, on, asOf }, name, supplier, by }: EditsProps) {
  const edit: Edit = {
    replaceSupplier: { supplier, by, ...(service?.length ? { services: service } : {}), ...(on ? { on } : {}) },
  };
  const taking = useMutation({
    mutationFn: () => ask(SCENARIO, { edits: [edit], id: `scenario:${slug(name || `${supplier} by ${by}`)}`, asOf: asOf ?? null }),
    onSuccess: ({ scenario }) => download(`${slug(name || "scenario")}.json`, JSON.stringify(scenario.file, null, 2), "application/json"),
  });
  return (
    <>
      <div className="row">
        <Link className="usa-link" to="/impact" search={{ of: [supplier], lens: "SOURCING", edit: [JSON.stringify(edit)], asOf }}>
          What it changes
        </Link>
        <button
          type="button"
          className="usa-button usa-button--outline"
          disabled={taking.isPending}
          onClick={() => taking.mutate()}
        >
          Take along as a ChangeSet
        </button>
      </div>
      {taking.data ? <p aria-live="polite">{taking.data.scenario.verdict}</p> : null}
      {taking.error ? <Failed error={taking.error} onSignedIn={taking.reset} /> : null}
    </>
  );
}

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
