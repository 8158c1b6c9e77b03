"""The mutation by which somebody says that facts are still as recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from access.permission import role_of_mutation
from api.graphql.change_set import Applied, applied
from api.graphql.context import Context
from api.graphql.field import ComputedField, InputField, argument
from api.graphql.registry import Registry
from application.still_true import still_true
from graph_model.change_file import read_refs


def still_true_field(registry: Registry) -> ComputedField:
    """The mutation ``stillTrue`` and its input."""
    given = [
        InputField("ids", "list[ID] | None", registry, "Items, by id or alias."),
        InputField(
            "relations",
            "list[JSON] | None",
            registry,
            'Relations, each as {"type": …, "from": …, "to": …}, with its group or role.',
        ),
        InputField("on", "Date | None", registry, "The day they were looked at; absent: today."),
        InputField("reason", "str | None", registry, "Why, or how, for the journal."),
    ]
    registry.input("StillTrueInput", given, "Facts that were found as they are recorded.")
    said = "Say that facts are still true: the day they were verified is set to today."
    arguments = [argument("input", "StillTrueInput", registry, "The facts.")]
    return ComputedField("stillTrue", "ApplyChangeSetPayload", resolve, registry, said, arguments)


def resolve(source: None, context: Context, input: dict[str, Any]) -> Applied:
    """Set their day anew, and keep the snapshot current."""
    context.identity.require(role_of_mutation("stillTrue"), "stillTrue")
    graph, on = context.graph, input.get("on")
    raw = [*({"id": id_} for id_ in input.get("ids") or ()), *(input.get("relations") or ())]
    told = still_true(
        graph,
        read_refs(raw, graph.model),
        context.identity.viewer,
        date.fromisoformat(on) if on else None,
        input.get("reason"),
    )
    return applied(context, told)
