"""One GraphQL request from start to end, on one snapshot: a plain function, for any door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from access.identity import Identity
from api.graphql.context import Context
from api.graphql.error import INVALID_DOCUMENT, METHOD_NOT_ALLOWED, cause_of, formatted
from application.graph import Graph
from application.limits import Limits
from graph_model.errors import NotRead, RamifyError

ANY = tuple(OperationType)


def execute(
    schema: strawberry.Schema,
    graph: Graph,
    query: str,
    variables: dict[str, Any] | None = None,
    operation_name: str | None = None,
    allowed: Iterable[OperationType] = ANY,
    limits: Limits | None = None,
    identity: Identity | None = None,
) -> dict[str, Any]:
    """The response: ``{"data", "errors"}``; without ``data`` where nothing was executed.

    ``limits`` bound the variables of who asks from outside; ``identity`` is who asks. Never raises:
    what goes wrong stands in ``errors``, each with a code.
    """
    try:
        if limits is not None:
            limits.check(variables or {}, "variables")
        result = _read_on(
            graph,
            lambda around: schema.execute_sync(
                query,
                variable_values=variables,
                context_value=Context.of(graph, identity, around),
                operation_name=operation_name,
                allowed_operation_types=allowed,
            ),
        )
    except tuple(_REFUSED) as error:
        return _refused(*_REFUSED[type(error)])
    except RamifyError as error:
        return {"errors": [formatted(GraphQLError(str(error), original_error=error))]}
    return _answer(result)


def _read_on(graph: Graph, run: Callable[[Sequence[str]], ExecutionResult]) -> ExecutionResult:
    """The result of a request that may follow what it found beyond what was read with it.

    Where the store is asked level by level, relations can be followed one step more each time: the
    request is run again, with what stands around the items that it came to. What is told so is
    nowhere but in questions, so that nothing is changed twice.
    """
    around: dict[str, None] = {}
    for _ in range(graph.settings.max_depth):
        result = run(tuple(around))
        fresh = [id_ for id_ in _unread(result) if id_ not in around]
        if not fresh:
            break
        around |= dict.fromkeys(fresh)
    return result


def _unread(result: ExecutionResult) -> Iterator[str]:
    """The ids around which something was asked for that was not read."""
    for error in result.errors or ():
        cause = cause_of(error)
        if isinstance(cause, NotRead):
            yield from cause.ids


_REFUSED: Mapping[type[Exception], tuple[str, str]] = {
    MissingQueryError: (INVALID_DOCUMENT, "document: found nothing, expected GraphQL"),
    CannotGetOperationTypeError: (
        INVALID_DOCUMENT,
        "operationName: expected the name of one operation",
    ),
    InvalidOperationTypeError: (
        METHOD_NOT_ALLOWED,
        "operation: found a mutation, expected it in a POST",
    ),
}
"""What is said of a request in which nothing can be executed: the code and the message."""


def _answer(result: ExecutionResult) -> dict[str, Any]:
    """The response, with ``data`` where something was executed, and ``errors`` where there are."""
    errors = result.errors or ()
    executed = result.data is not None or any(error.path for error in errors)
    answer: dict[str, Any] = {"data": result.data} if executed else {}
    return answer | ({"errors": [formatted(error) for error in errors]} if errors else {})


def _refused(code: str, message: str) -> dict[str, Any]:
    return {"errors": [formatted(GraphQLError(message, extensions={"code": code}))]}
