"""How sure an answer is, in GraphQL."""

from __future__ import annotations

from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from queries.impact.confidence import Confidence, least


def declare_confidence(registry: Registry) -> None:
    """The type ``Confidence``."""

    def oldest(source: Confidence, context: Context) -> str | None:
        return None if source.oldest is None else source.oldest.isoformat()

    said = "The least recent day on which any of the facts was verified; null: none ever was."
    fields = [
        ComputedField("oldest", "Date | None", oldest, registry, said),
        PlainField(
            "weakest_source",
            "str | None",
            registry,
            "The weakest of their sources, by the installation's order; null: unknown, weakest.",
        ),
        PlainField("unverified", "int", registry, "How many of the facts were never verified."),
        PlainField("facts", "int", registry, "How many items and relations it rests on."),
    ]
    registry.object("Confidence", fields, "How sure something is, by the facts it rests on.")


def confidence_field(registry: Registry) -> ComputedField:
    """The field ``confidence`` of an impact: the least over all that is affected."""

    def resolve(source: ImpactAnswer, context: Context) -> Confidence:
        return least(source.impact, source.impact.rows, context.settings.source_order)

    said = "How sure the whole answer is: by everything that stands on a witness."
    return ComputedField("confidence", "Confidence", resolve, registry, said)
