"""Rows of one name in an export without ids: what tells them apart, the same on the next day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from loaders.intake.slug import slug
from loaders.sources.servicenow.cell import FieldValue
from loaders.sources.servicenow.tables import APART


class NamedRow(Protocol):
    """What is asked of a row."""

    @property
    def where(self) -> str:
        """Its place."""

    @property
    def cells(self) -> Mapping[str, FieldValue]:
        """Its columns."""

    def cell(self, *columns: str) -> FieldValue:
        """The first of some columns that says something."""


def told_apart(rows: Iterable[NamedRow]) -> dict[str, str]:
    """For the place of each row without an id whose name others have too: what marks it.

    Of what usually tells rows apart, as little as does; nothing where nothing does.
    """
    named: dict[str, list[NamedRow]] = {}
    for row in rows:
        if not row.cell("sys_id").sys_id:
            named.setdefault(slug(row.cell("name", "number").shown), []).append(row)
    found: dict[str, str] = {}
    for name, group in named.items():
        if name and len(group) > 1:
            found |= _marks(group)
    return found


def _marks(group: Sequence[NamedRow]) -> dict[str, str]:
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


def _joined(row: NamedRow, columns: Sequence[str]) -> str:
    return ":".join(filter(None, (slug(row.cell(name).shown) for name in columns)))


def _column(entry: tuple[str, FieldValue]) -> str:
    return entry[0]
