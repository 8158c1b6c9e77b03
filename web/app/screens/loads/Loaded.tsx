// That a file was loaded, and where to go from there.
import { Link } from "@tanstack/react-router";

type Props = { name: string; revisions: readonly number[]; onDone: () => void };

export function Loaded({ name, revisions, onDone }: Props) {
  return (
    <section className="usa-alert usa-alert--success" aria-labelledby="loaded">
      <div className="usa-alert__body stack-small">
        <h2 id="loaded" className="usa-alert__heading" role="status">
          {revisions.length
            ? `${name} was loaded as revision ${revisions.join(", ")}.`
            : `${name} says what is recorded already: nothing was changed.`}
        </h2>
        <div className="row">
          <button type="button" className="usa-button" onClick={onDone}>
            Another file
          </button>
          <Link to="/" className="usa-link">
            What needs somebody now
          </Link>
        </div>
      </div>
    </section>
  );
}
