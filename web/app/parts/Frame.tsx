// What stands around every screen: the mark, where one can go, a box to ask, and the revision.
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { textOf, type Address } from "../address";
import { ItemBox } from "./ItemBox";
import { renew, useRevision } from "./newer";
import { useWho } from "./who";

const PLACES = [
  ["/", "Home"],
  ["/impact", "Impact"],
  ["/explore", "Explore"],
  ["/contracts", "Contracts"],
  ["/substitution", "Substitution"],
  ["/ask", "Questions"],
  ["/loads", "Loads"],
] as const;

export function Frame() {
  const main = useRef<HTMLElement>(null);
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // The day that is asked for stays from screen to screen.
  const asOf = useRouterState({ select: (state) => textOf((state.location.search as Address).asOf) });
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <>
      <a className="usa-skipnav" href="#main">
        Skip to the answer
      </a>
      <header className="frame-head">
        <Link to="/" className="frame-mark">
          <Mark />
          Ramify
        </Link>
        <nav className="frame-nav" aria-label="Screens">
          <ul className="plain-list">
            {PLACES.map(([to, name]) => (
              <li key={to}>
                <Link to={to} search={{ asOf }} activeOptions={{ exact: to === "/", includeSearch: false }}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {path === "/" ? null : (
          <div className="frame-tools no-print">
            <ItemBox
              small
              label="What changes?"
              onChosen={(id) => void navigate({ to: "/impact", search: { of: [id], asOf } })}
            />
          </div>
        )}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Newer />
        <Outlet />
      </main>
      <Foot />
    </>
  );
}

function Newer() {
  const client = useQueryClient();
  const { revision, newer } = useRevision();
  return (
    <div role="status" className="no-print">
      {newer ? (
        <div className="usa-alert usa-alert--info usa-alert--slim newer">
          <div className="usa-alert__body row">
            <span>What you see is older than what is recorded by now (revision {revision}).</span>
            <button type="button" className="usa-button" onClick={() => void renew(client)}>
              Show it anew
            </button>
          </div>
        </div>
      ) : null}
    </div>
  );
}

function Foot() {
  const { revision } = useRevision();
  return (
    <footer className="frame-foot">
      <span>If this changes, what does it touch, how badly, why, and by when must we act?</span>
      {revision === undefined ? null : <span>Revision {revision}</span>}
      <a className="usa-link" href="/graphql">
        GraphQL
      </a>
      <a className="usa-link" href="/docs">
        OpenAPI
      </a>
      <Who />
    </footer>
  );
}

/** Who is signed in by a session of this browser, and how to end it. */
function Who() {
  const client = useQueryClient();
  const who = useWho();
  if (!who?.session) return null;
  async function leave() {
    await fetch("/session", { method: "DELETE" });
    sessionStorage.clear();
    await client.resetQueries();
  }
  return (
    <span className="row">
      {who.name}, {who.role}
      {who.scoped ? ", who sees a part" : ""}
      <button type="button" className="usa-button usa-button--unstyled" onClick={() => void leave()}>
        Sign out
      </button>
    </span>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M8 16h7M15 16l8-8M15 16h8M15 16l8 8"
        stroke="currentColor"
        strokeWidth="2.4"
        fill="none"
        strokeLinecap="round"
      />
      <circle cx="8" cy="16" r="3" fill="#ffbc78" />
      <circle cx="24" cy="8" r="2.6" fill="currentColor" />
      <circle cx="24" cy="16" r="2.6" fill="currentColor" />
      <circle cx="24" cy="24" r="2.6" fill="currentColor" />
    </svg>
  );
}
