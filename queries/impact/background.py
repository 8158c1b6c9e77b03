"""A question on top of what is open: other incidents, and the changes at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import numpy as np

from graph_model.words import counted
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import KindName, LevelName, Said, TicketRows
from queries.answers.view import View
from queries.change.ticket_window import (
    CHANGE,
    INCIDENT,
    not_closed,
    window_asked,
    windows_of,
)
from queries.engine.start import Owned, owned_starts
from queries.impact.affected import Affected, affected_listing
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, absent, among, as_ints, distinct
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """The tickets that are open beside those asked about, as rows, each by id.

    ``unplanned`` are open changes whose window is not known, or ends before it begins; whether they
    are under way cannot be told. ``owned`` is what those affect that a question is asked on top of.
    """

    incidents: Ints
    changes: Ints
    unplanned: Ints
    owned: Owned

    @property
    def rows(self) -> Ints:
        """Those that a question is asked on top of."""
        return as_ints(np.concatenate([self.incidents, self.changes]))


@dataclass(frozen=True)
class Background:
    """What is open beside what was asked about: what is so already, and what the question adds.

    ``before`` is the impact of the tickets alone, ``joint`` that of both together; their rows are
    the same.
    """

    tickets: OpenTickets
    before: Impact
    joint: Impact

    @told
    def incidents(self) -> TicketRows:
        """The other incidents that are open."""
        return self.tickets.incidents

    @told
    def changes(self) -> TicketRows:
        """The other changes that are open and whose window meets that of the question."""
        return self.tickets.changes

    @told
    def unplanned(self) -> TicketRows:
        """Open changes of which no window is known: they are not counted."""
        return self.tickets.unplanned

    @told_with
    def open_said(self, view: View) -> str | None:
        """What is open beside, by name; null: nothing."""
        groups = (
            (self.tickets.incidents, "incidents"),
            (self.tickets.changes, "changes at that time"),
            (self.tickets.unplanned, "changes of no known window, not counted"),
        )
        told = [f"{what} {view.names(rows)}" for rows, what in groups if len(rows)]
        return "; ".join(told) or None

    @told_with
    def adds(
        self,
        kinds: Annotated[list[KindName] | None, Said("Of one of these kinds.")] = None,
        min_level: Annotated[LevelName | None, Said("At this level or above.")] = None,
    ) -> Listing[Affected]:
        """What is affected, or worse affected, for what was asked about."""
        return self._listed(self.added_rows, kinds, min_level)

    @told_with
    def already(
        self,
        kinds: Annotated[list[KindName] | None, Said("Of one of these kinds.")] = None,
        min_level: Annotated[LevelName | None, Said("At this level or above.")] = None,
    ) -> Listing[Affected]:
        """What is affected as badly without what was asked about."""
        return self._listed(self.so_already_rows, kinds, min_level)

    def _listed(
        self, rows: Ints, kinds: Sequence[str] | None, min_level: str | None
    ) -> Listing[Affected]:
        kept = np.isin(rows, self.joint.rows_of(kinds, min_level))
        return affected_listing(self.joint, as_ints(rows[kept]))

    @cached_property
    def added_rows(self) -> Ints:
        """The affected rows that were not, or are at a higher level for the question."""
        return self.joint.worse_than(self.before)

    @cached_property
    def so_already_rows(self) -> Ints:
        """The affected rows whose level is no higher than it was."""
        return as_ints(self.joint.rows[~np.isin(self.joint.rows, self.added_rows)])

    def level_at(self, row: int) -> str | None:
        """A row's level by what is open alone; None where that does not affect it."""
        return self.before.level_at(row) if self.before.affects(row) else None

    @property
    def said(self) -> str:
        """What the question adds to what is so already, in words."""
        many = (
            (len(self.tickets.incidents), "open incident", "open incidents"),
            (len(self.tickets.changes), "change at that time", "changes at that time"),
        )
        open_ = " and ".join(counted(*one) for one in many if one[0])
        if not open_:
            return "nothing else is open"
        added, already = len(self.added_rows), len(self.so_already_rows)
        new = f"{counted(added, 'item', 'items')} new or worse for what was asked about"
        return f"{new}, {already:,} already so from {open_}"


def open_tickets(snapshot: Snapshot, of: Sequence[str], as_of: date, zone: tzinfo) -> OpenTickets:
    """What is open while a question's window holds, the tickets asked about left out.

    A ticket is open while it has no ``closed_on`` and an AFFECTS of it holds on the day. An id of
    ``of`` may be recorded or not.
    """
    asked = {row for id_ in of if (row := snapshot.find(id_)) is not None}
    during = window_asked(snapshot, sorted(asked), as_of, zone)
    owned = owned_starts(snapshot, not_closed(snapshot), day_number(as_of))
    rows = distinct(owned.owner)
    rows = as_ints(rows[~among(rows, as_ints(sorted(asked)))])
    types = snapshot.values(rows, "type")
    changes = as_ints(rows[types == CHANGE])
    windows = windows_of(snapshot, changes, zone)
    meets = [window is not None and window.meets(during) for window in windows]
    incidents = as_ints(rows[types == INCIDENT])
    then = as_ints(changes[np.asarray(meets, np.bool_)])
    return OpenTickets(
        incidents=_by_id(snapshot, incidents),
        changes=_by_id(snapshot, then),
        unplanned=_by_id(snapshot, as_ints(changes[absent(np.asarray(windows, object))])),
        owned=owned.of(distinct(np.concatenate([incidents, then]))),
    )


def _by_id(snapshot: Snapshot, rows: Ints) -> Ints:
    return as_ints(sorted(rows.tolist(), key=snapshot.id))
