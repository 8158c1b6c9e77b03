"""Long lists of plain fields, completed column by column instead of item by item.

The stock executor resolves and completes each field of each item by itself; a page of thousands of
rows spends most of its time there. Where a selection is plain (fields that are read from their
source, leaves or single objects of such fields, no directives and no arguments), the same answer is
put together from columns. Anything else, and anything irregular met on the way (an error, a null
where none may be), is left to the stock executor, which begins the list again: so errors and nulls
are its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    InlineFragmentNode,
    SelectionNode,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.graphql.field import DeclaredField, PlainField
from api.graphql.told import ToldField
from graph_model.errors import RamifyError
from queries.answers.batch import Node, Nodes
from queries.answers.columnar import Columnar, taken
from queries.answers.telling import Lines, tell

BULK_AT = 8
"""From so many items on a list is completed in columns."""
IN_COLUMNS, LEFT = "in columns", "left to the stock executor"
"""What a request's lists are counted under."""

Column = Sequence[Any]
_NONE = type(None)


class _Irregular(Exception):
    """The list is left to the stock executor."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one field of the items is read and completed: under a name, by a reader."""

    name: str
    read: Callable[[Sequence[Any]], Column]
    complete: Callable[[Column], Column]


class BulkExecutor(StrawberryGraphQLCoreExecutionContext):
    """The stock executor, with a shorter way for long lists of plain fields.

    Strawberry's extensions see a field at a time and cannot complete a list as one, so that the
    execution context is the one supported place for this.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Plan each selection once a request."""
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, int], tuple[Any, list[_Plan]]] = {}

    def complete_list_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """The list completed in columns, or as the stock executor does it."""
        if isinstance(result, list | Columnar) and len(result) >= BULK_AT:
            counted: Counter[str] = info.context.lists
            try:
                found = list(self._objects(return_type.of_type, field_details_list, result))
            except _Irregular:  # the stock executor meets it again, and tells it
                counted[LEFT] += 1
            else:
                counted[IN_COLUMNS] += 1
                return found
        return super().complete_list_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _objects(self, type_: GraphQLOutputType, details: Any, sources: Sequence[Any]) -> Column:
        """Objects of a type, each source one; None only where the type allows it."""
        sources = _together(sources)
        if not isinstance(sources, Columnar) and any(source is None for source in sources):
            return self._with_gaps(type_, details, sources)
        named = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if is_abstract_type(named):
            return self._by_kind(named, details, sources)
        if not is_object_type(named):
            raise _Irregular
        plans = self._planned(named, details)
        columns = [plan.complete(_read(plan, sources)) for plan in plans]
        return _lines([plan.name for plan in plans], columns)

    def _with_gaps(self, type_: GraphQLOutputType, details: Any, sources: Sequence[Any]) -> Column:
        if isinstance(type_, GraphQLNonNull):
            raise _Irregular
        present = [source for source in sources if source is not None]
        found = iter(self._objects(type_, details, present)) if present else iter(())
        return [None if source is None else next(found) for source in sources]

    def _by_kind(self, type_: GraphQLAbstractType, details: Any, sources: Sequence[Any]) -> Column:
        """Items of several kinds: those of one kind together, then in their order again."""
        if not isinstance(type_, GraphQLInterfaceType) or not _all_nodes(sources):
            raise _Irregular
        completed: list[Any] = [None] * len(sources)
        for kind, positions in _places(sources):
            made = self.schema.type_map[kind]
            ours = _some(sources, positions)
            found = self._objects(made, details, ours)  # type: ignore[arg-type]
            if len(found) == len(completed):
                return found
            for place, one in zip(positions, found, strict=True):
                completed[place] = one
        return completed

    def _planned(self, type_: GraphQLObjectType, details: Any) -> list[_Plan]:
        key = (type_.name, id(details))
        if key not in self._plans:
            # The details are kept beside the plan, so that their id is not given to others.
            self._plans[key] = (details, list(self._plan(type_, details)))
        return self._plans[key][1]

    def _plan(self, type_: GraphQLObjectType, details: Any) -> Iterable[_Plan]:
        if not all(self._is_plain(detail.node) for detail in details):
            raise _Irregular
        grouped, defers, _ = self.collect_subfields(type_, details)
        if defers or not grouped:
            raise _Irregular
        for name, found in grouped.items():
            yield self._field_plan(type_, name, found)

    def _field_plan(self, type_: GraphQLObjectType, name: str, details: Any) -> _Plan:
        asked = details[0].node.name.value
        if asked == "__typename":
            return _Plan(name, lambda sources: [type_.name] * len(sources), _as_is)
        field = self.schema.get_field(type_, asked)
        if field is None:
            raise _Irregular
        return _Plan(name, _reader(field), self._completer(field.type, details))

    def _completer(self, type_: GraphQLOutputType, details: Any) -> Callable[[Column], Column]:
        named = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if is_leaf_type(named):
            return self._leaves(named, required=named is not type_)
        if isinstance(named, GraphQLList):
            return self._lists(named, required=named is not type_)
        return lambda sources: self._objects(type_, details, sources)

    def _leaves(self, type_: GraphQLLeafType, required: bool) -> Callable[[Column], Column]:
        """How leaves are completed: text as it is, anything else as its type has it."""
        text = type_ is GraphQLString or type_ is GraphQLID

        def complete(column: Column) -> Column:
            found = set(map(type, column))
            if (required and _NONE in found) or any(issubclass(t, Exception) for t in found):
                raise _Irregular
            if text and found <= {str, _NONE}:
                return column
            leaf = self.complete_leaf_value
            try:
                return [None if value is None else leaf(type_, value) for value in column]
            except GraphQLError as error:  # a value that the type cannot answer
                raise _Irregular from error

        return complete

    def _lists(self, type_: Any, required: bool) -> Callable[[Column], Column]:
        """How lists of leaves are completed; other lists are left to the stock executor."""
        item = type_.of_type
        named = item.of_type if isinstance(item, GraphQLNonNull) else item
        if not is_leaf_type(named):
            raise _Irregular
        one = self._leaves(named, required=named is not item)

        def complete(column: Column) -> Column:
            lists = all(isinstance(v, list) or (v is None and not required) for v in column)
            if not lists:
                raise _Irregular
            return [None if value is None else list(one(value)) for value in column]

        return complete

    def _is_plain(self, node: FieldNode) -> bool:
        return self._are_plain(node.selection_set.selections if node.selection_set else ())

    def _are_plain(self, selections: Iterable[SelectionNode]) -> bool:
        """Whether nothing below has a directive or an argument."""
        for node in selections:
            if node.directives or (isinstance(node, FieldNode) and node.arguments):
                return False
            if not self._are_plain(self._below(node)):
                return False
        return True

    def _below(self, node: SelectionNode) -> Iterable[SelectionNode]:
        if isinstance(node, FragmentSpreadNode):
            return self.fragments[node.name.value].definition.selection_set.selections
        if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
            return node.selection_set.selections
        return ()


def _read(plan: _Plan, sources: Sequence[Any]) -> Column:
    try:
        return plan.read(sources)
    except RamifyError as error:  # told item by item, each where it is met
        raise _Irregular from error


def _together(sources: Sequence[Any]) -> Sequence[Any]:
    """Items of one batch as such, whatever they came in."""
    if isinstance(sources, Columnar) or set(map(type, sources)) != {Node}:
        return sources
    batch = sources[0].batch
    if any(source.batch is not batch for source in sources):
        return sources
    return Nodes(batch, [source.at for source in sources])


def _all_nodes(sources: Sequence[Any]) -> bool:
    return isinstance(sources, Nodes) or all(isinstance(source, Node) for source in sources)


def _places(sources: Sequence[Any]) -> Iterable[tuple[str, Sequence[int]]]:
    """The positions of each kind's items."""
    if isinstance(sources, Nodes):
        return sources.by_kind()
    places: dict[str, list[int]] = {}
    for at, source in enumerate(sources):
        places.setdefault(source.kind, []).append(at)
    return places.items()


def _some(sources: Sequence[Any], positions: Sequence[int]) -> Sequence[Any]:
    if len(positions) == len(sources):
        return sources
    if isinstance(sources, Columnar):
        return sources.some(positions)
    return taken(sources, positions)


def _lines(names: Sequence[str], columns: Sequence[Column]) -> Column:
    """The objects of some columns; the usual few fields without a loop for each object."""
    match names:
        case [name]:
            return [{name: value} for value in columns[0]]
        case [name, other]:
            return [{name: a, other: b} for a, b in zip(*columns, strict=True)]
        case _:
            return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _as_is(column: Column) -> Column:
    return column


def _reader(field: GraphQLField) -> Callable[[Sequence[Any]], Column]:
    """How the field is read from many sources; only fields that are read from them."""
    declared = (field.extensions or {}).get("strawberry-definition")
    if isinstance(declared, DeclaredField):
        return lambda sources: _declared(declared, sources)
    if isinstance(declared, ToldField):
        return lambda sources: _told(declared, sources)
    if type(declared) is not PlainField:
        raise _Irregular
    return lambda sources: _attribute(declared.python_name, sources)


def _declared(field: DeclaredField, sources: Sequence[Any]) -> Column:
    if isinstance(sources, Nodes):
        return sources.declared(field.declared)
    return [source.value(field.declared) for source in sources]


def _told(field: ToldField, sources: Sequence[Any]) -> Column:
    if isinstance(sources, Lines):
        column = sources.fact(field.fact)
    else:
        column = [tell(field.fact, source, {}) for source in sources]
    return column if isinstance(column, Columnar) else [field.shown(value) for value in column]


def _attribute(name: str, sources: Sequence[Any]) -> Column:
    if isinstance(sources, Columnar):
        return sources.column(name)
    return list(map(attrgetter(name), sources))
