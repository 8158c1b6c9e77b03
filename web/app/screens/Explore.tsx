// How does it hang together: an item in the middle, its neighbours, what lies beneath and above, a way.
import { getRouteApi } from "@tanstack/react-router";
import { memo } from "react";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { PICTURE_PARTS, Picture } from "../parts/Picture";
import { Share, Snippet } from "../parts/Snippet";
import { useAnswer } from "../parts/useAnswer";
import { graphql, type ResultOf } from "../graphql/graphql";
import type { ExploreSearch } from "../router";
import { kindWord } from "../words";

const DEPTHS = [1, 2, 3];
const MOST = 300;
const SURROUNDINGS = graphql(
  `
    query Surroundings($of: [ID!]!, $depth: Int!, $asOf: Date, $marks: Int!) {
      picture(of: $of, showing: SURROUNDINGS, depth: $depth, asOf: $asOf, marks: $marks) {
        verdict
        ...PictureParts
      }
    }
  `,
  [PICTURE_PARTS],
);
const LAYERS = graphql(`
  query Layers($of: [ID!]!, $depth: Int!, $asOf: Date) {
    dependencies(of: $of, direction: BOTH, depth: $depth, asOf: $asOf) {
      verdict
      items(first: 200) {
        totalCount
        hidden
        nodes {
          depth
          direction
          item {
            id
            name
            kind
          }
        }
      }
    }
  }
`);
const WAY = graphql(`
  query Way($from: ID!, $to: ID!, $asOf: Date) {
    path(from: $from, to: $to, asOf: $asOf) {
      verdict
      steps {
        said
      }
    }
  }
`);

const route = getRouteApi("/explore");

export function Explore() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: ExploreSearch) => void navigate({ search: (before) => ({ ...before, ...change }) });
  const of = search.of ?? [];
  if (of.length === 0) {
    return (
      <div className="stack">
        <h1>Explore</h1>
        <ItemBox
          label="Which item stands in the middle?"
          hint="Any id, name, alias, number or ticket."
          onChosen={(id) => set({ of: [id] })}
        />
      </div>
    );
  }
  return <Surroundings of={of} search={search} set={set} />;
}

type Props = { of: string[]; search: ExploreSearch; set: (change: ExploreSearch) => void };

function Surroundings({ of, search, set }: Props) {
  const depth = search.depth ?? 1;
  const variables = { of, depth, asOf: search.asOf ?? null, marks: MOST };
  const { data, error, isPending, key } = useAnswer("surroundings", SURROUNDINGS, variables, { keep: true });
  const chosen = search.chosen;
  return (
    <div className="stack">
      <div className="row">
        <h1>Explore</h1>
        <Chips ids={of} least={1} verb="Collapse" onChanged={(left) => set({ of: left })} />
        <ItemBox small label="Another item" onChosen={(id) => set({ of: [id], chosen: undefined, to: undefined })} />
      </div>
      <div className="row no-print" role="group" aria-label="How far">
        {DEPTHS.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={depth === one}
            onClick={() => set({ depth: one })}
          >
            {one === 1 ? "1 relation" : `${one} relations`}
          </button>
        ))}
        <Share />
        <Snippet document={SURROUNDINGS} variables={variables} />
      </div>
      {error ? <Failed error={error} /> : null}
      {isPending ? <Busy what="Looking around" of={key} /> : null}
      {data ? (
        <div className="stack">
          <p className="verdict">{data.picture.verdict}</p>
          <div className="split">
            <Picture picture={data.picture} chosen={chosen} onChosen={(id) => set({ chosen: id })} />
            <aside className="panel card stack-small" aria-label="The chosen item">
              {chosen ? <Options id={chosen} of={of} set={set} /> : <p>Choose a mark to go on from it.</p>}
              <Way from={of[0] as string} to={search.to} asOf={search.asOf} set={set} />
            </aside>
          </div>
        </div>
      ) : null}
      {error ? null : <Layers of={of} asOf={search.asOf} />}
    </div>
  );
}

function Options({ id, of, set }: { id: string; of: string[]; set: Props["set"] }) {
  return (
    <>
      <h2>{id}</h2>
      <div className="row">
        {of.includes(id) ? null : (
          <button type="button" className="usa-button" onClick={() => set({ of: [...of, id] })}>
            Expand
          </button>
        )}
        <button type="button" className="usa-button usa-button--outline" onClick={() => set({ of: [id], to: undefined })}>
          Into the middle
        </button>
        <ItemLink id={id}>Its facts</ItemLink>
      </div>
    </>
  );
}

function Way({ from, to, asOf, set }: { from: string; to?: string | undefined; asOf?: string | undefined; set: Props["set"] }) {
  const variables = { from, to: to ?? "", asOf: asOf ?? null };
  const { data, error } = useAnswer("way", WAY, variables, { enabled: to !== undefined });
  return (
    <section className="stack-small" aria-labelledby="way">
      <h2 id="way">A way to another item</h2>
      <ItemBox small label="To which item?" onChosen={(id) => set({ to: id })} />
      {error ? <Failed error={error} /> : null}
      {to && data ? (
        <>
          <p>{data.path.verdict}</p>
          <ol>
            {data.path.steps.map(({ said }, place) => (
              <li key={`${place}:${said}`}>{said}</li>
            ))}
          </ol>
        </>
      ) : null}
    </section>
  );
}

type Layer = ResultOf<typeof LAYERS>["dependencies"]["items"]["nodes"][number];

/** Not drawn again when another mark is chosen: it has hundreds of lines. */
const Layers = memo(function Layers({ of, asOf }: { of: string[]; asOf?: string | undefined }) {
  const { data, error } = useAnswer("layers", LAYERS, { of, depth: 6, asOf: asOf ?? null }, { keep: true });
  if (error) return <Failed error={error} />;
  if (!data) return null;
  const { verdict, items } = data.dependencies;
  return (
    <section className="stack-small" aria-labelledby="layers">
      <h2 id="layers">Beneath and above</h2>
      <p>{verdict}</p>
      <div className="columns">
        <Side title="Beneath: what it stands on" nodes={items.nodes.filter((one) => one.direction === "BENEATH")} />
        <Side title="Above: what stands on it" nodes={items.nodes.filter((one) => one.direction === "ABOVE")} />
      </div>
      {items.hidden ? <p className="quiet">And {items.hidden} items of others.</p> : null}
    </section>
  );
});

function Side({ title, nodes }: { title: string; nodes: Layer[] }) {
  return (
    <div className="card stack-small">
      <h3>{title}</h3>
      {nodes.length ? (
        <ul className="plain-list">
          {nodes.map(({ item, depth }) => (
            <li key={item.id} style={{ paddingInlineStart: `${(depth - 1) * 1.25}rem` }}>
              <ItemLink id={item.id}>{item.name}</ItemLink>{" "}
              <span className="quiet">{kindWord(item.kind).toLowerCase()}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">Nothing recorded.</p>
      )}
    </div>
  );
}
