"""Whether the office may replace a supplier, in GraphQL: contract by contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.graphql.batch import Node
from api.graphql.field import PlainField
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.expiration.entitlement import Entitlement
from queries.expiration.trigger import Firing


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right, and the contract that gives it."""

    right: str
    contract: Node | None


@dataclass(frozen=True, slots=True)
class FiringTrigger:
    """A trigger that fires on a day, or on its condition."""

    trigger: Node
    on: str | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class EntitlementAnswer:
    """What one contract allows, as its viewer may see it."""

    found: Entitlement
    seen: Seen

    @property
    def contract(self) -> Node:
        """The contract."""
        return self.seen.items([self.found.contract])[0]

    @property
    def may(self) -> str:
        """The answer in words."""
        return self.found.may

    @property
    def rights(self) -> list[HeldRight]:
        """The rights to replace."""
        return [HeldRight(right, self.seen.item(row)) for right, row in self.found.rights]

    @property
    def notice_by(self) -> str | None:
        """The last day to give notice."""
        return _iso(self.found.notice_by)

    @property
    def notice_possible(self) -> bool:
        """Whether it still can be given."""
        return self.found.notice_possible

    @property
    def ends_on(self) -> str | None:
        """The last day."""
        return _iso(self.found.ends_on)

    @property
    def ends_in_time(self) -> bool:
        """Whether it is over by the day of the replacement."""
        return self.found.ends_in_time

    @property
    def triggers(self) -> list[FiringTrigger]:
        """What fires until then."""
        return [self._firing(f) for f in self.found.triggers if self.seen.sees(f.trigger)]

    def _firing(self, found: Firing) -> FiringTrigger:
        trigger = self.seen.items([found.trigger])[0]
        return FiringTrigger(trigger, _iso(found.on), found.condition)


def declare_entitlement(registry: Registry) -> None:
    """The type ``Entitlement``, and what it has."""
    right = [
        PlainField("right", "str", registry, "The right."),
        PlainField("contract", "Contract | None", registry, "Who gives it; null: hidden."),
    ]
    registry.object("HeldRight", right, "A right to replace a supplier, and where it comes from.")
    firing = [
        PlainField("trigger", "Trigger", registry, "The trigger."),
        PlainField("on", "Date | None", registry, "When it fires; null: on its condition."),
        PlainField("condition", "str | None", registry, "Its condition."),
    ]
    registry.object("FiringTrigger", firing, "A contract trigger that fires.")
    fields = [
        PlainField("contract", "Contract", registry, "The contract."),
        PlainField("may", "str", registry, "Whether the office may, in words."),
        PlainField("rights", "list[HeldRight]", registry, "The rights that allow it."),
        PlainField("notice_by", "Date | None", registry, "The last day for notice."),
        PlainField("notice_possible", "bool", registry, "Whether notice still can be given."),
        PlainField("ends_on", "Date | None", registry, "Its last day; null: no end."),
        PlainField("ends_in_time", "bool", registry, "Whether it ends before the replacement."),
        PlainField("triggers", "list[FiringTrigger]", registry, "What fires until then."),
    ]
    registry.object("Entitlement", fields, "Whether one contract allows a replacement.")
