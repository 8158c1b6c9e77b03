"""When hands can change, in GraphQL: the milestones, and the earliest day."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.batch import Node
from api.graphql.field import PlainField
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.substitution.critical_path import Earliest, Milestone
from queries.substitution.substitution import Substitution


@dataclass(frozen=True, slots=True)
class MilestoneAnswer:
    """One milestone, of a contract and a forum that may be seen."""

    milestone: Milestone
    seen: Seen

    @property
    def on(self) -> str:
        """Its day."""
        return self.milestone.on.isoformat()

    @property
    def what(self) -> str:
        """What has to happen."""
        return self.milestone.what

    @property
    def contract(self) -> Node:
        """Whose it is."""
        return self.seen.items([self.milestone.contract])[0]

    @property
    def forum(self) -> Node | None:
        """Who meets."""
        return self.seen.item(self.milestone.forum)

    @property
    def arithmetic(self) -> str:
        """How it was worked out."""
        return self.milestone.arithmetic


@dataclass(frozen=True, slots=True)
class EarliestAnswer:
    """The earliest day, and the contract that decides it."""

    earliest: Earliest
    seen: Seen

    @property
    def on(self) -> str:
        """The day."""
        return self.earliest.on.isoformat()

    @property
    def contract(self) -> Node | None:
        """The contract."""
        return self.seen.item(self.earliest.contract)

    @property
    def arithmetic(self) -> str:
        """How it was worked out."""
        return self.earliest.arithmetic


@dataclass(frozen=True, slots=True)
class ContractNote:
    """What was taken for granted about a contract, or could not be known."""

    contract: Node
    note: str


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """When a substitution can be."""

    found: Substitution
    seen: Seen

    @property
    def milestones(self) -> list[MilestoneAnswer]:
        """What has to happen by when, as far as it may be seen."""
        return [MilestoneAnswer(m, self.seen) for m in self.found.path if self._sees(m)]

    @property
    def hidden(self) -> int:
        """How many more there are."""
        return sum(not self._sees(milestone) for milestone in self.found.path)

    def _sees(self, milestone: Milestone) -> bool:
        forum = [] if milestone.forum is None else [milestone.forum]
        return self.seen.sees(milestone.contract, *forum)

    @property
    def notes(self) -> list[ContractNote]:
        """What was taken for granted; it names items freely, so only who may see all is told."""
        if not self.seen.everything:
            return []
        notes = [(ending.row, note) for ending in self.found.endings for note in ending.doubts]
        nodes = self.seen.items([row for row, _ in notes])
        return [ContractNote(node, note) for node, (_, note) in zip(nodes, notes, strict=True)]

    @property
    def act_by(self) -> str | None:
        """The first deadline."""
        critical = self.found.critical
        return critical.act_by.isoformat() if critical and critical.act_by else None

    @property
    def critical(self) -> Node | None:
        """Whose it is."""
        critical = self.found.critical
        return self.seen.item(critical.row if critical else None)

    @property
    def earliest(self) -> EarliestAnswer | None:
        """The earliest day, begun today."""
        found = self.found.earliest
        return None if found is None else EarliestAnswer(found, self.seen)

    @property
    def spare_days(self) -> int | None:
        """The days left between it and the day asked for."""
        return self.found.spare_days


def declare_critical_path(registry: Registry) -> None:
    """The type ``CriticalPath``, and what it has."""
    milestone = [
        PlainField("on", "Date", registry, "By when."),
        PlainField("what", "str", registry, "What has to happen."),
        PlainField("contract", "Contract", registry, "For which contract."),
        PlainField("forum", "Forum | None", registry, "Who meets, for a meeting."),
        PlainField("arithmetic", "str", registry, "How the day was worked out, in full."),
    ]
    registry.object("Milestone", milestone, "Something to be done by a day.")
    earliest = [
        PlainField("on", "Date", registry, "The day."),
        PlainField("contract", "Contract | None", registry, "Which decides it; null: hidden."),
        PlainField("arithmetic", "str", registry, "How the day was worked out, in full."),
    ]
    registry.object(
        "EarliestDay", earliest, "The earliest day on which all can have changed hands."
    )
    note = [
        PlainField("contract", "Contract", registry, "The contract."),
        PlainField("note", "str", registry, "What was taken for granted, or is not known."),
    ]
    registry.object("ContractNote", note, "What is doubtful about the dates of a contract.")
    said_notes = "What was taken for granted; told to who may see everything."
    spare = "Days between that and the day of the replacement; below 0: too late; null: no day."
    fields = [
        PlainField("milestones", "list[Milestone]", registry, "By day, over all contracts."),
        PlainField("hidden", "int", registry, "How many more there are that you may not see."),
        PlainField("notes", "list[ContractNote]", registry, said_notes),
        PlainField("act_by", "Date | None", registry, "The first deadline of all."),
        PlainField("critical", "Contract | None", registry, "The contract whose it is."),
        PlainField("earliest", "EarliestDay | None", registry, "If work begins on the day asked."),
        PlainField("spare_days", "int | None", registry, spare),
    ]
    registry.object("CriticalPath", fields, "When a supplier can be replaced.")
