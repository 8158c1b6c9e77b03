"""Debian's packages as a snapshot, made once in a process: a second of work for several modules."""

from __future__ import annotations

from functools import cache

from bench import debian
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import MODEL


@cache
def debian_snapshot() -> Snapshot:
    """The whole graph; nobody changes it."""
    return Snapshot.of(debian.tables(), MODEL)
