"""Rows of one name in an export without ids: what tells them apart, the same on the next day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from loaders.intake.slug import slug
from loaders.intake.spilled_table import SpilledDict
from loaders.sources.servicenow.cell import FieldValue
from loaders.sources.servicenow.row import MOST_HELD, ExportedRow, packed_row, unpacked_row
from loaders.sources.servicenow.tables import APART


class Namesakes:
    """The rows without an id, until all of one name are known."""

    def __init__(self) -> None:
        """None yet."""
        self._rows, self._count = SpilledDict(MOST_HELD), 0

    def meet(self, row: ExportedRow) -> None:
        """Take a row."""
        if row.cell("sys_id").sys_id:
            return
        if name := slug(row.cell("name", "number").shown):
            self._count += 1
            self._rows.put(f"{name}\0{self._count:012}", (name, packed_row(row)))

    def marks(self) -> SpilledDict:
        """For the place of each row whose name others have too: what marks it.

        Of what usually tells rows apart, as little as does; nothing where nothing does.
        """
        found = SpilledDict()
        for _, named in groupby(self._rows.by_key(), key=itemgetter(0)):
            group = [unpacked_row(row) for _, row in named]
            for where, mark in _marks(group).items() if len(group) > 1 else ():
                found.put(where, mark)
        return found


def _marks(group: Sequence[ExportedRow]) -> dict[str, str]:
    different = len({tuple(sorted(row.cells.items(), key=_column)) for row in group})
    if different == 1:
        return {}
    for column in APART:
        marks = [slug(row.cell(column).shown) for row in group]
        if all(marks) and len(set(marks)) == different:
            return {row.where: mark for row, mark in zip(group, marks, strict=True)}
    for count in range(2, len(APART) + 1):
        marks = [_joined(row, APART[:count]) for row in group]
        if len(set(marks)) == different:
            return {row.where: mark for row, mark in zip(group, marks, strict=True)}
    return {}


def _joined(row: ExportedRow, columns: Sequence[str]) -> str:
    return ":".join(filter(None, (slug(row.cell(name).shown) for name in columns)))


def _column(entry: tuple[str, FieldValue]) -> str:
    return entry[0]
