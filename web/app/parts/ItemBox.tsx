// One box for any id, name, alias, number or ticket: a combobox over the server's own search.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState, type KeyboardEvent } from "react";
import { ask } from "../graphql/ask";
import { graphql } from "../graphql/graphql";
import { kindWord } from "../words";

const SEARCH = graphql(`
  query Find($text: String!) {
    search(text: $text) {
      alike
      hits(first: 8) {
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

type Props = { label: string; onChosen: (id: string) => void; small?: boolean; hint?: string };

export function ItemBox({ label, onChosen, small, hint }: Props) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  const sought = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ["search", sought],
    queryFn: ({ signal }) => ask(SEARCH, { text: sought }, signal),
    enabled: sought.length > 1,
  });
  const hits = sought.length > 1 ? (data?.search.hits.nodes ?? []) : [];
  const shown = open && text.trim() !== "";

  function choose(chosen: string) {
    setText("");
    setOpen(false);
    onChosen(chosen);
  }
  function pressed(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => (hits.length ? (before + step + hits.length) % hits.length : 0));
    } else if (event.key === "Enter" && text.trim()) {
      event.preventDefault();
      choose(hits[at]?.item.id ?? text.trim());
    } else if (event.key === "Escape") {
      setOpen(false);
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
        placeholder={small ? label : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(0);
        }}
        onKeyDown={pressed}
        onBlur={() => setOpen(false)}
      />
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
        {hits.length === 0 && data ? (
          <li role="option" aria-selected="false" aria-disabled="true" className="quiet">
            Nothing recorded under this text.
          </li>
        ) : null}
      </ul>
    </div>
  );
}
