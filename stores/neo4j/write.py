"""Images to the graph: how a planned ChangeSet is written, in a few statements over columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from neo4j import ManagedTransaction

from graph_model.changes import Image
from graph_model.facts import Item, Relation, RelationKey
from graph_model.model import Model
from graph_model.state import aliases_of
from graph_model.values import Value
from stores.neo4j.lookup import PresentNodes
from stores.neo4j.names import ALIAS, BY_ALIAS, ITEM

# Relationships are found by a list of ids, not one by one: planned for a graph that had next to
# none, this is a scan, and one scan is bearable where fifty thousand are not.
_REMOVE_RELATIONS = "MATCH ()-[r]->() WHERE id(r) IN $ids DELETE r"
# Detached: whatever relationships other tools have drawn to it go too.
REMOVE_ITEMS = "UNWIND $ids AS id MATCH (n) WHERE id(n) = id DETACH DELETE n"
# Whose they are: a name that was handed on since is another's.
REMOVE_ALIASES = f"""
    UNWIND range(0, size($aliases) - 1) AS row
    WITH $aliases[row] AS alias, $items[row] AS item {BY_ALIAS} WHERE a.item = item DELETE a
"""
_FREE_ALIASES = f"UNWIND $aliases AS alias {BY_ALIAS} DELETE a"
_PUT_ALIASES = f"""
    UNWIND range(0, size($aliases) - 1) AS row
    CREATE (:{ALIAS} {{alias: $aliases[row], item: $items[row]}})
"""
# Kinds and types are values here: what named them in its text would be planned for each alone.
NEW_ITEMS = f"""
    UNWIND range(0, size($kinds) - 1) AS row
    CREATE (n:{ITEM}:$($kinds[row])) SET n = $properties[row]
    RETURN collect(row) AS rows, collect(id(n)) AS nodes
"""
CHANGED_ITEMS = """
    UNWIND range(0, size($ids) - 1) AS row
    MATCH (n) WHERE id(n) = $ids[row] SET n += $properties[row]
"""
MENDED_ITEMS = """
    UNWIND range(0, size($ids) - 1) AS row
    MATCH (n) WHERE id(n) = $ids[row]
    REMOVE n:$($every) SET n:$($kinds[row]) SET n = $properties[row]
"""
NEW_RELATIONS = """
    UNWIND range(0, size($start) - 1) AS row
    MATCH (a) WHERE id(a) = $start[row]
    MATCH (b) WHERE id(b) = $end[row]
    CREATE (a)-[r:$($types[row])]->(b) SET r = $properties[row]
"""
CHANGED_RELATIONS = """
    MATCH ()-[r]->() WHERE id(r) IN $ids
    WITH r, $properties[toString(id(r))] AS properties SET r += properties
"""


class Statement(NamedTuple):
    """A statement and its columns; ``new`` are the ids of the items whose nodes it returns."""

    text: str
    parameters: dict[str, Any]
    new: Sequence[str] = ()


def write(
    tx: ManagedTransaction, images: Sequence[Image], present: PresentNodes, model: Model
) -> None:
    """Make the graph hold every image's after; the head is locked, and ``present`` looked up.

    The server may still be at work on the last statement: whatever the transaction does next waits.
    """
    for text, parameters, new in statements(images, present, model):
        result = tx.run(text, parameters)
        if not new:
            continue
        made = result.single(strict=True)
        for row, node in zip(made["rows"], made["nodes"], strict=True):
            present.nodes[new[row]] = node


def statements(images: Sequence[Image], present: PresentNodes, model: Model) -> Iterator[Statement]:
    """The statements that make the graph hold every image's after, to be run as they come.

    The nodes that a statement returns must be in ``present.nodes`` before the next is asked for.
    What goes is removed before anything is put, so that a name can pass from one item to another.
    """
    yield from _removals(images, present)
    yield from _items([i for i in images if isinstance(i.after, Item)], present, model)
    yield from aliases_written(images)
    yield from _relations([i for i in images if isinstance(i.after, Relation)], present, model)


def free_aliases(images: Sequence[Image]) -> Iterator[Statement]:
    """The statement that removes whatever holds the aliases of the images: they are free."""
    items = [image.after for image in images if isinstance(image.after, Item)]
    if aliases := [alias for item in items for alias in aliases_of(item)]:
        yield Statement(_FREE_ALIASES, {"aliases": aliases})


def aliases_written(images: Sequence[Image]) -> Iterator[Statement]:
    """The statements that bring the nodes of aliases in line with the images."""
    befores, afters = [i.before for i in images], [i.after for i in images]
    gone = [(alias, i.id) for i in befores if isinstance(i, Item) for alias in aliases_of(i)]
    put = [(alias, i.id) for i in afters if isinstance(i, Item) for alias in aliases_of(i)]
    for text, pairs in ((REMOVE_ALIASES, gone), (_PUT_ALIASES, put)):
        if pairs:
            names, owners = zip(*pairs, strict=True)
            yield Statement(text, {"aliases": names, "items": owners})


def _removals(images: Iterable[Image], present: PresentNodes) -> Iterator[Statement]:
    gone = [i.before for i in images if i.before is not None and i.after is None]
    links = [r for f in gone if isinstance(f, Relation) for r in present.relationships[f.key]]
    nodes = [present.nodes[fact.id] for fact in gone if isinstance(fact, Item)]
    if links:
        yield Statement(_REMOVE_RELATIONS, {"ids": links})
    if nodes:
        yield Statement(REMOVE_ITEMS, {"ids": nodes})


def _items(images: Iterable[Image], present: PresentNodes, model: Model) -> Iterator[Statement]:
    """Put items: on nodes that were none, on those that are some already, on new ones."""
    new: list[Item] = []
    mended: list[Item] = []
    changed: list[Image] = []
    for image in images:
        assert isinstance(image.after, Item)
        if image.before is not None:
            changed.append(image)
        else:
            (mended if image.after.id in present.nodes else new).append(image.after)
    if mended:
        ids = [present.nodes[item.id] for item in mended]
        every = list(model.kind_by_name)
        yield Statement(MENDED_ITEMS, {"ids": ids, "every": every, **_whole(mended)})
    if changed:
        ids = [present.nodes[str(image.ref)] for image in changed]
        deltas = [_delta(image, present) for image in changed]
        yield Statement(CHANGED_ITEMS, {"ids": ids, "properties": deltas})
    if new:
        yield Statement(NEW_ITEMS, _whole(new), [item.id for item in new])


def _whole(items: Sequence[Item]) -> dict[str, Any]:
    """The parameters that say what nodes are to be."""
    properties = [{"id": item.id, **item.fields} for item in items]
    return {"kinds": [item.kind for item in items], "properties": properties}


def _delta(image: Image, present: PresentNodes) -> dict[str, Any]:
    """The properties that a fact's fields set, and null for those that they clear."""
    assert image.before is not None
    assert image.after is not None
    before, after = image.before.fields, image.after.fields
    held = (*before, *present.left_out.get(image.ref, ()))
    cleared: dict[str, Any] = {name: None for name in held if name not in after}
    return cleared | {n: v for n, v in after.items() if not _same(before.get(n), v)}


def _same(held: Value | None, value: Value) -> bool:
    """Whether a value need not be written again: 1, 1.0 and true are equal, but not the same."""
    return type(held) is type(value) and held == value and not isinstance(value, float)


def _relations(images: Iterable[Image], present: PresentNodes, model: Model) -> Iterator[Statement]:
    """Put relations: on the relationships that are some already, and on new ones."""
    new: list[Relation] = []
    changed: list[Image] = []
    for image in images:
        assert isinstance(image.after, Relation)
        if image.before is not None:
            changed.append(image)
        else:
            new.append(image.after)
    if changed:
        ids = [present.relationships[cast("RelationKey", i.ref)][0] for i in changed]
        deltas = (_delta(image, present) for image in changed)
        properties = dict(zip(map(str, ids), deltas, strict=True))
        yield Statement(CHANGED_RELATIONS, {"ids": ids, "properties": properties})
    if new:
        yield _new_relations(new, present, model)


def _new_relations(relations: Sequence[Relation], present: PresentNodes, model: Model) -> Statement:
    marks = {type_.name: type_.discriminator for type_ in model.relations}
    parameters = {
        "types": [relation.type for relation in relations],
        "start": [present.nodes[relation.start] for relation in relations],
        "end": [present.nodes[relation.end] for relation in relations],
        "properties": [_properties(relation, marks[relation.type]) for relation in relations],
    }
    return Statement(NEW_RELATIONS, parameters)


def _properties(relation: Relation, mark: str | None) -> dict[str, Value]:
    """What is kept with a relationship; ``mark`` names the property of its discriminator."""
    if mark is None or not relation.discriminator:
        return dict(relation.fields)
    return {**relation.fields, mark: relation.discriminator}
