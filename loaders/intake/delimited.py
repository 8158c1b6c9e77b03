"""A text file of rows (CSV and its kin) to a sheet: encoding and separator found out, and told."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from loaders.intake.encoding import decoded
from loaders.intake.sheet import Sheet
from loaders.intake.source_file import SourceFile

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 300
"""So many rows show what separates a file's cells."""


def read_delimited(file: SourceFile) -> Sheet:
    """The one sheet of a text file.

    Raises:
        UnreadableFile: it is no text, or its quotes do not end.
    """
    try:
        found = decoded(file.content())
    except UnicodeDecodeError as error:
        file.unreadable("", f"bytes that are not {error.encoding}", "text", "save it as UTF-8")
    if "\0" in found.text:
        file.unreadable("", "zero bytes", "a table as text (CSV) or a workbook", "export it again")
    text, separator = _separated(found.text)
    rows, lines = [], []
    for line, row in _rows(text, separator, file):
        rows.append(row)
        lines.append(line + (text is not found.text))
    told = [f"text in {found.encoding}"] if found.encoding != "utf-8" else []
    told += [f"cells separated by {SEPARATORS[separator]}"] if separator != "," else []
    return Sheet(file.name, "", rows, lines, "line", " and ".join(told))


def _rows(text: str, separator: str, file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    begun = 1
    try:
        for row in reader:
            yield begun, row
            begun = reader.line_num + 1
    except csv.Error as error:
        found, expected = f"what cannot be taken apart ({error})", "quotes that end"
        file.unreadable(f"line {begun}", found, expected, "mend the quotes there")


def _separated(text: str) -> tuple[str, str]:
    """The text without Excel's own line about it, and what separates its cells."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return rest, first.strip()[4] if first.strip()[4] in SEPARATORS else ","
    return text, max(SEPARATORS, key=lambda one: _fits(text, one))


def _fits(text: str, separator: str) -> tuple[float, int]:
    """How well a separator fits: the share of rows of one width above one, and that width."""
    lines = islice(iter(text.splitlines(keepends=True)), _SAMPLE)
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
    except csv.Error:
        return 0, 0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0, 0
    width = max(wide, key=lambda one: (wide[one], one))
    return round(wide[width] / widths.total(), 1), width
