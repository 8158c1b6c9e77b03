"""Facts that others spoiled are put right in the graph: what is invalid, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from neo4j import ManagedTransaction

from graph_model.facts import Fact, Fields, Item, Ref, RelationKey
from graph_model.model import Model
from graph_model.values import same
from stores.neo4j.edited import EditedFacts
from stores.neo4j.write import CHANGED_ITEMS, CHANGED_RELATIONS
from stores.settlement import FoundFields

# Writing takes the lock, whatever is written.
LOCK_NODES = "UNWIND $ids AS id MATCH (n) WHERE id(n) = id SET n.id = n.id"
LOCK_RELATIONSHIPS = "MATCH ()-[r]->() WHERE id(r) IN $ids SET r.since = r.since"
RELABEL = """
    UNWIND range(0, size($ids) - 1) AS row
    MATCH (n) WHERE id(n) = $ids[row] REMOVE n:$($every) SET n:$($kinds[row])
"""


def needs_mending(ref: Ref, settled: Mapping[Ref, Fact | None], edited: EditedFacts) -> bool:
    """Whether a reader of the graph would not read a fact as it was settled."""
    now = settled[ref]
    if now is None:
        return False
    if isinstance(now, Item):
        kind, label = edited.kept.model.kind_by_name[now.kind], edited.found.items[now.id].kind
        return label != now.kind or bool(_delta(now.fields, edited.found.items[now.id].read(kind)))
    return bool(_delta(now.fields, edited.found.relations[now.key]))


def _delta(fields: Fields, found: FoundFields) -> dict[str, Any]:
    """The properties to set, and null for those to remove; invalid ones may stay, unread."""
    gone: dict[str, Any] = {name: None for name in found.valid if name not in fields}
    held = found.valid
    return gone | {n: v for n, v in fields.items() if n not in held or not same(held[n], v)}


def lock(tx: ManagedTransaction, refs: Iterable[Ref], edited: EditedFacts) -> None:
    """Wait until nobody else writes to the facts, and let nobody until the transaction ends."""
    refs = list(refs)
    nodes = [edited.nodes[ref].at for ref in refs if not isinstance(ref, RelationKey)]
    links = [edited.relationships[ref] for ref in refs if isinstance(ref, RelationKey)]
    if nodes:
        tx.run(LOCK_NODES, ids=nodes).consume()
    if links:
        tx.run(LOCK_RELATIONSHIPS, ids=links).consume()


def mend(
    tx: ManagedTransaction,
    refs: Iterable[Ref],
    settled: Mapping[Ref, Fact | None],
    edited: EditedFacts,
    model: Model,
) -> None:
    """Make the graph read as it was settled; the facts are locked."""
    facts = [fact for ref in refs if (fact := settled[ref]) is not None]
    items = [fact for fact in facts if isinstance(fact, Item)]
    _relabel(tx, [i for i in items if edited.found.items[i.id].kind != i.kind], edited, model)
    if items:
        found = [edited.found.items[i.id].read(model.kind_by_name[i.kind]) for i in items]
        deltas = [_delta(i.fields, f) for i, f in zip(items, found, strict=True)]
        ids = [edited.nodes[i.id].at for i in items]
        tx.run(CHANGED_ITEMS, ids=ids, properties=deltas).consume()
    links = {
        edited.relationships[f.key]: _delta(f.fields, edited.found.relations[f.key])
        for f in facts
        if not isinstance(f, Item)
    }
    if links:
        properties = {str(id_): delta for id_, delta in links.items()}
        tx.run(CHANGED_RELATIONS, ids=list(links), properties=properties).consume()


def _relabel(
    tx: ManagedTransaction, items: Iterable[Item], edited: EditedFacts, model: Model
) -> None:
    relabeled = list(items)
    if relabeled:
        ids, kinds = [edited.nodes[i.id].at for i in relabeled], [i.kind for i in relabeled]
        tx.run(RELABEL, ids=ids, kinds=kinds, every=list(model.kind_by_name)).consume()
