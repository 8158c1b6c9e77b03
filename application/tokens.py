"""Tokens in a store's ledger: made, listed, revoked; and who somebody is who brings one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock

from access.column import viewer_of
from access.identity import Identity
from access.role import AccessRole
from access.scope import Scope, read_filter
from access.token import Secret, belongs, comes_from, expired, new_secret, read_secret
from application.graph import Graph
from graph_model.errors import InvalidInput, NotFound, NotSignedIn, Problem
from graph_model.ledger.session import KIND as SESSIONS
from graph_model.ledger.session import Session
from graph_model.ledger.token import KIND, Token
from graph_model.ledger.token_use import KIND as USE
from graph_model.ledger.token_use import TokenUse
from queries.answers.viewer import Viewer
from stores.ledger import all_records

USED_AT_MOST = timedelta(minutes=1)
"""The use of a token is written down no oftener than this."""
VIEWERS_KEPT = 64
SESSIONS_KEPT = 10_000
SESSION = timedelta(hours=12)
"""So long a session lasts at most: a working day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new token is to be."""

    name: str
    role: AccessRole
    agencies: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    expires_at: str | None = None

    @property
    def scoped(self) -> bool:
        """Whether it sees a part only."""
        return bool(self.agencies or self.filters)


def create(graph: Graph, wanted: Wanted, by: str) -> Secret:
    """Make a token and keep what is kept of it; the secret is told this once.

    Raises:
        InvalidInput: its name is empty, or its scope names nothing or has no use.
    """
    problems = [*_problems(wanted), *scope_problems(graph, wanted)]
    if problems:
        raise InvalidInput(problems)
    agencies = agency_ids(graph, wanted.agencies) if wanted.scoped else None
    secret = new_secret()
    token = Token(
        secret.key,
        wanted.name.strip(),
        str(wanted.role),
        secret.digest,
        datetime.now(UTC).isoformat(timespec="seconds"),
        by,
        wanted.expires_at,
        agencies,
        wanted.filters,
        wanted.networks,
    )
    graph.store.write_records([KIND.kept(token)])
    return secret


def _problems(wanted: Wanted) -> list[Problem]:
    name = wanted.name.strip()
    return [] if name and name.isprintable() else [Problem("NAME", repr(name), "who has the token")]


def scope_problems(graph: Graph, wanted: Wanted) -> list[Problem]:
    """What is wrong with a scope: it has no use with the role, or names what is no agency.

    Raises:
        InvalidInput: one of its filters is none.
    """
    found = []
    if wanted.scoped and wanted.role.may(AccessRole.STEWARD):
        expected = "a role below steward with a scope: what is loaded knows none"
        found.append(Problem("--scope", f"the role {wanted.role}", expected))
    for text in wanted.filters:
        read_filter(text, graph.model)
    snapshot = graph.snapshot() if wanted.agencies else graph.nothing
    for id_ in wanted.agencies:
        row = snapshot.find(id_)
        if row is None or snapshot.kind(row) != "Agency":
            what = "nothing recorded" if row is None else f"a {snapshot.kind(row)}"
            found.append(Problem("--scope", f"{id_!r}, {what}", "an agency that is recorded"))
    return found


def agency_ids(graph: Graph, names: Sequence[str]) -> tuple[str, ...]:
    """The ids of agencies that may be named by alias."""
    snapshot = graph.snapshot() if names else graph.nothing
    return tuple(snapshot.ids_of(snapshot.rows(names)))


def tokens_of(graph: Graph) -> list[tuple[Token, str | None]]:
    """Every token that is kept, with when it was last used; by name."""
    used = {use.key: use.used_at for use in all_records(graph.store, USE)}
    kept = sorted(all_records(graph.store, KIND), key=lambda token: (token.name, token.key))
    return [(token, used.get(token.key)) for token in kept]


def revoke(graph: Graph, key: str) -> Token:
    """Remove a token, by its key or its whole text; who brings it from now on is nobody.

    Raises:
        NotFound: no token is kept under it.
    """
    given = read_secret(key)
    token = graph.store.record(KIND, given.key if given else key)
    if token is None:
        raise NotFound([key if given is None else given.key])
    graph.store.write_records([KIND.removed(token.key), USE.removed(token.key)])
    return token


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()


def _moment(at: datetime) -> str:
    """A moment as the ledger compares them."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


class ScopedViewers:
    """The viewers of scopes, each the same every time, with what it compiled; for any thread."""

    def __init__(self, graph: Graph) -> None:
        """None made yet."""
        self._graph, self._lock = graph, Lock()
        self._held: dict[tuple[object, ...], Viewer] = {}

    def of(self, agencies: tuple[str, ...] | None, filters: tuple[str, ...]) -> Viewer:
        """The viewer of a scope; without agencies, who may see all."""
        if agencies is None:
            return self._graph.viewer
        scope = (agencies, filters)
        with self._lock:
            if scope not in self._held:
                read = tuple(read_filter(text, self._graph.model) for text in filters)
                shows = frozenset(self._graph.settings.scope_shows)
                while len(self._held) >= VIEWERS_KEPT:
                    self._held.pop(next(iter(self._held)))
                self._held[scope] = viewer_of(Scope(agencies, read, shows))
            return self._held[scope]


class SignIn:
    """Who somebody is, by what they bring; safe to use from several threads.

    A token is looked up once in ``poll_seconds``: so long one that was revoked may still be used.
    """

    def __init__(self, graph: Graph) -> None:
        """Nobody asked yet."""
        self._graph, self._lock = graph, Lock()
        self._seen: dict[str, tuple[float, Token | None]] = {}
        self._viewers = ScopedViewers(graph)
        self._used: dict[str, datetime] = {}
        self._sessions: dict[str, tuple[float, Session]] = {}

    @property
    def whoever(self) -> Identity:
        """Who asks without a token where none is required."""
        return self._graph.whoever

    def identify(self, text: str, address: str | None) -> Identity:
        """Who brings a token from an address.

        Raises:
            NotSignedIn: it is none, or none that may be used.
        """
        secret = read_secret(text)
        if secret is None:
            raise NotSignedIn("token: its checksum does not fit; was a part of it lost?")
        token, now = self._token(secret), datetime.now(UTC)
        if token is None or not comes_from(token, address):
            raise NotSignedIn("token: found none that may be used here; it may have been revoked")
        if expired(token, now):
            raise NotSignedIn(f"token: found one that expired at {token.expires_at}; ask for a new")
        self._note(token, now)
        return Identity(token.name, AccessRole(token.role), self._viewer(token), token.key)

    def remembers(self, key: str) -> bool:
        """Whether the store need not be asked about a token, nor told of its use: no wait then."""
        at, token = self._seen.get(key, (0.0, None))
        used = self._used.get(key)
        fresh = token is not None and time.monotonic() - at <= self._graph.settings.poll_seconds
        return fresh and used is not None and datetime.now(UTC) - used < USED_AT_MOST

    def remembers_session(self, value: str) -> bool:
        """The same of a session."""
        at, session = self._sessions.get(_digest(value), (0.0, None))
        fresh = time.monotonic() - at <= self._graph.settings.poll_seconds
        return session is not None and fresh and self.remembers(session.token)

    def begin(self, key: str) -> str:
        """Begin a session of somebody who has just brought the token of a key; what is to be kept.

        It has 256 random bits, of which the ledger has a digest.
        """
        value, now = token_urlsafe(32), datetime.now(UTC)
        session = Session(_digest(value), key, _moment(now), _moment(now + SESSION))
        self._graph.store.write_records([SESSIONS.kept(session)])
        return value

    def end(self, value: str) -> None:
        """End a session; one that is none is let be."""
        with self._lock:
            self._sessions.pop(_digest(value), None)
        self._graph.store.write_records([SESSIONS.removed(_digest(value))])

    def resume(self, value: str, address: str | None) -> Identity:
        """Who signed in when a session began, as long as the token is in order.

        Raises:
            NotSignedIn: it is none, has ended, or its token may not be used any more.
        """
        session, now = self._session(_digest(value)), datetime.now(UTC)
        token = self._kept(session.token) if session and session.ends_at > _moment(now) else None
        if token is None or expired(token, now) or not comes_from(token, address):
            raise NotSignedIn("session: found one that has ended; sign in again with a token")
        self._note(token, now)
        return Identity(token.name, AccessRole(token.role), self._viewer(token), token.key)

    def _session(self, digest: str) -> Session | None:
        """A session, looked up once in ``poll_seconds``."""
        now = time.monotonic()
        at, session = self._sessions.get(digest, (0.0, None))
        if session is None or now - at > self._graph.settings.poll_seconds:
            session = self._graph.store.record(SESSIONS, digest)
            with self._lock:
                self._sessions.pop(digest, None)
                if session is not None:
                    self._sessions[digest] = (now, session)
                    while len(self._sessions) > SESSIONS_KEPT:
                        self._sessions.pop(next(iter(self._sessions)))
        return session

    def _token(self, secret: Secret) -> Token | None:
        token = self._kept(secret.key)
        return token if belongs(secret, token) else None

    def _kept(self, key: str) -> Token | None:
        """A token as it is kept, looked up once in ``poll_seconds``."""
        now = time.monotonic()
        at, token = self._seen.get(key, (0.0, None))
        if token is None or now - at > self._graph.settings.poll_seconds:
            token = self._graph.store.record(KIND, key)
            if token is not None:  # what is not kept is not remembered: there is no end of it
                self._seen[key] = (now, token)
            else:
                self._seen.pop(key, None)
        return token

    def _viewer(self, token: Token) -> Viewer:
        return self._viewers.of(token.agencies, token.filters)

    def _note(self, token: Token, now: datetime) -> None:
        last = self._used.get(token.key)
        if last is not None and now - last < USED_AT_MOST:
            return
        self._used[token.key] = now
        use = TokenUse(token.key, now.isoformat(timespec="seconds"))
        self._graph.store.write_records([USE.kept(use)])
