"""A workbook to be filled in that loads without a mapping: it says what its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph_model.declare import Field, Kind
from graph_model.model import Model
from graph_model.values import Shape
from loaders.intake.sheet import Sheet, text_of
from loaders.mapping.mapping import EACH, ItemRule, Mapping, RelationRule, TableRule, ValueRule
from loaders.mapping.office_tables import EMPTY, TEMPLATES, OfficeColumn, OfficeTable
from loaders.mapping.template import Template

ABOUT, MARK, CURRENCY = "About", "A workbook for Ramify", "Currency"
ROWS = 2_000
"""So many rows have drop-downs."""
_SPLIT = (";",)
_LONGEST_LIST = 255
"""Excel refuses a drop-down whose choices are longer together."""
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_WIDTHS = {Shape.TEXT: 32, Shape.DATE: 14, Shape.MONEY: 16}


def office_workbook(tables: Sequence[OfficeTable], model: Model, currency: str) -> bytes:
    """A workbook with a sheet for each table, and one that explains them."""
    book = Workbook()
    about = book.active
    assert about is not None
    about.title = ABOUT
    for line in _about(tables, model, currency):
        about.append(line)
    _explained(about)
    for table in tables:
        _filled_in(book.create_sheet(table.name.capitalize()), table, model)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def office_mapping(sheets: Sequence[Sheet], model: Model) -> Mapping | None:
    """The mapping of a workbook that was made so; None of any other."""
    about = sheet_of_marks(sheets)
    if about is None:
        return None
    said = {text_of(row[0]): text_of(row[1]) for row in about.rows if len(row) > 1}
    named = {table.name.capitalize(): table for table in TEMPLATES}
    present = [named[one.name] for one in sheets if one.name in named]
    rules = tuple(_rule(table, model, said.get(CURRENCY)) for table in present)
    return Mapping(rules, empty=EMPTY)


def sheet_of_marks(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet by which a workbook says that it was made so; None of any other."""
    about = next((one for one in sheets if one.name == ABOUT), None)
    first = next(iter(about.top), ()) if about else ()
    return about if first and text_of(first[0]) == MARK else None


def columns_of_table(table: OfficeTable) -> list[OfficeColumn]:
    """The columns that are filled in: one a field, none that only a code or a yes stands in."""
    found: dict[str, OfficeColumn] = {}
    for column in table.columns:
        if not (column.code or column.yes):
            found.setdefault(column.field or str(column.relation), column)
    return list(found.values())


def _about(tables: Iterable[OfficeTable], model: Model, currency: str) -> Iterable[tuple[str, ...]]:
    yield (MARK,)
    yield (CURRENCY, currency, "of all amounts that do not say another one")
    yield ("Fill in one row a line, leave blank what is not known, and then: ramify load FILE",)
    yield ()
    yield ("Sheet", "Column", "What stands there", "Choices")
    for table in tables:
        kind = model.kind_by_name[table.kind]
        for column in columns_of_table(table):
            yield (table.name.capitalize(), column.header, *_meaning(column, kind, model))


def _meaning(column: OfficeColumn, kind: Kind, model: Model) -> tuple[str, str]:
    declared = kind.field(column.field) if column.field else None
    if declared is None:
        relation = model.relation_by_name[str(column.relation)]
        other = model.kind_by_name[str(column.kind)]
        names = f"Names, several with semicolons: {relation.meaning}"
        return f"{other.called(2).capitalize()}. {names}", ""
    return declared.meaning, ", ".join(declared.choices)


def _explained(about: Worksheet) -> None:
    about["A1"].font = Font(bold=True, size=14)
    for cell in about[5]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    for letter, width in zip("ABCD", (14, 26, 80, 60), strict=True):
        about.column_dimensions[letter].width = width
    for row in about.iter_rows(min_row=6, max_col=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _filled_in(sheet: Worksheet, table: OfficeTable, model: Model) -> None:
    kind = model.kind_by_name[table.kind]
    columns = columns_of_table(table)
    sheet.append([column.header for column in columns])
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns, 1):
        letter = get_column_letter(at)
        declared = kind.field(column.field) if column.field else None
        head = sheet[f"{letter}1"]
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        shape = declared.shape if declared else Shape.TEXT
        sheet.column_dimensions[letter].width = _WIDTHS.get(shape, 20)
        if shape is Shape.DATE:
            for row in range(2, ROWS):
                sheet[f"{letter}{row}"].number_format = "yyyy-mm-dd"
        if choices := _choices(declared):
            listed = DataValidation("list", formula1=f'"{choices}"', allow_blank=True)
            listed.error = f"one of {choices}"
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{ROWS}")


def _choices(declared: Field | None) -> str:
    if declared is None:
        return ""
    if declared.shape is Shape.BOOLEAN:
        return "yes,no"
    listed = ",".join(declared.choices) if declared.shape is Shape.CHOICE else ""
    return listed if len(listed) <= _LONGEST_LIST else ""


def _rule(table: OfficeTable, model: Model, currency: str | None) -> TableRule:
    """The rule of a sheet: it names others by their names, and these are their ids."""
    kind, columns = model.kind_by_name[table.kind], columns_of_table(table)
    fields = {c.field: _value(c, kind, currency) for c in columns if c.field}
    by = table.of_field("number") or table.of_field("name")
    assert by is not None
    key = f"{{{by.header}|slug}}"
    fields.setdefault("name", fields[str(by.field)])
    own = ItemRule(table.item, kind, Template(f"{table.item}:{key}"), fields)
    others = [_other(column, model) for column in columns if column.relation]
    items = [own, *(item for item, _ in others)]
    relations = [
        RelationRule(
            model.relation_by_name[str(column.relation)],
            *((item.name, own.name) if column.inward else (own.name, item.name)),
        )
        for item, column in others
    ]
    return TableRule(
        table.name,
        sheet=table.name.capitalize(),
        header=(1,),
        items=tuple(items),
        relations=tuple(relations),
    )


def _value(column: OfficeColumn, kind: Kind, currency: str | None) -> ValueRule:
    declared = kind.field(str(column.field))
    shape = declared.shape if declared else Shape.TEXT
    unit = next((u for u in ("days", "months", "years") if f"({u})" in column.header), None)
    split = _SPLIT if shape.many else ()
    money = currency if shape is Shape.MONEY else None
    return ValueRule(Template(f"{{{column.header}}}"), split, money=money, unit=unit)


def _other(column: OfficeColumn, model: Model) -> tuple[ItemRule, OfficeColumn]:
    kind = model.kind_by_name[str(column.kind)]
    called = kind.name.casefold()
    name = f"{called} {column.header}"
    fields = {"name": ValueRule(Template("{" + EACH + "}"))}
    id_ = Template(f"{called}:{{{EACH}|slug}}")
    return ItemRule(name, kind, id_, fields, each=column.header, split=_SPLIT), column
