"""What a document would do, known before it is executed: where it waits depends on that."""

from __future__ import annotations

from graphql import GraphQLError, OperationType, get_operation_ast, parse


def is_change(document: str, operation_name: str | None, max_tokens: int) -> bool:
    """Whether it is a mutation that would be executed.

    What cannot be executed is none: that it is not, and why, is told as of a question.
    """
    if OperationType.MUTATION.value not in document:  # spares questions from being parsed twice
        return False
    try:
        parsed = parse(document, no_location=True, max_tokens=max_tokens)
    except (GraphQLError, RecursionError):
        return False
    found = get_operation_ast(parsed, operation_name)
    return found is not None and found.operation is OperationType.MUTATION
