"""Snapshots made from raw plain records, as a store would hand them over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.facts import Item, Relation
from graph_model.model import Model, standard_model
from graph_model.values import Value
from queries.snapshot import Snapshot
from tests.support.facts import Raw, kept


def snapshot_of(*records: Raw, model: Model | None = None) -> Snapshot:
    """The snapshot of some raw items and relations; an item without a name is named by its id."""
    model = model or standard_model()
    named = (raw if "from" in raw else {"name": raw["id"]} | raw for raw in records)
    return snapshot_of_facts((kept(raw, model) for raw in named), model)


def snapshot_of_facts(facts: Iterable[Item | Relation], model: Model) -> Snapshot:
    """The snapshot of kept facts."""
    items: dict[str, list[Item]] = defaultdict(list)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, Item):
            items[fact.kind].append(fact)
        else:
            relations[fact.type].append(fact)
    handles = {item.id: n for n, item in enumerate(one for many in items.values() for one in many)}
    tables = Tables(
        1,
        [_items(kind, many, handles) for kind, many in items.items()],
        [_relations(type_, many, handles, model) for type_, many in relations.items()],
    )
    return Snapshot.of(tables, model)


def _items(kind: str, items: list[Item], handles: Mapping[str, int]) -> ItemTable:
    ids = [item.id for item in items]
    columns = _columns([item.fields for item in items])
    return ItemTable(kind, ids, [handles[id_] for id_ in ids], columns)


def _relations(
    type_: str, relations: list[Relation], handles: Mapping[str, int], model: Model
) -> RelationTable:
    mark = model.relation_by_name[type_].mark
    rows = [{**r.fields, mark: r.mark} if mark and r.mark else r.fields for r in relations]
    starts, ends = ([handles[getattr(r, side)] for r in relations] for side in ("start", "end"))
    return RelationTable(type_, starts, ends, _columns(rows))


def _columns(rows: list[Mapping[str, Value]]) -> dict[str, Column]:
    names = dict.fromkeys(name for row in rows for name in row)
    present = {name: [n for n, row in enumerate(rows) if name in row] for name in names}
    return {name: Column(at, [rows[n][name] for n in at]) for name, at in present.items()}
