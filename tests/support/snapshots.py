"""Snapshots made from raw plain records, as tests write them."""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.facts import Item, Relation
from graph_model.model import Model, standard_model
from queries.snapshot.snapshot import Snapshot
from tests.support.facts import Raw, kept
from tests.support.graphs import tables


def snapshot_of(*records: Raw, model: Model | None = None) -> Snapshot:
    """The snapshot of some raw items and relations; an item without a name is named by its id."""
    model = model or standard_model()
    named = (raw if "from" in raw else {"name": raw["id"]} | raw for raw in records)
    return snapshot_of_facts((kept(raw, model) for raw in named), model)


def snapshot_of_facts(facts: Iterable[Item | Relation], model: Model) -> Snapshot:
    """The snapshot of kept facts."""
    return Snapshot.of(tables(facts, 1), model)
