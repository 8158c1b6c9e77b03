"""The driver: how it is set up, what is retried, and how its errors are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

import stamina
from neo4j import Driver, GraphDatabase, ManagedTransaction, Session
from neo4j.exceptions import AuthError, DriverError, IncompleteCommit, Neo4jError

from graph_model.errors import StoreUnavailable

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[ManagedTransaction, P], T]

_ATTEMPTS = 4
"""How often a commit whose answer was lost is tried, the first included."""


class Connection:
    """One Neo4j database, its driver's errors told as StoreUnavailable, never with a password."""

    def __init__(self, uri: str, user: str | None, password: str | None, retry_time: float) -> None:
        """``retry_time`` bounds, in seconds, how long the driver retries a transaction."""
        self.uri = uri
        with self._told():
            self._driver: Driver = GraphDatabase.driver(
                uri,
                auth=(user or "neo4j", password) if password is not None else None,
                max_transaction_retry_time=retry_time,
                # ``id(n)`` is deprecated for keeping; here it lives as long as one transaction.
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="ramify",
            )
        # Reads see this process's own writes, whichever member of a cluster answers.
        self._bookmarks = GraphDatabase.bookmark_manager()

    def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a read transaction; the driver retries what is transient."""
        with self.session() as session:
            return session.execute_read(work, *args, **kwargs)

    def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, str]:
        """Run ``work`` in a write transaction; return what it does, and the commit's bookmark.

        ``work`` must be safe to repeat after it was committed: the driver does not retry a commit
        whose answer was lost, this does.
        """
        try:
            for attempt in stamina.retry_context(on=IncompleteCommit, attempts=_ATTEMPTS):
                with attempt, self.session() as session:
                    done = session.execute_write(work, *args, **kwargs)
                    return done, _text(session)
        except IncompleteCommit as error:
            told = f"Neo4j at {self.uri}: the answer to a commit was lost; apply it again"
            raise StoreUnavailable(told) from error
        raise AssertionError("a retry ends with a result or an error")

    def prepare(self, statements: Iterable[str]) -> None:
        """Run statements that change the schema, each in a transaction of its own."""
        with self.session() as session:
            for statement in statements:
                session.execute_write(_run, statement)
            session.run("CALL db.awaitIndexes()").consume()

    def read_marked(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, str]:
        """Run ``work`` in a read transaction; return what it does, and the read's bookmark.

        The bookmark is another one after every commit, whoever made it.
        """
        with self._told(), self._driver.session() as session:
            return session.execute_read(work, *args, **kwargs), _text(session)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of its own, its errors told."""
        with self._told(), self._driver.session(bookmark_manager=self._bookmarks) as session:
            yield session

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell the driver's errors as the house's own."""
        try:
            yield
        except IncompleteCommit:
            raise
        except AuthError as error:
            told = f"Neo4j at {self.uri} does not accept this user and password"
            raise StoreUnavailable(told) from error
        except (DriverError, Neo4jError) as error:
            raise StoreUnavailable(f"Neo4j at {self.uri}: {error}") from error


def _run(tx: ManagedTransaction, statement: str) -> None:
    tx.run(statement).consume()


def _text(session: Session) -> str:
    """The session's last bookmarks as one comparable text."""
    return " ".join(sorted(session.last_bookmarks().raw_values))
