"""The plain graph file as JSON lines: for graphs of any size, for exports and for rejects."""

from __future__ import annotations

import re

import orjson

from loaders.intake.json_text import parse_json
from loaders.intake.reading import RowReader
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.sources.plain_graph.document import ROW_WORDS, is_row

_ROW = re.compile(rf'\{{\s*"({"|".join(ROW_WORDS)})"\s*:')


def recognises(file: SourceFile) -> bool:
    """Whether the first line is, or may be, an item or relation by itself."""
    head = file.head()
    line = head.first_line
    if line is None:  # longer than the head
        return bool(_ROW.match(head.text.lstrip()))
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return bool(_ROW.match(line)) and line.endswith("}")
    return isinstance(row, dict) and is_row(row)


def read(file: SourceFile, rows: RowReader) -> None:
    """Read an item or relation a line; blank lines are passed over."""
    for number, line in file.lines():
        if line.strip():
            rows.add(parse_json(line, file, number), f"{file.name}, line {number}")


SOURCE = SourceDeclaration(
    name="jsonl",
    meaning="plain graph records, one item or relation a line (JSON lines)",
    takes=SourceFile,
    recognises=recognises,
    read=read,
)
