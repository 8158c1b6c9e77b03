"""Connections to ticketing tools, what they delivered, and what somebody does about either.

None is added or taken away here: one names a variable of the server's environment, and an address
that it is sent to, which nobody should be able to say over the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import Any, get_args, get_type_hints

from strawberry.types.arguments import StrawberryArgument

from access.permission import role_of_mutation, role_of_query
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.registry import Registry
from graph_model.errors import InvalidQuestion, LimitExceeded, Problem
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.connection_use import KIND as USE
from graph_model.ledger.connection_use import ConnectionUse
from graph_model.ledger.delivery import Delivery, DeliveryState

CONNECTION, USED, DELIVERY = "ToolConnection", "ToolConnectionUse", "ToolDelivery"
PROBLEM, STATE = "ToolProblem", "ToolDeliveryState"
_WRITTEN: dict[Any, str] = {
    str: "str",
    str | None: "str | None",
    int: "int",
    int | None: "int | None",
    bool: "bool",
    tuple[str, ...]: "list[str]",
    tuple[str, ...] | None: "list[str] | None",
    dict[str, Any]: "JSON",
}
"""How the types of records are written in the schema."""
_PROBLEM = {
    "where": "What it is about.",
    "found": "What was found.",
    "expected": "What was expected.",
    "advice": "What to do; empty: it goes without saying.",
}


def connection_queries(registry: Registry) -> list[ComputedField]:
    """The root fields ``toolConnections`` and ``deliveries``, and the types that they tell."""
    _types(registry)
    given = [
        *_name(registry),
        argument("state", STATE, registry, "Of which state.", DeliveryState.DEAD),
        argument("first", "int", registry, "So many, a page of them at most.", 100),
        argument("after", "ID | None", registry, "Those behind this one, by their ids.", None),
    ]
    told = "The connections to ticketing tools, by name; of their secrets nothing is told."
    delivered = "What a connection delivered, by id, and why it is dead or waits; not its bodies."
    return [
        ComputedField("toolConnections", f"list[{CONNECTION}]", _connections, registry, told),
        ComputedField("deliveries", f"list[{DELIVERY}]", _deliveries, registry, delivered, given),
    ]


def connection_mutations(registry: Registry) -> list[ComputedField]:
    """The mutations that pause, resume, sync and test a connection, and replay what it brought."""
    ids = argument(
        "ids", "list[ID] | None", registry, "These alone; absent: all that are dead.", None
    )
    named = _name(registry)
    declared: Sequence[tuple[str, str, Callable[..., Any], str, Sequence[StrawberryArgument]]] = (
        (
            "pauseConnection",
            CONNECTION,
            _paused(True),
            "Ask and write nothing; deliveries are taken in, and wait.",
            named,
        ),
        (
            "resumeConnection",
            CONNECTION,
            _paused(False),
            "Go on with a connection that was paused, from where it was.",
            named,
        ),
        (
            "replayDelivery",
            f"list[{DELIVERY}]",
            _replay,
            "Have deliveries processed again.",
            [*named, ids],
        ),
        (
            "syncConnection",
            CONNECTION,
            _sync,
            "Have all open tickets read anew, as at first; syncedAt says when they were.",
            named,
        ),
        (
            "testConnection",
            f"list[{PROBLEM}]",
            _test,
            "Go there and back: what is missing of rights, fields and webhooks; none: all is well.",
            named,
        ),
    )
    return [
        ComputedField(name, answers, _allowed(name, resolve), registry, said, arguments)
        for name, answers, resolve, said, arguments in declared
    ]


def _name(registry: Registry) -> list[StrawberryArgument]:
    return [argument("name", "str", registry, "The connection.")]


def _types(registry: Registry) -> None:
    registry.enum(STATE, list(DeliveryState), "How far a delivery has come.")
    hidden = {"secret", "password"}
    used = _read_fields(ConnectionUse, {"name"}, registry)
    registry.object(USED, used, "How far a connection was followed.")
    followed = ComputedField("use", USED, _use, registry, "How far it was followed.")
    fields = [*_read_fields(ToolConnection, hidden, registry), followed]
    registry.object(CONNECTION, fields, "A connection to a ticketing tool.")
    kept = _read_fields(Delivery, {"body", "standing"}, registry)
    registry.object(DELIVERY, kept, "What a ticketing tool delivered; its body is not told.")
    wrong = [PlainField(name, "str", registry, said) for name, said in _PROBLEM.items()]
    registry.object(PROBLEM, wrong, "Something that a connection lacks.")


def _read_fields(record: type, hidden: Set[str], registry: Registry) -> list[PlainField]:
    """The fields of a record as it declares them, but those that are not told."""
    hints = get_type_hints(record, include_extras=True)
    return [
        PlainField(name, _WRITTEN[of], registry, meaning)
        for name, hint in hints.items()
        if name not in hidden
        for of, meaning in [get_args(hint)]
    ]


def _allowed(name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    def allowed(source: None, context: Context, **given: Any) -> Any:
        context.identity.require(role_of_mutation(name), name)
        return resolve(context, **given)

    return allowed


def _use(source: ToolConnection, context: Context) -> ConnectionUse:
    return context.graph.store.record(USE, source.name) or ConnectionUse(source.name)


def _connections(source: None, context: Context) -> list[ToolConnection]:
    from application.tickets.connections import connections

    context.identity.require(role_of_query("toolConnections"), "toolConnections")
    return connections(context.graph)


def _deliveries(
    source: None, context: Context, name: str, state: Any, first: int, after: str | None = None
) -> list[Delivery]:
    from application.tickets.operations import deliveries_page

    context.identity.require(role_of_query("deliveries"), "deliveries")
    if first < 0:
        raise InvalidQuestion([Problem("first", str(first), "0 or more")])
    if first > (most := context.graph.settings.max_page):
        raise LimitExceeded([Problem("first", str(first), f"at most {most}")])
    return deliveries_page(context.graph, name, DeliveryState(state.value), first, after)


def _paused(paused: bool) -> Callable[..., ToolConnection]:
    def resolve(context: Context, name: str) -> ToolConnection:
        from application.tickets.connections import pause

        return pause(context.graph, name, paused)

    return resolve


def _replay(context: Context, name: str, ids: list[str] | None = None) -> list[Delivery]:
    from application.tickets.operations import replay

    return replay(context.graph, name, tuple(ids or ()))


def _sync(context: Context, name: str) -> ToolConnection:
    from application.tickets.operations import ask_sync

    return ask_sync(context.graph, name)


def _test(context: Context, name: str) -> Sequence[Problem]:
    from application.tickets.trial import missing

    return missing(context.graph, name)
