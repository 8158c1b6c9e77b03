"""The plain graph file as YAML: for people who write facts by hand, in one document or several."""

from __future__ import annotations

import re

from loaders.intake.raw_row import RawRow
from loaders.intake.reading import RowReader
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.intake.yaml_text import parse_yaml, typed
from loaders.sources.plain_graph.document import LISTS, MADE, ROW_WORDS, read_document

_WORDS = "|".join((*LISTS, MADE, *ROW_WORDS))
_OPENING = re.compile(rf"""(?:\s*(?:\#.*|%.*|---.*|\.\.\.)?\n)*["']?({_WORDS})["']?\s*:""")


def recognises(file: SourceFile) -> bool:
    """Whether the first entry is one of the file's own words."""
    return bool(_OPENING.match(file.head().text.replace("\r\n", "\n")))


def read(file: SourceFile, rows: RowReader) -> None:
    """Read every document: ``items:`` and ``relations:``, or one item or relation."""
    for number, document in enumerate(parse_yaml(file.text(), file), 1):
        if document.value is not None or number == 1:
            place = f"document {number} at line {document.line}"
            read_document(document.value, file, rows, place, typed_attributes)


def typed_attributes(raw: object) -> object:
    """The row with its open attributes typed: no declared field says what they are."""
    attributes = raw.get("attributes") if isinstance(raw, RawRow) else None
    if not isinstance(raw, RawRow) or not isinstance(attributes, dict):
        return raw
    read = {name: typed(value) for name, value in attributes.items()}
    return RawRow(raw | {"attributes": read}, raw.line, raw.repeated)


SOURCE = SourceDeclaration(
    name="yaml",
    meaning="a plain graph file in YAML: items and relations",
    takes=SourceFile,
    recognises=recognises,
    read=read,
    said_at=MADE,
)
