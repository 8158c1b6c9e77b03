// What is this, and can I believe it: facts with source and age, relations, contracts, tickets.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { Busy } from "../parts/Busy";
import { Failed } from "../parts/Failed";
import { History } from "../parts/History";
import { renew } from "../parts/newer";
import { ItemLink } from "../parts/ItemLink";
import { Share, Snippet } from "../parts/Snippet";
import { span, TERM_PARTS, TermBar, TermKey } from "../parts/TermBar";
import { Table, type Column } from "../parts/Table";
import { useAnswer } from "../parts/useAnswer";
import { ask } from "../graphql/ask";
import { FACTS } from "../graphql/facts";
import { graphql, type ResultOf } from "../graphql/graphql";
import { choice, day, kindWord, money } from "../words";

const AROUND = graphql(
  `
    query Around($of: [ID!]!, $asOf: Date) {
      picture(of: $of, showing: SURROUNDINGS, depth: 1, marks: 300, asOf: $asOf) {
        items
        said
        marksHidden
        marks {
          key
          start
          kind
          label
          item {
            id
            name
          }
        }
        edges {
          from
          to
          types
        }
      }
      expirations(of: $of, all: true, asOf: $asOf) {
        asOf
        contracts(first: 30) {
          totalCount
          nodes {
            state
            ...TermParts
          }
        }
      }
    }
  `,
  [TERM_PARTS],
);
const STILL_TRUE = graphql(`
  mutation StillTrue($input: StillTrueInput!) {
    stillTrue(input: $input) {
      revision
    }
  }
`);
const route = getRouteApi("/item");
const SAID = new Set(["id", "kind", "name", "description", "source", "verifiedOn", "__typename"]);

export function Item() {
  const { id, asOf } = route.useSearch();
  const variables = { id, asOf: asOf ?? null };
  const { data, error, key } = useAnswer("facts", FACTS, variables);
  if (!id) return <h1>Which item?</h1>;
  if (error) return <Failed error={error} />;
  if (!data) return <Busy of={key} />;
  const { item } = data;
  if (!item) {
    return (
      <div className="stack">
        <h1>Nothing recorded</h1>
        {/* What is asked around it is refused, with what may be meant. */}
        <Around id={id} asOf={asOf} />
        <p>A load, or an edit over GraphQL, adds it.</p>
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="row">
        <h1>{item.name}</h1>
        <span className="quiet">
          {kindWord(item.kind)} · {item.id}
        </span>
      </div>
      <div className="row no-print">
        <Link to="/impact" search={{ of: [id] }} className="usa-button">
          If this changes
        </Link>
        <Link to="/explore" search={{ of: [id] }} className="usa-button usa-button--outline">
          Around it
        </Link>
        <Share />
        <Snippet document={FACTS} variables={variables} />
      </div>
      {item.description ? <p className="verdict">{item.description}</p> : null}
      <div className="columns">
        <section className="card stack-small" aria-labelledby="facts">
          <h2 id="facts">Facts</h2>
          <Facts item={item} />
        </section>
        <Belief id={id} source={item.source} verifiedOn={item.verifiedOn} />
      </div>
      <Around id={id} asOf={asOf} />
      <History id={id} />
    </div>
  );
}

type Facts = NonNullable<ResultOf<typeof FACTS>["item"]>;

function Facts({ item }: { item: Facts }) {
  const facts = Object.entries(item).filter(
    ([name, value]) => !SAID.has(name) && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  if (facts.length === 0) return <p>Nothing more is recorded.</p>;
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <Fact key={name} name={name.replace(/Of[A-Z]\w*$/, "")} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt>{choice(kindWord(name))}</dt>
      <dd>{told(value)}</dd>
    </>
  );
}

/** A value as a person reads it: days, money, choices, lists. */
function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value !== null && "currency" in value) {
    return money(value as { amount: string; currency: string });
  }
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text);
  return /^[A-Z][A-Z_]+$/.test(text) ? choice(text).toLowerCase() : text;
}

type BeliefProps = { id: string; source: string | null; verifiedOn: string | null };

function Belief({ id, source, verifiedOn }: BeliefProps) {
  const client = useQueryClient();
  const dating = useMutation({
    mutationFn: () => ask(STILL_TRUE, { input: { ids: [id] } }),
    onSuccess: () => renew(client),
  });
  return (
    <section className="card stack-small" aria-labelledby="belief">
      <h2 id="belief">Can I believe it?</h2>
      <dl className="facts">
        <dt>Source</dt>
        <dd>{source ?? "not recorded"}</dd>
        <dt>Verified</dt>
        <dd>{verifiedOn ? day(verifiedOn) : "never"}</dd>
      </dl>
      <button
        type="button"
        className="usa-button usa-button--outline no-print"
        disabled={dating.isPending}
        onClick={() => dating.mutate()}
      >
        Still true today
      </button>
      <div aria-live="polite">
        {dating.isSuccess ? `Dated anew in revision ${dating.data.stillTrue.revision}.` : ""}
      </div>
      {dating.error ? <Failed error={dating.error} onSignedIn={dating.reset} /> : null}
    </section>
  );
}

function Around({ id, asOf }: { id: string; asOf?: string | undefined }) {
  const { data, error, key } = useAnswer("around", AROUND, { of: [id], asOf: asOf ?? null });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy what="Looking around" of={key} />;
  const { nodes } = data.expirations.contracts;
  return (
    <>
      <Relations picture={data.picture} />
      {nodes.length ? (
        <section className="stack-small" aria-labelledby="contracts">
          <h2 id="contracts">Contracts over time</h2>
          <TermKey />
          {nodes.map((term) => (
            <div key={term.contract.id}>
              <ItemLink id={term.contract.id}>{term.contract.name}</ItemLink>{" "}
              <span className="quiet">
                {choice(term.state)}
                {term.endsOn ? `, ${day(term.endsOn)}` : ""}
              </span>
              <TermBar term={term} window={span(nodes, data.expirations.asOf)} />
            </div>
          ))}
        </section>
      ) : null}
    </>
  );
}

type Neighbours = ResultOf<typeof AROUND>["picture"];
type Related = { type: string; out: boolean; id: string; name: string; kind: string };

const COLUMNS: Column<Related>[] = [
  { key: "relation", name: "Relation", value: ({ type }) => choice(type) },
  { key: "direction", name: "Direction", value: ({ out }) => (out ? "from it" : "to it") },
  {
    key: "item",
    name: "Item",
    as: "head",
    value: ({ name }) => name,
    shown: ({ id, name }) => <ItemLink id={id}>{name}</ItemLink>,
  },
  { key: "kind", name: "Kind", value: ({ kind }) => kindWord(kind) },
];

function relatedIn(picture: Neighbours): Related[] {
  const centre = picture.marks.find(({ start }) => start)?.key;
  const marks = new Map(picture.marks.map((mark) => [mark.key, mark]));
  return picture.edges
    .filter(({ from, to }) => from === centre || to === centre)
    .flatMap(({ from, to, types }) => {
      const mark = marks.get(from === centre ? to : from);
      if (!mark) return [];
      const { id, name } = mark.item;
      return types.map((type) => ({ type, out: from === centre, id, name, kind: mark.kind }));
    });
}

function Relations({ picture }: { picture: Neighbours }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const rows = useMemo(() => relatedIn(picture), [picture]);
  return (
    <section className="stack-small" aria-labelledby="relations">
      <h2 id="relations">Relations</h2>
      <Table
        title="Items it is related to"
        columns={COLUMNS}
        rows={rows}
        idOf={({ type, out, id }) => `${type} ${out} ${id}`}
        shape={search}
        onShape={(shape) =>
          void navigate({ search: (before) => ({ ...before, ...shape }), replace: true, resetScroll: false })
        }
        empty="Nothing recorded relates to it, or it is told in bundles: look around it."
      />
      {picture.marksHidden ? <p className="quiet">And {picture.marksHidden} items of others.</p> : null}
    </section>
  );
}
