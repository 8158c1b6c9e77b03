"""Tokens in a store's ledger: made, listed, revoked; and who somebody is who brings one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from access.column import viewer_of
from access.identity import Identity
from access.role import AccessRole
from access.scope import Scope, read_filter
from access.token import Secret, belongs, comes_from, expired, new_secret, read_secret
from application.graph import Graph
from graph_model.errors import InvalidInput, NotFound, NotSignedIn, Problem
from graph_model.ledger.token import KIND, Token
from graph_model.ledger.token_use import KIND as USE
from graph_model.ledger.token_use import TokenUse
from queries.answers.viewer import Viewer
from stores.ledger import all_records

USED_AT_MOST = timedelta(minutes=1)
"""The use of a token is written down no oftener than this."""
VIEWERS_KEPT = 64


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
    problems = list(_problems(graph, wanted))
    if problems:
        raise InvalidInput(problems)
    agencies = _ids(graph, wanted.agencies) if wanted.scoped else None
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


def _problems(graph: Graph, wanted: Wanted) -> list[Problem]:
    found = []
    if not wanted.name.strip().isprintable() or not wanted.name.strip():
        found.append(Problem("NAME", repr(wanted.name), "who has the token"))
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


def _ids(graph: Graph, names: Sequence[str]) -> tuple[str, ...]:
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


class SignIn:
    """Who somebody is, by what they bring; safe to use from several threads.

    A token is looked up once in ``poll_seconds``: so long one that was revoked may still be used.
    """

    def __init__(self, graph: Graph) -> None:
        """Nobody asked yet."""
        self._graph, self._lock = graph, Lock()
        self._seen: dict[str, tuple[float, Token | None]] = {}
        self._viewers: dict[tuple[object, ...], Viewer] = {}
        self._used: dict[str, datetime] = {}

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

    def _token(self, secret: Secret) -> Token | None:
        now = time.monotonic()
        at, token = self._seen.get(secret.key, (0.0, None))
        if token is None or now - at > self._graph.settings.poll_seconds:
            token = self._graph.store.record(KIND, secret.key)
            if (
                token is not None
            ):  # what is not kept is not remembered either: there is no end of it
                self._seen[secret.key] = (now, token)
            else:
                self._seen.pop(secret.key, None)
        return token if belongs(secret, token) else None

    def _viewer(self, token: Token) -> Viewer:
        """The viewer of a token, the same one each time, with what it compiled."""
        if token.agencies is None:
            return self._graph.viewer
        scope = (token.agencies, token.filters)
        with self._lock:
            if scope not in self._viewers:
                filters = tuple(read_filter(text, self._graph.model) for text in token.filters)
                shows = frozenset(self._graph.settings.scope_shows)
                while len(self._viewers) >= VIEWERS_KEPT:
                    self._viewers.pop(next(iter(self._viewers)))
                self._viewers[scope] = viewer_of(Scope(token.agencies, filters, shows))
            return self._viewers[scope]

    def _note(self, token: Token, now: datetime) -> None:
        last = self._used.get(token.key)
        if last is not None and now - last < USED_AT_MOST:
            return
        self._used[token.key] = now
        use = TokenUse(token.key, now.isoformat(timespec="seconds"))
        self._graph.store.write_records([USE.kept(use)])
