"""The plain graph file as one JSON object."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_model.model import Model
from loaders import plain_lines
from loaders.json_text import parse_json
from loaders.plain_graph import LISTS, ROW_WORDS, SCHEMA, read_document
from loaders.reading import Loader, Progress, RowReader, SourceReading
from loaders.source_file import Head, SourceFile

_WORDS = "|".join(map(re.escape, (*LISTS, SCHEMA, *ROW_WORDS)))
_OPENING = re.compile(rf'\s*\{{\s*(\}}|"({_WORDS})"\s*:)')


@dataclass(frozen=True, slots=True)
class PlainJson:
    """Reads ``{"items": […], "relations": […]}``."""

    name: str = "json"
    meaning: str = 'a plain graph file: {"items": […], "relations": […]}'

    def recognises(self, head: Head) -> bool:
        """Whether an object begins with one of the file's own words."""
        return bool(_OPENING.match(head.text)) and not plain_lines.LOADER.recognises(head)

    def read(self, file: SourceFile, model: Model, progress: Progress) -> SourceReading:
        """Everything the file says; see :class:`loaders.reading.Loader`."""
        reading = SourceReading(self.name, file.source)
        read_document(parse_json(file.text(), file), file, RowReader(reading, model, progress))
        return reading


LOADER: Loader = PlainJson()
