"""What a sheet seems to be: the table that most of its columns are of, and what each means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph_model.declare import Field, Kind
from graph_model.model import Model
from loaders.intake.slug import slug
from loaders.mapping.look import ColumnLook, SheetLook, look_at
from loaders.mapping.matrix import ACROSS, Matrix, matrix_in
from loaders.mapping.office_tables import (
    CODES,
    OFFICE_TABLES,
    PERSONAL,
    RECORDS,
    OfficeColumn,
    OfficeTable,
)

_TYPE = frozenset(("type", "record-type", "rr-type", "rrtype"))
"""How a zone's column of types may be headed."""


@dataclass
class TableProposal:
    """One sheet, the table that it seems to be, and which of its columns mean what."""

    look: SheetLook
    table: OfficeTable
    kind: Kind
    model: Model
    columns: dict[str, OfficeColumn] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, tuple[ColumnLook, OfficeColumn, Field]]:
        """The columns of the item's own fields, by field; of two, the first."""
        found: dict[str, tuple[ColumnLook, OfficeColumn, Field]] = {}
        for name, column in self.columns.items():
            declared = self.kind.field(column.field) if column.field else None
            if declared is not None:
                found.setdefault(declared.name, (self.look.column(name), column, declared))
        return found

    @property
    def others(self) -> list[tuple[ColumnLook, OfficeColumn]]:
        """The columns that name items of other kinds, one a relation."""
        found: dict[str, tuple[ColumnLook, OfficeColumn]] = {}
        for name, column in self.columns.items():
            if column.relation:
                found.setdefault(column.relation, (self.look.column(name), column))
        return list(found.values())

    @property
    def key(self) -> ColumnLook | None:
        """The column by which its rows are known: a number, or else a name."""
        named = self.fields.get("number") or self.fields.get("name")
        return named[0] if named else None

    @cached_property
    def matrix(self) -> Matrix | None:
        """The matrix that it is, if it is one."""
        return matrix_in(self.look, self.columns) if self.kind.name in ACROSS else None

    @property
    def type(self) -> str | None:
        """The column with the types of a zone's records."""
        named = (one.name for one in self.look.columns if slug(one.name) in _TYPE)
        return next(named, None) if self.table is RECORDS else None

    def code_of(self, kind: str) -> ColumnLook | None:
        """The column with the codes of the items of another kind."""
        words = {slug(word) for word in CODES.get(kind, "").split(",")}
        return next((one for one in self.look.columns if slug(one.name) in words), None)


def recognised(look: SheetLook, model: Model) -> TableProposal:
    """The table that a sheet seems to be: that of which most columns are recognised.

    Where as many are, the one that its sheet or file is called like.
    """
    called = slug(f"{Path(look.sheet.file).stem} {look.sheet.name}")

    def score(table: OfficeTable) -> tuple[bool, int, bool]:
        known = {one for c in look.columns if (one := table.column(c.name))}
        anchors = {"name", "number"} & {one.field for one in known if one.field}
        is_called = table.name[:-1] in called
        telling = is_called or any(table.tells(c.name) for c in look.columns)
        return bool(anchors) and telling, (len(known) if anchors else 0), is_called

    table = max(OFFICE_TABLES, key=score)
    kind = model.kind_by_name[table.kind]
    columns = {c.name: one for c in look.columns if (one := table.column(c.name))}
    if not score(table)[0]:
        columns = {}
    meant = {one.field or one.relation for one in columns.values()}
    for column in look.columns:
        like = table.column_like(column.name) if column.name not in columns else None
        if like and (like.field or like.relation) not in meant and not is_personal(column.name):
            columns[column.name] = like
    found = TableProposal(look, table, kind, model, columns)
    if found.matrix and len(look.header) > 1:
        # What stands over the columns of a matrix groups them, and is no part of their names.
        plain = look_at(look.sheet, look.header[-1:], look.last)
        if len(plain.columns) == len(look.columns) and not _has_again(plain):
            return recognised(plain, model)
    return found


def _has_again(look: SheetLook) -> bool:
    """Whether two of its columns are headed alike."""
    return any(re.search(r" \(\d+\)$|^column \d+$", one.name) for one in look.columns)


def is_personal(name: str) -> bool:
    """Whether a column's header says that it is about people."""
    return any(word in name.casefold() for word in PERSONAL)
