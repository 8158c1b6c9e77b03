"""Which store a URL names: the one place where a store is chosen."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from graph_model.changes import MOST_CHANGES
from graph_model.errors import Problem, UnknownStore
from graph_model.model import Model
from stores.protocol import TIMEOUT, Store
from stores.sqlite import SqliteStore

SQLITE = "sqlite"
BOLT = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def open_store(
    url: str,
    model: Model,
    user: str | None = None,
    password: str | None = None,
    most_changes: int = MOST_CHANGES,
    timeout: float = TIMEOUT,
) -> Store:
    """Open the store that a URL names; its caller closes it.

    ``sqlite:///relative/path``, ``sqlite:////absolute/path``, ``sqlite://`` for a temporary one, or
    a Neo4j's Bolt address (``bolt://``, ``neo4j://`` and their ``+s`` and ``+ssc`` forms), with
    user and password apart: they belong neither in a URL nor in an error. ``most_changes`` bounds
    a ChangeSet, ``timeout`` in seconds how long a Neo4j that does not answer is waited for.

    Raises:
        UnknownStore: the URL is of no known form, or carries a password.
        StoreUnavailable: the store does not answer.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        found = f"a {parts.scheme} URL with a user in it"
        raise UnknownStore([Problem("store", found, "user and password apart from the URL")])
    if parts.scheme == SQLITE and not parts.netloc:
        return SqliteStore(_file(parts), model, most_changes)
    if parts.scheme in BOLT and parts.hostname:
        from stores.neo4j import Neo4jStore  # the driver takes its time to import

        return Neo4jStore(url, model, user, password, most_changes, timeout)
    expected = f"sqlite:///path, or an address with one of {', '.join(BOLT)}"
    # Not the URL itself: a mistyped one may hide a password anywhere.
    found = f"a URL that begins with {parts.scheme!r}" if parts.scheme else "text without a scheme"
    raise UnknownStore([Problem("store", found, expected)])


def folder_beside(url: str) -> Path:
    """Where files lie that belong to the store of a URL: its own file's folder.

    The present folder for a store that has no file here.
    """
    parts = urlsplit(url)
    return Path(_file(parts) or "").parent if parts.scheme == SQLITE else Path()


def _file(parts: SplitResult) -> str | None:
    """The path of a SQLite file; None for a temporary one."""
    return unquote(parts.path.removeprefix("/")) or None
