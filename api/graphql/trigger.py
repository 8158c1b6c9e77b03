"""Contract triggers in GraphQL: what fires when, benchmarks due, rights never called on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.graphql.answer import answer_fields
from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.expiration_type import iso
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.lines import Lines, lines, lines_field, lines_type
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.expiration.expiration import Expirations, expirations
from queries.expiration.trigger import (
    TYPES,
    Firing,
    RightUse,
    benchmarks_due,
    rights,
    triggers,
    unused_rights,
    without_contract,
)
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TriggersAnswer:
    """What was asked, as its viewer may see the answer."""

    answer: Expirations
    seen: Seen
    firings: list[Firing]
    until: date | None
    before: TriggersAnswer | None = None

    @property
    def without_contract(self) -> Sequence[Node]:
        """The triggers that are on no contract."""
        return self.seen.items(without_contract(self.answer.snapshot, self.answer.as_of))


@dataclass(frozen=True, slots=True)
class FiringAnswer:
    """A trigger of a contract that fires."""

    firing: Firing
    seen: Seen

    @property
    def trigger(self) -> Node:
        """The trigger."""
        return self.seen.items([self.firing.trigger])[0]

    @property
    def contract(self) -> Node:
        """The contract."""
        return self.seen.items([self.firing.contract])[0]

    @property
    def type(self) -> str | None:
        """Its type."""
        return self.firing.type

    @property
    def on(self) -> str | None:
        """When it fires."""
        return iso(self.firing.on)

    @property
    def condition(self) -> str | None:
        """On which condition."""
        return self.firing.condition

    @property
    def lapsed(self) -> bool:
        """Whether the contract is over by then."""
        return self.firing.lapsed


@dataclass(frozen=True, slots=True)
class RightUseAnswer:
    """A right of a contract, and its use."""

    use: RightUse
    seen: Seen

    @property
    def contract(self) -> Node:
        """The contract."""
        return self.seen.items([self.use.contract])[0]

    @property
    def right(self) -> str:
        """The right."""
        return self.use.right

    @property
    def last(self) -> FiringAnswer | None:
        """When it was last called on."""
        return self._firing(self.use.last)

    @property
    def next(self) -> FiringAnswer | None:
        """When it is next."""
        return self._firing(self.use.next)

    def _firing(self, firing: Firing | None) -> FiringAnswer | None:
        hidden = firing is None or not self.seen.sees(firing.trigger)
        return None if hidden or firing is None else FiringAnswer(firing, self.seen)


def contract_triggers_field(registry: Registry) -> ComputedField:
    """The root field ``contractTriggers``, and its types."""
    _declare(registry)
    arguments = [
        argument("from", "Date | None", registry, "From here on; absent: from asOf."),
        argument("until", "Date | None", registry, "Up to here; absent: all that are dated."),
        argument("types", "list[TriggerType] | None", registry, "Only of these types."),
    ]
    said = "Which contract triggers fire when, which benchmarks are due, which rights lie unused?"
    return question_field(
        "contractTriggers", "ContractTriggers", resolve, registry, said, arguments
    )


def resolve(source: None, context: Context, **given: Any) -> TriggersAnswer:
    """The finished answer.

    Raises:
        InvalidQuestion: the last day is before the first.
    """
    first = date.fromisoformat(given["from"]) if given.get("from") else context.day()
    until = date.fromisoformat(given["until"]) if given.get("until") else None
    wanted = given.get("types")
    types = None if wanted is None else [type_.value for type_ in wanted]

    def on(snapshot: Snapshot, before: TriggersAnswer | None = None) -> TriggersAnswer:
        answer = expirations(snapshot, context.day(), context.settings.calendar)
        found = triggers(answer, first, until, types)
        return TriggersAnswer(answer, Seen(context, snapshot), found, until, before)

    return on(context.snapshot, None if context.before is None else on(context.before))


def _declare(registry: Registry) -> None:
    if "TriggerType" not in registry.names:
        registry.enum("TriggerType", TYPES, "What sort of trigger it is.")
    firing = [
        PlainField("trigger", "Trigger", registry, "The trigger."),
        PlainField("contract", "Contract", registry, "The contract that it is on."),
        PlainField("type", "TriggerType | None", registry, "What sort of trigger it is."),
        PlainField("on", "Date | None", registry, "When it fires; null: on its condition."),
        PlainField("condition", "str | None", registry, "Its condition."),
        PlainField("lapsed", "bool", registry, "Whether the contract is over by then."),
    ]
    registry.object("ContractTrigger", firing, "A trigger of a contract that fires.")
    lines_type("ContractTriggerList", "ContractTrigger", "Triggers, the soonest first.", registry)
    use = [
        PlainField("contract", "Contract", registry, "The contract, in force."),
        PlainField("right", "str", registry, "The right that it gives."),
        PlainField(
            "last", "ContractTrigger | None", registry, "The last trigger about it that fired."
        ),
        PlainField("next", "ContractTrigger | None", registry, "The next one that is dated."),
    ]
    registry.object("RightUse", use, "A right, and the triggers on record that are about it.")
    lines_type("RightUseList", "RightUse", "Rights and their use.", registry)
    registry.object("ContractTriggers", _fields(registry), "What contracts make happen.")


def _fields(registry: Registry) -> list[PlainField]:
    only = argument("neverUsed", "bool", registry, "Only those never called on.", False)
    said_rights = "The rights of contracts in force; what is recorded, not what happened."
    said_benchmarks = "Benchmarking rights whose benchmark falls due by `until`, or is not dated."
    return [
        *answer_fields(registry),
        lines_field(
            "firings", "ContractTriggerList", "What fires, soonest first.", registry, _firings
        ),
        lines_field("rights", "RightUseList", said_rights, registry, _rights, [only]),
        lines_field("benchmarksDue", "RightUseList", said_benchmarks, registry, _benchmarks),
        PlainField(
            "without_contract", "list[Trigger]", registry, "Triggers of no contract, left out."
        ),
        PlainField("before", "ContractTriggers | None", registry, "The same without the edits."),
    ]


def _firings(
    source: TriggersAnswer, context: Context, first: int, skip: int
) -> Lines[FiringAnswer]:
    def sees(firing: Firing) -> bool:
        return source.seen.sees(firing.trigger, firing.contract)

    def show(firing: Firing) -> FiringAnswer:
        return FiringAnswer(firing, source.seen)

    return lines(source.firings, sees, show, context, (first, skip))


def _uses(
    find: Callable[[TriggersAnswer], Sequence[RightUse]],
) -> Callable[[TriggersAnswer, Context, int, int], Lines[RightUseAnswer]]:
    def answer(
        source: TriggersAnswer, context: Context, first: int, skip: int
    ) -> Lines[RightUseAnswer]:
        return lines(
            find(source),
            lambda use: source.seen.sees(use.contract),
            lambda use: RightUseAnswer(use, source.seen),
            context,
            (first, skip),
        )

    return answer


def _rights(
    source: TriggersAnswer,
    context: Context,
    neverUsed: bool,  # noqa: N803
    first: int,
    skip: int,
) -> Lines[RightUseAnswer]:
    find = unused_rights if neverUsed else rights
    return _uses(lambda source: find(source.answer))(source, context, first, skip)


_benchmarks = _uses(lambda source: benchmarks_due(source.answer, source.until))
