"""Facts back to a plain graph file, which is read as the same facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import orjson

from graph_model.facts import Fact, Item
from graph_model.model import Model
from graph_model.records import record_of


def in_order(facts: Iterable[Fact], model: Model) -> list[Fact]:
    """Items by kind and id, then relations by type, start, end and discriminator.

    The same facts are the same file, in whatever order a store has them.
    """
    kinds = {kind.name: n for n, kind in enumerate(model.kinds)}
    types = {relation.name: n for n, relation in enumerate(model.relations)}

    def place(fact: Fact) -> tuple[int | str, ...]:
        if isinstance(fact, Item):
            return 0, kinds[fact.kind], fact.id
        return 1, types[fact.type], fact.start, fact.end, fact.discriminator

    return sorted(facts, key=place)


def write_lines(facts: Iterable[Fact], model: Model) -> Iterator[bytes]:
    """The facts as JSON lines: one item or relation a line, each with its newline.

    Read again, they are the same facts; items should come before relations.
    """
    for fact in facts:
        yield orjson.dumps(record_of(fact, model)) + b"\n"


def write_graph(facts: Iterable[Fact], model: Model) -> Iterator[bytes]:
    """The facts as one JSON object, one item or relation a line; read again, the same facts."""
    relations: list[Fact] = []
    yield from _listed('{"items": [', _items(facts, relations), model)
    yield from _listed('],\n"relations": [', relations, model)
    yield b"]}\n"


def _items(facts: Iterable[Fact], relations: list[Fact]) -> Iterator[Fact]:
    """The items among the facts; the relations are put aside."""
    for fact in facts:
        if isinstance(fact, Item):
            yield fact
        else:
            relations.append(fact)


def _listed(opening: str, facts: Iterable[Fact], model: Model) -> Iterator[bytes]:
    yield opening.encode()
    separators = chain((b"\n",), iter(lambda: b",\n", None))
    for separator, fact in zip(separators, facts, strict=False):
        yield separator + orjson.dumps(record_of(fact, model))
    yield b"\n"
