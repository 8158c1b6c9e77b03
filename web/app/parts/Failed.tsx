// What went wrong, and what to do about it.
import { Link } from "@tanstack/react-router";
import { AskError, type Near } from "../graphql/ask";
import { SignIn } from "./SignIn";

type Props = {
  error: Error;
  /** Asks again, where that may help. */
  again?: () => void;
  /** What becomes of a mutation that was refused, once somebody has signed in. */
  onSignedIn?: () => void;
  /** Another part of the screen asks to sign in: once is enough. */
  elsewhere?: boolean;
};

export function Failed({ error, again, onSignedIn, elsewhere }: Props) {
  if (elsewhere && error instanceof AskError && error.signedOut) return <p className="usa-hint">Sign in above to see this.</p>;
  if (error instanceof AskError && error.signedOut) return <SignIn {...(onSignedIn ? { onSignedIn } : {})} />;
  const problems = error instanceof AskError ? error.problems : [{ message: error.message }];
  return (
    <div className="usa-alert usa-alert--error" role="alert">
      <div className="usa-alert__body stack-small">
        <h2 className="usa-alert__heading">This could not be answered</h2>
        {problems.map((one) => (
          <div key={one.message} className="stack-small">
            <p className="usa-alert__text">{one.message}</p>
            <Nearest nearest={"nearest" in one && one.nearest ? Object.values(one.nearest).flat() : []} />
          </div>
        ))}
        {again ? (
          <button type="button" className="usa-button usa-button--outline" onClick={again}>
            Try again
          </button>
        ) : null}
      </div>
    </div>
  );
}

function Nearest({ nearest }: { nearest: Near[] }) {
  if (nearest.length === 0) return null;
  return (
    <p className="usa-alert__text">
      Did you mean{" "}
      {nearest.map((one, place) => (
        <span key={one.id}>
          {place ? ", " : ""}
          <Link to="/impact" search={{ of: [one.id] }} className="usa-link">
            {one.name}
          </Link>
        </span>
      ))}
      ?
    </p>
  );
}
