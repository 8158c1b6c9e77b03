"""Rows of ServiceNow's tables to records: each table's own reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from graph_model.errors import Problem
from graph_model.facts import Record
from loaders.intake.deduplicate import Once
from loaders.intake.reading import RowReader
from loaders.intake.spilled_table import SeenKeys, SpilledDict
from loaders.sources.servicenow import tables
from loaders.sources.servicenow.cell import FieldValue, id_of
from loaders.sources.servicenow.row import ExportedRow
from loaders.sources.servicenow.same_names import Namesakes
from loaders.sources.servicenow.verbs import PARENT, verb

_AMOUNT = re.compile(r"([A-Z]{3});(-?\d+(\.\d+)?)")
_MEMBER, _CONTRACT, _SUPPLIER, _AGENCY = (
    *("servicenow:ci", "servicenow:contract", "supplier", "agency"),
)


class Records:
    """The records of one export's rows, given to their reader once each."""

    def __init__(self, rows: RowReader, file: str) -> None:
        """Read rows of a file: each is met before the first is read."""
        self._rows, self._file = rows, file
        self._once = Once(rows, file, {})
        self._owned, self._called = SeenKeys(), SpilledDict()
        self._namesakes, self._apart = Namesakes(), SpilledDict()
        self._copies = SpilledDict()
        self._told: Counter[str] = Counter()

    def meet(self, row: ExportedRow) -> None:
        """Take what has to be known of a row before any is read: its name, what it copies."""
        self._namesakes.meet(row)
        if (other := row.cell("duplicate_of")).sys_id and (own := row.cell("sys_id")).sys_id:
            known = self._copies.get(other.sys_id) or []
            self._copies.put(other.sys_id, [*known, f"servicenow:{own.sys_id}"])

    def all_met(self) -> None:
        """Find what tells rows of one name apart."""
        self._apart = self._namesakes.marks()

    def read(self, table: str, row: ExportedRow) -> None:
        """Read a row of a table."""
        class_ = row.cell("sys_class_name").value
        if table in (tables.ITEM, tables.SERVICE, "service_offering"):
            service = tables.is_service(class_) if class_ else table != tables.ITEM
            (self._service if service else self._item)(row)
            return
        _READ[table](self, row)

    def finish(self) -> None:
        """Give what was mentioned and has no row of its own; tell what was passed over."""
        for record, where in self._called.values():
            if record["id"] not in self._owned:
                self._once.shared(record, where)
        for found, count in self._told.items():
            self._rows.warn(self._file, f"{found} ({count:,} rows)", *_WHY[found.partition(" ")[0]])

    def company(self, row: ExportedRow) -> None:
        """A supplier, unless it is a customer alone; its parent is the legal one."""
        customer = row.cell("customer").value == "true" and row.cell("vendor").value != "true"
        kind, named = ("Agency", _AGENCY) if customer else ("Supplier", _SUPPLIER)
        id_ = self._own(kind, row, named, {})
        self._part(id_, kind, named, row)

    def department(self, row: ExportedRow) -> None:
        """An agency."""
        id_ = self._own("Agency", row, _AGENCY, {})
        self._part(id_, "Agency", _AGENCY, row)

    def _part(self, id_: str | None, kind: str, named: str, row: ExportedRow) -> None:
        parent = self._mentioned(kind, row.cell("parent"), named, row)
        if parent and parent != id_:
            self._join("PART_OF", id_, parent, row)

    def contract(self, row: ExportedRow) -> None:
        """A contract; that it may be renewed is an option, never a renewal by itself."""
        renewable = row.cell("renewable").value
        if renewable == "true":
            self._told["renewable contracts"] += 1
        fields: Record = {
            "number": row.cell("vendor_contract", "number").shown or None,
            "start": row.cell("starts").value or None,
            "end": row.cell("ends").value or None,
            "renewal": {"true": "option", "false": "none"}.get(renewable),
            "value": _amount(row.cell("total_cost")),
            "notice": _notice(row),
        }
        id_ = self._own("Contract", row, _CONTRACT, fields)
        vendor = self._mentioned("Supplier", row.cell("vendor"), _SUPPLIER, row)
        customer = self._mentioned("Agency", row.cell("customer"), _AGENCY, row)
        self._join("WITH", id_, vendor, row)
        self._join("HELD_BY", id_, customer, row)
        self._join("UNDER", id_, id_of(row.cell("parent_contract", "parent"), _CONTRACT), row)

    def covered(self, row: ExportedRow) -> None:
        """What a contract covers."""
        contract = id_of(row.cell("contract"), _CONTRACT)
        self._join("COVERS", contract, id_of(row.cell("ci_item"), _MEMBER), row)

    def relation(self, row: ExportedRow) -> None:
        """A dependency, in the direction that its type's words have."""
        type_ = row.cell("type").shown
        meant = verb(type_)
        ends = [id_of(row.cell(name), _MEMBER) for name in ("parent", "child")]
        if not meant.known or None in ends:
            self._unread(ends, f"the relation type {type_!r}" if not meant.known else "", row)
        elif not meant.dependent:
            self._told[f"relations {type_!r}"] += 1
        else:
            start, end = ends if meant.dependent == PARENT else reversed(ends)
            self._join("DEPENDS_ON", start, end, row)

    def _unread(self, ends: Sequence[str | None], type_: str, row: ExportedRow) -> None:
        record: Record = {"type": "DEPENDS_ON", "from": ends[0], "to": ends[1]}
        where = self._once.where(row.where)
        expected = "one whose direction is known, such as 'Depends on::Used by'"
        problem = Problem(f"{where}, type", type_, expected)
        if not type_:
            problem = Problem(where, "an end without a name", "a parent and a child")
        self._rows.reject(record, where, [problem])

    def _service(self, row: ExportedRow) -> None:
        critical = row.cell("busines_criticality", "business_criticality")
        status = row.cell("operational_status", "service_status")
        parent = id_of(row.cell("parent"), _MEMBER)
        fields: Record = {
            "criticality": _meant(critical, tables.CRITICALITY),
            "lifecycle": _meant(status, tables.LIFECYCLE),
            "tier": "element" if parent else None,
        }
        id_ = self._own("Service", row, _MEMBER, fields)
        self._join("PART_OF", id_, parent, row)
        self._join(
            "PROVIDES", self._mentioned("Supplier", row.cell("vendor"), _SUPPLIER, row), id_, row
        )

    def _item(self, row: ExportedRow) -> None:
        class_ = row.cell("sys_class_name").value
        fields: Record = {
            "ci_class": tables.ci_class(class_) if class_ else None,
            "status": _meant(row.cell("install_status"), tables.STATUS),
            "environment": _meant(row.cell("environment", "used_for"), tables.ENVIRONMENT),
        }
        shown = {name: row.cell(name).shown for name in tables.ATTRIBUTES}
        opened = {n: text for n, text in ({"class": class_} | shown).items() if text}
        self._own("ConfigurationItem", row, _MEMBER, fields | {"attributes": opened})

    def _own(self, kind: str, row: ExportedRow, named: str, fields: Record) -> str | None:
        """The row's own item, unless it is marked as a copy of another; its id."""
        name = row.cell("name", "short_description", "vendor_contract", "number")
        own = row.cell("sys_id")
        id_ = id_of(own, named) if own.sys_id else self._named(row, named)
        if row.cell("duplicate_of").value:
            self._told["copies of other rows"] += 1
            return None
        said = {field: value for field, value in fields.items() if value is not None}
        aliases = self._copies.get(own.sys_id)
        said |= {"aliases": aliases} if aliases else {}
        self._owned.is_new(id_ or "")
        record: Record = {"kind": kind, "id": id_, "name": name.shown or None, **said}
        self._once.own(record, row.where)
        return id_

    def _named(self, row: ExportedRow, named: str) -> str | None:
        columns = (
            ("vendor_contract", "number", "name") if named == _CONTRACT else ("name", "number")
        )
        id_ = id_of(FieldValue("", row.cell(*columns).shown), named)
        more = self._apart.get(row.where)
        return f"{id_}:{more}" if id_ and more else id_

    def _mentioned(self, kind: str, cell: FieldValue, named: str, row: ExportedRow) -> str | None:
        """The id of a company or agency that a cell refers to; it is made where only this names it.

        A company that is a customer may be a supplier as well: its own row knows.
        """
        id_ = id_of(cell, named)
        if id_ and cell.name and (kind == "Supplier" or not cell.sys_id):
            record: Record = {"kind": kind, "id": id_, "name": cell.name}
            self._called.first(id_, (record, row.where))
        return id_

    def _join(self, type_: str, start: str | None, end: str | None, row: ExportedRow) -> None:
        if start and end:
            self._once.join(type_, start, end, row.where)


_READ: Mapping[str, Callable[[Records, ExportedRow], None]] = {
    tables.COMPANY: Records.company,
    tables.DEPARTMENT: Records.department,
    tables.CONTRACT: Records.contract,
    tables.COVERED: Records.covered,
    tables.RELATION: Records.relation,
}
_WHY = {
    "renewable": (
        "a contract that renews by itself where it does",
        "kept as an option: the column says that it may be renewed",
    ),
    "relations": ("a dependency", "neither end needs the other to run: passed over"),
    "copies": ("each item once", "passed over; their ids are aliases of the rows they copy"),
}


def _meant(cell: FieldValue, words: Mapping[str, str]) -> str | None:
    """What a choice means, by its number or its word."""
    found = (words.get(text.casefold()) for text in (cell.value, cell.shown))
    return next((one for one in found if one), None)


def _amount(cell: FieldValue) -> str | None:
    """An amount as it is kept (``USD;1200.00``); one of nothing says nothing."""
    found = _AMOUNT.fullmatch(cell.value)
    text = f"{found[2]} {found[1]}" if found else cell.value
    return text if re.search("[1-9]", text) else None


def _notice(row: ExportedRow) -> str | None:
    """A notice in a column of the office's own, whose name or text says of what."""
    for name in row.cells:
        if name.startswith("u_") and ("notice" in name or "cancellation" in name):
            text = row.cell(name).value
            unit = next((one for one in ("day", "week", "month", "year") if one in name), "")
            if text.isdecimal() and unit:
                return f"P{int(text)}{unit[0].upper()}"
            if text and not text.isdecimal():
                return text
    return None
