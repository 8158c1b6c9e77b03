"""Limits of a GraphQL document: how deep it nests, its aliases spread out, the values in it.

A fragment counts wherever it is spread, but is measured once, so that documents whose fragments
multiply are refused in time linear in their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    FieldNode,
    FloatValueNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    Visitor,
    value_from_ast_untyped,
    visit,
)
from strawberry.extensions import SchemaExtension

from application.limits import Limits
from application.settings import Settings
from graph_model.errors import LimitExceeded, Problem

SEVERAL = "nodes(ids: [...]) asks for many items at once, and a question takes many in `of`"
"""What to do instead of one field with an alias for each item."""
MOST_DIGITS = 400
"""The longest number of a document: that of any finite float, written out."""
_LONG = re.compile(rf"[0-9]{{{MOST_DIGITS + 1}}}")


class NumberLimit(SchemaExtension):
    """Refuse numbers that no value has, before anything makes one of them."""

    def on_validate(self) -> Iterator[None]:
        """Look at the numbers of a document that has so many digits in a row.

        Raises:
            LimitExceeded: a number is longer than it may be.
        """
        asked = self.execution_context
        if asked.graphql_document is not None and _LONG.search(asked.query or ""):
            visit(asked.graphql_document, _Numbers())
        yield


class _Numbers(Visitor):
    """Looks at every number."""

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        _require_short(node.value)

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        _require_short(node.value)


def _require_short(number: str) -> None:
    if len(number) > MOST_DIGITS:
        expected = f"at most {MOST_DIGITS}"
        raise LimitExceeded([Problem("number", f"{len(number):,} characters", expected)])


@dataclass(frozen=True, slots=True)
class Extent:
    """How deep fields nest, and how many of them have an alias."""

    depth: int = 0
    aliases: int = 0

    def beside(self, other: Extent) -> Extent:
        """The extent of both, one after the other."""
        return Extent(max(self.depth, other.depth), self.aliases + other.aliases)


class _Measured:
    """Extents of one document's selections."""

    def __init__(self, context: ValidationContext) -> None:
        self.context = context
        self.fragments: dict[str, Extent] = {}

    def of(self, selections: SelectionSetNode | None) -> Extent:
        total = Extent()
        for selection in selections.selections if selections else ():
            total = total.beside(self._of_one(selection))
        return total

    def _of_one(self, selection: SelectionNode) -> Extent:
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        within = self.of(selection.selection_set)  # type: ignore[attr-defined]
        if not isinstance(selection, FieldNode):
            return within
        aliased = within.aliases + (selection.alias is not None)
        # Introspection nests deep by nature; graphql-core bounds it with a rule of its own.
        asks_schema = selection.name.value in ("__schema", "__type")
        return Extent(0 if asks_schema else within.depth + 1, aliased)

    def _of_fragment(self, name: str) -> Extent:
        if name not in self.fragments:
            self.fragments[name] = Extent()  # a cycle, which another rule reports
            fragment = self.context.get_fragment(name)
            self.fragments[name] = self.of(fragment.selection_set) if fragment else Extent()
        return self.fragments[name]


class _ValueRule(ASTValidationRule):
    """Report values that are larger than they may be, in an operation or in a fragment."""

    of_question: Limits
    of_change: Limits

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        changes = node.operation is OperationType.MUTATION
        self.limits = self.of_change if changes else self.of_question

    def enter_fragment_definition(self, *_: object) -> None:
        self.limits = self.of_question

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        self._check_value(node.name.value, node.value)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        if node.default_value is not None:
            self._check_value(node.variable.name.value, node.default_value)

    def _check_value(self, name: str, value: ValueNode) -> None:
        try:
            self.limits.check(value_from_ast_untyped(value), name)
        except LimitExceeded as error:
            self.report_error(GraphQLError(str(error), value, original_error=error))


def limit_rule(settings: Settings) -> type[ASTValidationRule]:
    """The validation rule that keeps documents within the settings."""

    class LimitRule(_ValueRule):
        """Report operations that nest too deep or have too many aliases as well."""

        of_question, of_change = Limits.of_question(settings), Limits.of_change(settings)

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.measured = _Measured(context)

        def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
            super().enter_operation_definition(node)
            extent = self.measured.of(node.selection_set)
            self._check(
                node, "fields nested deep", extent.depth, settings.max_depth, "ask in parts"
            )
            self._check(node, "aliases", extent.aliases, settings.max_aliases, SEVERAL)

        def _check(
            self, node: OperationDefinitionNode, what: str, found: int, most: int, advice: str
        ) -> None:
            if found > most:
                expected = f"at most {most}"
                message = str(Problem("operation", f"{found} {what}", expected, advice))
                extensions = {"code": LimitExceeded.code}
                self.report_error(GraphQLError(message, node, extensions=extensions))

    return LimitRule
