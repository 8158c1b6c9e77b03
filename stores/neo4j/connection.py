"""The driver: how it is set up, how long it is waited for, what is retried, how errors are told."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Concatenate, ParamSpec, TypeVar

from neo4j import (
    READ_ACCESS,
    Bookmarks,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    Session,
    unit_of_work,
)
from neo4j.exceptions import (
    AuthError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph_model.errors import StoreUnavailable
from stores.neo4j.constraints import STANDING, Standing
from stores.neo4j.pulse import Pulse
from stores.neo4j.unreachable import why_unreachable

P = ParamSpec("P")
T = TypeVar("T")
Reading = Callable[Concatenate[Session, P], T]
Work = Callable[Concatenate[ManagedTransaction, P], T]

_GONE = (ServiceUnavailable, SessionExpired)
_SILENT = logging.NullHandler()
_JOINT = " "
_PAUSE = 0.1
"""Seconds before the first repetition; twice as many before the next, and at last ten times."""
_LONGEST = 60
"""So many times the timeout may a write take a server that is there: then the server ends it, and
whoever stopped in the middle of one holds up no other any more."""


class Connection:
    """One Neo4j database, its driver's errors told as StoreUnavailable, never with a password."""

    def __init__(self, uri: str, user: str | None, password: str | None, timeout: float) -> None:
        """``timeout`` bounds, in seconds, how long a server that does not answer is waited for.

        So long, too, what may pass is tried again. What takes a server longer that is there is not
        ended, except a write of very many times that.
        """
        self.uri, self._timeout = uri, timeout
        self._auth = (user or "neo4j", password) if password is not None else None
        with self._told():
            self._driver = self._opened(timeout)
        self._pulse = Pulse(timeout, self._beat, self._cut)
        # Reads see this process's own writes, whichever member of a cluster answers.
        self._bookmarks = GraphDatabase.bookmark_manager()

    def read(self, work: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read, each statement in a transaction of its own; what is transient is retried.

        To begin and end one for several would be two more messages, and nothing that is read twice
        is the same for it.
        """

        def once() -> T:
            with self._session(default_access_mode=READ_ACCESS) as session:
                return work(session, *args, **kwargs)

        return self._tried(once)

    def read_once(self, work: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same; nothing is retried."""
        with self._told(), self._session(default_access_mode=READ_ACCESS) as session:
            return work(session, *args, **kwargs)

    def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, str]:
        """Run ``work`` in a write transaction; return what it does, and the commit's bookmark.

        ``work`` must be safe to repeat after it was committed: a commit whose answer was lost is
        retried too.
        """
        bounded = unit_of_work(timeout=self._timeout * _LONGEST)(work)

        def once() -> tuple[T, str]:
            with self._session() as session:
                return session.execute_write(bounded, *args, **kwargs), _text(session)

        return self._tried(once)

    def prepare(
        self, wanted: Mapping[Standing, str], beside: Callable[[ManagedTransaction], T]
    ) -> T:
        """Make what is wanted and does not stand, each in a transaction of its own.

        What is done ``beside``, where it is looked for what stands, is returned.
        """

        def look(tx: ManagedTransaction) -> tuple[set[Standing], T]:
            return _standing(tx), beside(tx)

        (standing, found), _ = self.write(look)
        missing = [statement for one, statement in wanted.items() if one not in standing]
        for statement in missing:
            self.write(_run, statement)
        if missing:
            with self.session() as session:
                session.run("CALL db.awaitIndexes()").consume()
        return found

    def read_marked(self, work: Callable[[Session], T], since: str | None = None) -> tuple[T, str]:
        """Read with one statement; return what was read, and the read's bookmark.

        The bookmark is another one after every commit, whoever made it, and may be ahead of what is
        read: of a commit that the server has yet to carry out. Where one is given as ``since``, all
        that it stands for is read.
        """
        given = Bookmarks.from_raw_values(since.split(_JOINT)) if since else None

        def once() -> tuple[T, str]:
            marked = {"bookmark_manager": None, "bookmarks": given}
            with self._session(default_access_mode=READ_ACCESS, **marked) as session:
                return work(session), _text(session)

        return self._tried(once)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of its own, its errors told."""
        with self._told(), self._session() as session:
            yield session

    def close(self) -> None:
        """End what is under way, and close the driver."""
        self._pulse.close()
        self._driver.close()

    def _tried(self, once: Callable[[], T]) -> T:
        """Do it, again where that may help, and tell what goes wrong.

        The driver would try on with a server that is gone, and not repeat a commit.
        """
        began, pause = time.monotonic(), _PAUSE
        with self._told():
            while True:
                try:
                    return once()
                except (DriverError, Neo4jError) as error:
                    late = time.monotonic() + pause > began + self._timeout
                    if late or not self._may_pass(error):
                        raise
                time.sleep(pause)
                pause = min(2 * pause, 10 * _PAUSE)

    def _may_pass(self, error: DriverError | Neo4jError) -> bool:
        lost = isinstance(error, IncompleteCommit)
        return not self._pulse.silent and (lost or error.is_retryable())

    @contextmanager
    def _session(self, **changed: Any) -> Iterator[Session]:
        if self._pulse.silent:
            raise StoreUnavailable(self._unreachable("no answer came when it was last asked"))
        given = {"bookmark_manager": self._bookmarks} | changed
        with self._pulse.watching(), self._driver.session(**given) as session:
            yield session

    def _opened(self, timeout: float) -> Driver:
        # What it would print by itself is told by our own errors; whoever logs it still may.
        logging.getLogger("neo4j").addHandler(_SILENT)
        return GraphDatabase.driver(
            self.uri,
            auth=self._auth,
            connection_timeout=timeout,
            connection_acquisition_timeout=timeout,
            connection_write_timeout=timeout,
            max_transaction_retry_time=0,
            # ``id(n)`` is deprecated for keeping; here it lives as long as one transaction.
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent="ramify",
        )

    def _beat(self) -> bool:
        """Whether the server is there: it takes a new connection, whatever it says then."""
        try:
            with self._opened(self._timeout / 3) as driver:
                driver.verify_connectivity()
        except _GONE:
            return False
        except (DriverError, Neo4jError):
            return True
        return True

    def _cut(self) -> None:
        """End what waits: nothing more comes over its connections, so it gives them up itself.

        No more than that, and past what the driver offers: closing is for its connections' users
        alone, and of the timeouts that it knows none ends a read.
        """
        pool = self._driver._pool
        with pool.lock:
            opened = [one for each in pool.connections.values() for one in each]
        for connection in opened:
            with suppress(OSError):
                # The plain socket's, also of an encrypted one: whose state its reader is using.
                socket.socket.shutdown(connection.socket._socket, socket.SHUT_RDWR)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell the driver's errors as the house's own."""
        try:
            yield
        except IncompleteCommit as error:
            told = f"Neo4j at {self.uri}: the answer to a commit was lost; apply it again"
            raise StoreUnavailable(told) from error
        except AuthError as error:
            raise StoreUnavailable(self._refused()) from error
        except _GONE as error:
            # Whoever was cut off knows of that alone.
            why = "no answer comes" if self._pulse.silent else why_unreachable(error)
            self._pulse.doubt()
            raise StoreUnavailable(self._unreachable(why)) from error
        except (DriverError, Neo4jError) as error:
            raise StoreUnavailable(f"Neo4j at {self.uri}: {error}") from error

    def _refused(self) -> str:
        variables = "RAMIFY_STORE_USER and RAMIFY_STORE_PASSWORD"
        if self._auth is None:
            return f"Neo4j at {self.uri} asks for a user and password; set {variables}"
        user, _ = self._auth
        return f"Neo4j at {self.uri} does not accept user {user!r} and password; see {variables}"

    def _unreachable(self, why: str) -> str:
        waited = f"it is waited for {self._timeout:g} s (RAMIFY_STORE_TIMEOUT)"
        return f"Neo4j at {self.uri} is not reached: {why}; see that it runs there; {waited}"


def _standing(tx: ManagedTransaction) -> set[Standing]:
    found = tx.run(STANDING).single(strict=True)["standing"]
    return {(name, constraint) for name, constraint in found}


def _run(tx: ManagedTransaction, statement: str) -> None:
    tx.run(statement).consume()


def _text(session: Session) -> str:
    """The session's last bookmarks as one comparable text."""
    return _JOINT.join(sorted(session.last_bookmarks().raw_values))
