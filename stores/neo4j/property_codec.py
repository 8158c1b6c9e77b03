"""Properties as the graph has them, in kept form: other tools write to it in plain Cypher.

A date that somebody wrote as a temporal value is its ISO text. A value that is invalid is left out,
and so is an item that lacks what its kind requires.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeGuard

import numpy as np
from neo4j.time import Date, DateTime, Duration, Time

from graph_model.declare import Field, Kind, RelationType
from graph_model.facts import Item, Relation
from graph_model.ids import id_problem
from graph_model.model import Model
from graph_model.records import is_alias, item_problems, read_item_fields
from graph_model.values import Shape, Value
from stores.neo4j.names import ITEM
from stores.settlement import FoundFields

_MEMO = 100_000
"""How many readings are remembered: dates, choices and sources repeat."""

_SHARED = 4
"""A column of text is shared where a value stands this often or more, on average."""

_NUMBERS = {Shape.INTEGER: int, Shape.NUMBER: float}


class KeptFields:
    """Reads the properties of one kind or relation type, fast where nothing is wrong."""

    def __init__(self, owner: Kind | RelationType) -> None:
        self._fields = {field.name: field for field in owner.fields}
        self._open = owner if isinstance(owner, Kind) and owner.open else None
        self._memo: dict[tuple[str, type, Any], Value | None] = {}
        self._names: dict[str, bool] = {}

    def value(self, name: str, raw: Any) -> Value | None:
        """The kept form of a property's value; None where it is invalid or has no place there."""
        field = self._fields.get(name)
        if field is None:
            return self._open_value(name, raw)
        if field.shape is Shape.TEXT and type(raw) is str and _is_plain(raw, field):
            return raw
        if isinstance(raw, list):
            return _read(field, raw)
        key = (name, type(raw), raw)
        if key not in self._memo:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            self._memo[key] = _read(field, raw)
        return self._memo[key]

    def column(self, name: str, values: list[Any]) -> list[Any]:
        """The kept forms of many values of one property, equal ones shared, None where invalid."""
        field, types = self._fields.get(name), set(map(type, values))
        if field is None or len(types) > 1 or list in types:
            return [self.value(name, raw) for raw in values]
        if _are_plain_numbers(field, types, values):
            return values
        if field.shape is Shape.TEXT and str in types and len(set(values)) > len(values) // _SHARED:
            return [raw if _is_plain(raw, field) else _read(field, raw) for raw in values]
        kept = {raw: self.value(name, raw) for raw in set(values)}
        return [kept[raw] for raw in values]

    def values(self, properties: Mapping[str, Any]) -> dict[str, Value]:
        """The kept form of every valid property but the id."""
        read = ((name, self.value(name, raw)) for name, raw in properties.items() if name != "id")
        return {name: value for name, value in read if value is not None}

    def found(self, properties: Mapping[str, Any]) -> FoundFields:
        """The properties that have a place there: their values, and which of them are invalid."""
        valid = self.values(properties)
        others = (n for n in properties if n != "id" and n not in valid)
        return FoundFields(valid, {n for n in others if self.problem(n, properties[n])})

    def problem(self, name: str, raw: Any) -> str:
        """What a property that is not kept must be instead; "" where it has no place, or is empty.

        An empty text says that the field is absent.
        """
        field = self._fields.get(name)
        if field is None:
            return "a value that an open attribute can have" if self._open else ""
        try:
            value = field.read(written(raw))
        except ValueError as error:
            return str(error)
        return "" if value is None else "names of its own, as scheme:value"

    def _open_value(self, name: str, raw: Any) -> Value | None:
        if self._open is None:
            return None
        if name not in self._names:
            probe = read_item_fields({"attributes": {name: 0}}, self._open, "", ignore)
            self._names[name] = name in probe
        if self._names[name] and (type(raw) is int or (type(raw) is str and "\x00" not in raw)):
            return raw
        attributes = {name: written(raw)}
        return read_item_fields({"attributes": attributes}, self._open, "", ignore).get(name)


class Kept:
    """Reads nodes and relationships of every kind and type of a model; threads may share it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        owners: tuple[Kind | RelationType, ...] = (*model.kinds, *model.relations)
        self.of = {owner.name: KeptFields(owner) for owner in owners}

    def item(self, labels: Collection[str], properties: Mapping[str, Any]) -> Item | None:
        """The item that a node is; None if it is none, or invalid as a whole."""
        kind, id_ = kind_of(labels, self.model), properties.get("id")
        if kind is None or not is_id(id_):
            return None
        fields = self.of[kind.name].values(properties)
        return None if item_problems(kind, fields, "") else Item(kind.name, id_, fields)

    def relation(self, type_: str, start: str, end: str, properties: Mapping[str, Any]) -> Relation:
        """The relation that a relationship of a declared type is."""
        fields, discriminator = (
            self.of[type_].values(properties),
            self.model.relation_by_name[type_].discriminator,
        )
        marked = str(fields.pop(discriminator, "")) if discriminator else ""
        return Relation(type_, start, end, marked, fields)


def kind_of(labels: Collection[str], model: Model) -> Kind | None:
    """The kind that a node's labels say; None unless they say one."""
    named = [model.kind_by_name[label] for label in labels if label in model.kind_by_name]
    return named[0] if len(named) == 1 and ITEM in labels else None


def is_id(raw: Any) -> TypeGuard[str]:
    """Whether the value of an ``id`` property is an id."""
    return isinstance(raw, str) and id_problem(raw) is None


def written(raw: Any) -> Any:
    """A property's value as a file would write it: temporal values as ISO text."""
    if isinstance(raw, list):
        return [written(one) for one in raw]
    return raw.iso_format() if isinstance(raw, Date | DateTime | Duration | Time) else raw


def _read(field: Field, raw: Any) -> Value | None:
    try:
        value = field.read(written(raw))
    except ValueError:
        return None
    return None if field.name == "aliases" and not _are_aliases(value) else value


def _are_aliases(value: Value | None) -> bool:
    many = value if isinstance(value, list) else []
    return all(map(is_alias, many))


def _are_plain_numbers(field: Field, types: set[type], values: list[Any]) -> bool:
    """Whether the values are numbers of the field's type, all within its bounds."""
    if types != {_NUMBERS.get(field.shape)}:
        return False
    least, most = min(values), max(values)
    bounded = field.bounds is None or (field.bounds.admit(least) and field.bounds.admit(most))
    return bounded and (field.shape is Shape.INTEGER or bool(np.isfinite(values).all()))


def _is_plain(text: str, field: Field) -> bool:
    bounded = field.bounds is None or field.bounds.admit(len(text))
    return bool(text) and "\x00" not in text and bounded


def ignore(_: object) -> None:
    """Tell nobody: only a reconciliation reports what is invalid."""
