"""Graphs drawn as lines of text, so that a test of one small case reads like a table."""

from __future__ import annotations

import re

from graph_model.facts import Fact, Item, Relation
from graph_model.values import Value
from tests.support.graphs import MODEL, Graph, graph_of

ARROW = re.compile(r"(\S+) -(\w+)(?:\[([^\]:]*):?(\d*)\])?-> (\S+)(.*)")
KINDS = {
    "ci": "ConfigurationItem",
    "sla": "ServiceLevelAgreement",
    "ola": "OperatingLevelAgreement",
    "target": "ServiceLevelTarget",
    "metric": "OperatingLevelMetric",
} | {kind.name.lower(): kind.name for kind in MODEL.kinds}
"""What stands before the colon of an id: the kind."""
TRUTH = {"yes": True, "no": False}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
MONEY = re.compile(r"\d+(\.\d+)?_[A-Z]{3}")


def sketch(*lines: str) -> Graph:
    """The graph of lines that are relations, or items with their fields.

    ``service:mail -DEPENDS_ON[relays:2]-> ci:a until=2027-01-01`` is a relation of the group
    "relays" with need 2; ``contract:msa end=2027-06-30 survives_parent=no rights=[audit,step-in]``
    is an item, an underscore in a list or in money (``value=5_USD``) standing for a space. Items
    without a line of their own have a name only.
    """
    items: dict[str, Item] = {}
    relations: list[Fact] = []
    for line in lines:
        if found := ARROW.fullmatch(line):
            start, type_, discriminator, need, end, fields = found.groups()
            needed: dict[str, Value] = {"need": int(need)} if need else {}
            relations.append(
                Relation(type_, start, end, discriminator or "", needed | _fields(fields))
            )
            for id_ in (start, end):
                items.setdefault(id_, _item(id_))
        else:
            id_, _, fields = line.partition(" ")
            items[id_] = _item(id_, **_fields(fields))
    return graph_of([*items.values(), *relations])


def _item(id_: str, **fields: Value) -> Item:
    return Item(KINDS[id_.partition(":")[0]], id_, {"name": id_, **fields})


def _fields(text: str) -> dict[str, Value]:
    pairs = (word.partition("=") for word in text.split())
    return {name: _value(value) for name, _, value in pairs}


def _value(text: str) -> Value:
    if MONEY.fullmatch(text):
        return text.replace("_", " ")
    if text.startswith("["):
        return [word.replace("_", " ") for word in text[1:-1].split(",") if word]
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return TRUTH.get(text, text)
