"""The plain graph file as one JSON object."""

from __future__ import annotations

import re

from loaders.intake.json_stream import JsonStream
from loaders.intake.raw_row import RawRow
from loaders.intake.reading import RowReader
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.sources.plain_graph import json_lines
from loaders.sources.plain_graph.document import LISTS, MADE, ROW_WORDS, SCHEMA, read_document

_WORDS = "|".join(map(re.escape, (*LISTS, MADE, *ROW_WORDS)))
# Every sort of file may name its schema: what follows it tells.
_SCHEMA = rf'("{re.escape(SCHEMA)}"\s*:\s*"[^"]*"\s*,?\s*)?'
_OPENING = re.compile(rf'\s*\{{\s*{_SCHEMA}(\}}|"({_WORDS})"\s*:)')


def recognises(file: SourceFile) -> bool:
    """Whether an object begins with one of the file's own words."""
    return bool(_OPENING.match(file.head().text)) and not json_lines.recognises(file)


def read(file: SourceFile, rows: RowReader) -> None:
    """Read it, an item or relation at a time, however long its lines are."""
    text = JsonStream(file)
    if text.ahead() != "{":
        read_document(text.last(text.value()), file, rows)
        return
    entries: dict[str, object] = {}
    repeated: list[tuple[str, object]] = []
    for name in text.members():
        if name in entries:
            repeated.append((name, entries[name]))
        if name in LISTS and text.ahead() == "[":
            entries[name] = []
            for number, raw in enumerate(text.elements(), 1):
                rows.add(raw, f"{file.name}, {name}, {number}")
        else:
            entries[name] = text.value()
    # The lists are read: what is left is what else the object has, and whether it may.
    read_document(text.last(RawRow(entries, repeated=repeated)), file, rows)


SOURCE = SourceDeclaration(
    name="json",
    meaning='a plain graph file: {"items": […], "relations": […]}',
    takes=SourceFile,
    recognises=recognises,
    read=read,
    said_at=MADE,
)
