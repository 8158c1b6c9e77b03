"""A question's field: what all questions take, and the facts that it is then answered from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from strawberry.types.arguments import StrawberryArgument

from api.graphql.context import Context
from api.graphql.edit import edits_of
from api.graphql.field import ComputedField, argument
from api.graphql.registry import Registry


def question_field(
    name: str,
    annotation: str,
    resolve: Callable[..., Any],
    registry: Registry,
    description: str,
    arguments: Sequence[StrawberryArgument] = (),
) -> ComputedField:
    """A root field that takes ``asOf``, ``atRevision`` and ``whatIf`` beside its own arguments.

    ``resolve(source, context, **own)`` finds them in its context: the snapshot is that of the
    revision with the edits on top, and ``context.day()`` the day.
    """

    def ask(
        source: object,
        context: Context,
        asOf: str | None = None,  # noqa: N803
        atRevision: int | None = None,  # noqa: N803
        whatIf: Sequence[Mapping[str, Any]] | None = None,  # noqa: N803
        **own: Any,
    ) -> Any:
        edits = edits_of(whatIf, context.graph.model) if whatIf else []
        return resolve(source, context.about(asOf, atRevision, edits), **own)

    both = [*arguments, *facts_arguments(registry)]
    return ComputedField(name, annotation, ask, registry, description, both)


def facts_arguments(registry: Registry) -> list[StrawberryArgument]:
    """The day, the revision and the edits that every question takes."""
    said_revision = "What was recorded at this revision; absent: what is recorded now."
    said_edits = "Edits laid over the facts, in order; nothing is written."
    return [
        argument("asOf", "Date | None", registry, "The day it is asked for; absent: today."),
        argument("atRevision", "int | None", registry, said_revision),
        argument("whatIf", "list[Edit] | None", registry, said_edits),
    ]
