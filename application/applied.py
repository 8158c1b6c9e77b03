"""A ChangeSet applied as somebody: what they see alone, at the revision at which it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from application.author import Author
from graph_model.changes import Change, ChangeSet, Revision, start_and_end
from graph_model.errors import InvalidChangeSet, Problem, StaleRevision
from graph_model.plan import plan
from graph_model.record_kind import RecordWrite
from queries.answers.viewer import Viewer
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import edited

if TYPE_CHECKING:
    from application.graph import Graph

ATTEMPTS = 10
"""How often a ChangeSet within a scope is tried because others wrote meanwhile."""
KEPT = "what your scope shows: relate it, in the same ChangeSet, to what is yours"


def applied(
    graph: Graph,
    change_set: ChangeSet,
    author: Author,
    source: str,
    by: Viewer,
    records: Sequence[RecordWrite],
) -> Revision:
    """Apply a ChangeSet of somebody; the graph's answers afterwards see it.

    Raises:
        InvalidChangeSet, StaleRevision, ChangeSetReused, StoreUnavailable: nothing was applied.
    """
    if by.scoped:
        revision = _in_scope(graph, change_set, author, source, by, records)
        graph.refresh()
        return revision
    try:
        revision = author.apply(graph.store, change_set, source, records)
    except InvalidChangeSet:
        # The snapshot knows what is near to an id that the store has not.
        _require_seen(change_set.changes, graph.refresh(), by, graph.today())
        raise
    graph.refresh()
    return revision


def _in_scope(
    graph: Graph,
    change_set: ChangeSet,
    author: Author,
    source: str,
    by: Viewer,
    records: Sequence[RecordWrite],
) -> Revision:
    """Apply a ChangeSet to the very revision at which it was seen to be within a scope."""
    for attempt in range(1, ATTEMPTS + 1):
        snapshot = graph.refresh()
        base = snapshot.revision if change_set.base is None else change_set.base
        try:
            _require_seen(change_set.changes, snapshot, by, graph.today())
            _require_kept_in_sight(change_set.changes, snapshot, by)
        except InvalidChangeSet:
            if not _is_repeated(graph, change_set, author):
                raise
        try:
            return author.apply(graph.store, replace(change_set, base=base), source, records)
        except StaleRevision:
            if change_set.base is not None or attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _is_repeated(graph: Graph, change_set: ChangeSet, author: Author) -> bool:
    """Whether the token's own ChangeSet comes again: what it removed is not there any more."""
    numbers = (n for n, id_ in graph.store.change_sets(change_set.id) if id_ == change_set.id)
    number = next(numbers, None)
    if number is None or author.via.token is None:
        return False
    (entry,) = graph.journal(number - 1, number)
    return entry.via.token == author.via.token


def _require_seen(changes: Sequence[Change], snapshot: Snapshot, viewer: Viewer, day: date) -> None:
    """See that somebody changes only what they see, told as if no more were there.

    Raises:
        InvalidChangeSet: a change is invalid for them, or names what they may not see.
    """
    try:
        edited(snapshot, changes, day, viewer)
    except InvalidChangeSet as error:
        told = [replace(p, where=p.where.replace("edit ", "change ", 1)) for p in error.problems]
        raise InvalidChangeSet(told) from None


def _require_kept_in_sight(changes: Sequence[Change], snapshot: Snapshot, viewer: Viewer) -> None:
    """See that what somebody makes is theirs to see afterwards, and nothing beside it.

    The scope is compiled anew with the changes recorded: they may not put what it then hides, nor
    relate what it shows so that it shows more of what is recorded.

    Raises:
        InvalidChangeSet: with each such fact.
    """
    images = plan(changes, snapshot, snapshot.model)
    laid = snapshot.overlaid(images, snapshot.revision)
    before, after = viewer.visible(snapshot), viewer.visible(laid)
    problems = [
        Problem(str(image.ref), "what you would not see", KEPT)
        for image in images
        if image.after is not None and not image.restated
        if not after[laid.rows(start_and_end(image.ref))].all()
    ]
    if (after[: len(before)] & ~before).any():
        found = "a relation that would show you more than you see now"
        problems.append(Problem("ChangeSet", found, "one of your own; ask who sees all"))
    if problems:
        raise InvalidChangeSet(problems)
