"""Limits of a GraphQL document: how deep it nests and how many aliases it uses, spread out.

A fragment counts wherever it is spread, but is measured once, so that documents whose fragments
multiply are refused in time linear in their text.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
)

from application.settings import Settings
from graph_model.errors import LimitExceeded


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


def limit_rule(settings: Settings) -> type[ASTValidationRule]:
    """The validation rule that keeps documents within the settings."""

    class LimitRule(ASTValidationRule):
        """Report operations that nest too deep or have too many aliases."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.measured = _Measured(context)

        def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
            extent = self.measured.of(node.selection_set)
            self._check(node, "fields nested deep", extent.depth, settings.max_depth)
            self._check(node, "aliases", extent.aliases, settings.max_aliases)

        def _check(self, node: OperationDefinitionNode, what: str, found: int, most: int) -> None:
            if found > most:
                message = f"operation: found {found} {what}, expected at most {most}"
                extensions = {"code": LimitExceeded.code}
                self.report_error(GraphQLError(message, node, extensions=extensions))

    return LimitRule
