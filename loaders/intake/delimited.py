"""A text file of rows (CSV and its kin) to a sheet: encoding and separator found out, and told."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NoReturn

from loaders.intake.encoding import FoundEncoding, encoding_of
from loaders.intake.rejects import REJECTED
from loaders.intake.sheet import Sheet
from loaders.intake.source_file import SourceFile

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 300
"""So many rows show what separates a file's cells."""
_END = "\x1e\x1fend\x1e"
"""A last line of our own: it is a row of its own where all quotes end."""


def read_delimited(file: SourceFile) -> Sheet:
    """The one sheet of a text file.

    Raises:
        UnreadableFile: it is no text, or its quotes do not end.
    """
    try:
        encoding = encoding_of(file)
    except UnicodeDecodeError as error:
        file.unreadable("", f"bytes that are not {error.encoding}", "text", "save it as UTF-8")
    if not encoding.is_text:
        file.unreadable(
            "", "bytes that are no text", "a table as text (CSV) or a workbook", "export it again"
        )
    with encoding.lines(file) as text:
        sample = list(islice(text, _SAMPLE))
    before, separator = _separated(sample)
    rows = TextRows(file, encoding, separator, before)
    told = encoding.told
    told += [f"cells separated by {SEPARATORS[separator]}"] if separator != "," else []
    return Sheet(file.name, "", rows, "line", " and ".join(told), separator)


@dataclass(frozen=True, slots=True)
class TextRows:
    """The rows of a text file, each after the line that it begins on, read as they are asked for.

    So many lines stand ``before`` them.
    """

    file: SourceFile
    encoding: FoundEncoding
    separator: str
    before: int = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Every row.

        Raises:
            UnreadableFile: a quote does not end.
        """
        with self.encoding.lines(self.file) as text:
            lines = chain(islice(text, self.before, None), [_END])
            reader = csv.reader(lines, delimiter=self.separator)
            begun = 1 + self.before
            try:
                for row in reader:
                    if row and row[-1].endswith(_END):
                        break
                    yield begun, row
                    begun = reader.line_num + 1 + self.before
            except csv.Error as error:
                self._broken(begun, f"what cannot be taken apart ({error})")
            if row != [_END]:
                self._broken(begun, "a quote that does not end: all rows below it are one cell")

    def _broken(self, line: int, found: str) -> NoReturn:
        self.file.unreadable(f"line {line}", found, "quotes that end", "mend the quotes there")


def _separated(sample: Sequence[str]) -> tuple[int, str]:
    """How many lines are Excel's own about the file, and what separates its cells."""
    first = sample[0].strip().casefold() if sample else ""
    if first.startswith("sep=") and len(first) == 5:
        return 1, first[4] if first[4] in SEPARATORS else ","
    for line in sample:  # rows that a load kept back: their separator is known
        if line.startswith(REJECTED) and line[len(REJECTED) :][:1] in SEPARATORS:
            return 0, line[len(REJECTED)]
    return 0, max(SEPARATORS, key=lambda one: _fits(sample, one))


def _fits(sample: Sequence[str], separator: str) -> tuple[float, int]:
    """How well a separator fits: the share of rows of one width above one, and that width."""
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=separator) if row)
    except csv.Error:
        return 0, 0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0, 0
    width = max(wide, key=lambda one: (wide[one], one))
    return round(wide[width] / widths.total(), 1), width
