"""The workbook to fill in: what stands in it, and that it loads as it is."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph_model.errors import UnreadableFile
from loaders.files import read_files
from loaders.mapping.office_tables import TEMPLATES
from loaders.mapping.office_workbook import columns_of_table, office_workbook
from tests.support.tables import MODEL, items, kept_back, links, workbook

FILLED: dict[str, list[dict[str, object]]] = {
    "Contracts": [
        {
            "Contract number": "C-1",
            "Title": "Mail",
            "Supplier": "Cirrus",
            "Agency": "Health",
            "Services covered": "Mail; Calendar",
            "End date": date(2026, 12, 31),
            "Notice (days)": 90,
            "Renewal": "tacit",
            "Value": 1200.5,
        },
        {"Contract number": "C-2", "Title": "DNS", "End date": "someday"},
    ],
    "Services": [{"Service": "Mail", "Used by": "Health; Tax", "Citizen facing": "yes"}],
    "Agencies": [{"Agency": "Health", "Body": "executive branch"}],
}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    book = load_workbook(BytesIO(office_workbook(TEMPLATES, MODEL, "EUR")))
    for name, rows in FILLED.items():
        heads = [cell.value for cell in book[name][1]]
        for at, row in enumerate(rows, 2):
            for column, value in row.items():
                book[name].cell(at, heads.index(column) + 1).value = value  # type: ignore[assignment]
    path = tmp_path / "office.xlsx"
    book.save(path)
    return path


def test_filled_in_it_loads_without_a_mapping(filled: Path) -> None:
    read = read_files([filled], MODEL)
    found = items(read)
    assert found["contract:c-1"] == {
        "name": "Mail",
        "number": "C-1",
        "end": "2026-12-31",
        "notice": "P90D",
        "renewal": "tacit",
        "value": "1200.50 EUR",
    }
    assert found["service:mail"] == {"name": "Mail", "citizen_facing": True}
    assert found["agency:health"] == {"name": "Health", "body": "executive branch"}
    assert ("agency:tax", "CONSUMES", "service:mail") in links(read)
    assert ("contract:c-1", "COVERS", "service:calendar") in links(read)
    (told,) = kept_back(read)
    assert "sheet Contracts, row 3, End date: found 'someday'" in told


def test_choices_are_drop_downs_and_every_column_is_explained() -> None:
    book = load_workbook(BytesIO(office_workbook(TEMPLATES, MODEL, "USD")))
    explained = {row[:2] for row in book["About"].iter_rows(min_row=6, values_only=True)}
    for table in TEMPLATES:
        sheet = book[table.name.capitalize()]
        heads = [cell.value for cell in sheet[1]]
        assert heads == [column.header for column in columns_of_table(table)]
        assert {(sheet.title, head) for head in heads} <= explained
    lists = [one.formula1 for one in book["Contracts"].data_validations.dataValidation]
    assert '"none,option,tacit"' in lists


def test_another_workbook_asks_for_a_mapping(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Contracts": [["Number"], ["1"]]})
    with pytest.raises(UnreadableFile, match=r"`ramify map t\.xlsx` proposes one"):
        read_files([path], MODEL)
