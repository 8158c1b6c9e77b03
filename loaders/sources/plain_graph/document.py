"""The plain graph file's documents to rows, whatever text they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from loaders.intake.raw_row import RawRow
from loaders.intake.reading import RowReader
from loaders.intake.rejects import REJECTED
from loaders.intake.source_file import SourceFile

LISTS = ("items", "relations")
SCHEMA = "$schema"
MADE = "said_at"
"""The entry that says when the file was made."""
ROW_WORDS = ("kind", "type", "id", "from", "to", REJECTED)
"""Entries that show an object to be an item or a relation."""

Prepare = Callable[[object], object]


def read_document(
    document: object,
    file: SourceFile,
    rows: RowReader,
    place: str = "",
    prepare: Prepare = lambda raw: raw,
) -> None:
    """Read ``{"said_at": …, "items": […], "relations": […]}``, or one item or relation alone.

    ``place`` names the document in its file; ``prepare`` is given every raw row first.

    Raises:
        UnreadableFile: it is neither.
    """
    if isinstance(document, dict) and is_row(document):
        rows.add(prepare(document), _where(file, document, place or "the whole file"))
        return
    if isinstance(document, dict) and MADE in document:
        rows.made(document[MADE], f"{file.name}, {place}, {MADE}".replace(", ,", ","))
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
    unknown = [name for name in document if name not in (*LISTS, SCHEMA, MADE)]
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
