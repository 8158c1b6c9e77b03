r"""GraphML: the graph as a file that yEd, Gephi, networkx and others read.

Nodes and edges have the attributes of :mod:`queries.graph.interchange`, with the types of their
values. A value that is a list is one text, its elements joined by ``|``; within an element ``|`` is
written ``\|`` and ``\`` is written ``\\``. Money, dates and durations are the texts they are kept
as.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph_model.values import Value
from queries.graph.interchange import Attributes, edges, nodes
from queries.graph.xml_text import attribute, escaped
from queries.snapshot.snapshot import Snapshot

SEPARATOR = "|"
_TEXT = "string"
_TYPES = {bool: "boolean", int: "long", float: "double"}
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

Keys = dict[tuple[str, str, str], str]
"""The ids of declared attributes, by "node" or "edge", name and GraphML type."""


def graphml(snapshot: Snapshot, as_of: date | None = None) -> Iterator[str]:
    """The document, line by line: everything, or the relations that hold on a date.

    A node's id is the item's. A name that is text on one item and a number on another is declared
    twice, once a type. What XML cannot hold is replaced: see
    :func:`queries.graph.xml_text.escaped`.
    """
    keys = _keys(snapshot)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<graphml xmlns="{_NAMESPACE}">\n'
    for (side, name, type_), key_id in keys.items():
        named = attribute(name)
        yield f'  <key id="{key_id}" for="{side}" attr.name="{named}" attr.type="{type_}"/>\n'
    yield '  <graph id="ramify" edgedefault="directed">\n'
    for id_, attributes in nodes(snapshot):
        yield f'    <node id="{attribute(id_)}">{_data(attributes, "node", keys)}</node>\n'
    for number, (key, attributes) in enumerate(edges(snapshot, as_of)):
        ends = f'source="{attribute(key.start)}" target="{attribute(key.end)}"'
        data = _data(attributes, "edge", keys)
        yield f'    <edge id="e{number}" {ends}>{data}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _keys(snapshot: Snapshot) -> Keys:
    """Every attribute that some item or relation has, with each type that its values have."""
    discriminators = {
        relation.discriminator for relation in snapshot.model.relations if relation.discriminator
    }
    texts = (("node", ("kind", "name")), ("edge", ("type", *sorted(discriminators))))
    found: dict[tuple[str, str], set[str]] = {
        (side, n): {_TEXT} for side, many in texts for n in many
    }
    for side, columns in (("node", snapshot.base.fields), ("edge", snapshot.base.relation_fields)):
        for name, column in columns.items():
            found.setdefault((side, name), set()).update(map(type_of, column.values))
    for side, name, value in (*_patched("node", snapshot), *_patched("edge", snapshot)):
        found.setdefault((side, name), set()).add(type_of(value))
    named = [(*key, type_) for key in sorted(found) for type_ in sorted(found[key])]
    return {key: f"d{number}" for number, key in enumerate(named)}


def _patched(side: str, snapshot: Snapshot) -> Iterator[tuple[str, str, Value]]:
    """The fields of what the snapshot's patch has changed."""
    items = [item for item in snapshot.patch.items.values() if item]
    for fact in items if side == "node" else snapshot.patch.relations:
        for name, value in fact.fields.items():
            yield side, name, value


def type_of(value: Value) -> str:
    """The GraphML type of a value."""
    return _TYPES.get(type(value), _TEXT)


def _data(attributes: Attributes, side: str, keys: Keys) -> str:
    return "".join(
        f'<data key="{keys[side, name, type_of(value)]}">{escaped(text_of(value))}</data>'
        for name, value in attributes.items()
    )


def text_of(value: Value) -> str:
    """A value as GraphML has it; a list joined by ``|``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return joined(value) if isinstance(value, list) else str(value)


def joined(elements: Iterable[str]) -> str:
    """A list as one text; :func:`parted` gives it back."""
    return SEPARATOR.join(e.replace("\\", "\\\\").replace("|", "\\|") for e in elements)


def parted(text: str) -> list[str]:
    """The list of a joined text."""
    elements, at = [""], 0
    while at < len(text):
        if text[at] == SEPARATOR:
            elements.append("")
        else:
            at += text[at] == "\\"
            elements[-1] += text[at]
        at += 1
    return elements
