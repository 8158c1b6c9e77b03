"""The plain graph file as one JSON object."""

from __future__ import annotations

import re

from loaders.intake.json_text import parse_json
from loaders.intake.reading import RowReader
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.sources.plain_graph import json_lines
from loaders.sources.plain_graph.document import LISTS, ROW_WORDS, SCHEMA, read_document

_WORDS = "|".join(map(re.escape, (*LISTS, SCHEMA, *ROW_WORDS)))
_OPENING = re.compile(rf'\s*\{{\s*(\}}|"({_WORDS})"\s*:)')


def recognises(file: SourceFile) -> bool:
    """Whether an object begins with one of the file's own words."""
    return bool(_OPENING.match(file.head().text)) and not json_lines.recognises(file)


def read(file: SourceFile, rows: RowReader) -> None:
    """Read all of it."""
    read_document(parse_json(file.text(), file), file, rows)


SOURCE = SourceDeclaration(
    name="json",
    meaning='a plain graph file: {"items": […], "relations": […]}',
    takes=SourceFile,
    recognises=recognises,
    read=read,
)
