// One box for any id, name, alias, number or ticket: a combobox over the server's own search.
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent } from "react";
import { ask } from "../graphql/ask";
import { graphql, type ResultOf } from "../graphql/graphql";
import { counted, kindWord, type KindName } from "../words";

const SEARCH = graphql(`
  query Find($text: String!, $kinds: [Kind!]) {
    search(text: $text, kinds: $kinds) {
      alike
      hits(first: 8) {
        totalCount
        nodes {
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

type Found = ResultOf<typeof SEARCH>["search"];

type Props = {
  label: string;
  onChosen: (id: string) => void;
  /** What stands in it, for who asks it as it is. */
  onTyped?: (text: string) => void;
  small?: boolean;
  hint?: string;
  /** Only items of these; absent: of any kind. */
  kinds?: readonly KindName[];
};

const sought = (text: string, kinds: readonly KindName[] | undefined) =>
  queryOptions({
    queryKey: ["search", text, kinds],
    queryFn: ({ signal }) => ask(SEARCH, { text, kinds: kinds ? [...kinds] : null }, signal),
    enabled: text.length > 1,
  });

export function ItemBox({ label, onChosen, onTyped, small, hint, kinds }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  const asked = useDeferredValue(text.trim());
  const { data, error } = useQuery(sought(asked, kinds));
  const found = asked.length > 1 ? data?.search : undefined;
  const hits = found?.hits.nodes ?? [];
  const shown = open && text.trim() !== "";
  useEffect(() => {
    if (shown) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at, shown]);

  function typed(next: string) {
    setText(next);
    onTyped?.(next);
  }
  function choose(chosen: string) {
    setText("");
    setOpen(false);
    onChosen(chosen);
  }
  /** The marked one; where its answer is not there yet, the first once it is; else what was typed. */
  async function take() {
    const wanted = text.trim();
    const current = asked === wanted && data !== undefined;
    const answer = current ? data : await client.fetchQuery(sought(wanted, kinds)).catch(() => undefined);
    const hit = answer?.search.hits.nodes[current ? at : 0];
    choose(hit?.item.id ?? wanted);
  }
  function pressed(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => (hits.length ? (before + step + hits.length) % hits.length : 0));
    } else if (event.key === "Enter" && text.trim()) {
      event.preventDefault();
      void take();
    } else if (event.key === "Escape" && text) {
      event.preventDefault(); // a dialog around it stays open
      if (open) setOpen(false);
      else typed("");
    }
  }

  return (
    <div className={small ? "ask ask-small" : "ask"}>
      <label className={small ? "usa-sr-only" : "usa-label"} htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <span className="usa-hint" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      <input
        id={id}
        className="usa-input"
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && hits[at] ? `${id}-${at}` : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={small ? label : undefined}
        value={text}
        onChange={(event) => {
          typed(event.target.value);
          setOpen(true);
          setAt(0);
        }}
        onKeyDown={pressed}
        onBlur={() => setOpen(false)}
      />
      <span className="usa-sr-only" role="status">
        {shown ? heard(found) : ""}
      </span>
      <ul
        className={shown ? "ask-list plain-list" : "usa-sr-only"}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={!shown}
      >
        {hits.map(({ item }, place) => (
          <li
            key={item.id}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === at}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(item.id);
            }}
            onMouseEnter={() => setAt(place)}
          >
            <strong>{item.name}</strong> <span className="quiet">{kindWord(item.kind).toLowerCase()} · {item.id}</span>
          </li>
        ))}
        {hits.length === 0 ? (
          <li role="option" aria-selected="false" aria-disabled="true" className="quiet">
            {error ? error.message : found ? "Nothing recorded under this text." : "Searching …"}
          </li>
        ) : null}
      </ul>
    </div>
  );
}

/** What a screen reader says of what was found. */
function heard(found: Found | undefined): string {
  if (!found) return "";
  const { totalCount } = found.hits;
  if (!totalCount) return "Nothing recorded under this text.";
  return found.alike ? `No such name; ${totalCount} alike.` : `${counted(totalCount, "item")} found.`;
}
