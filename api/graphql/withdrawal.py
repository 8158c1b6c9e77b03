"""The mutation by which a steward withdraws a source, the difference first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from access.permission import role_of_mutation
from api.graphql.change_set import DOOR
from api.graphql.context import Context
from api.graphql.field import ComputedField, argument
from api.graphql.registry import Registry
from api.graphql.upload import DIFFERENCE
from application.author import Author
from graph_model.changes import Via

if TYPE_CHECKING:
    from application.upload_difference import UploadDifference

NAME = "withdrawSource"


def withdrawal_fields(registry: Registry) -> list[ComputedField]:
    """The mutation ``withdrawSource``."""
    said = (
        "End all that a source says; what others or people say stays. Without approve nothing is "
        "written: what would change is told, and what that would mean."
    )
    given = [
        argument("name", "str", registry, "The source, as facts name it."),
        argument("approve", "str | None", registry, "The difference, as it was told.", None),
        argument("first", "int", registry, "So much of each list.", 100),
        argument("reason", "str | None", registry, "Why, for the journal.", None),
    ]
    return [ComputedField(NAME, DIFFERENCE, _withdraw, registry, said, given)]


def _withdraw(
    source: None,
    context: Context,
    name: str,
    approve: str | None = None,
    first: int = 100,
    reason: str | None = None,
) -> UploadDifference:
    from application.load_meaning import meaning_of
    from application.upload_difference import Wish, told
    from application.withdrawal import withdraw

    graph, who = context.graph, context.identity
    who.require(role_of_mutation(NAME), NAME)
    author = Author(who.name, Via(DOOR, who.key), reason)
    report = withdraw(graph, name, approve, author, who.viewer)
    meaning = [] if report.applied else meaning_of(graph, report)
    return told(report, graph.model, Wish(first=first), meaning, [])
