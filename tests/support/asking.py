"""Questions asked of a snapshot as a door asks them: through a view, with nothing else recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from graph_model.changes import Revision
from graph_model.errors import InvalidQuestion, Problem
from queries.answers.asked import Asked
from queries.answers.office import Office
from queries.answers.view import View
from queries.answers.viewer import Viewer, everything
from queries.impact.asking import compared
from queries.impact.difference import ImpactDifference
from queries.snapshot.keeper import Keeper
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Edit, Edited
from queries.what_if.edit import edited as edited_for
from stores.protocol import Store
from tests.support.graphs import MODEL


class OneMoment:
    """A graph of which one snapshot is all that was ever recorded."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def at(self, revision: int | None) -> Snapshot:
        if revision not in (None, self.snapshot.revision):
            expected = str(self.snapshot.revision)
            raise InvalidQuestion([Problem("atRevision", str(revision), expected)])
        return self.snapshot

    def journal(
        self, since: int, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        return iter(())

    def recorded_on(self, revision: int) -> date:
        raise LookupError(revision)

    def newest(self) -> int:
        return self.snapshot.revision


def view_of(
    snapshot: Snapshot, day: date, viewer: Viewer | None = None, office: Office | None = None
) -> View:
    """A view of a snapshot on a day, by somebody who sees all unless said otherwise."""
    return View(snapshot, viewer or everything(), day, office or Office())


def edited(
    snapshot: Snapshot, edits: Sequence[Edit], as_of: date, viewer: Viewer | None = None
) -> Edited:
    """A snapshot with edits laid on top, by somebody who sees all unless said otherwise."""
    return edited_for(snapshot, edits, as_of, viewer or everything())


def what_if(view: View, of: Sequence[str], lens: str, edits: Sequence[Edit]) -> ImpactDifference:
    """What edits change of an impact, as who supposes them is told."""
    laid = edited(view.snapshot, edits, view.as_of, view.viewer)
    found = compared(view, view.on(laid.snapshot), of, lens).difference
    assert found is not None
    return found


def asked(
    snapshot: Snapshot,
    day: date,
    viewer: Viewer | None = None,
    before: Snapshot | None = None,
    office: Office | None = None,
) -> Asked:
    """What a question is asked of; ``before`` are the facts without a what-if's edits."""
    view = view_of(snapshot, day, viewer, office)
    return Asked(view, OneMoment(snapshot), None if before is None else view.on(before))


class Moments(OneMoment):
    """A graph that was recorded as one snapshot after the other, a day each from a first day on."""

    def __init__(self, snapshots: list[Snapshot], first: date) -> None:
        super().__init__(snapshots[-1])
        self.snapshots, self.first = snapshots, first

    def at(self, revision: int | None) -> Snapshot:
        return self.snapshots[(revision or len(self.snapshots)) - 1]

    def recorded_on(self, revision: int) -> date:
        return self.first + timedelta(days=revision - 1)

    def newest(self) -> int:
        return len(self.snapshots)


class Journaled:
    """A graph as a store has recorded it."""

    def __init__(self, store: Store) -> None:
        self.store, self.keeper = store, Keeper(store, MODEL)

    def at(self, revision: int | None) -> Snapshot:
        return self.keeper.at(revision)

    def journal(
        self, since: int, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        return self.store.journal(since, until, of)

    def recorded_on(self, revision: int) -> date:
        raise LookupError(revision)

    def newest(self) -> int:
        return self.keeper.refresh().revision


def asked_of(
    store: Store, day: date, viewer: Viewer | None = None, revision: int | None = None
) -> Asked:
    """What a question about what a store has recorded is asked of."""
    recorded = Journaled(store)
    return Asked(view_of(recorded.at(revision), day, viewer), recorded)
