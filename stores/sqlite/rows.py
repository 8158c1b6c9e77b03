"""Rows as others may have left them: what of one is a fact, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import orjson

from graph_model.declare import Kind, RelationType
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey
from graph_model.ids import id_problem
from graph_model.model import Model
from graph_model.records import (
    Report,
    alias_problems,
    item_problems,
    read_item_fields,
    read_relation_fields,
    relation_problems,
)
from graph_model.values import Value, same
from stores.settlement import FoundFields, FoundItem

READABLE = "a kind or relation of the model, and its fields as a JSON object"


class StoredRow(NamedTuple):
    """A row of items or relations: its kind or type, and the text of its fields."""

    name: str
    text: object

    @property
    def fields(self) -> dict[str, Value] | None:
        """The fields, not validated; None if they are no JSON object."""
        try:
            read = orjson.loads(self.text)  # type: ignore[arg-type]  # whatever others wrote
        except (orjson.JSONDecodeError, TypeError):
            return None
        return read if isinstance(read, dict) else None


def row_fact(ref: Ref, row: StoredRow) -> Fact | None:
    """The fact just as the row has it; None if it cannot be read."""
    fields = row.fields
    if fields is None:
        return None
    if isinstance(ref, RelationKey):
        return Relation(*ref, fields)
    return Item(row.name, ref, fields)


def found_item(
    id_: str, row: StoredRow, was: Fact | None, model: Model, report: Report
) -> FoundItem | None:
    """The item of a row; None if it is none."""
    if problem := id_problem(id_):
        report(Problem(f"the row of {id_!r}", "this id", problem))
        return None
    known = row.name in model.kind_by_name
    if not known and was is None:
        report(Problem(f"the row of {id_}", f"kind {row.name!r}", READABLE))
        return None

    def read(kind: Kind) -> FoundFields:
        return _told(id_, kind, _found(id_, kind, row, was, report), report)

    return FoundItem(row.name if known else None, read)


def found_relation(
    key: RelationKey, row: StoredRow, was: Fact | None, model: Model, report: Report
) -> FoundFields | None:
    """The fields of a relation's row; None if it is no relation."""
    type_ = model.relation_by_name.get(key.type)
    if type_ is None or not _discriminates(type_, key.discriminator):
        report(Problem(f"the row of {key}", "what tells no relation of the model", READABLE))
        return None
    return _told(str(key), type_, _found(str(key), type_, row, was, report), report)


def _discriminates(type_: RelationType, text: str) -> bool:
    field = type_.field(type_.discriminator) if type_.discriminator else None
    if field is None or not text:
        return not text
    try:
        return same(field.read(text), text)
    except ValueError:
        return False


def _found(
    where: str, owner: Kind | RelationType, row: StoredRow, was: Fact | None, report: Report
) -> FoundFields:
    fields = row.fields
    if fields is None:
        report(Problem(f"the row of {where}", "what cannot be read", READABLE))
        return FoundFields({}, tuple(was.fields) if was else ())
    valid: dict[str, Value] = {}
    spoiled: list[str] = []
    for name, value in fields.items():
        problems: list[Problem] = []
        read = _read(owner, name, value, where, problems.append)
        if problems or (name == "aliases" and (problems := alias_problems(read, where))):
            spoiled.append(name)
            for problem in problems:
                report(problem)
        valid |= {n: v for n, v in read.items() if v is not None and name not in spoiled}
    return FoundFields(valid, spoiled)


def _read(
    owner: Kind | RelationType, name: str, value: Value, where: str, report: Report
) -> dict[str, Value | None]:
    if isinstance(owner, RelationType):
        return read_relation_fields({name: value}, owner, where, report)
    declared = owner.field(name) or not owner.open
    raw = {name: value} if declared else {"attributes": {name: value}}
    return read_item_fields(raw, owner, where, report)


def _told(
    where: str, owner: Kind | RelationType, found: FoundFields, report: Report
) -> FoundFields:
    """The fields; what is wrong with them as a whole is reported."""
    for problem in _whole(where, owner, found):
        report(problem)
    return found


def _whole(where: str, owner: Kind | RelationType, found: FoundFields) -> Iterator[Problem]:
    if isinstance(owner, RelationType):
        yield from relation_problems(found.valid, where)
    else:
        told = [Problem(f"{where}, {name}", "", "") for name in found.spoiled]
        yield from item_problems(owner, found.valid, where, told)
