// What is this, and can I believe it: the facts with their source and age.
import { Link, getRouteApi } from "@tanstack/react-router";
import { Busy } from "../parts/Busy";
import { Failed } from "../parts/Failed";
import { useAnswer } from "../parts/useAnswer";
import { graphql } from "../graphql/graphql";
import { day, kindWord } from "../words";

const ITEM = graphql(`
  query Item($id: ID!, $asOf: Date) {
    item(id: $id, asOf: $asOf) {
      id
      kind
      name
      description
      aliases
      source
      verifiedOn
    }
  }
`);
const route = getRouteApi("/item");

export function Item() {
  const { id, asOf } = route.useSearch();
  const { data, error, key } = useAnswer("item", ITEM, { id, asOf: asOf ?? null });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy of={key} />;
  const { item } = data;
  if (!item) return <p>Nothing is recorded under {id}.</p>;
  return (
    <div className="stack">
      <h1>{item.name}</h1>
      <dl className="facts">
        <dt>Kind</dt>
        <dd>{kindWord(item.kind)}</dd>
        <dt>Id</dt>
        <dd>{item.id}</dd>
        <dt>Description</dt>
        <dd>{item.description ?? "nothing recorded"}</dd>
        <dt>Source</dt>
        <dd>{item.source ?? "nothing recorded"}</dd>
        <dt>Verified</dt>
        <dd>{item.verifiedOn ? day(item.verifiedOn) : "never"}</dd>
      </dl>
      <Link to="/impact" search={{ of: [item.id] }} className="usa-button">
        If this changes
      </Link>
    </div>
  );
}
