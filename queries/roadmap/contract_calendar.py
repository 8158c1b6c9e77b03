"""The calendar of contracts: ends, notices, days to act by, triggers, procurements, listening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from queries.answers.estate import Estate
from queries.answers.view import View
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import Expirations
from queries.expiration.step_kind import StepKind
from queries.expiration.story import story
from queries.expiration.trigger import ContractTrigger, firings
from queries.roadmap.event_sources import PROCUREMENT
from queries.roadmap.roadmap import Roadmap
from queries.snapshot.listening import listen_by
from queries.snapshot.rows import as_ints

ENDS, TRIGGER, MARKET, LISTEN = "ends", "trigger", "procurement", "listening"
TITLES = {
    StepKind.NOTICE: "Give notice by",
    StepKind.OPTION: "Use its option by",
    StepKind.MEETING: "Decide, the last meeting in time",
    StepKind.START: "Start replacing by",
}
"""What has to be done about a contract by a day."""


SAID = ("wants", "needs", "message", "cadence")
"""What is recorded of a stakeholder, for who listens to it."""


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


def entries(answer: Expirations, since: date, view: View, about: Estate) -> list[Entry]:
    """Every entry from a day on, of the contracts and procurements that it is about.

    By day, then by key. A procurement belongs to the contracts and services that it is for. Notice
    that was given, and triggers that fire when their contract is over, are left out, and so is what
    the viewer may not see; it is not named in the details of others.
    """
    made = _Entries(answer, about, view.on(answer.snapshot))
    found = [*made.endings(since), *made.triggers(), *made.procurements(), *made.listening()]
    return _sorted(found, since)


def market_entries(answer: Expirations, since: date, view: View, about: Estate) -> list[Entry]:
    """What suppliers may know: when each procurement opens, offers are due, the award is planned.

    No deadline of the office's own, and nothing of the contracts that it replaces.
    """
    made = _Entries(answer, about, view.on(answer.snapshot))
    return _sorted([replace(entry, details=()) for entry in made.procurements()], since)


def _sorted(found: Iterable[Entry], since: date) -> list[Entry]:
    return sorted((e for e in found if e.on >= since), key=lambda e: (e.on, e.key))


class _Entries:
    """The entries of the contracts that are wanted and may be seen."""

    def __init__(self, answer: Expirations, about: Estate, view: View) -> None:
        self.answer, self.snapshot, self.visible = answer, answer.snapshot, view.visible
        self.name = view.label
        self.about = about
        self.wanted = self.visible[answer.rows] & about.rows[answer.rows]

    def endings(self, since: date) -> Iterator[Entry]:
        for position in self.answer.between(since, None).tolist():
            if self.wanted[position]:
                yield from self._ending(Expiration(self.answer, position, self.name))

    def _ending(self, of: Expiration) -> Iterator[Entry]:
        if of.ends_on is None:
            return
        id_, title, details = self.snapshot.id(of.row), _titled(of), _details(of)
        ends = "Renews unless notice is given" if of.renews_to else "Ends"
        yield Entry(ENDS, (id_,), of.ends_on, f"{ends}: {title}", details, False)
        for step in of.ahead:
            if step.kind in TITLES and (step.forum is None or self.visible[step.forum]):
                forum = () if step.forum is None else (self.snapshot.id(step.forum),)
                what, told = step.kind.name.lower(), f"{TITLES[step.kind]}: {title}"
                yield Entry(what, (id_, *forum), step.on, told, details, True)

    def triggers(self) -> Iterator[Entry]:
        for firing in firings(self.answer):
            position = int(self.answer.rows.searchsorted(firing.contract))
            shown = self.wanted[position] and self.visible[firing.trigger]
            if shown and firing.on is not None and not firing.lapsed:
                title = f"{_type(firing)}: {self.snapshot.name(firing.trigger)}"
                about = self.snapshot.id(firing.trigger), self.snapshot.id(firing.contract)
                details = (f"Contract: {_titled(Expiration(self.answer, position))}",)
                yield Entry(TRIGGER, about, firing.on, title, details, False)

    def listening(self) -> Iterator[Entry]:
        """When each stakeholder is to be listened to next."""
        snapshot = self.snapshot
        rows = self.about.kept(snapshot.rows_of_kind("Stakeholder"))
        rows = as_ints(rows[self.visible[rows]])
        for row, on in zip(rows.tolist(), listen_by(snapshot, rows), strict=True):
            if on is not None:
                said = (f"{name.capitalize()}: {snapshot.value(row, name)}" for name in SAID)
                told = tuple(line for line in said if not line.endswith(": None"))
                title = f"Listen to: {snapshot.name(row)}"
                yield Entry(LISTEN, (snapshot.id(row),), on, title, told, True)

    def procurements(self) -> Iterator[Entry]:
        day, calendar = self.answer.as_of, self.answer.calendar
        plan = Roadmap(self.snapshot, day, date.max, calendar, self.about)
        for row in self.about.kept(self.snapshot.rows_of_kind("Procurement")).tolist():
            if self.visible[row]:
                yield from self._procurement(plan, row, plan.sources.rebids(row))

    def _procurement(self, plan: Roadmap, row: int, about: list[int]) -> Iterator[Entry]:
        details = tuple(f"For: {self.name(end)}" for end in about if self.visible[end])
        for field, type_ in PROCUREMENT.items():
            if (on := plan.sources.date(row, field)) is not None:
                title = f"{type_.value.capitalize()}: {self.snapshot.name(row)}"
                yield Entry(MARKET, (field, self.snapshot.id(row)), on, title, details, False)


def _titled(of: Expiration) -> str:
    snapshot = of.answer.snapshot
    number = snapshot.value(of.row, "number")
    return snapshot.name(of.row) + (f" ({number})" if number else "")


def _details(of: Expiration) -> tuple[str, ...]:
    return (f"State: {of.state.value}", *story(of), *of.doubts)


def _type(firing: ContractTrigger) -> str:
    return f"{firing.type.capitalize()} trigger" if firing.type else "Trigger"
