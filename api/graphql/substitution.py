"""The substitution question in GraphQL: what changes hands if a supplier is replaced."""

from __future__ import annotations

from api.graphql.affected import affected_field
from api.graphql.batch import Node, one
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.question import question_field
from api.graphql.registry import Registry
from queries.substitution import Substitution, substitution

LISTS = {
    "contracts": ("Contract", "The contracts that it touches."),
    "services": ("Service", "The services that it touches."),
    "slas": ("ServiceLevelAgreement", "The promises that it touches."),
    "olas": ("OperatingLevelAgreement", "The operating level agreements that it touches."),
    "agencies": ("Agency", "The agencies that it touches."),
    "stakeholders": ("Stakeholder", "Who has to be told or asked."),
}


def substitution_field(registry: Registry) -> ComputedField:
    """The root field ``substitution``, and its type."""
    registry.object("Substitution", _fields(registry), "What replacing a supplier touches.")
    arguments = [
        argument("supplier", "ID", registry, "The supplier that is replaced."),
        argument(
            "by", "ID | None", registry, "The supplier that takes its place, if one is known."
        ),
        argument("services", "list[ID] | None", registry, "Only for these services."),
    ]
    said = "What changes hands, and what is exposed, if a supplier is replaced?"
    return question_field("substitution", "Substitution", resolve, registry, said, arguments)


def resolve(
    source: None,
    context: Context,
    supplier: str,
    by: str | None = None,
    services: list[str] | None = None,
) -> Substitution:
    """The finished answer."""
    return substitution(context.snapshot, supplier, context.day(), by, services)


def _fields(registry: Registry) -> list[PlainField]:
    def supplier(source: Substitution, context: Context) -> Node:
        return one(context.on(source.impact.snapshot), source.supplier)

    def by(source: Substitution, context: Context) -> Node | None:
        snapshot = context.on(source.impact.snapshot)
        return None if source.by is None else one(snapshot, source.by)

    def whole(source: Substitution, context: Context) -> ImpactAnswer:
        return ImpactAnswer.of(context, source.impact)

    return [
        PlainField("verdict", "str", registry, "The answer in one sentence."),
        ComputedField("supplier", "Supplier", supplier, registry, "Who is replaced."),
        ComputedField("by", "Supplier | None", by, registry, "Who takes its place."),
        ComputedField("impact", "Impact", whole, registry, "All of it, under the sourcing lens."),
        *(affected_field(name, said, registry, kind) for name, (kind, said) in LISTS.items()),
    ]
