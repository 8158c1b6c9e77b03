"""A what-if saved, in GraphQL: the ChangeSet file that its edits come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.graphql.context import Context
from api.graphql.edit import edits_of
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.registry import Registry
from graph_model.change_file import change_set_record
from graph_model.facts import Record
from queries.what_if.edit import scenario


@dataclass(frozen=True, slots=True)
class Scenario:
    """Edits as a ChangeSet's file; ``untold`` more changes touch what may not be seen."""

    file: Record
    untold: int

    @property
    def complete(self) -> bool:
        """Whether the file has all of them."""
        return not self.untold

    @property
    def reason(self) -> str | None:
        """Why it has not."""
        hidden = f"{self.untold} more changes touch what you may not see"
        return hidden if self.untold else None


def scenario_field(registry: Registry) -> ComputedField:
    """The root field ``scenario``, and its type."""
    fields = [
        PlainField(
            "file",
            "JSON",
            registry,
            "The ChangeSet's file: ask about its changes again (whatIf), or apply it "
            "(applyChangeSet; its base is the expectedRevision).",
        ),
        PlainField("complete", "bool", registry, "Whether the file has every change."),
        PlainField("reason", "str | None", registry, "Why it has not, if so."),
    ]
    registry.object("Scenario", fields, "A what-if that can be reviewed, asked again, applied.")
    arguments = [
        argument("id", "ID", registry, "The ChangeSet's id, chosen by its author."),
        argument("edits", "list[Edit]", registry, "The edits, in order."),
        argument("asOf", "Date | None", registry, "The day they are made on; absent: today."),
    ]
    said = "The plain changes that some edits come to, as a file; nothing is written."
    return ComputedField("scenario", "Scenario", resolve, registry, said, arguments)


def resolve(
    source: None,
    context: Context,
    id: str,
    edits: Sequence[Mapping[str, Any]],
    asOf: str | None = None,  # noqa: N803
) -> Scenario:
    """The file.

    Raises:
        InvalidChangeSet: an edit is invalid; it names its position.
    """
    model = context.graph.model
    read, day = edits_of(edits, model), context.day(asOf)
    found = scenario(context.snapshot, read, day, id, context.scope)
    return Scenario(change_set_record(found.change_set, model), found.untold)
