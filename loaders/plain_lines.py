"""The plain graph file as JSON lines: for graphs of any size, for exports and for rejects."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from graph_model.model import Model
from loaders.json_text import parse_json
from loaders.plain_graph import ROW_WORDS, is_row
from loaders.reading import Loader, Progress, RowReader, SourceReading
from loaders.source_file import Head, SourceFile

_ROW = re.compile(rf'\{{\s*"({"|".join(ROW_WORDS)})"\s*:')


@dataclass(frozen=True, slots=True)
class PlainLines:
    """Reads one item or relation a line; blank lines are passed over."""

    name: str = "jsonl"
    meaning: str = "plain graph records, one item or relation a line (JSON lines)"

    def recognises(self, head: Head) -> bool:
        """Whether the first line is, or may be, an item or relation by itself."""
        line = head.first_line
        if line is None:  # longer than the head
            return bool(_ROW.match(head.text.lstrip()))
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            return bool(_ROW.match(line)) and line.endswith("}")
        return isinstance(row, dict) and is_row(row)

    def read(self, file: SourceFile, model: Model, progress: Progress) -> SourceReading:
        """Everything the file says; see :class:`loaders.reading.Loader`."""
        reading = SourceReading(self.name, file.source)
        rows = RowReader(reading, model, progress)
        for number, line in file.lines():
            if line.strip():
                rows.add(parse_json(line, file, number), f"{file.name}, line {number}")
        return reading


LOADER: Loader = PlainLines()
