// What can be asked, by who asks it most: every question that the server declares.
import { getRouteApi, Link } from "@tanstack/react-router";
import { useId } from "react";
import { textOf } from "../address";
import { Busy } from "../parts/Busy";
import { Failed } from "../parts/Failed";
import { useAnswer } from "../parts/useAnswer";
import { graphql } from "../graphql/graphql";
import { titleOf } from "./question/declared";

const CATALOG = graphql(`
  query Catalog {
    questions {
      name
      said
      askedBy
    }
  }
`);

const route = getRouteApi("/ask");

export function Questions() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const id = useId();
  const { data, error, isPending, refetch, key } = useAnswer("catalog", CATALOG, {});
  const sought = search.filter?.toLowerCase() ?? "";
  const found = (data?.questions ?? []).filter(({ name, said }) =>
    `${titleOf(name)} ${said}`.toLowerCase().includes(sought),
  );
  const askers = [...new Set(found.map(({ askedBy }) => askedBy))];
  const day = textOf(search.asOf);
  return (
    <div className="stack">
      <div className="stack-small">
        <h1>Questions</h1>
        <p>All that can be asked of what is recorded, by who asks it most. Each says in words what it needs.</p>
      </div>
      <div className="row table-tools no-print">
        <label htmlFor={id}>Only questions that say</label>
        <input
          id={id}
          className="usa-input"
          value={search.filter ?? ""}
          onChange={({ target }) =>
            void navigate({ search: (before) => ({ ...before, filter: target.value || undefined }), replace: true })
          }
        />
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : null}
      {isPending ? <Busy what="Looking what can be asked" of={key} /> : null}
      {data && !found.length ? <p>No question says “{search.filter}”.</p> : null}
      {askers.map((who) => (
        <section key={who} className="stack-small" aria-label={who}>
          <h2>{who}</h2>
          <ul className="plain-list questions">
            {found
              .filter(({ askedBy }) => askedBy === who)
              .map(({ name, said }) => (
                <li key={name} className="card">
                  <h3>
                    <Link to="/ask/$name" params={{ name }} search={day ? { asOf: day } : {}} className="usa-link">
                      {titleOf(name)}
                    </Link>
                  </h3>
                  <p>{said}</p>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
