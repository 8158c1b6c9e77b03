"""Sessions of the page in a store's ledger: begun with a token, used, idle too long, over."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock

from application.clock import Clock, moment_text, read_moment
from application.graph import Graph
from graph_model.ledger.session import KIND, Session
from graph_model.ledger.session_use import KIND as USE
from graph_model.ledger.session_use import SessionUse

MOST_REMEMBERED = 10_000
NOTED_AT_MOST = timedelta(minutes=1)
"""The use of a session is written down no oftener than this."""


class Sessions:
    """Who has a session, by the cookie they bring; safe to use from several threads.

    A session is looked up once in ``poll_seconds``: so long one that was ended elsewhere may still
    be used. It ends ``session_hours`` after it began, and where it was not used for
    ``session_idle_minutes``: by whichever process, as its use is written down.
    """

    def __init__(self, graph: Graph, clock: Clock) -> None:
        """Nobody asked yet."""
        self._graph, self._clock, self._lock = graph, clock, Lock()
        self._seen: dict[str, tuple[float, Session]] = {}
        self._used: dict[str, datetime] = {}
        self._noted: dict[str, datetime] = {}
        settings = graph.settings
        self.longest = timedelta(hours=settings.session_hours)
        self._idle = timedelta(minutes=settings.session_idle_minutes)

    def begin(self, key: str) -> str:
        """Begin a session of somebody who has just brought the token of a key; what is to be kept.

        It has 256 random bits, of which the ledger has a digest.
        """
        value, now = token_urlsafe(32), self._clock.now()
        session = Session(_digest(value), key, moment_text(now), moment_text(now + self.longest))
        self._graph.store.write_records([KIND.kept(session)])
        return value

    def end(self, value: str) -> None:
        """End a session; one that is none is let be."""
        digest = _digest(value)
        self._forget(digest)
        self._graph.store.write_records([KIND.removed(digest), USE.removed(digest)])

    def token_of(self, value: str) -> str | None:
        """The key of the token with which a session began, which is used now; None: it is over."""
        digest, now = _digest(value), self._clock.now()
        session = self._session(digest)
        if session is None or session.ends_at <= moment_text(now):
            return None
        if now - self._last_used(session, now) > self._idle:
            self.end(value)
            return None
        self._note(digest, now)
        return session.token

    def remembered(self, value: str) -> str | None:
        """The same of one that the store need not be asked about, nor told of its use."""
        digest, now = _digest(value), self._clock.now()
        session = self._fresh(digest)
        used, noted = self._used.get(digest), self._noted.get(digest)
        if session is None or used is None or noted is None:
            return None
        if now - used > self._idle or now - noted >= NOTED_AT_MOST:
            return None
        return session.token if session.ends_at > moment_text(now) else None

    def _session(self, digest: str) -> Session | None:
        """A session, looked up once in ``poll_seconds``."""
        return self._fresh(digest) or self._looked_up(digest)

    def _fresh(self, digest: str) -> Session | None:
        """A session that was looked up a moment ago."""
        at, session = self._seen.get(digest, (0.0, None))
        return session if time.monotonic() - at <= self._graph.settings.poll_seconds else None

    def _looked_up(self, digest: str) -> Session | None:
        """A session as the store has it now."""
        now, session = time.monotonic(), self._graph.store.record(KIND, digest)
        with self._lock:
            self._seen.pop(digest, None)
            if session is not None:
                self._seen[digest] = (now, session)
        while len(self._seen) > MOST_REMEMBERED:
            self._forget(next(iter(self._seen)))
        return session

    def _last_used(self, session: Session, now: datetime) -> datetime:
        """When a session was last used, or began; another process may have written it down."""
        began = read_moment(session.began_at)
        last = max(began, self._used.get(session.digest, began))
        if now - last <= self._idle:
            return last
        use = self._graph.store.record(USE, session.digest)
        return last if use is None else max(last, read_moment(use.used_at))

    def _note(self, digest: str, now: datetime) -> None:
        self._used[digest] = now
        noted = self._noted.get(digest)
        if noted is None or now - noted >= NOTED_AT_MOST:
            self._noted[digest] = now
            use = SessionUse(digest, moment_text(now), moment_text(now + self._idle))
            self._graph.store.write_records([USE.kept(use)])

    def _forget(self, digest: str) -> None:
        with self._lock:
            for held in (self._seen, self._used, self._noted):
                held.pop(digest, None)


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()
