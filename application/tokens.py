"""Tokens in a store's ledger: made, listed, revoked; and who somebody is who brings one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock

from access.column import viewer_of
from access.identity import Identity
from access.role import AccessRole
from access.scope import Scope, read_filter
from access.token import KEY, Secret, belongs, comes_from, expired, new_secret, read_secret
from application.clock import Clock, SystemClock
from application.graph import Graph
from application.sessions import Sessions
from graph_model.errors import InvalidInput, NotFound, NotSignedIn, Problem
from graph_model.ledger.token import KIND, Token
from graph_model.ledger.token_use import KIND as USE
from graph_model.ledger.token_use import TokenUse
from queries.answers.viewer import Viewer
from stores.ledger import all_records

USED_AT_MOST = timedelta(minutes=1)
"""The use of a token is written down no oftener than this."""
VIEWERS_KEPT = 64
NO_ADMIN = (
    "no token of an admin is in order; on this machine `ramify token create NAME --role admin` "
    "makes one"
)


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


def in_order(graph: Graph, role: AccessRole, now: datetime) -> bool:
    """Whether a token of a role is kept that has not come to its end."""
    kept = all_records(graph.store, KIND)
    return any(token.role == role and not expired(token, now) for token in kept)


def revoke(graph: Graph, key: str) -> Token:
    """Remove a token, by its key or its whole text; who brings it from now on is nobody.

    Raises:
        NotFound: no token is kept under it.
    """
    given = read_secret(key)
    token = graph.store.record(KIND, given.key if given else key)
    if token is None:
        lists = "`ramify token list` has every token's key"
        raise NotFound([key if given is None else given.key], lists=lists)
    graph.store.write_records([KIND.removed(token.key), USE.removed(token.key)])
    return token


@cache
def _nobodys() -> str:
    """A token as the store has one, of nobody."""
    token = Token("A" * KEY, "nobody", "viewer", "0" * 64, "", "nobody", None, ("agency:none",))
    return str(KIND.kept(token).body)


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

    def __init__(self, graph: Graph, clock: Clock | None = None) -> None:
        """Nobody asked yet; without a ``clock`` it is the machine's."""
        self._graph, self._clock = graph, clock or SystemClock()
        self._seen: dict[str, tuple[float, Token]] = {}
        self._viewers = ScopedViewers(graph)
        self._used: dict[str, datetime] = {}
        self.sessions = Sessions(graph, self._clock)

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
        token, now = self._token(secret), self._clock.now()
        if token is None or not comes_from(token, address):
            raise NotSignedIn("token: found none that may be used here; it may have been revoked")
        if expired(token, now):
            found = f"found one that expired at {token.expires_at}"
            here = f"by this server's clock it is {now.isoformat(timespec='seconds')}"
            raise NotSignedIn(f"token: {found}, {here}; ask for a new one")
        return self._known(token, now)

    def remembers(self, secret: Secret) -> bool:
        """Whether the store need not be asked about a token, nor told of its use: no wait then.

        Not of a secret that does not fit its key: that is looked up, as an unknown key is.
        """
        return belongs(secret, self._fresh(secret.key)) and self._is_noted(secret.key)

    def remembers_session(self, value: str) -> bool:
        """The same of a session."""
        key = self.sessions.remembered(value)
        return key is not None and self._fresh(key) is not None and self._is_noted(key)

    def _is_noted(self, key: str) -> bool:
        used = self._used.get(key)
        return used is not None and self._clock.now() - used < USED_AT_MOST

    def resume(self, value: str, address: str | None) -> Identity:
        """Who signed in when a session began, as long as the token is in order.

        Raises:
            NotSignedIn: it is none, has ended, or its token may not be used any more.
        """
        key, now = self.sessions.token_of(value), self._clock.now()
        token = self._kept(key) if key is not None else None
        if token is None or expired(token, now) or not comes_from(token, address):
            raise NotSignedIn("session: found one that has ended; sign in again with a token")
        return self._known(token, now)

    def _known(self, token: Token, now: datetime) -> Identity:
        """Who has a token that is in order; that it was used is noted."""
        self._note(token, now)
        return Identity(token.name, AccessRole(token.role), self._viewer(token), token.key)

    def _token(self, secret: Secret) -> Token | None:
        """The token of a secret.

        A wrong secret of a key that is known takes the way of a key that is not: through the store.
        How long it takes tells neither from the other.
        """
        token = self._fresh(secret.key)
        if not belongs(secret, token):
            token = self._looked_up(secret.key)
        return token if belongs(secret, token) else None

    def _kept(self, key: str) -> Token | None:
        """A token as it is kept, looked up once in ``poll_seconds``."""
        return self._fresh(key) or self._looked_up(key)

    def _fresh(self, key: str) -> Token | None:
        """A token that was looked up a moment ago."""
        at, token = self._seen.get(key, (0.0, None))
        return token if time.monotonic() - at <= self._graph.settings.poll_seconds else None

    def _looked_up(self, key: str) -> Token | None:
        """A token as the store has it now; what it has not is not remembered: no end of that."""
        now, token = time.monotonic(), self._graph.store.record(KIND, key)
        if token is None:
            KIND.read(_nobodys())  # it takes as long as one that is kept
            self._seen.pop(key, None)
        else:
            self._seen[key] = (now, token)
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
