// The form of a question, made of what it takes; what is given stands in the address once it is asked.
import { useId, useState, type FormEvent } from "react";
import { listOf, textOf, type Address } from "../../address";
import { Chips } from "../../parts/Chips";
import { ItemBox } from "../../parts/ItemBox";
import { WhatIf } from "../../parts/WhatIf";
import { choice, day, kindWord } from "../../words";
import { ofArguments, type Argument } from "./declared";

type Props = {
  takes: readonly Argument[];
  given: Address;
  /** What the edits of the address do that may not be meant. */
  warnings: readonly string[];
  onAsked: (given: Address) => void;
};

export function Form({ takes, given, warnings, onAsked }: Props) {
  const [draft, setDraft] = useState<Address>(() => ofArguments(takes, given));
  const put = (key: string, values: readonly string[]) => setDraft((before) => ({ ...before, [key]: [...values] }));
  const field = (taken: Argument) => (
    <Field key={taken.key} taken={taken} values={listOf(draft[taken.key])} onChanged={(values) => put(taken.key, values)} />
  );
  const filled = takes.filter(({ form }) => form !== "EDITS");
  const own = filled.filter(({ ofFacts }) => !ofFacts);
  const facts = filled.filter(({ ofFacts }) => ofFacts);
  // Edits have a form of their own, which none may stand around.
  const edits = takes.filter(({ form }) => form === "EDITS");
  function ask(event: FormEvent) {
    event.preventDefault();
    onAsked(draft);
  }
  return (
    <div className="card stack-small no-print">
      <form className="stack-small" onSubmit={ask} aria-label="What it asks">
        {own.length ? <div className="columns fields">{own.map(field)}</div> : null}
        {facts.length ? (
          <details>
            <summary>{whenOf(given)}</summary>
            <div className="columns fields">{facts.map(field)}</div>
          </details>
        ) : null}
        <div className="row no-print">
          <button type="submit" className="usa-button">
            Ask
          </button>
        </div>
      </form>
      {edits.map(({ key }) => (
        <WhatIf
          key={key}
          edits={listOf(given[key])}
          warnings={warnings}
          onChanged={(texts) => onAsked({ ...draft, [key]: texts })}
        />
      ))}
    </div>
  );
}

/** Of which day and facts an address asks. */
function whenOf({ asOf, atRevision }: Address): string {
  const on = textOf(asOf);
  const at = textOf(atRevision);
  return `Asked ${on ? `of ${day(on)}` : "of today"}, ${at ? `as recorded at revision ${at}` : "as recorded now"}`;
}

type FieldProps = { taken: Argument; values: readonly string[]; onChanged: (values: readonly string[]) => void };

function Field(props: FieldProps) {
  const { taken, values, onChanged } = props;
  if (taken.form === "YES_OR_NO") return <Flag {...props} />;
  if (taken.choices.length) return <Choices {...props} />;
  if (taken.namesItems) return <Items {...props} />;
  if (taken.many) return <Texts {...props} />;
  return (
    <Labelled taken={taken}>
      {(id) => (
        <input
          id={id}
          className="usa-input"
          type={TYPES[taken.form] ?? "text"}
          min={taken.least ?? undefined}
          max={taken.most ?? undefined}
          placeholder={taken.form === "REVISION_OR_DAY" ? "12 or 2026-11-30" : undefined}
          aria-describedby={`${id}-hint`}
          value={values[0] ?? ""}
          onChange={({ target }) => onChanged(target.value ? [target.value] : [])}
        />
      )}
    </Labelled>
  );
}

const TYPES: Partial<Record<Argument["form"], string>> = {
  DAY: "date",
  MOMENT: "datetime-local",
  WHOLE_NUMBER: "number",
};

type LabelledProps = { taken: Argument; children: (id: string) => React.ReactNode };

function Labelled({ taken, children }: LabelledProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="usa-label" htmlFor={id}>
        {labelOf(taken)}
      </label>
      <Hint id={id} taken={taken} />
      {children(id)}
    </div>
  );
}

function Hint({ id, taken }: { id: string; taken: Argument }) {
  return (
    <span className="usa-hint" id={`${id}-hint`}>
      {hintOf(taken)}
    </span>
  );
}

const labelOf = ({ label, required }: Argument): string => `${label}${required ? " (must be given)" : ""}`;
const hintOf = ({ said, default: otherwise, choices }: Argument): string =>
  otherwise && !choices.length ? `${said} Absent: ${otherwise}.` : said;

function Flag({ taken, values, onChanged }: FieldProps) {
  const id = useId();
  return (
    <div className="field usa-checkbox">
      <input
        id={id}
        className="usa-checkbox__input"
        type="checkbox"
        aria-describedby={`${id}-hint`}
        checked={values[0] === "true"}
        onChange={({ target }) => onChanged(target.checked ? ["true"] : [])}
      />
      <label className="usa-checkbox__label" htmlFor={id}>
        {labelOf(taken)}
      </label>
      <Hint id={id} taken={taken} />
    </div>
  );
}

/** One or several of a closed choice. */
function Choices({ taken, values, onChanged }: FieldProps) {
  const { choices, many, form, default: otherwise } = taken;
  const word = (name: string) => (form === "KIND" || form === "KINDS" ? kindWord(name) : choice(name));
  const standing = otherwise?.split(", ").map(many ? word : choice).join(", ");
  const left = choices.filter((one) => (many ? !values.includes(one) : word(one) !== choice(otherwise)));
  return (
    <Labelled taken={taken}>
      {(id) => (
        <>
          <select
            id={id}
            className="usa-select"
            aria-describedby={`${id}-hint`}
            value={many || !left.includes(values[0] ?? "") ? "" : values[0]}
            onChange={({ target }) => onChanged([...(many ? values : []), target.value].filter(Boolean))}
          >
            <option value="">{many && values.length ? "One more" : standing ? standing : many ? "Any" : "Not given"}</option>
            {left.map((name) => (
              <option key={name} value={name}>
                {word(name)}
              </option>
            ))}
          </select>
          {many ? <Given values={values} onChanged={onChanged} shown={word} /> : null}
        </>
      )}
    </Labelled>
  );
}

/** Values of which one may still be in the typing: it is asked as it stands where nobody takes it. */
function useTyped({ taken: { many }, values, onChanged }: FieldProps) {
  const [kept, setKept] = useState(values);
  const put = (next: readonly string[]) => {
    setKept(next);
    onChanged(next);
  };
  return {
    kept,
    put,
    take: (value: string) => put(many ? [...new Set([...kept, value])] : [value]),
    type: (text: string) => onChanged(text.trim() ? [...(many ? kept : []), text.trim()] : kept),
  };
}

function Items(props: FieldProps) {
  const { kept, put, take, type } = useTyped(props);
  return (
    <div className="field">
      <ItemBox label={labelOf(props.taken)} hint={hintOf(props.taken)} onChosen={take} onTyped={type} />
      <Given values={kept} onChanged={put} />
    </div>
  );
}

/** Texts of which nobody can know which there may be. */
function Texts(props: FieldProps) {
  const [text, setText] = useState("");
  const { kept, put, take, type } = useTyped(props);
  return (
    <Labelled taken={props.taken}>
      {(id) => (
        <>
          <input
            id={id}
            className="usa-input"
            aria-describedby={`${id}-hint`}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              type(target.value);
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !text.trim()) return;
              event.preventDefault();
              take(text.trim());
              setText("");
            }}
          />
          <Given values={kept} onChanged={put} />
        </>
      )}
    </Labelled>
  );
}

type GivenProps = { values: readonly string[]; onChanged: (values: string[]) => void; shown?: (value: string) => string };

function Given({ values, onChanged, shown }: GivenProps) {
  if (values.length === 0) return null;
  return (
    <div className="row">
      <Chips ids={values} onChanged={onChanged} {...(shown ? { shown } : {})} />
    </div>
  );
}
