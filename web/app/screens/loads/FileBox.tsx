// Where a file is chosen or dropped; it is sent, and nothing is loaded by that.
import { useMutation } from "@tanstack/react-query";
import { useId, useRef, useState, type DragEvent } from "react";
import { Busy } from "../../parts/Busy";
import { Failed } from "../../parts/Failed";
import { send } from "./draft";

export function FileBox({ onSent }: { onSent: (id: string) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  const stopping = useRef<AbortController>(null);
  const sending = useMutation({
    mutationFn: (file: File) => {
      stopping.current = new AbortController();
      return send(file, stopping.current.signal);
    },
    onSuccess: onSent,
  });
  function dropped(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) sending.mutate(file);
  }
  const stopped = stopping.current?.signal.aborted;
  return (
    <section className="stack-small" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Load a file</h2>
      <div
        className={over ? "drop drop-over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        <label htmlFor={id}>
          <strong>Choose a file</strong>, or drop it here
        </label>
        <span className="usa-hint" id={`${id}-hint`}>
          A spreadsheet (Excel, OpenDocument, CSV), a plain graph file, a bill of materials, or an export of another
          system. You see what it would change before it is loaded.
        </span>
        <input
          id={id}
          type="file"
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) sending.mutate(file);
            event.target.value = "";
          }}
        />
      </div>
      {sending.isPending ? <Busy what="Sending and reading it" stop={() => stopping.current?.abort()} /> : null}
      {sending.error && !stopped ? <Failed error={sending.error} onSignedIn={sending.reset} /> : null}
      {stopped && !sending.isPending ? <p role="status">Stopped. Nothing was loaded.</p> : null}
    </section>
  );
}
