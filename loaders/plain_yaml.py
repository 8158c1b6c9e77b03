"""The plain graph file as YAML: for people who write facts by hand, in one document or several."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_model.model import Model
from loaders.plain_graph import LISTS, ROW_WORDS, read_document
from loaders.reading import Loader, Progress, RawRow, RowReader, SourceReading
from loaders.source_file import Head, SourceFile
from loaders.yaml_text import parse_yaml, typed

_WORDS = "|".join((*LISTS, *ROW_WORDS))
_OPENING = re.compile(rf"""(?:\s*(?:\#.*|%.*|---.*|\.\.\.)?\n)*["']?({_WORDS})["']?\s*:""")


@dataclass(frozen=True, slots=True)
class PlainYaml:
    """Reads ``items:`` and ``relations:``, or one item or relation a document."""

    name: str = "yaml"
    meaning: str = "a plain graph file in YAML: items and relations"

    def recognises(self, head: Head) -> bool:
        """Whether the first entry is one of the file's own words."""
        return bool(_OPENING.match(head.text.replace("\r\n", "\n")))

    def read(self, file: SourceFile, model: Model, progress: Progress) -> SourceReading:
        """Everything the file says; see :class:`loaders.reading.Loader`."""
        reading = SourceReading(self.name, file.source)
        rows = RowReader(reading, model, progress)
        for number, document in enumerate(parse_yaml(file.text(), file), 1):
            if document.value is not None or number == 1:
                place = f"document {number} at line {document.line}"
                read_document(document.value, file, rows, place, typed_attributes)
        return reading


def typed_attributes(raw: object) -> object:
    """The row with its open attributes typed: no declared field says what they are."""
    attributes = raw.get("attributes") if isinstance(raw, RawRow) else None
    if not isinstance(raw, RawRow) or not isinstance(attributes, dict):
        return raw
    read = {name: typed(value) for name, value in attributes.items()}
    return RawRow(raw | {"attributes": read}, raw.line, raw.repeated)


LOADER: Loader = PlainYaml()
