"""What every answer says of itself, and the lists of items that answers have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, argument
from api.graphql.order import BY_ID, Ordering
from api.graphql.page import Page, page_of_rows
from api.graphql.registry import Registry
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

BY_IDS = Ordering((BY_ID,))


class Answer(Protocol):
    """A finished answer to a question."""

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""

    @property
    def as_of(self) -> date:
        """The day it is asked for."""

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""

    @property
    def reason(self) -> str | None:
        """Why it is not complete, if it is not."""


class Answered(Protocol):
    """A source that an answer is read from."""

    @property
    def answer(self) -> Answer:
        """The answer it is a part of."""


def answer_fields(registry: Registry) -> list[ComputedField]:
    """The fields ``revision``, ``asOf``, ``complete`` and ``reason`` of a source with an answer."""

    def revision(source: Answered, context: Context) -> int:
        return source.answer.snapshot.revision

    def as_of(source: Answered, context: Context) -> str:
        return source.answer.as_of.isoformat()

    def complete(source: Answered, context: Context) -> bool:
        short = context.graph.cut_short(source.answer.snapshot.revision)
        return source.answer.complete and short is None

    def reason(source: Answered, context: Context) -> str | None:
        return source.answer.reason or context.graph.cut_short(source.answer.snapshot.revision)

    said = "The revision of the facts it is about."
    why = "Why it is not complete, if it is not."
    return [
        ComputedField("revision", "int", revision, registry, said),
        ComputedField("asOf", "Date", as_of, registry, "The day it is asked for."),
        ComputedField("complete", "bool", complete, registry, "Whether nothing was left out."),
        ComputedField("reason", "str | None", reason, registry, why),
    ]


Rows = Callable[[Any, Sequence[str] | None], Ints]
"""The rows of a list, by its source and the kinds asked for (None: all)."""


def items_field(name: str, description: str, registry: Registry, rows: Rows) -> ComputedField:
    """A connection over those of an answer's rows that the viewer may see, by id."""
    arguments = [
        argument("kinds", "list[str] | None", registry, "Of one of these kinds, by name."),
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]

    def resolve(source: Answered, context: Context, **given: Any) -> Page:
        snapshot = source.answer.snapshot
        found = rows(source, given.get("kinds"))
        found = found[context.scope.visible(snapshot)[found]]
        ids = snapshot.ids_of(found)
        by_id = found[as_ints(sorted(range(len(ids)), key=ids.__getitem__))]
        return page_of_rows(context.on(snapshot), by_id, BY_IDS, given)

    return ComputedField(name, "ItemConnection", resolve, registry, description, arguments)


def masked_fields(
    name: str, description: str, registry: Registry, rows: Rows
) -> list[ComputedField]:
    """The connection ``name``, and beside it how many more the viewer may not see."""

    def hidden(source: Answered, context: Context) -> int:
        visible = context.scope.visible(source.answer.snapshot)
        return int((~visible[rows(source, None)]).sum())

    said = f"How many more of {name} there are, of any kind, that you may not see."
    return [
        items_field(name, description, registry, rows),
        ComputedField(f"{name}Hidden", "int", hidden, registry, said),
    ]
