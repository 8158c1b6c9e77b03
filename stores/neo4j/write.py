"""Images to the graph: how a planned ChangeSet is written, in a few statements over columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from neo4j import ManagedTransaction

from graph_model.changes import Image
from graph_model.declare import Kind, RelationType
from graph_model.facts import Item, Relation, RelationKey
from graph_model.model import Model
from graph_model.state import aliases_of
from graph_model.values import Value
from stores.neo4j.lookup import PresentNodes
from stores.neo4j.names import ALIAS, BY_ALIAS, ITEM, quoted

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
_NEW_ITEMS = """
    UNWIND range(0, size($id) - 1) AS row
    CREATE (n:{item}:{kind} {{id: $id[row], {fields}}}) {open}
    RETURN collect(row) AS rows, collect(id(n)) AS nodes
"""
CHANGED_ITEMS = """
    UNWIND range(0, size($ids) - 1) AS row
    MATCH (n) WHERE id(n) = $ids[row] SET n += $properties[row]
"""
MENDED_ITEMS = """
    UNWIND range(0, size($ids) - 1) AS row
    MATCH (n) WHERE id(n) = $ids[row] REMOVE n{kinds} SET n:{kind} SET n = $properties[row]
"""
NEW_RELATIONS = """
    UNWIND range(0, size($start) - 1) AS row
    MATCH (a) WHERE id(a) = $start[row]
    MATCH (b) WHERE id(b) = $end[row]
    CREATE (a)-[:{type} {{{fields}}}]->(b)
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


def free_aliases(images: Sequence[Image]) -> Statement:
    """The statement that removes whatever holds the aliases of the images: they are free."""
    items = [image.after for image in images if isinstance(image.after, Item)]
    return Statement(_FREE_ALIASES, {"aliases": [a for item in items for a in aliases_of(item)]})


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
    new: dict[str, list[Item]] = defaultdict(list)
    mended: dict[str, list[Item]] = defaultdict(list)
    changed: list[Image] = []
    for image in images:
        assert isinstance(image.after, Item)
        if image.before is not None:
            changed.append(image)
        else:
            on_node = image.after.id in present.nodes
            (mended if on_node else new)[image.after.kind].append(image.after)
    for kind in sorted(mended):
        properties = [{"id": item.id, **item.fields} for item in mended[kind]]
        ids = [present.nodes[item.id] for item in mended[kind]]
        yield Statement(_mend(kind, model), {"ids": ids, "properties": properties})
    if changed:
        ids = [present.nodes[str(image.ref)] for image in changed]
        deltas = [_delta(image, present) for image in changed]
        yield Statement(CHANGED_ITEMS, {"ids": ids, "properties": deltas})
    for kind in sorted(new):
        yield _new_items(model.kind_by_name[kind], new[kind])


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


def _mend(kind: str, model: Model) -> str:
    names = model.kind_by_name
    kinds = "".join(f":{quoted(name, names)}" for name in names)
    return MENDED_ITEMS.format(kinds=kinds, kind=quoted(kind, names))


def _new_items(kind: Kind, items: Sequence[Item]) -> Statement:
    names = [field.name for field in kind.fields]
    ids = [item.id for item in items]
    parameters: dict[str, Any] = {"id": ids} | _columns(items, names)
    if kind.open:
        declared = set(names)
        parameters["open"] = [
            {name: value for name, value in item.fields.items() if name not in declared}
            for item in items
        ]
    text = _NEW_ITEMS.format(
        item=ITEM,
        kind=quoted(kind.name, {kind.name}),
        fields=_pattern(names),
        open="SET n += $open[row]" if kind.open else "",
    )
    return Statement(text, parameters, ids)


def _relations(images: Iterable[Image], present: PresentNodes, model: Model) -> Iterator[Statement]:
    """Put relations: on the relationships that are some already, and on new ones."""
    new: dict[str, list[Relation]] = defaultdict(list)
    changed: list[Image] = []
    for image in images:
        assert isinstance(image.after, Relation)
        if image.before is not None:
            changed.append(image)
        else:
            new[image.after.type].append(image.after)
    if changed:
        ids = [present.relationships[cast("RelationKey", i.ref)][0] for i in changed]
        deltas = (_delta(image, present) for image in changed)
        properties = dict(zip(map(str, ids), deltas, strict=True))
        yield Statement(CHANGED_RELATIONS, {"ids": ids, "properties": properties})
    for type_ in sorted(new):
        yield _new_relations(model.relation_by_name[type_], new[type_], present)


def _new_relations(
    type_: RelationType, relations: Sequence[Relation], present: PresentNodes
) -> Statement:
    names = [field.name for field in type_.fields]
    parameters: dict[str, Any] = _columns(relations, names)
    if type_.discriminator:
        parameters[_column(type_.discriminator)] = [
            relation.discriminator or None for relation in relations
        ]
    parameters["start"] = [present.nodes[relation.start] for relation in relations]
    parameters["end"] = [present.nodes[relation.end] for relation in relations]
    text = NEW_RELATIONS.format(type=quoted(type_.name, {type_.name}), fields=_pattern(names))
    return Statement(text, parameters)


F = TypeVar("F", Item, Relation)


def _columns(facts: Sequence[F], names: Sequence[str]) -> dict[str, Any]:
    """One list of values a field, null where absent: a property set to null is none at all."""
    return {_column(name): [fact.fields.get(name) for fact in facts] for name in names}


def _pattern(names: Sequence[str]) -> str:
    """The properties of a pattern, each from its column."""
    declared = set(names)
    return ", ".join(f"{quoted(n, declared)}: ${_column(n)}[row]" for n in names)


def _column(name: str) -> str:
    """The parameter of a field's column: apart from those that are not fields."""
    return f"field_{name}"
