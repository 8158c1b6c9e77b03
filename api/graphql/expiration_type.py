"""One contract's expiration as GraphQL answers it, with what its viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.graphql.batch import Node
from api.graphql.field import ComputedField, PlainField
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.expiration.contract_expiration import Expiration, Uncovered
from queries.impact.impact import Impact


def iso(day: date | None) -> str | None:
    """A day as GraphQL has it."""
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class UncoveredItem:
    """An item that falls uncovered."""

    item: Node
    days: int | None
    next: Node | None


@dataclass(frozen=True, slots=True)
class SuccessorAnswer:
    """A contract that succeeds the one that ends."""

    contract: Node
    start: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class ForumMeeting:
    """A forum that oversees the contract, and its last meeting in time."""

    forum: Node
    last: str | None


@dataclass(frozen=True, slots=True)
class ExpirationAnswer:
    """A contract, and the same without the edits of a what-if (None: it is not there)."""

    seen: Seen
    found: Expiration
    before: ExpirationAnswer | None = None

    @property
    def impact(self) -> Impact:
        """What its ending touches."""
        return self.found.touched

    @property
    def contract(self) -> Node:
        """The contract."""
        return self.seen.items([self.found.row])[0]

    @property
    def state(self) -> str:
        """Its state."""
        return self.found.state.value

    @property
    def next_step_on(self) -> str | None:
        """The next step's day."""
        return iso(self.found.next_step_on)

    @property
    def renews_on(self) -> str | None:
        """The first day of its next term."""
        return iso(self.found.renews_on)

    @property
    def exit_on(self) -> str | None:
        """The first end that is still open."""
        return iso(self.found.exit_on)

    @property
    def first_exit(self) -> str | None:
        """When it can be over, without an end."""
        return iso(self.found.first_exit)

    @property
    def ends_on(self) -> str | None:
        """Its last day."""
        return iso(self.found.ends_on)

    @property
    def notice_by(self) -> str | None:
        """The last day for notice."""
        return iso(self.found.notice_by)

    @property
    def notice_given(self) -> str | None:
        """When notice was given."""
        return iso(self.found.notice_given)

    @property
    def latest_safe_start(self) -> str | None:
        """When to start replacing it."""
        return iso(self.found.latest_safe_start)

    @property
    def act_by(self) -> str | None:
        """The earliest of all."""
        return iso(self.found.act_by)

    @property
    def renews_to(self) -> str | None:
        """What it goes on to."""
        return iso(self.found.renews_to)

    @property
    def options(self) -> list[str]:
        """What its options would give."""
        return [day.isoformat() for day in self.found.options]

    @property
    def capped_by(self) -> Node | None:
        """What it ends with."""
        return self.seen.item(self.found.capped_by)

    @property
    def falls_with(self) -> list[ExpirationAnswer]:
        """What ends with it."""
        found = (e for e in self.found.falls_with if self.seen.sees(e.row))
        return [ExpirationAnswer(self.seen, e) for e in found]

    @property
    def meetings(self) -> list[ForumMeeting]:
        """The forums that oversee it."""
        pairs = [(row, day) for row, day in self.found.meetings if self.seen.sees(row)]
        nodes = self.seen.items([row for row, _ in pairs])
        return [ForumMeeting(n, iso(day)) for n, (_, day) in zip(nodes, pairs, strict=True)]

    @property
    def arithmetic(self) -> list[str]:
        """How its dates were worked out."""
        return self.found.arithmetic

    @property
    def warnings(self) -> list[str]:
        """What it took for granted."""
        return self.found.doubts

    @property
    def uncovered(self) -> list[UncoveredItem]:
        """What falls uncovered if nobody acts."""
        return self._uncovered(self.found.uncovered)

    @property
    def uncovered_if_noticed(self) -> list[UncoveredItem]:
        """What falls uncovered if notice is given."""
        return self._uncovered(self.found.uncovered_if_noticed)

    def _uncovered(self, gaps: list[Uncovered]) -> list[UncoveredItem]:
        found = [u for u in gaps if self.seen.sees(u.row)]
        nodes = self.seen.items([u.row for u in found])
        return [
            UncoveredItem(node, u.days, self.seen.item(u.by))
            for node, u in zip(nodes, found, strict=True)
        ]

    @property
    def kept_in_part(self) -> Sequence[Node]:
        """What others cover in part only."""
        return self.seen.items(self.found.kept_in_part)

    @property
    def successors(self) -> list[SuccessorAnswer]:
        """What succeeds it."""
        found = [s for s in self.found.successors if self.seen.sees(s.row)]
        nodes = self.seen.items([s.row for s in found])
        return [SuccessorAnswer(n, iso(s.start), s.days) for n, s in zip(nodes, found, strict=True)]

    @property
    def hidden(self) -> int:
        """How many forums, items and contracts of its lists may not be seen."""
        rows = [row for row, _ in self.found.meetings]
        rows += [u.row for u in self.found.uncovered] + self.found.kept_in_part
        rows += [s.row for s in self.found.successors] + [e.row for e in self.found.falls_with]
        return sum(not self.seen.sees(row) for row in rows)


def declare_expiration(registry: Registry, more: Sequence[ComputedField]) -> None:
    """The type ``Expiration`` with some ``more`` fields, and what it has."""
    uncovered = [
        PlainField("item", "Item", registry, "A service or configuration item."),
        PlainField("days", "int | None", registry, "How long the gap is; null: without end."),
        PlainField("next", "Contract | None", registry, "Which contract covers it next."),
    ]
    said = "An item that no other contract in force covers the day after."
    registry.object("UncoveredItem", uncovered, said)
    successor = [
        PlainField("contract", "Contract", registry, "The newer contract."),
        PlainField("start", "Date | None", registry, "Its first day; null: it has begun."),
        PlainField(
            "days", "int | None", registry, "Days between them: above 0 a gap, below an overlap."
        ),
    ]
    registry.object("ContractSuccessor", successor, "A contract that succeeds another.")
    meeting = [
        PlainField("forum", "Forum", registry, "A forum that oversees it, or its supplier."),
        PlainField(
            "last", "Date | None", registry, "Its last meeting before; null: none on record."
        ),
    ]
    said = "A forum, and its last meeting before notice is due and replacing must begin."
    registry.object("ForumMeeting", meeting, said)
    registry.object(
        "Expiration", [*_dates(registry), *_lists(registry), *more], "A contract's end."
    )


def _dates(registry: Registry) -> list[PlainField]:
    return [
        PlainField("contract", "Contract", registry, "The contract."),
        PlainField("state", "ContractState", registry, "How things stand with it."),
        PlainField("ends_on", "Date | None", registry, "Its last day; null: no end."),
        PlainField("renews_on", "Date | None", registry, "The first day of its next term."),
        PlainField("exit_on", "Date | None", registry, "The first end that is still open."),
        PlainField(
            "first_exit", "Date | None", registry, "When it can be over, of one without an end."
        ),
        PlainField("next_step_on", "Date | None", registry, "The day of its next step."),
        PlainField("notice_by", "Date | None", registry, "The next last day to give notice."),
        PlainField("notice_given", "Date | None", registry, "The day notice was given."),
        PlainField(
            "latest_safe_start",
            "Date | None",
            registry,
            "The latest day to start procuring, so that the replacement is there by exitOn.",
        ),
        PlainField(
            "act_by",
            "Date | None",
            registry,
            "The next step's day, moved back to a working day where one is left.",
        ),
        PlainField("renews_to", "Date | None", registry, "What it goes on to if nobody acts."),
        PlainField("options", "list[Date]", registry, "The ends that its options would give."),
        PlainField("arithmetic", "list[str]", registry, "How each date was worked out."),
        PlainField(
            "warnings", "list[str]", registry, "What was taken for granted, or is not known."
        ),
    ]


def _lists(registry: Registry) -> list[PlainField]:
    said_falls = "The contracts under it that end because it does."
    said_part = "What it covers whole, and others only in part the day after."
    return [
        PlainField("capped_by", "Contract | None", registry, "The contract that it ends with."),
        PlainField("falls_with", "list[Expiration]", registry, said_falls),
        PlainField("meetings", "list[ForumMeeting]", registry, "The forums that oversee it."),
        PlainField("uncovered", "list[UncoveredItem]", registry, "What falls if nobody acts."),
        PlainField(
            "uncovered_if_noticed",
            "list[UncoveredItem]",
            registry,
            "What falls if notice is given.",
        ),
        PlainField("kept_in_part", "list[Item]", registry, said_part),
        PlainField("successors", "list[ContractSuccessor]", registry, "What succeeds it."),
        PlainField("hidden", "int", registry, "How many of these lists you may not see."),
        PlainField("before", "Expiration | None", registry, "The same without the edits."),
    ]
