"""A graph as plain data, to compare stores strictly: 1, 1.0 and true are three values."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from graph_model.changes import Change, Image, Put, Remove, Revision
from graph_model.facts import Fact, Item, Ref, Relation, ref_of
from graph_model.model import standard_model
from graph_model.state import MemoryState
from stores.protocol import Store

StoredGraph = dict[Ref, bytes]


def graph(facts: Iterable[Fact]) -> StoredGraph:
    """Every fact's canonical JSON by its ref; a ref that comes twice fails."""
    found: StoredGraph = {}
    for fact in facts:
        assert ref_of(fact) not in found, f"{ref_of(fact)} twice"
        found[ref_of(fact)] = canonical(fact)
    return found


def canonical(fact: Fact) -> bytes:
    """A fact as canonical JSON."""
    named = [fact.kind, fact.id] if isinstance(fact, Item) else list(fact.key)
    return orjson.dumps([named, dict(fact.fields)], option=orjson.OPT_SORT_KEYS)


def graph_in(store: Store) -> StoredGraph:
    """The graph that a store holds."""
    return graph(store.read().facts(standard_model()))


def replayed(revisions: Iterable[Revision], undone: Iterable[Revision] = ()) -> StoredGraph:
    """The graph that the images lead to; then some revisions, newest first, taken back."""
    images = [image for revision in revisions for image in revision.images]
    back = [image.undone for revision in undone for image in reversed(revision.images)]
    return graph(laid([*images, *back]).values())


def laid(images: Iterable[Image]) -> dict[Ref, Fact]:
    """The facts that images lead to, one laid over the other."""
    facts: dict[Ref, Fact] = {}
    for image in images:
        if image.after is None:
            facts.pop(image.ref, None)
        else:
            facts[image.ref] = image.after
    return facts


def journaled(revision: Revision) -> tuple[object, ...]:
    """A revision without its moment, its images by ref: their order is not promised."""
    images = {
        image.ref: tuple(fact and canonical(fact) for fact in (image.before, image.after))
        for image in revision.images
    }
    return revision.number, revision.change_set, revision.author, revision.source, images


def put(*facts: Fact) -> tuple[Change, ...]:
    """Changes that put the facts."""
    return tuple(Put(fact) for fact in facts)


def removed(*refs: Ref) -> tuple[Change, ...]:
    """Changes that remove what the refs name."""
    return tuple(Remove(ref) for ref in refs)


def ci(id_: str, **fields: object) -> Item:
    """A configuration item."""
    return Item("ConfigurationItem", id_, {"name": id_, **fields})  # type: ignore[dict-item]


def depends(start: str, end: str, group: str = "", **fields: object) -> Relation:
    """A dependency."""
    return Relation("DEPENDS_ON", start, end, group, fields)  # type: ignore[arg-type]


def state_in(store: Store) -> MemoryState:
    """The whole graph of a store, as a state to compare a load with."""
    return MemoryState(store.read().facts(standard_model()))


NEWER: tuple[Fact, ...] = (
    Item("Source", "source:cmdb", {"name": "CMDB", "role": "own", "rank": 1, "warn_after": "P8D"}),
    Item(
        "Window", "window:freeze", {"name": "Freeze", "type": "freeze", "starts_at": "2026-12-18"}
    ),
    Item("Agency", "agency:tax", {"name": "Tax"}),
    Relation("OWNS", "who:1", "source:cmdb"),
    Relation("APPLIES_TO", "window:freeze", "agency:tax"),
    Relation("SITS_ON", "who:1", "forum:1", "", {"role": "decide"}),
)
"""What stores of the older form did not know, beside ``who:1`` who sits on ``forum:1``."""
