"""The graph as networkx, rustworkx and GraphML know graphs: for classical analytics elsewhere.

Everything is typed: a node is an item with ``kind``, ``name`` and its fields; an edge is a relation
with ``type``, its discriminator (``group``, ``role``) and its fields. Nothing is recomputed from
them here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph_model.facts import RelationKey
from graph_model.values import Value
from queries.snapshot.days import day_number
from queries.snapshot.field import relation_values
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    import networkx as nx
    import rustworkx as rx

Attributes = dict[str, Value]
BATCH = 10_000
"""How many items or relations are read together."""


def rows_of(snapshot: Snapshot) -> Ints:
    """The rows of all items that stand."""
    return snapshot.standing(np.arange(snapshot.size, dtype=np.int32))


def relations_of(
    snapshot: Snapshot, as_of: date | None = None, types: Sequence[str] | None = None
) -> Ints:
    """The relations of some types (None: all), that hold on a date (None: whenever), by type."""
    named = [relation.name for relation in snapshot.model.relations] if types is None else types
    numbers = np.concatenate([as_ints([]), *(snapshot.all_relations(name) for name in named)])
    return numbers if as_of is None else snapshot.holding(numbers, day_number(as_of))


def to_networkx(
    snapshot: Snapshot, as_of: date | None = None, types: Sequence[str] | None = None
) -> nx.MultiDiGraph[str]:
    """A networkx MultiDiGraph: nodes by id; edges keyed by relation type and discriminator.

    Node attributes are ``kind`` and the item's fields, edge attributes ``type``, the
    discriminator under its own name and the relation's fields; absent values are absent. With
    ``as_of`` it has only the relations that hold on that date. The graph's own attributes are
    ``revision`` and ``asOf``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph["revision"] = snapshot.revision
    if as_of is not None:
        graph.graph["asOf"] = as_of.isoformat()
    graph.add_nodes_from(nodes(snapshot))
    for key, attributes in edges(snapshot, as_of, types):
        graph.add_edge(key.start, key.end, edge_key(key), **attributes)
    return graph


def edge_key(key: RelationKey) -> str:
    """What tells the edges between two nodes apart: "DEPENDS_ON", "DEPENDS_ON[relays]"."""
    return f"{key.type}[{key.discriminator}]" if key.discriminator else key.type


def nodes(snapshot: Snapshot) -> Iterator[tuple[str, Attributes]]:
    """Every item's id, and its kind, name and present fields, by kind and id; read in bulk."""
    patched = (item.fields for item in snapshot.patch.items.values() if item)
    names = sorted({*snapshot.base.fields, *(name for fields in patched for name in fields)})
    for rows in _batches(snapshot.order.rows(rows_of(snapshot))):
        found: list[Attributes] = [{"kind": snapshot.kind(row)} for row in rows.tolist()]
        for name in names:
            _add(found, name, snapshot.values(rows, name))
        yield from zip(snapshot.ids_of(rows), found, strict=True)


def edges(
    snapshot: Snapshot, as_of: date | None = None, types: Sequence[str] | None = None
) -> Iterator[tuple[RelationKey, Attributes]]:
    """Every relation's key, and its type, discriminator and fields; as :func:`relations_of`."""
    patched = (relation.fields for relation in snapshot.patch.relations)
    of_base = snapshot.base.relation_fields
    names = sorted({*of_base, *(name for fields in patched for name in fields)})
    discriminators = {
        relation.name: relation.discriminator for relation in snapshot.model.relations
    }
    for numbers in _batches(snapshot.order.relations(relations_of(snapshot, as_of, types))):
        keys = [snapshot.key_at(number) for number in numbers.tolist()]
        found: list[Attributes] = [{"type": key.type} for key in keys]
        for key, attributes in zip(keys, found, strict=True):
            if key.discriminator and (discriminator := discriminators[key.type]):
                attributes[discriminator] = key.discriminator
        for name in names:
            _add(found, name, relation_values(snapshot, numbers, name))
        yield from zip(keys, found, strict=True)


def _batches(rows: Ints) -> Iterator[Ints]:
    return (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))


def _add(found: list[Attributes], name: str, values: NDArray[np.object_]) -> None:
    """Give each its value of a field, where it has one."""
    for at in np.flatnonzero(values != None).tolist():  # noqa: E711 - of each element
        found[at][name] = values[at]


def to_rustworkx(
    snapshot: Snapshot, as_of: date | None = None, types: Sequence[str] | None = None
) -> rx.PyDiGraph[int, int]:
    """A rustworkx PyDiGraph: node ``n`` carries the row of the ``n``-th item that stands.

    Edges carry the relations' numbers; :class:`Snapshot` says all else about both. Node indices are
    equal to rows where no item was removed.
    """
    import rustworkx as rx

    rows = rows_of(snapshot)
    numbers = relations_of(snapshot, as_of, types)
    start, end = ends_among(snapshot, rows, numbers)
    graph: rx.PyDiGraph[int, int] = rx.PyDiGraph(multigraph=True)
    graph.add_nodes_from(rows.tolist())
    graph.add_edges_from(list(zip(start.tolist(), end.tolist(), numbers.tolist(), strict=True)))
    return graph


def ends_among(snapshot: Snapshot, rows: Ints, numbers: Ints) -> tuple[Ints, Ints]:
    """The starts and ends of relations, as positions in ``rows`` (which rise)."""
    position: Any = np.full(snapshot.size, -1, np.int32)
    position[rows] = np.arange(len(rows), dtype=np.int32)
    return position[snapshot.starts(numbers)], position[snapshot.ends(numbers)]
