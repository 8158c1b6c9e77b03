"""The mutation that undoes a revision, or shows what would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from access.permission import role_of_mutation
from api.graphql.change_set import Applied, applied
from api.graphql.context import Context
from api.graphql.field import ComputedField, InputField, PlainField, argument
from api.graphql.registry import Registry
from application.revert import reversal
from graph_model.change_file import change_set_record
from graph_model.facts import Record


@dataclass(frozen=True, slots=True)
class Reverted:
    """What the mutation answers: the ChangeSet, and what applying it made, if it was applied."""

    change_set: Record
    applied: Applied | None


def revert_field(registry: Registry) -> ComputedField:
    """The mutation ``revertRevision``, its input and its payload."""
    given = [
        InputField("revision", "int", registry, "The revision to undo."),
        InputField("reason", "str | None", registry, "Why, for the journal."),
        InputField("dryRun", "bool | None", registry, "Only show what would be applied."),
    ]
    registry.input("RevertRevisionInput", given, "A revision that is to be undone.")
    payload = [
        PlainField("change_set", "JSON", registry, "The ChangeSet that undoes it, in file form."),
        PlainField(
            "applied", "ApplyChangeSetPayload | None", registry, "What it made; null: a dry run."
        ),
    ]
    registry.object("RevertRevisionPayload", payload, "A revision that was undone, or would be.")
    said = "Undo a revision. Refused, with each item, where later changes stand on what it made."
    arguments = [argument("input", "RevertRevisionInput", registry, "The revision.")]
    return ComputedField(
        "revertRevision", "RevertRevisionPayload", resolve, registry, said, arguments
    )


def resolve(source: None, context: Context, input: dict[str, Any]) -> Reverted:
    """Undo it, and keep the snapshot current."""
    context.identity.require(role_of_mutation("revertRevision"), "revertRevision")
    graph = context.graph
    undoing = reversal(graph, input["revision"], context.identity.viewer, input.get("reason"))
    record = change_set_record(undoing, graph.model)
    return Reverted(record, None if input.get("dryRun") else applied(context, undoing))
