"""Which loads were cut short: answers may then see a part of a file, and have to say so."""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.facts import BETWEEN
from stores.protocol import Store

PREFIX = "load:"
"""A load's ChangeSets have ids ``load:<source>:<unique>:<part>/<parts>``, parts from 1."""


@dataclass(frozen=True, slots=True)
class IncompleteLoad:
    """A series of which only the first ``applied`` of ``parts`` parts were applied."""

    source: str
    load: str
    applied: int
    parts: int

    def __str__(self) -> str:
        """Read as "source: part 2 of 5 was applied"."""
        return f"{self.source}: {self.applied} of {self.parts} parts were applied; load it again"


def incomplete_loads(store: Store) -> tuple[IncompleteLoad, ...]:
    """The sources whose newest load lacks its last part, by source; empty when all are whole.

    A source's newest load is the one with the newest revision. The ids alone are read, no images.
    """
    newest: dict[str, IncompleteLoad] = {}
    for _, id_ in store.change_sets(PREFIX):
        if found := _part(id_):
            newest[found.source] = found
    return tuple(
        newest[name] for name in sorted(newest) if newest[name].applied < newest[name].parts
    )


def newest_loads(store: Store) -> dict[str, int]:
    """The revision of each source's newest load that changed anything; the ids alone are read."""
    loads = ((revision, _part(id_)) for revision, id_ in store.change_sets(PREFIX))
    return {
        name: revision for revision, found in loads if found for name in found.source.split(BETWEEN)
    }


def _part(id_: str) -> IncompleteLoad | None:
    """What the id of a load's part says; None if it is not one."""
    load, _, place = id_.rpartition(":")
    source, _, unique = load.removeprefix(PREFIX).rpartition(":")
    part, _, parts = place.partition("/")
    if not (source and unique and part.isdecimal() and parts.isdecimal()):
        return None
    return IncompleteLoad(source, load, int(part), int(parts))
