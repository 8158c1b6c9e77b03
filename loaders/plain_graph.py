"""The plain graph file, Ramify's neutral form: documents to rows, and facts back to text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import orjson

from graph_model.facts import Fact, Item
from graph_model.model import Model
from graph_model.records import record_of
from loaders.reading import RawRow, Reject, RowReader
from loaders.source_file import SourceFile

LISTS = ("items", "relations")
SCHEMA = "$schema"
ROW_WORDS = ("kind", "type", "id", "from", "to", "_rejected")
"""Entries that show an object to be an item or a relation."""

Prepare = Callable[[object], object]


def read_document(
    document: object,
    file: SourceFile,
    rows: RowReader,
    place: str = "",
    prepare: Prepare = lambda raw: raw,
) -> None:
    """Read ``{"items": […], "relations": […]}``, or one item or relation alone.

    ``place`` names the document in its file; ``prepare`` is given every raw row first.

    Raises:
        UnreadableFile: it is neither.
    """
    if isinstance(document, dict) and is_row(document):
        rows.add(prepare(document), _where(file, document, place or "the whole file"))
        return
    for name, listed in _lists(document, file, place):
        for number, raw in enumerate(listed, 1):
            at = f"{place}, {name}, {number}".removeprefix(", ")
            rows.add(prepare(raw), _where(file, raw, at))


def is_row(document: dict[str, object]) -> bool:
    """Whether an object is an item or relation by itself, and no graph."""
    return not any(name in document for name in LISTS) and any(w in document for w in ROW_WORDS)


def _where(file: SourceFile, raw: object, place: str) -> str:
    """The row's line where it is known, and its place in the document otherwise."""
    line = raw.line if isinstance(raw, RawRow) else 0
    return f"{file.name}, line {line}" if line else f"{file.name}, {place}"


def _lists(document: object, file: SourceFile, place: str) -> Iterator[tuple[str, list[object]]]:
    expected = 'an object with the lists "items" and "relations"'
    if not isinstance(document, dict):
        shown = "nothing" if document is None else f"a {_WORD.get(type(document), 'text')}"
        file.unreadable(place, shown, expected)
    unknown = [name for name in document if name not in (*LISTS, SCHEMA)]
    if unknown or not any(name in document for name in LISTS):
        names = ", ".join(repr(name) for name in unknown[:5]) or "neither"
        file.unreadable(place, names, expected)
    if isinstance(document, RawRow) and document.repeated:
        name = document.repeated[0][0]
        file.unreadable(place, f"{name!r} more than once", f"{name!r} once")
    for name in LISTS:
        listed = document.get(name)
        if listed is not None and not isinstance(listed, list):
            file.unreadable(f"{place}, {name}".removeprefix(", "), str(listed)[:80], "a list")
        yield name, listed or []


_WORD = {list: "list", bool: "truth value", int: "number", float: "number"}


def write_rejects(rejects: Iterable[tuple[str, Reject]]) -> Iterator[bytes]:
    """Rows kept back, each with its source, as JSON lines that can be mended and loaded again."""
    for source, reject in rejects:
        # Not orjson: a reject may be one because of a number of more than 64 bits.
        line = json.dumps(reject.record(source), ensure_ascii=False)
        yield line.encode("utf-8", "backslashreplace") + b"\n"


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
