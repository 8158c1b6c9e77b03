// What went wrong, and what to do about it.
import { Link, useSearch } from "@tanstack/react-router";
import { listOf, type Address } from "../address";
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
            <Nearest nearest={"nearest" in one && one.nearest ? one.nearest : {}} />
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

/** What may be meant: the same question of it, where the address has what is not recorded; else its impact. */
function Nearest({ nearest }: { nearest: Record<string, readonly Near[]> }) {
  const address = useSearch({ strict: false }) as Address;
  const meant = Object.entries(nearest).flatMap(([given, found]) => found.map((one) => ({ given, ...one })));
  if (meant.length === 0) return null;
  return (
    <p className="usa-alert__text">
      Did you mean{" "}
      {meant.map(({ given, id, name }, place) => {
        const instead = inPlaceOf(given, id, address);
        return (
          <span key={`${given} ${id}`}>
            {place ? ", " : ""}
            <Link {...(instead ? { to: ".", search: instead } : { to: "/impact", search: { of: [id] } })} className="usa-link">
              {name}
            </Link>
          </span>
        );
      })}
      ?
    </p>
  );
}

/** An address with another id wherever one stands; undefined where it stands nowhere. */
function inPlaceOf(given: string, id: string, address: Address): Address | undefined {
  const said = Object.entries(address).filter(([, value]) => listOf(value).includes(given));
  const anew = said.map(([key, value]) => [key, listOf(value).map((one) => (one === given ? id : one))] as const);
  return said.length ? { ...address, ...Object.fromEntries(anew) } : undefined;
}
