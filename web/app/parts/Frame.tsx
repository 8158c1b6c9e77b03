// What stands around every screen: the mark, where one can go, a box to ask, and the revision.
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ask } from "../graphql/ask";
import { graphql } from "../graphql/graphql";
import { ItemBox } from "./ItemBox";

const REVISION = graphql(`query Revision { revision emptiness }`);
const POLL = 15_000;

const PLACES = [
  ["/", "Home"],
  ["/impact", "Impact"],
  ["/explore", "Explore"],
  ["/contracts", "Contracts"],
  ["/substitution", "Substitution"],
  ["/loads", "Loads"],
] as const;

export function Frame() {
  const main = useRef<HTMLElement>(null);
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
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
                <Link to={to} activeOptions={{ exact: to === "/", includeSearch: false }}>
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
              onChosen={(id) => void navigate({ to: "/impact", search: { of: [id] } })}
            />
          </div>
        )}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <Foot />
    </>
  );
}

function Foot() {
  const { data } = useQuery({
    queryKey: ["revision"],
    queryFn: ({ signal }) => ask(REVISION, {}, signal),
    refetchInterval: POLL,
    staleTime: 0,
    retry: false,
  });
  return (
    <footer className="frame-foot">
      <span>If this changes, what does it touch, how badly, why, and by when must we act?</span>
      {data ? <span>Revision {data.revision}</span> : null}
      <a className="usa-link" href="/graphql">
        GraphQL
      </a>
      <a className="usa-link" href="/docs">
        OpenAPI
      </a>
    </footer>
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
