// Rows that a load keeps back, with the reasons: taken along, or mended here and sent as a file of their own.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Busy } from "../../parts/Busy";
import { download } from "../../parts/csv";
import { Failed } from "../../parts/Failed";
import { counted } from "../../words";
import { send } from "./draft";
import type { Compared } from "./Upload";

type Row = Compared["rejected"][number];
type Props = { found: Compared | undefined; onSent: (id: string) => void };

const WHY = "_rejected";

/** The row without the reasons; null: it is no object, and cannot be mended here. */
function plain({ record }: Row): string | null {
  const { [WHY]: why, ...row } = record as Record<string, unknown>;
  const whole = typeof why === "object" && why !== null && "raw" in why;
  return whole ? null : JSON.stringify(row, null, 1);
}

export function KeptBack({ found, onSent }: Props) {
  if (!found?.rejectCount) return null;
  return <Rejected found={found} onSent={onSent} />;
}

function Rejected({ found, onSent }: { found: Compared; onSent: (id: string) => void }) {
  const { rejected: rows, rejectCount: count, rejectFiles: files } = found;
  const [texts, setTexts] = useState<Record<number, string>>({});
  const mended = Object.entries(texts).filter(([place, text]) => text !== plain(rows[Number(place)] as Row));
  const wrong = mended.filter(([, text]) => !isObject(text)).map(([place]) => Number(place));
  const sending = useMutation({
    mutationFn: () => {
      const lines = mended.map(([, text]) => JSON.stringify(JSON.parse(text)));
      return send(new File([lines.join("\n")], "mended.jsonl"));
    },
    onSuccess: onSent,
  });
  return (
    <section className="stack-small" aria-labelledby="kept-back">
      <h3 id="kept-back">{counted(count, "row")} kept back</h3>
      <p>
        The rest can be loaded without them. Mend them here, or in the file that you take along: it is loaded like this
        one, with the same mapping.
        {count > rows.length ? ` The first ${rows.length} stand here.` : ""}
      </p>
      <div className="row">
        {files.map(({ name, content }) => (
          <button
            key={name}
            type="button"
            className="usa-button usa-button--outline"
            onClick={() => download(name, bytesOf(content), "application/octet-stream")}
          >
            Take {name}
          </button>
        ))}
        <button
          type="button"
          className="usa-button"
          disabled={mended.length === 0 || wrong.length > 0 || sending.isPending}
          onClick={() => sending.mutate()}
        >
          {mended.length ? `Compare ${counted(mended.length, "mended row")}` : "Compare what is mended"}
        </button>
      </div>
      {sending.isPending ? <Busy what="Sending what is mended" /> : null}
      {sending.error ? <Failed error={sending.error} onSignedIn={sending.reset} /> : null}
      <ol className="plain-list stack-small">
        {rows.map((row, place) => (
          <li key={`${row.where}:${place}`} className="card stack-small">
            <strong>{row.where}</strong>
            {row.reasons.map((reason) => (
              <p key={reason} className="late">
                {reason}
              </p>
            ))}
            <Mend
              text={texts[place] ?? plain(row)}
              wrong={wrong.includes(place)}
              label={`The row at ${row.where}`}
              onText={(text) => setTexts((before) => ({ ...before, [place]: text }))}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

type MendProps = { text: string | null; wrong: boolean; label: string; onText: (text: string) => void };

function Mend({ text, wrong, label, onText }: MendProps) {
  if (text === null) return <p className="quiet">It is no row that can be mended here: mend the file.</p>;
  return (
    <>
      <textarea
        className="usa-textarea mapping mapping-row"
        aria-label={label}
        aria-invalid={wrong}
        spellCheck={false}
        rows={Math.min(text.split("\n").length, 12)}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      {wrong ? <p className="usa-error-message">This is not JSON as it stands: look at its quotes and commas.</p> : null}
    </>
  );
}

const bytesOf = (content: string): BlobPart => Uint8Array.from(atob(content), (one) => one.charCodeAt(0));

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
