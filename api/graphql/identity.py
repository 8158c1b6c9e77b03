"""The mutations by which a steward decides which items are one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from access.permission import role_of_mutation
from api.graphql.change_set import DOOR
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.registry import Registry
from api.graphql.told import told_type
from application.author import Author
from application.identities import Decided, accept, reject, split
from graph_model.changes import Via
from queries.answers.telling import Shown
from queries.graph.identities import DecidedPair

PAYLOAD = "DecideIdentityPayload"


@dataclass(frozen=True, slots=True)
class IdentityDecided:
    """What each of the mutations answers."""

    decided: Shown
    revision: int | None


def identity_fields(registry: Registry) -> list[ComputedField]:
    """The mutations ``acceptIdentity``, ``rejectIdentity`` and ``splitIdentity``."""
    payload = [
        PlainField("decided", told_type(DecidedPair, registry), registry, "The decision kept."),
        PlainField("revision", "int | None", registry, "The revision that it made, if it did."),
    ]
    registry.object(PAYLOAD, payload, "A decision about items that may be one.")
    one = argument("one", "ID", registry, "The item that keeps its id and its name.")
    first = argument("one", "ID", registry, "One item, by id or alias.")
    other = argument("other", "ID", registry, "The other, by id or alias.")
    merged = argument("other", "ID", registry, "The id that was merged into another.")
    reason = argument("reason", "str | None", registry, "Why, for the journal.", None)
    said = (
        "Make two items one: the other's relations, aliases, and the fields that the first has "
        "not, go to it."
    )
    apart = "Keep two items apart: they are not proposed again, and no load makes them one."
    back = "Take a merge back: the item is one of its own again, and stays so."
    return [
        ComputedField(
            "acceptIdentity",
            PAYLOAD,
            _two("acceptIdentity", accept),
            registry,
            said,
            [one, other, reason],
        ),
        ComputedField(
            "rejectIdentity",
            PAYLOAD,
            _two("rejectIdentity", reject),
            registry,
            apart,
            [first, other],
        ),
        ComputedField("splitIdentity", PAYLOAD, _split, registry, back, [merged, reason]),
    ]


def _two(name: str, decide: Callable[..., Decided]) -> Callable[..., IdentityDecided]:
    """What resolves a decision about two items."""

    def resolve(
        source: None, context: Context, one: str, other: str, reason: str | None = None
    ) -> IdentityDecided:
        viewer = context.identity.viewer
        return _told(context, name, reason, partial(decide, context.graph, one, other), viewer)

    return resolve


def _split(
    source: None, context: Context, other: str, reason: str | None = None
) -> IdentityDecided:
    return _told(context, "splitIdentity", reason, partial(split, context.graph, other))


def _told(
    context: Context,
    name: str,
    reason: str | None,
    decide: Callable[..., Decided],
    *more: object,
) -> IdentityDecided:
    who = context.identity
    who.require(role_of_mutation(name), name)
    done = decide(Author(who.name, Via(DOOR, who.key), reason), *more)
    view = context.asker.view().on(context.graph.snapshot())
    return IdentityDecided(Shown(DecidedPair(done.made), view), done.revision)
