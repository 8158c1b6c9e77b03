"""Facts as columns: for graphs that are put together from pieces, not read from a store at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.facts import Fact, Fields, Item, Relation
from graph_model.model import Model
from graph_model.values import Value


def tables_of(facts: Iterable[Fact], model: Model, revision: int) -> Tables:
    """The facts in columns, in any order; a relation's ends must be among them."""
    items: dict[str, list[Item]] = {}
    relations: dict[str, list[Relation]] = {}
    for fact in facts:
        if isinstance(fact, Item):
            items.setdefault(fact.kind, []).append(fact)
        else:
            relations.setdefault(fact.type, []).append(fact)
    every = (item for kind in items.values() for item in kind)
    handles = {item.id: handle for handle, item in enumerate(every)}
    return Tables(
        revision,
        [_item_table(kind, found, handles) for kind, found in items.items()],
        [_relation_table(type_, found, handles, model) for type_, found in relations.items()],
    )


def _item_table(kind: str, items: Sequence[Item], handles: Mapping[str, int]) -> ItemTable:
    ids = [item.id for item in items]
    return ItemTable(kind, ids, [handles[id_] for id_ in ids], _columns([i.fields for i in items]))


def _relation_table(
    type_: str, relations: Sequence[Relation], handles: Mapping[str, int], model: Model
) -> RelationTable:
    discriminator = model.relation_by_name[type_].discriminator
    fields = [
        {**r.fields, discriminator: r.discriminator}
        if discriminator and r.discriminator
        else r.fields
        for r in relations
    ]
    starts, ends = [handles[r.start] for r in relations], [handles[r.end] for r in relations]
    return RelationTable(type_, starts, ends, _columns(fields))


def _columns(rows: Sequence[Fields]) -> dict[str, Column]:
    found: dict[str, tuple[list[int], list[Value]]] = {}
    for row, fields in enumerate(rows):
        for name, value in fields.items():
            at, values = found.setdefault(name, ([], []))
            at.append(row)
            values.append(value)
    return {name: Column(at, values) for name, (at, values) in found.items()}
