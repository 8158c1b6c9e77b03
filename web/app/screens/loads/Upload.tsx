// A file that was sent: how it is read, what it would change and mean, and the load once that is approved.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { forget, useKept } from "../../parts/useKept";
import { ask } from "../../graphql/ask";
import { graphql, type ResultOf, type VariablesOf } from "../../graphql/graphql";
import { draftKey, type Draft } from "./draft";
import { Difference } from "./Difference";
import { KeptBack } from "./KeptBack";
import { Loaded } from "./Loaded";

const COMPARE = graphql(`
  mutation Compare($input: CompareUploadInput!) {
    compareUpload(input: $input) {
      difference
      guarded
      meaning
      changeCount
      rejectCount
      warnings
      tallies {
        of
        put
        set
        removed
        unchanged
        rejected
      }
      changes {
        before
        after
      }
      rejectFiles {
        name
        content
      }
      rejected {
        where
        reasons
        record
      }
      rows {
        where
        record
      }
    }
  }
`);

export type Compared = ResultOf<typeof COMPARE>["compareUpload"];
export type Wish = VariablesOf<typeof COMPARE>["input"];

const NONE: Draft = { name: "", until: "", mapping: null, source: "", replace: false };

type Props = { id: string; onDone: () => void; onSent: (id: string) => void };

export function Upload({ id, onDone, onSent }: Props) {
  const [draft, setDraft] = useKept<Draft>(draftKey(id), NONE);
  const [wish, setWish] = useState(() => wishOf(id, draft));
  const [loaded, setLoaded] = useState<readonly number[]>();
  const key = ["difference", wish] as const;
  const compared = useQuery({
    queryKey: key,
    // Nothing is changed by it, though GraphQL calls it a mutation.
    queryFn: ({ signal }) => ask(COMPARE, { input: wish }, signal),
    enabled: draft.name !== "" && !loaded,
    staleTime: 0,
  });
  function done(revisions: readonly number[]) {
    forget(draftKey(id));
    setLoaded(revisions);
  }
  if (loaded) {
    return (
      <div className="stack">
        <Loaded name={draft.name} revisions={loaded} onDone={onDone} />
        <KeptBack found={compared.data?.compareUpload} onSent={onSent} />
      </div>
    );
  }
  if (draft.name === "") {
    return (
      <section className="stack-small">
        <p>This file was sent by somebody else, or on another day: it is kept for an hour, for who sent it.</p>
        <button type="button" className="usa-button" onClick={onDone}>
          Choose a file
        </button>
      </section>
    );
  }
  const edited = JSON.stringify(wishOf(id, draft)) !== JSON.stringify(wish);
  return (
    <div className="stack">
      <Reading
        draft={draft}
        setDraft={setDraft}
        edited={edited}
        onCompare={() => (edited ? setWish(wishOf(id, draft)) : void compared.refetch())}
        onDone={onDone}
        rows={edited ? [] : (compared.data?.compareUpload.rows ?? [])}
      />
      {compared.isFetching || compared.isPending ? <Busy what="Comparing it with what is recorded" of={key} /> : null}
      {compared.error ? <Failed error={compared.error} /> : null}
      {compared.data && !edited ? (
        <Difference found={compared.data.compareUpload} wish={wish} onLoaded={done} onSent={onSent} />
      ) : null}
    </div>
  );
}

function wishOf(id: string, { mapping, source, replace }: Draft): Wish {
  return { id, mapping, source: source.trim() || null, replace, first: 200 };
}

type ReadingProps = {
  draft: Draft;
  setDraft: (draft: Draft) => void;
  edited: boolean;
  onCompare: () => void;
  onDone: () => void;
  rows: Compared["rows"];
};

function Reading({ draft, setDraft, edited, onCompare, onDone, rows }: ReadingProps) {
  return (
    <section className="card stack-small" aria-labelledby="reading">
      <h2 id="reading">{draft.name}: how it is read</h2>
      <div className="columns">
        {draft.mapping === null ? (
          <p>It says itself what it is: no mapping is needed.</p>
        ) : (
          <div className="stack-small">
            <label htmlFor="mapping">
              <strong>The mapping.</strong> Proposed from what stands in it; where a <code>?</code> stands, it asks you.
            </label>
            <textarea
              id="mapping"
              className="usa-textarea mapping"
              spellCheck={false}
              value={draft.mapping}
              onChange={(event) => setDraft({ ...draft, mapping: event.target.value })}
            />
          </div>
        )}
        <FirstRows rows={rows} />
      </div>
      <div className="row">
        <label className="row">
          Its source
          <input
            className="usa-input date-input"
            placeholder="as it suggests"
            value={draft.source}
            onChange={(event) => setDraft({ ...draft, source: event.target.value })}
          />
        </label>
        <span className="usa-checkbox">
          <input
            className="usa-checkbox__input"
            id="replace"
            type="checkbox"
            checked={draft.replace}
            onChange={(event) => setDraft({ ...draft, replace: event.target.checked })}
          />
          <label className="usa-checkbox__label" htmlFor="replace">
            It is all that this source has: what it no longer says ends
          </label>
        </span>
      </div>
      <div className="row">
        <button type="button" className={edited ? "usa-button" : "usa-button usa-button--outline"} onClick={onCompare}>
          {edited ? "Show the difference" : "Compare it again"}
        </button>
        <button type="button" className="usa-button usa-button--outline" onClick={onDone}>
          Another file
        </button>
      </div>
    </section>
  );
}

/** The first of each kind, as they would become. */
function FirstRows({ rows }: { rows: Compared["rows"] }) {
  if (rows.length === 0) return null;
  const seen = new Map<string, Compared["rows"][number]>();
  for (const row of rows) {
    const { kind, type } = row.record as { kind?: string; type?: string };
    const name = kind ?? type ?? "";
    if (!seen.has(name)) seen.set(name, row);
  }
  return (
    <div className="stack-small">
      <strong>The first of each, as they would become</strong>
      <div className="first-rows" tabIndex={0} role="region" aria-label="First rows">
        {[...seen].map(([name, { where, record }]) => (
          <dl key={name} className="facts">
            {Object.entries(record as Record<string, unknown>).map(([field, value]) => (
              <div key={field} className="fact">
                <dt>{field}</dt>
                <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
            <div className="fact">
              <dt>from</dt>
              <dd className="quiet">{where}</dd>
            </div>
          </dl>
        ))}
      </div>
    </div>
  );
}
