"""The journal in GraphQL: what changed, when, by whom, with whole images before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.registry import Registry
from graph_model.changes import Image, Revision
from graph_model.facts import Fact
from graph_model.model import Model
from graph_model.records import record_of


@dataclass(frozen=True, slots=True)
class JournalImage:
    """A fact in the plain graph file's form, before and after."""

    before: Any
    after: Any


def journal_field(registry: Registry) -> ComputedField:
    """The root field ``journal``, and its types."""
    image = [
        PlainField("before", "JSON | None", registry, "The item or relation before; null: none."),
        PlainField("after", "JSON | None", registry, "It afterwards; null: removed."),
    ]
    registry.object("JournalImage", image, "An item or relation, as the plain graph file has it.")
    registry.object("Revision", _fields(registry), "An entry of the journal: a ChangeSet applied.")
    arguments = [
        argument("since", "int", registry, "Only revisions after this one.", 0),
        argument("first", "int", registry, "How many, the oldest first.", 20),
    ]
    said = "What changed since a revision, oldest first."
    return ComputedField("journal", "list[Revision]", resolve, registry, said, arguments)


def resolve(source: None, context: Context, since: int, first: int) -> list[Revision]:
    """The revisions up to the one that the request is answered from."""
    return context.graph.journal(since, context.snapshot.revision, context.page(first) or 0)


def _fields(registry: Registry) -> list[PlainField]:
    def count(source: Revision, context: Context) -> int:
        return len(source.images)

    def images(source: Revision, context: Context, first: int, skip: int) -> list[JournalImage]:
        shown = source.images[max(0, skip) :][: context.page(first)]
        context.meter.spend(len(shown))
        return [image_of(image, context.graph.model) for image in shown]

    arguments = [
        argument("first", "int", registry, "How many.", 100),
        argument("skip", "int", registry, "How many to leave out at the start.", 0),
    ]
    return [
        PlainField("number", "int", registry, "Its number, one more than the one before."),
        PlainField("change_set", "ID", registry, "The id of its ChangeSet, its author's choice."),
        PlainField("recorded_at", "DateTime", registry, "When it was applied."),
        PlainField("author", "str", registry, "Who applied it."),
        PlainField("source", "str", registry, "Where it came from."),
        PlainField("digest", "str", registry, "The SHA-256 of its content."),
        ComputedField("count", "int", count, registry, "How many items and relations it changed."),
        ComputedField(
            "images", "list[JournalImage]", images, registry, "What it changed.", arguments
        ),
    ]


def image_of(image: Image, model: Model) -> JournalImage:
    """A journaled image in the plain graph file's form."""
    return JournalImage(_record(image.before, model), _record(image.after, model))


def _record(fact: Fact | None, model: Model) -> object:
    return None if fact is None else record_of(fact, model)
