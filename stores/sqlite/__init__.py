"""The embedded store: one SQLite file, no server, the default when nothing is configured."""

from stores.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
