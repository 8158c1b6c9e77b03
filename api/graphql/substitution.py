"""The substitution question in GraphQL: what changes hands; may, can, when; before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property

from api.graphql.affected import affected_field
from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Node
from api.graphql.candidate import CandidateAnswer, declare_candidate
from api.graphql.comparison import Difference
from api.graphql.context import PAGE, Context
from api.graphql.critical_path import CriticalPath, declare_critical_path
from api.graphql.entitlement import EntitlementAnswer, declare_entitlement
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.scenario import Scenario
from api.graphql.seen import Seen
from api.graphql.service_level import PromiseChangeAnswer, change_answers
from graph_model.change_file import change_set_record
from queries.failure.criticality import of_kinds
from queries.impact.impact import Impact
from queries.substitution.substitution import Substitution, substitution
from queries.supplier.candidate import HEADING, ordered
from queries.what_if.comparison import WhatIf

LISTS = {
    "contracts": ("Contract", "The contracts that it touches."),
    "services": ("Service", "The services that it touches."),
    "slas": ("ServiceLevelAgreement", "The promises that it touches: re-papered where DIRECT."),
    "olas": ("OperatingLevelAgreement", "The OLAs that it touches: renegotiated where DIRECT."),
    "agencies": ("Agency", "The agencies that it touches."),
    "programs": ("Program", "The programs that it touches."),
    "forums": ("Forum", "The forums to be heard."),
    "stakeholders": ("Stakeholder", "Who has to be told or asked."),
    "documents": ("Document", "The pages of the manual to be written anew."),
}


@dataclass(frozen=True, slots=True)
class Force:
    """The stakeholders who act through one force."""

    force: str | None
    stakeholders: list[Node]
    hidden: int


@dataclass(frozen=True, slots=True)
class SubstitutionDifference:
    """What hangs on both suppliers before and after."""

    replaced: Difference
    by: Difference


@dataclass(frozen=True)
class SubstitutionAnswer:
    """A substitution, as its viewer may see it."""

    context: Context
    found: Substitution

    @property
    def answer(self) -> Impact:
        """What it is read from."""
        return self.found.impact

    @property
    def impact(self) -> Impact:
        """All that it touches."""
        return self.found.impact

    @cached_property
    def seen(self) -> Seen:
        """What the viewer may see."""
        return Seen(self.context, self.found.impact.snapshot)

    @property
    def verdict(self) -> str:
        """In one sentence."""
        return self.found.verdict

    @property
    def supplier(self) -> Node:
        """Who is replaced."""
        return self.seen.items([self.found.supplier])[0]

    @property
    def by(self) -> Node | None:
        """Who takes the place."""
        return self.seen.item(self.found.by)

    @property
    def on(self) -> str:
        """The day of the replacement."""
        return self.found.on.isoformat()

    @property
    def forces(self) -> list[Force]:
        """The stakeholders by force."""
        found = self.found.stakeholders()
        return [self._force(force, rows.tolist()) for force, rows in found.items()]

    def _force(self, force: str, rows: list[int]) -> Force:
        nodes = self.seen.items(rows)
        return Force(force or None, nodes, len(rows) - len(nodes))

    @property
    def may(self) -> list[EntitlementAnswer]:
        """What the contracts allow."""
        found = self.found.entitlements
        return [EntitlementAnswer(e, self.seen) for e in found if self.seen.sees(e.contract)]

    @property
    def when(self) -> CriticalPath:
        """By when what has to be done."""
        return CriticalPath(self.found, self.seen)

    @property
    def promises(self) -> list[PromiseChangeAnswer]:
        """The promises whose support changes."""
        return change_answers(self.found.promises, self.seen)

    @property
    def difference(self) -> SubstitutionDifference | None:
        """What hangs on both before and after."""
        found = self.found.difference
        if found is None:
            return None
        return SubstitutionDifference(self._side(found.replaced), self._side(found.by))

    def _side(self, found: WhatIf) -> Difference:
        compared = found.comparison
        before = ImpactAnswer.of(self.context, compared.before)
        after = ImpactAnswer(self.context.on(compared.after.snapshot), compared.after, compared)
        return Difference(before, after, compared)


def substitution_field(registry: Registry) -> ComputedField:
    """The root field ``substitution``, and its types."""
    declare_entitlement(registry)
    declare_candidate(registry)
    declare_critical_path(registry)
    force = [
        PlainField("force", "str | None", registry, "The force; null: not recorded."),
        PlainField("stakeholders", "list[Stakeholder]", registry, "Who acts through it."),
        PlainField("hidden", "int", registry, "How many more there are that you may not see."),
    ]
    registry.object("ForceEngaged", force, "The stakeholders of one force.")
    sides = [
        PlainField("replaced", "Difference", registry, "What hangs on who is replaced."),
        PlainField("by", "Difference", registry, "What hangs on who takes the place."),
    ]
    registry.object("SubstitutionDifference", sides, "What a substitution changes; not written.")
    registry.object("Substitution", _fields(registry), "What replacing a supplier touches.")
    arguments = [
        argument("supplier", "ID", registry, "The supplier that is replaced."),
        argument(
            "by", "ID | None", registry, "The supplier that takes its place, if one is known."
        ),
        argument("services", "list[ID] | None", registry, "Only for these services."),
        argument("on", "Date | None", registry, "The day of the replacement; absent: at once."),
    ]
    said = "What changes hands, and what is exposed, if a supplier is replaced? May we, can they?"
    return question_field("substitution", "Substitution", resolve, registry, said, arguments)


def resolve(
    source: None,
    context: Context,
    supplier: str,
    by: str | None = None,
    services: Sequence[str] | None = None,
    on: str | None = None,
) -> SubstitutionAnswer:
    """The finished answer.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an id is of another kind.
    """
    named = [supplier, *([by] if by is not None else []), *(services or [])]
    context.scope.require(context.snapshot, named)
    day = None if on is None else date.fromisoformat(on)
    calendar = context.settings.calendar
    found = substitution(context.snapshot, supplier, context.day(), by, services, day, calendar)
    return SubstitutionAnswer(context, replace(found, scope=context.scope))


def _fields(registry: Registry) -> list[PlainField]:
    def whole(source: SubstitutionAnswer, context: Context) -> ImpactAnswer:
        return ImpactAnswer.of(context, source.impact)

    lost = "The metrics that lose their source."
    said_promises = "The promises whose support the change alters; only with a candidate."
    return [
        *answer_fields(registry),
        PlainField("verdict", "str", registry, "The answer in one sentence."),
        PlainField("supplier", "Supplier", registry, "Who is replaced."),
        PlainField("by", "Supplier | None", registry, "Who takes its place."),
        PlainField("on", "Date", registry, "The day of the replacement."),
        ComputedField("impact", "Impact", whole, registry, "All of it, under the sourcing lens."),
        *(affected_field(name, said, registry, kind) for name, (kind, said) in LISTS.items()),
        *masked_fields(
            "metrics",
            lost,
            registry,
            lambda s, kinds: of_kinds(s.impact.snapshot, s.found.metrics, kinds),
        ),
        PlainField("forces", "list[ForceEngaged]", registry, "Whom to engage, by force."),
        PlainField("may", "list[Entitlement]", registry, "Whether the office may, by contract."),
        *_candidate_fields(registry),
        PlainField("when", "CriticalPath", registry, "When it can be."),
        PlainField(
            "difference",
            "SubstitutionDifference | None",
            registry,
            "Before and after, on the day; null without a candidate.",
        ),
        PlainField("promises", "list[PromiseChange]", registry, said_promises),
        _scenario(registry),
    ]


def _candidate_fields(registry: Registry) -> list[ComputedField | PlainField]:
    def note(source: SubstitutionAnswer, context: Context) -> str | None:
        return source.found.needs.note

    def heading(source: SubstitutionAnswer, context: Context) -> str:
        return HEADING

    def candidates(
        source: SubstitutionAnswer,
        context: Context,
        first: int,
        orderBy: Enum | None = None,  # noqa: N803
    ) -> list[CandidateAnswer]:
        found = [c for c in source.found.candidates if source.seen.sees(c.supplier)]
        if orderBy is not None:
            found = ordered(found, str(orderBy.value))
        return [CandidateAnswer(c, source.seen) for c in found[: context.page(first)]]

    arguments = [
        argument("orderBy", "CandidateOrder | None", registry, "What lacks least of it first."),
        argument("first", "int", registry, "How many.", PAGE),
    ]
    told = "What is not recorded of the needs, so that candidates cannot be told; null: nothing."
    said = "The candidate asked about; or, without one, everybody who offers what is needed."
    return [
        ComputedField("candidatesHeading", "str", heading, registry, "What candidates are."),
        ComputedField("candidatesNote", "str | None", note, registry, told),
        *masked_fields(
            "withoutNeeds",
            "The services of which it is not recorded what they need.",
            registry,
            lambda s, kinds: of_kinds(s.impact.snapshot, s.found.needs.silent, kinds),
        ),
        ComputedField("candidates", "list[Candidate]", candidates, registry, said, arguments),
    ]


def _scenario(registry: Registry) -> ComputedField:
    def save(source: SubstitutionAnswer, context: Context, id: str) -> Scenario | None:
        found = source.found.scenario(id)
        if found is None:
            return None
        return Scenario(change_set_record(found.change_set, context.graph.model), found.untold)

    arguments = [argument("id", "ID", registry, "The ChangeSet's id, chosen by its author.")]
    said = "The substitution as a ChangeSet's file; null without a candidate; nothing is written."
    return ComputedField("scenario", "Scenario | None", save, registry, said, arguments)
