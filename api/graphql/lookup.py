"""Items by their ids, and the revision that a request is answered from."""

from __future__ import annotations

from api.graphql.batch import Batch, Node, one
from api.graphql.context import Context
from api.graphql.field import ComputedField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from graph_model.errors import LimitExceeded, Problem
from queries.snapshot.rows import as_ints


def lookup_fields(registry: Registry) -> list[ComputedField]:
    """The root fields ``node``, ``nodes`` and ``revision``."""
    by_id = argument("id", "ID", registry, "An id or alias.")
    by_ids = argument("ids", "list[ID]", registry, "Ids or aliases, at most a page of them.")
    said = "The item of an id or alias; null where nothing is recorded."
    said_many = "The items of ids or aliases, in their order; null for what is not recorded."
    said_revision = "The revision of the facts that this request is answered from."
    return [
        question_field("node", "Item | None", node, registry, said, [by_id]),
        question_field("nodes", "list[Item | None]", nodes, registry, said_many, [by_ids]),
        ComputedField("revision", "int", revision, registry, said_revision),
    ]


def node(source: None, context: Context, id: str) -> Node | None:
    """The item of an id or alias."""
    row = context.snapshot.find(id)
    return None if row is None else one(context, row)


def nodes(source: None, context: Context, ids: list[str]) -> list[Node | None]:
    """The items of ids or aliases, None for what is not recorded.

    Raises:
        LimitExceeded: there are more than a page may have.
    """
    if len(ids) > (most := context.settings.max_page):
        raise LimitExceeded([Problem("ids", f"{len(ids)} ids", f"at most {most}")])
    rows = [context.snapshot.find(id_) for id_ in ids]
    found = iter(Batch(context, as_ints([row for row in rows if row is not None])).nodes)
    return [None if row is None else next(found) for row in rows]


def revision(source: None, context: Context) -> int:
    """The snapshot's revision."""
    return context.snapshot.revision
