// The question of a screen, to ask elsewhere: as GraphQL, and as a command.
import type { TadaDocumentNode } from "gql.tada";
import { useRef, useState } from "react";
import { textOf } from "../graphql/ask";

export function Snippet<Result, Variables>({
  document: asked,
  variables,
}: {
  document: TadaDocumentNode<Result, Variables>;
  variables: Variables;
}) {
  const sheet = useRef<HTMLDialogElement>(null);
  const query = textOf(asked as never);
  const body = JSON.stringify({ query, variables });
  const command = `curl ${location.origin}/graphql -H 'Content-Type: application/json' \\\n  -d '${body.replaceAll("'", "'\\''")}'`;
  return (
    <>
      <button type="button" className="usa-button usa-button--outline" onClick={() => sheet.current?.showModal()}>
        <span aria-hidden="true">&lt;/&gt; </span>API
      </button>
      <dialog ref={sheet} className="sheet stack-small" aria-labelledby="snippet-title">
        <h2 id="snippet-title">Ask this elsewhere</h2>
        <h3>GraphQL</h3>
        <pre className="snippet" tabIndex={0} aria-label="GraphQL">
          {query}
          {"\n\n"}
          {JSON.stringify(variables, null, 2)}
        </pre>
        <h3>Command</h3>
        <pre className="snippet" tabIndex={0} aria-label="Command">
          {command}
        </pre>
        <div className="row">
          <Copy text={command}>Copy the command</Copy>
          <a className="usa-link" href="/graphql" target="_blank" rel="noreferrer">
            Open the explorer
          </a>
          <button type="button" className="usa-button usa-button--outline" onClick={() => sheet.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  );
}

/** A button that copies a text, and says that it did. */
export function Copy({ text, children }: { text: string | (() => string); children: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(typeof text === "string" ? text : text());
    setCopied(true);
    setTimeout(() => setCopied(false), 2500);
  }
  return (
    <button type="button" className="usa-button usa-button--outline" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? "Copied" : children}</span>
    </button>
  );
}

/** A link to what is shown, as it is shown. */
export function Share() {
  return <Copy text={() => location.href}>Copy link</Copy>;
}
