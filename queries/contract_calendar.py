"""The calendar of contracts: ends, notices, days to act by, triggers and procurements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.contract import Flags
from queries.ending import Expiration
from queries.expiration import Expirations
from queries.roadmap import PROCUREMENT, Roadmap
from queries.rows import Ints
from queries.trigger import Firing, firings

ENDS, NOTICE, ACT, TRIGGER, MARKET = "ends", "notice", "act", "trigger", "procurement"


@dataclass(frozen=True, slots=True)
class Entry:
    """A day in the calendar.

    ``what`` is the sort of entry and ``about`` the ids of the items it is about: together they name
    it for good, whatever its day becomes. ``urgent`` is whether something has to be done by then.
    """

    what: str
    about: tuple[str, ...]
    on: date
    title: str
    details: tuple[str, ...]
    urgent: bool

    @property
    def key(self) -> str:
        """What names it for good."""
        return "\n".join((self.what, *self.about))


def entries(answer: Expirations, since: date, among: Ints | None = None) -> list[Entry]:
    """Every entry from a day on, of all contracts or ``among`` some rows; by day, then by key.

    A procurement is there for the contracts it re-bids, and for those that cover a service that it
    is for. Notice that was given, and triggers that fire when their contract is over, are left out.
    """
    wanted = np.ones(len(answer.rows), np.bool_) if among is None else np.isin(answer.rows, among)
    found = [
        *_endings(answer, since, wanted),
        *_triggers(answer, wanted),
        *_procurements(answer, wanted, everything=among is None),
    ]
    return sorted((e for e in found if e.on >= since), key=lambda e: (e.on, e.key))


def _endings(answer: Expirations, since: date, wanted: Flags) -> Iterator[Entry]:
    for position in answer.between(since, None).tolist():
        if wanted[position]:
            yield from _ending(answer.expiration(position))


def _ending(of: Expiration) -> Iterator[Entry]:
    id_, name, details = of.answer.snapshot.id(of.row), _named(of), _details(of)
    if of.ends_on is None:
        return
    goes_on = of.renews_to is not None
    title = f"Renews unless notice is given: {name}" if goes_on else f"Ends: {name}"
    yield Entry(ENDS, (id_,), of.ends_on, title, details, False)
    if of.notice_by is not None and of.notice_given is None:
        yield Entry(NOTICE, (id_,), of.notice_by, f"Give notice by: {name}", details, True)
    if of.act_by is not None:
        yield Entry(ACT, (id_,), of.act_by, f"Act by: {name}", details, True)


def _named(of: Expiration) -> str:
    snapshot = of.answer.snapshot
    number = snapshot.value(of.row, "number")
    return snapshot.name(of.row) + (f" ({number})" if number else "")


def _details(of: Expiration) -> tuple[str, ...]:
    lines = [f"State: {of.state}", *of.arithmetic]
    if of.renews_to:
        lines.append(f"If nobody acts it renews to {of.renews_to}")
    if of.options:
        lines.append("Its options would end on " + ", ".join(map(str, of.options)))
    for gap in of.uncovered:
        days = "for good" if gap.days is None else f"for {gap.days} days"
        lines.append(f"Falls uncovered {days}: {of.answer.snapshot.name(gap.row)}")
    return (*lines, *of.warnings)


def _triggers(answer: Expirations, wanted: Flags) -> Iterator[Entry]:
    snapshot = answer.snapshot
    for firing in firings(answer):
        position = int(answer.rows.searchsorted(firing.contract))
        if firing.on is None or firing.lapsed or not wanted[position]:
            continue
        title = f"{_type(firing)}: {snapshot.name(firing.trigger)}"
        about = snapshot.id(firing.trigger), snapshot.id(firing.contract)
        details = (f"Contract: {_named(answer.expiration(position))}",)
        yield Entry(TRIGGER, about, firing.on, title, details, False)


def _type(firing: Firing) -> str:
    return f"{firing.type.capitalize()} trigger" if firing.type else "Trigger"


def _procurements(answer: Expirations, wanted: Flags, everything: bool) -> Iterator[Entry]:
    snapshot = answer.snapshot
    plan = Roadmap(snapshot, answer.as_of, date.max, answer.calendar)
    covered = set(answer.coverage.item[wanted[answer.coverage.contract]].tolist())
    ours = covered | set(answer.rows[wanted].tolist())
    for row in snapshot.rows_of_kind("Procurement").tolist():
        about = plan.rebids(row)
        if not everything and ours.isdisjoint(about):
            continue
        details = tuple(f"For: {snapshot.name(end)}" for end in about)
        for field, type_ in PROCUREMENT.items():
            if (on := plan.date(row, field)) is not None:
                title = f"{type_.value.capitalize()}: {snapshot.name(row)}"
                yield Entry(MARKET, (field, snapshot.id(row)), on, title, details, False)
