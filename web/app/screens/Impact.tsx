// How bad, for whom, what still holds: the verdict first, then picture and table with one selection.
import { getRouteApi } from "@tanstack/react-router";
import { AffectedTable } from "../parts/AffectedTable";
import { Busy } from "../parts/Busy";
import { Chips } from "../parts/Chips";
import { ChangedTable } from "../parts/ChangedTable";
import { Chosen } from "../parts/Chosen";
import { Failed } from "../parts/Failed";
import { ItemBox } from "../parts/ItemBox";
import { ItemLink } from "../parts/ItemLink";
import { Level } from "../parts/Level";
import { PICTURE_PARTS, Picture } from "../parts/Picture";
import { Share, Snippet } from "../parts/Snippet";
import { Take } from "../parts/Take";
import { useAnswer } from "../parts/useAnswer";
import { editsOf, WhatIf } from "../parts/WhatIf";
import { graphql, type ResultOf, type VariablesOf } from "../graphql/graphql";
import type { ImpactSearch } from "../router";
import { counted, day, LENSES, LENS_WORDS, VIEWS, type KindName, type LevelName } from "../words";

/** So few differences stand open. */
const FEW = 12;
const IMPACT = graphql(`
    query Impact(
      $of: [ID!]!
      $lens: Lens
      $asOf: Date
      $whatIf: [Edit!]
    ) {
      impact(of: $of, lens: $lens, asOf: $asOf, whatIf: $whatIf) {
        verdict
        revision
        complete
        reason
        lens
        asOf
        editWarnings
        counts {
          kind
          level
          count
        }
        hidden {
          kind
          level
          count
        }
        hardestHit {
          said
          agency {
            id
            name
          }
        }
        unknowns {
          withoutContract {
            totalCount
          }
          withoutSla {
            totalCount
          }
          withoutConsumer {
            totalCount
          }
        }
        before {
          verdict
        }
        difference {
          changes(first: 0) {
            totalCount
          }
        }
      }
    }
  `);
const DRAWN = graphql(
  `
    query Drawn($of: [ID!]!, $lens: Lens, $asOf: Date, $whatIf: [Edit!], $to: ID) {
      picture(of: $of, lens: $lens, asOf: $asOf, whatIf: $whatIf, to: $to) {
        ...PictureParts
      }
    }
  `,
  [PICTURE_PARTS],
);

const route = getRouteApi("/impact");

export function Impact() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const of = search.of ?? [];
  const variables = {
    of,
    lens: search.lens ?? null,
    asOf: search.asOf ?? null,
    whatIf: editsOf(search.edit),
  };
  const { data, error, isPending, isFetching, refetch, key } = useAnswer("impact", IMPACT, variables, {
    enabled: of.length > 0,
    keep: true,
  });
  const set = (change: ImpactSearch) =>
    void navigate({ search: (before) => ({ ...before, after: undefined, ...change }), resetScroll: false });

  if (of.length === 0) return <Begin onChosen={(id) => set({ of: [id] })} />;
  return (
    <div className="stack">
      <div className="row">
        <h1>Impact</h1>
        <Chips ids={of} shown={(id) => <ItemLink id={id}>{id}</ItemLink>} onChanged={(left) => set({ of: left })} />
        <ItemBox small label="And what else?" onChosen={(id) => set({ of: [...new Set([...of, id])] })} />
      </div>
      <div className="row no-print">
        {LENSES.map((lens) => (
          <button
            key={lens}
            type="button"
            className="chip"
            aria-pressed={(data?.impact.lens ?? search.lens) === lens}
            onClick={() => set({ lens, level: undefined })}
          >
            {LENS_WORDS[lens]}
          </button>
        ))}
        <label className="row">
          On
          <input
            type="date"
            className="usa-input"
            style={{ width: "11rem", margin: 0 }}
            value={search.asOf ?? data?.impact.asOf ?? ""}
            onChange={(event) => set({ asOf: event.target.value || undefined })}
          />
        </label>
        <Share />
        <Snippet document={IMPACT} variables={variables} />
        <Take question="impact" asked={{ of: search.of, lens: search.lens, asOf: search.asOf }} />
      </div>
      <WhatIf
        edits={search.edit ?? []}
        onChanged={(edit) => set({ edit })}
        warnings={data?.impact.editWarnings ?? []}
      />
      {error ? <Failed error={error} again={() => void refetch()} /> : null}
      {isPending ? <Busy what="Working out the impact" of={key} /> : null}
      {data ? <Answer impact={data.impact} asked={variables} dimmed={isFetching} set={set} /> : null}
    </div>
  );
}

function Begin({ onChosen }: { onChosen: (id: string) => void }) {
  return (
    <div className="stack">
      <h1>Impact</h1>
      <ItemBox label="What changes?" hint="Any id, name, alias, number or ticket." onChosen={onChosen} />
    </div>
  );
}

type Answered = ResultOf<typeof IMPACT>["impact"];
type Variables = VariablesOf<typeof IMPACT>;
type AnswerProps = {
  impact: Answered;
  asked: Variables;
  dimmed: boolean;
  set: (change: ImpactSearch) => void;
};

function Answer({ impact, asked, dimmed, set }: AnswerProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (chosen: string) =>
    void navigate({ search: (before) => ({ ...before, chosen }), replace: true, resetScroll: false });
  const view = search.view ?? "picture";
  return (
    <div className="stack" aria-busy={dimmed} style={dimmed ? { opacity: 0.6 } : undefined}>
      <p className="verdict">{impact.verdict}</p>
      {impact.before ? <p className="quiet">Before the edits: {impact.before.verdict}</p> : null}
      {impact.difference ? (
        <details open={impact.difference.changes.totalCount < FEW}>
          <summary>What the edits change: {counted(impact.difference.changes.totalCount, "item")}</summary>
          <ChangedTable asked={asked} />
        </details>
      ) : null}
      {impact.complete ? null : <p role="alert">This answer is not complete: {impact.reason}</p>}
      <Levels counts={impact.counts} chosen={search.level} onChosen={(level) => set({ level })} />
      {impact.hidden.length ? <p>{hiddenWords(impact.hidden)}</p> : null}
      <div className="row no-print" role="group" aria-label="Shown as">
        {VIEWS.map((one) => (
          <button key={one} type="button" className="chip" aria-pressed={view === one} onClick={() => set({ view: one })}>
            {one === "picture" ? "Picture" : "Table"}
          </button>
        ))}
        <span className="quiet">
          {day(impact.asOf)}, revision {impact.revision}
        </span>
      </div>
      <div className="split">
        {view === "picture" ? (
          <Drawn asked={{ ...asked, to: search.to ?? null }} chosen={search.chosen} onChosen={choose} />
        ) : (
          <AffectedTable
            asked={{
              ...asked,
              kinds: search.kind?.length ? (search.kind as KindName[]) : null,
              minLevel: (search.level as LevelName | undefined) ?? null,
            }}
            chosen={search.chosen}
            onChosen={choose}
            after={search.after}
            onPage={(after) => set({ after })}
            shape={search}
            onShape={({ sort, filter }) => set({ sort, filter })}
          />
        )}
        <aside className="panel card stack-small" aria-label="The chosen item">
          {search.chosen ? (
            <Chosen asked={search} id={search.chosen} onShowChain={() => set({ to: search.chosen, view: "picture" })} />
          ) : (
            <Touched hardest={impact.hardestHit} unknowns={impact.unknowns} />
          )}
        </aside>
      </div>
    </div>
  );
}

type DrawnProps = { asked: VariablesOf<typeof DRAWN>; chosen: string | undefined; onChosen: (id: string) => void };

function Drawn({ asked, chosen, onChosen }: DrawnProps) {
  const { data, error, key } = useAnswer("drawn", DRAWN, asked, { keep: true });
  if (error) return <Failed error={error} />;
  if (!data) return <Busy what="Drawing it" of={key} />;
  return (
    <div className="stack-small">
      <Picture picture={data.picture} chosen={chosen} onChosen={onChosen} />
      <p className="quiet">{data.picture.said}</p>
    </div>
  );
}

type Counts = ResultOf<typeof IMPACT>["impact"]["counts"];

function Levels({ counts, chosen, onChosen }: { counts: Counts; chosen?: string; onChosen: (level?: string) => void }) {
  const levels = [...new Set(counts.map(({ level }) => level))];
  return (
    <div className="stack-small">
      <div className="row" role="group" aria-label="Levels">
        {levels.map((level) => (
          <button
            key={level}
            type="button"
            className="chip"
            aria-pressed={chosen === level}
            onClick={() => onChosen(chosen === level ? undefined : level)}
          >
            <Level level={level} />
            {counts.filter((one) => one.level === level).reduce((sum, { count }) => sum + count, 0)}
          </button>
        ))}
      </div>
      {levels.map((level) => (
        <p key={level} className="quiet">
          {level}:{" "}
          {counts
            .filter((one) => one.level === level)
            .map(({ kind, count }) => counted(count, kind))
            .join(", ")}
        </p>
      ))}
    </div>
  );
}

function hiddenWords(hidden: Counts): string {
  const told = hidden.map(({ kind, level, count }) => `${counted(count, kind)} ${level}`);
  return `And of others: ${told.join(", ")}.`;
}

type TouchedProps = {
  hardest: ResultOf<typeof IMPACT>["impact"]["hardestHit"];
  unknowns: ResultOf<typeof IMPACT>["impact"]["unknowns"];
};

function Touched({ hardest, unknowns }: TouchedProps) {
  const unknown = [
    [unknowns.withoutContract.totalCount, "without a contract"],
    [unknowns.withoutSla.totalCount, "without a service level agreement"],
    [unknowns.withoutConsumer.totalCount, "without a consumer"],
  ] as const;
  return (
    <>
      <h2>For whom</h2>
      {hardest.length ? (
        <ul>
          {hardest.map(({ agency, said }) => (
            <li key={agency.id}>
              <ItemLink id={agency.id}>{agency.name}</ItemLink>: {said}
            </li>
          ))}
        </ul>
      ) : (
        <p>No agency is recorded as touched.</p>
      )}
      {unknown.some(([count]) => count) ? (
        <>
          <h2>What we could not know</h2>
          <ul>
            {unknown
              .filter(([count]) => count)
              .map(([count, said]) => (
                <li key={said}>
                  {counted(count, "Service")} {said}
                </li>
              ))}
          </ul>
        </>
      ) : null}
      <p className="quiet">Choose a mark or a row to see why.</p>
    </>
  );
}
