"""Items by their ids: as Relay asks for them, and on a day, at a revision, under a what-if."""

from __future__ import annotations

from typing import Any

from api.graphql.context import Context
from api.graphql.field import ComputedField, argument
from api.graphql.question import about_of, facts_arguments
from api.graphql.registry import Registry
from graph_model.characters import is_clean
from graph_model.errors import InvalidQuestion, LimitExceeded, Problem
from graph_model.ids import id_problem
from queries.answers.batch import Node
from queries.answers.view import View


def lookup_fields(registry: Registry) -> list[ComputedField]:
    """The root fields ``node``, ``nodes``, ``item``, ``revision`` and ``emptiness``."""
    by_id = argument("id", "ID", registry, "An id or alias.")
    by_ids = argument("ids", "list[ID]", registry, "Ids or aliases, at most a page of them.")
    said = "The item of an id or alias; null where nothing is recorded."
    said_many = "The items of ids or aliases, in their order; null for what is not recorded."
    said_item = "As node, on a day, at a revision, under a what-if."
    said_revision = "The revision of the facts that this request is answered from."
    said_emptiness = "That nothing is recorded, and what to do about it; null where something is."
    dated = [by_id, *facts_arguments(registry)]
    return [
        ComputedField("node", "Node | None", node, registry, said, [by_id]),
        ComputedField("nodes", "list[Node | None]", nodes, registry, said_many, [by_ids]),
        ComputedField("item", "Item | None", item, registry, said_item, dated),
        ComputedField("revision", "int", revision, registry, said_revision),
        ComputedField("emptiness", "str | None", emptiness, registry, said_emptiness),
    ]


def node(source: None, context: Context, id: str) -> Node | None:
    """The item of an id or alias."""
    return _seen(context.view, id)


def nodes(source: None, context: Context, ids: list[str]) -> list[Node | None]:
    """The items of ids or aliases, None for what is not recorded.

    Raises:
        LimitExceeded: there are more than a page may have.
        InvalidQuestion: one has what no id may have, which is not seen.
    """
    if len(ids) > (most := context.graph.settings.max_page):
        raise LimitExceeded([Problem("ids", f"{len(ids)} ids", f"at most {most}")])
    view = context.view
    return view.items([_row(view, id_, "ids") for id_ in ids])


def item(source: None, context: Context, id: str, **given: Any) -> Node | None:
    """The item of an id or alias, of the facts that are named."""
    view = context.asker.view(about_of(given, context))
    return _seen(view, id)


def _seen(view: View, id_: str) -> Node | None:
    """The item of an id or alias.

    Raises:
        InvalidQuestion: it is none: what looks like a recorded one, and is not, is told.
    """
    return view.item(_row(view, id_, "id"))


def _row(view: View, id_: str, argument: str) -> int | None:
    row = view.find(id_)
    if row is None and not is_clean(id_):
        raise InvalidQuestion([Problem(argument, repr(id_)[:80], str(id_problem(id_)))])
    return row


def revision(source: None, context: Context) -> int:
    """The snapshot's revision."""
    return context.asker.snapshot.revision


def emptiness(source: None, context: Context) -> str | None:
    """That the snapshot has no item, in a sentence."""
    return context.view.emptiness
