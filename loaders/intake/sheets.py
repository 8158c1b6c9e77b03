"""A file of tables to its sheets, whatever program wrote it."""

from __future__ import annotations

from loaders.intake.delimited import read_delimited
from loaders.intake.own_table import unmarked
from loaders.intake.sheet import Sheet
from loaders.intake.source_file import SourceFile
from loaders.intake.workbook import is_workbook, read_workbook

SUFFIXES = frozenset((".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))
"""What files of tables are called."""


def is_table(file: SourceFile) -> bool:
    """Whether a file is called like one of tables, or begins like a workbook.

    Raises:
        UnreadableFile: it cannot be opened.
    """
    return file.path.suffix.casefold() in SUFFIXES or is_workbook(file.start())


def read_sheets(file: SourceFile) -> list[Sheet]:
    """The sheets of a workbook, or the one of a text file.

    Raises:
        UnreadableFile: it is neither, or holds no row.
    """
    sheets = read_workbook(file) if is_workbook(file.start()) else [read_delimited(file)]
    if not any(sheet.top for sheet in sheets):
        file.unreadable("", "no row", "a table with a row of headers")
    return [unmarked(sheet) for sheet in sheets]
