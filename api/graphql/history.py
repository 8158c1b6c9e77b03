"""The history question in GraphQL: what differs between two revisions, or between two days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.graphql.batch import Batch
from api.graphql.context import Context
from api.graphql.field import ComputedField, InputField, PlainField, argument
from api.graphql.journal import JournalImage, image_of
from api.graphql.registry import Registry
from api.graphql.relation_item import Relation, relations
from application.history import Diff, Point, diff
from graph_model.changes import Image
from graph_model.errors import InvalidQuestion, Problem
from queries.snapshot.rows import Ints

Images = Callable[[Diff], tuple[Image, ...]]
Numbers = Callable[[Diff], Ints]

RECORDED: dict[str, tuple[str, Images]] = {
    "added": ("What was not there.", lambda found: found.recorded.added),
    "changed": ("What was there with other fields.", lambda found: found.recorded.changed),
    "removed": ("What is there no more.", lambda found: found.recorded.removed),
}
RELATIONS: dict[str, tuple[str, Numbers]] = {
    "beginning": ("Relations that hold on the last day only.", lambda found: found.dated.beginning),
    "ceasing": ("Relations that hold on the first day only.", lambda found: found.dated.ceasing),
}
CONTRACTS: dict[str, tuple[str, Numbers]] = {
    "starting": ("Contracts in force on the last day only.", lambda found: found.dated.starting),
    "ending": ("Contracts in force on the first day only.", lambda found: found.dated.ending),
}


@dataclass(frozen=True, slots=True)
class AnsweredPoint:
    """A point as it is answered."""

    revision: int
    date: str


def diff_field(registry: Registry) -> ComputedField:
    """The root field ``diff``, its input and its types."""
    _declare(registry)
    arguments = [
        argument("from", "PointInput", registry, "The one point."),
        argument("to", "PointInput", registry, "The other point."),
    ]
    said = "What was recorded between two revisions, and what begins and ends between two days?"
    return ComputedField("diff", "Diff", resolve, registry, said, arguments)


def resolve(source: None, context: Context, **given: Mapping[str, Any]) -> Diff:
    """The difference.

    Raises:
        InvalidQuestion: a point is neither revision nor day, or there is no such revision.
    """
    first, last = (_point(given[name], name, context) for name in ("from", "to"))
    return diff(context.graph, first, last, context.scope)


def _point(given: Mapping[str, Any], name: str, context: Context) -> Point:
    revision, day = given.get("revision"), given.get("date")
    if revision is None and day is None:
        raise InvalidQuestion([Problem(name, "neither", "a revision or a date")])
    return Point(revision, context.day() if day is None else date.fromisoformat(day))


def _declare(registry: Registry) -> None:
    given = [
        InputField("revision", "int | None", registry, "A revision; absent: the present one."),
        InputField("date", "Date | None", registry, "A day; absent: today."),
    ]
    registry.input("PointInput", given, "A point of the two clocks: at least one is given.")
    point = [
        PlainField("revision", "int", registry, "The revision."),
        PlainField("date", "Date", registry, "The day."),
    ]
    registry.object("Point", point, "A point of the two clocks.")

    def ends(at: int) -> Callable[[Diff, Context], AnsweredPoint]:
        return lambda source, context: AnsweredPoint(
            source.revisions[at], source.days[at].isoformat()
        )

    fields = [
        ComputedField("from", "Point", ends(0), registry, "The one point."),
        ComputedField("to", "Point", ends(1), registry, "The other point."),
        *(_images(name, said, of, registry) for name, (said, of) in RECORDED.items()),
        *(_relations(name, said, of, registry) for name, (said, of) in RELATIONS.items()),
        *(_contracts(name, said, of, registry) for name, (said, of) in CONTRACTS.items()),
        PlainField("hidden", "int", registry, "How many differences more you may not see."),
    ]
    registry.object("Diff", fields, "What differs between two points.")


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of a list, and how many it has."""

    total_count: int
    nodes: list[Any]


def _listed(
    name: str,
    node: str,
    description: str,
    registry: Registry,
    resolve: Callable[[Diff, Context, int], Listed],
) -> ComputedField:
    """A field that answers the first of a list, and how many there are."""

    def make() -> None:
        fields = [
            PlainField("total_count", "int", registry, "How many there are."),
            PlainField("nodes", f"list[{node}]", registry, "The first of them."),
        ]
        registry.object(f"{node}List", fields, f"The first of several: {node}.")

    def answer(source: Diff, context: Context, first: int) -> Listed:
        return resolve(source, context, context.page(first) or 0)

    arguments = [argument("first", "int", registry, "How many.", 100)]
    type_ = registry.once(f"{node}List", make)
    return ComputedField(name, type_, answer, registry, description, arguments)


def _images(name: str, said: str, of: Images, registry: Registry) -> ComputedField:
    def resolve(source: Diff, context: Context, first: int) -> Listed:
        found = of(source)
        context.meter.spend(len(found[:first]))
        nodes: list[JournalImage] = [image_of(i, context.graph.model) for i in found[:first]]
        return Listed(len(found), nodes)

    return _listed(name, "JournalImage", said, registry, resolve)


def _relations(name: str, said: str, of: Numbers, registry: Registry) -> ComputedField:
    def resolve(source: Diff, context: Context, first: int) -> Listed:
        found = of(source)
        on = context.on(source.snapshot)
        nodes: list[Relation] = relations(on, found[:first].tolist())
        return Listed(len(found), nodes)

    return _listed(name, "Relation", said, registry, resolve)


def _contracts(name: str, said: str, of: Numbers, registry: Registry) -> ComputedField:
    def resolve(source: Diff, context: Context, first: int) -> Listed:
        found = of(source)
        nodes = Batch(context.on(source.snapshot), found[:first]).nodes
        return Listed(len(found), list(nodes))

    return _listed(name, "Contract", said, registry, resolve)
