"""The mutation that changes facts: apply a ChangeSet, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from access.permission import role_of_mutation
from api.graphql.context import Context
from api.graphql.field import ComputedField, InputField, PlainField, argument
from api.graphql.registry import Registry
from api.graphql.told import told_type
from application.author import Author
from graph_model.change_file import read_change_set
from graph_model.changes import ChangeSet, Revision, Via
from queries.answers.telling import Shown
from queries.graph.journal import JournalEntry, journal_entry

DOOR = SOURCE = "graphql"
"""By which door it came, and from where, as the journal has it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the mutation answers: the revision that it made, or had made when applied before."""

    revision: int
    entry: Shown


def apply_field(registry: Registry) -> ComputedField:
    """The mutation ``applyChangeSet``, its input and its payload."""
    given = [
        InputField("id", "ID", registry, "The ChangeSet's id, chosen by its author."),
        InputField(
            "expectedRevision",
            "int | None",
            registry,
            "The revision it was written for: refused if the graph has moved on; absent: any.",
        ),
        InputField("reason", "str | None", registry, "Why, for the journal."),
        InputField(
            "changes",
            "list[JSON]",
            registry,
            'The changes in file form, each one of {"put": …}, {"set": …}, {"remove": …}.',
        ),
    ]
    registry.input("ApplyChangeSetInput", given, "A ChangeSet: applied as a whole or not at all.")
    payload = [
        PlainField("revision", "int", registry, "The revision that it made."),
        PlainField(
            "entry", told_type(JournalEntry, registry), registry, "The journal's entry of it."
        ),
    ]
    registry.object("ApplyChangeSetPayload", payload, "A ChangeSet that was applied.")
    said = "Apply a ChangeSet. The same id again changes nothing and answers the first revision."
    arguments = [argument("input", "ApplyChangeSetInput", registry, "The ChangeSet.")]
    return ComputedField(
        "applyChangeSet", "ApplyChangeSetPayload", resolve, registry, said, arguments
    )


def resolve(source: None, context: Context, input: dict[str, Any]) -> Applied:
    """Apply it, and keep the snapshot current."""
    context.identity.require(role_of_mutation("applyChangeSet"), "applyChangeSet")
    raw = {"id": input["id"], "changes": input["changes"], "reason": input.get("reason")}
    if (base := input.get("expectedRevision")) is not None:
        raw["base"] = base
    return applied(context, read_change_set(raw, context.graph.model))


def applied(context: Context, change_set: ChangeSet) -> Applied:
    """Apply a ChangeSet of whoever asks, and tell them of it what they may see."""
    viewer = context.identity.viewer
    return told(context, context.graph.apply(change_set, author_of(context), SOURCE, viewer))


def author_of(context: Context, reason: str | None = None) -> Author:
    """Whoever asks, as the journal names them."""
    return Author(context.identity.name, Via(DOOR, context.identity.key), reason)


def told(context: Context, made: Revision) -> Applied:
    """A revision that was made, as far as who asks may see it."""
    graph = context.graph
    view = context.asker.view().on(graph.snapshot())
    return Applied(made.number, Shown(journal_entry(made, view, graph), view))
