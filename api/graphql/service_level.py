"""The service levels question in GraphQL: promises, what supports them, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isinf
from typing import Any

from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.failure.criticality import of_kinds
from queries.service_level.availability import Bound
from queries.service_level.figure import Measure, in_words
from queries.service_level.promise import Promise, Verdict
from queries.service_level.service_gap import Gap, GapKind
from queries.service_level.service_level import (
    PromiseChange,
    ServiceLevels,
    changed_promises,
    service_levels,
)


@dataclass(frozen=True)
class ServiceLevelsAnswer:
    """The chain of one service, as its viewer may see it; ``before`` is that without edits."""

    answer: ServiceLevels
    seen: Seen
    before: ServiceLevels | None

    @property
    def service(self) -> Node:
        """The service asked about."""
        return self.seen.items([self.answer.service])[0]

    @cached_property
    def promises(self) -> list[PromiseAnswer]:
        """The promises that may be seen."""
        return [PromiseAnswer(p, self.seen) for p in self.answer.promises if _sees(self.seen, p)]

    @property
    def promises_hidden(self) -> int:
        """How many more there are."""
        return len(self.answer.promises) - len(self.promises)

    @cached_property
    def gaps(self) -> list[GapAnswer]:
        """The gaps of which all may be seen."""
        found = self.answer.gaps
        return [GapAnswer(gap, self.seen) for gap in found if self.seen.sees(*gap.rows)]

    @property
    def gaps_hidden(self) -> int:
        """How many more there are."""
        return len(self.answer.gaps) - len(self.gaps)

    @property
    def changes(self) -> list[PromiseChangeAnswer]:
        """What the edits change."""
        if self.before is None:
            return []
        return change_answers(changed_promises(self.before, self.answer), self.seen)


def _sees(seen: Seen, promise: Promise) -> bool:
    return seen.sees(promise.agreement, promise.figure.row)


@dataclass(frozen=True, slots=True)
class SupportAnswer:
    """What can be supported: a range, and one figure where all is known."""

    bound: Bound
    measure: Measure

    @property
    def lower(self) -> float:
        """At least."""
        return self.bound.lower

    @property
    def lower_in_words(self) -> str:
        """As people write it."""
        return in_words(self.measure, self.bound.lower)

    @property
    def upper(self) -> float | None:
        """At most."""
        return None if isinf(self.bound.upper) else self.bound.upper

    @property
    def upper_in_words(self) -> str:
        """As people write it."""
        return in_words(self.measure, self.bound.upper)

    @property
    def independent(self) -> float | None:
        """Where failures are independent."""
        return self.bound.independent

    @property
    def independent_in_words(self) -> str | None:
        """As people write it."""
        found = self.bound.independent
        return None if found is None else in_words(self.measure, found)


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """One promise, as its viewer may see it."""

    promise: Promise
    seen: Seen

    @property
    def sla(self) -> Node:
        """Who promises."""
        return self.seen.items([self.promise.agreement])[0]

    @property
    def target(self) -> Node:
        """What is promised."""
        return self.seen.items([self.promise.figure.row])[0]

    @property
    def measure(self) -> str:
        """What is measured."""
        return self.promise.figure.measure.value

    @property
    def promised(self) -> str | None:
        """The figure in words."""
        figure = self.promise.figure
        return in_words(figure.measure, figure.value) if figure.known else None

    @property
    def verdict(self) -> str:
        """What can be said of it."""
        return self.promise.verdict.value

    @property
    def support(self) -> SupportAnswer | None:
        """What can be had at most."""
        bound = self.promise.support
        return None if bound is None else SupportAnswer(bound, self.promise.figure.measure)

    @property
    def short_by(self) -> float:
        """By how much it is missed."""
        return self.promise.short_by

    @property
    def short_by_in_words(self) -> str | None:
        """The same as people write it."""
        if not self.promise.short_by:
            return None
        return in_words(self.promise.figure.measure, self.promise.short_by)

    @property
    def why(self) -> str | None:
        """What decides it, in words."""
        return self.promise.why(self.seen.name)

    @property
    def deciding(self) -> list[Node]:
        """What decides it."""
        return self.seen.items(self.promise.deciding)

    @property
    def resting_on(self) -> list[Node]:
        """The targets beneath."""
        return self.seen.items(self.promise.resting_on)

    @property
    def shared(self) -> list[Node]:
        """What is beneath several."""
        return self.seen.items(self.promise.shared)

    @property
    def services(self) -> list[Node]:
        """All services that the figure is promised for."""
        return self.seen.items(self.promise.services)

    @property
    def customers(self) -> list[Node]:
        """All that it is promised to."""
        return self.seen.items(self.promise.customers)


@dataclass(frozen=True, slots=True)
class PromiseChangeAnswer:
    """One promise on two sides."""

    before: PromiseAnswer | None
    after: PromiseAnswer | None


def change_answers(changes: list[PromiseChange], seen: Seen) -> list[PromiseChangeAnswer]:
    """Those changes of promises that may be seen; rows agree on both sides."""

    def answered(promise: Promise | None, on: Seen) -> PromiseAnswer | None:
        return None if promise is None else PromiseAnswer(promise, on)

    visible = [c for c in changes if all(p is None or _sees(seen, p) for p in (c.before, c.after))]
    return [PromiseChangeAnswer(answered(c.before, seen), answered(c.after, seen)) for c in visible]


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """One gap."""

    gap: Gap
    seen: Seen

    @property
    def kind(self) -> str:
        """What is missing."""
        return self.gap.kind.value

    @property
    def items(self) -> list[Node]:
        """What it is about, in the order of the kind's wording."""
        return self.seen.items(self.gap.rows)


def service_level_field(registry: Registry) -> ComputedField:
    """The root field ``serviceLevels``, and its types."""
    _declare(registry)
    arguments = [argument("of", "list[ID]", registry, "The services, at most a page of them.")]
    said = "What is promised for these services, can what lies beneath hold it, what is missing?"
    return question_field(
        "serviceLevels", "list[ServiceLevels]", resolve, registry, said, arguments
    )


def resolve(source: None, context: Context, of: list[str]) -> list[ServiceLevelsAnswer]:
    """The chains, in the order asked for.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        LimitExceeded: it asks about more services than a page may have.
    """
    context.page(len(of))
    context.scope.require(context.snapshot, of)
    seen = Seen(context, context.snapshot)
    found = service_levels(context.snapshot, of, context.day())
    return [ServiceLevelsAnswer(levels, seen, _before(context, levels)) for levels in found]


def _before(context: Context, levels: ServiceLevels) -> ServiceLevels | None:
    """The chain without the edits of a what-if; None where the service is new, or none are."""
    if context.before is None or context.before.find(levels.snapshot.id(levels.service)) is None:
        return None
    return ServiceLevels(context.before, levels.service, levels.as_of)


def _declare(registry: Registry) -> None:
    registry.enum("PromiseVerdict", [v.value for v in Verdict], "What can be said of a promise.")
    registry.enum("ServiceGapKind", [g.value for g in GapKind], "What a chain can miss.")
    words = "As people write it."
    lower = "At least, whatever is not known and whatever fails together: a fraction, or seconds."
    upper = "At most, likewise; null: a time without limit."
    independent = "An availability where failures are independent; null: not all is known."
    support = [
        PlainField("lower", "float", registry, lower),
        PlainField("lower_in_words", "str", registry, words),
        PlainField("upper", "float | None", registry, upper),
        PlainField("upper_in_words", "str", registry, words),
        PlainField("independent", "float | None", registry, independent),
        PlainField("independent_in_words", "str | None", registry, words),
    ]
    registry.object("PromiseSupport", support, "What can be supported from what is committed.")
    registry.object("Promise", _promise(registry), "One figure that an SLA promises.")
    change = [
        PlainField("before", "Promise | None", registry, "Without the edits."),
        PlainField("after", "Promise | None", registry, "With them."),
    ]
    registry.object("PromiseChange", change, "A promise whose support edits change.")
    gap = [
        PlainField("kind", "ServiceGapKind", registry, "What is missing."),
        PlainField("items", "list[Item]", registry, "Where, in the order of the kind's words."),
    ]
    registry.object("ServiceGap", gap, "Something missing in a chain of service levels.")
    hidden = "How many more there are that you may not see."
    fields = [
        *answer_fields(registry),
        PlainField("service", "Service", registry, "What was asked about."),
        *masked_fields("slas", "The SLAs that govern it.", registry, _rows("slas")),
        *masked_fields("olas", "The OLAs beneath them or it.", registry, _rows("olas")),
        *masked_fields("beneath", "What it depends on, and itself.", registry, _rows("beneath")),
        PlainField("promises", "list[Promise]", registry, "Every figure promised for it."),
        PlainField("promises_hidden", "int", registry, hidden),
        PlainField("gaps", "list[ServiceGap]", registry, "What is missing in its chain."),
        PlainField("gaps_hidden", "int", registry, hidden),
        PlainField(
            "changes", "list[PromiseChange]", registry, "The promises that edits change; or none."
        ),
    ]
    registry.object("ServiceLevels", fields, "The chain of one service.")


def _rows(name: str) -> Any:
    return lambda source, kinds: of_kinds(
        source.answer.snapshot, getattr(source.answer, name), kinds
    )


def _promise(registry: Registry) -> list[PlainField]:
    return [
        PlainField("sla", "ServiceLevelAgreement", registry, "Who promises."),
        PlainField("target", "ServiceLevelTarget", registry, "What is promised."),
        PlainField("measure", "str", registry, "What is measured."),
        PlainField("promised", "str | None", registry, "The figure in words; null: unreadable."),
        PlainField("verdict", "PromiseVerdict", registry, "What can be said of it."),
        PlainField("support", "PromiseSupport | None", registry, "What can be supported."),
        PlainField("short_by", "float", registry, "By how much its best misses it; or 0."),
        PlainField("short_by_in_words", "str | None", registry, "The same in words."),
        PlainField("why", "str | None", registry, "What decides it, where it is undetermined."),
        PlainField("deciding", "list[Item]", registry, "The elements and targets that do."),
        PlainField("resting_on", "list[Item]", registry, "The committed targets it rests on."),
        PlainField("shared", "list[Item]", registry, "What several of those beneath depend on."),
        PlainField("services", "list[Item]", registry, "All that the one figure is promised for."),
        PlainField("customers", "list[Item]", registry, "All that it is promised to."),
    ]
