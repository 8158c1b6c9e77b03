"""Rows kept back stand in a file as their own had them, the reasons in a column before them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from graph_model.errors import Problem
from loaders.files import Readings, read_files
from loaders.intake.own_table import OwnTable, inert, name_of
from loaders.intake.rejected_files import RejectedFile, rejected_files
from loaders.intake.rejects import REJECTED, Reject
from loaders.intake.sheet import Sheet
from loaders.intake.sheets import read_sheets
from loaders.intake.slug import slug
from loaders.intake.source_file import SourceFile
from tests.support.fuzz import fuzzed
from tests.support.loading import MODEL
from tests.support.tables import csv_file, items, kept_back, links, mapped, workbook


def rejected(found: Readings) -> list[RejectedFile]:
    tables = [table for reading in found.files for table in reading.tables]
    beside = [place for reading in found.files for place in reading.beside]
    return rejected_files(found.rejects, tables, beside, "first")


def written(folder: Path, found: Readings) -> Path:
    """The one file of rows kept back, as it would be written."""
    (made,) = rejected(found)
    assert made.own
    path = folder / f"{name_of(Path(made.file).name)}{made.suffix}"
    path.write_bytes(made.content)
    return path


MAPPING = """
dates: MM/DD/YYYY
tables:
  - file: t.*
    header: 2
    repeat: [Vendor]
    section: Group
    skip: [total*]
    items:
      contract: {kind: Contract, id: "c:{No}", name: "{No}", end: "{End}", description: "{Group}"}
      supplier: {kind: Supplier, id: "s:{Vendor|slug}", name: "{Vendor}"}
    relations: [{type: WITH, from: contract, to: supplier}]
    never: [Email]
    unused: [Note]
"""
LINES = """\
All contracts;;;;
No;Vendor;End;Email;Note
Hosting;;;;
1;Cirrus;06/30/2027;a@b.gov;
2;;02/30/2027;c@d.gov;=1+1
Phones;;;;
3;Nova;06/30/2027;;
4;;junk;;-5,00
Total;;;;
"""


def test_a_text_file_s_rows_stand_below_its_own_headers_and_load_by_the_same_mapping(
    tmp_path: Path,
) -> None:
    path = csv_file(tmp_path, LINES, "t.csv")
    found = mapped(tmp_path, MAPPING, path)
    assert items(found)["c:2"] == {"name": "2", "description": "Hosting"}
    again = written(tmp_path, found)
    text = again.read_bytes().decode("utf-8-sig").splitlines()
    assert text[:2] == [";All contracts;;;;", f"{REJECTED};No;Vendor;End;Email;Note"]
    assert text[2:5:2] == [";Hosting;;;;", ";Phones;;;;"]
    expected = "expected a date that exists, as MM/DD/YYYY, such as 06/30/2027"
    reason = f"{path}, line 5, End: found '02/30/2027', {expected}"
    assert text[3] == f"{reason};2;Cirrus;02/30/2027;;'=1+1"
    assert text[5].endswith(";4;Nova;junk;;-5,00")
    assert len(text) == 6
    unmended = mapped(tmp_path, MAPPING, again)
    assert len(kept_back(unmended)) == 2
    mended = "\n".join(text).replace("02/30", "02/28", 2).replace(";junk", ";12/31/2027")
    again.write_text(mended.replace("02/28", "02/30", 1))
    loaded = mapped(tmp_path, MAPPING, again)
    assert kept_back(loaded) == []
    assert items(loaded) == {
        "c:2": {"name": "2", "description": "Hosting", "end": "2027-02-28"},
        "c:4": {"name": "4", "description": "Phones", "end": "2027-12-31"},
        "s:cirrus": {"name": "Cirrus"},
        "s:nova": {"name": "Nova"},
    }
    assert links(loaded) == [("c:2", "WITH", "s:cirrus"), ("c:4", "WITH", "s:nova")]


def test_without_the_column_of_reasons_or_under_another_name_it_loads_as_well(
    tmp_path: Path,
) -> None:
    found = mapped(tmp_path, MAPPING, csv_file(tmp_path, LINES, "t.csv"))
    again = written(tmp_path, found)
    other = tmp_path / "mended.csv"
    other.write_bytes(again.read_bytes())
    assert len(kept_back(mapped(tmp_path, MAPPING, other))) == 2
    bare = [line.partition(";")[2] for line in again.read_text("utf-8-sig").splitlines()]
    again.write_text("\n".join(bare))
    assert len(kept_back(mapped(tmp_path, MAPPING, again))) == 2


JOINED = """
tables:
  - sheet: Contracts
    joins: [{table: notices, on: {No: Contract}}]
    items:
      contract:
        kind: Contract
        id: "c:{No}"
        name: "{No}"
        end: "{End}"
        notice: {from: notices.Days, unit: days}
  - {name: notices, sheet: Notices, items: {}}
"""


def test_a_workbook_s_rows_are_a_workbook_with_what_they_are_joined_to(tmp_path: Path) -> None:
    rows: list[list[object]] = [["No", "End"], ["1", "2027-06-30"], ["2", "x"], ["3", "2027-02-30"]]
    notices: list[list[object]] = [["Contract", "Days"], ["1", 30], ["2", 60], ["3", 90]]
    other: list[list[object]] = [["Not", "read"]]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Contracts": rows,
        "Notices": notices,
        "Other": other,
    }
    found = mapped(tmp_path, JOINED, workbook(tmp_path, sheets))
    assert [place.rpartition(" ")[2] for place in (r.where for _, r in found.rejects)] == ["3", "4"]
    path = written(tmp_path, found)
    assert path.name == "t.xlsx.rejects.xlsx"
    book = load_workbook(path)
    assert book.sheetnames == ["Contracts", "Notices"]
    assert [cell.value for cell in book["Contracts"][1]] == [REJECTED, "No", "End"]
    assert [[c.value for c in row] for row in book["Notices"]] == [
        ["Contract", "Days"],
        *notices[1:],
    ]
    book["Contracts"]["C2"], book["Contracts"]["C3"] = "2027-06-29", "2027-06-28"
    book.save(path)
    loaded = mapped(tmp_path, JOINED, path)
    assert kept_back(loaded) == []
    assert items(loaded)["c:3"] == {"name": "3", "end": "2027-06-28", "notice": "P90D"}


def test_the_same_rows_are_the_same_workbook(tmp_path: Path) -> None:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Contracts": [["No", "End"], ["1", "=1+1"], ["2", "x"]]
    }
    mapping = JOINED.replace("joins:", "# joins:").replace("notice:", "# notice:")
    found = mapped(tmp_path, mapping, workbook(tmp_path, sheets))
    first, second = (rejected(found)[0].content for _ in range(2))
    assert first == second


GATHERED = """
currency: USD
tables:
  - file: t.*
    items:
      contract:
        kind: Contract
        id: "c:{No}"
        name: "{No}"
        end: {from: End, gather: most}
        value: {from: Amount, gather: sum}
"""


def test_rows_that_are_gathered_are_mended_together(tmp_path: Path) -> None:
    text = "No,End,Amount\n1,2027-01-01,5\n2,2027-01-01,7\n1,x,10\n1,2027-03-01,20\n"
    found = mapped(tmp_path, GATHERED, csv_file(tmp_path, text, "t.csv"))
    path = written(tmp_path, found)
    rows = path.read_text("utf-8-sig").splitlines()[1:]
    assert [row.rpartition(",1,")[2] for row in rows] == ["2027-01-01,5", "x,10", "2027-03-01,20"]
    path.write_text(path.read_text("utf-8-sig").replace(",x,", ",2027-02-01,"))
    (mended,) = items(mapped(tmp_path, GATHERED, path)).values()
    assert mended == {"name": "1", "end": "2027-03-01", "value": "35.00 USD"}


def test_a_servicenow_table_s_rows_keep_its_columns(tmp_path: Path) -> None:
    text = "parent,child,type\nMail,Relay,Depends on::Used by\nMail,Probe,Frobs::Frobbed by\n"
    path = csv_file(tmp_path, text, "cmdb_rel_ci.csv")
    again = written(tmp_path, read_files([path], MODEL))
    assert again.read_text("utf-8-sig").splitlines()[1].endswith("Mail,Probe,Frobs::Frobbed by")
    again.write_text(again.read_text("utf-8-sig").replace(",Frobs::Frobbed by", ",Runs on::Runs"))
    found = read_files([again], MODEL)
    assert (kept_back(found), [one[1] for one in links(found)]) == ([], ["DEPENDS_ON"])
    assert found.sources == ("servicenow",)


def test_what_stood_in_no_table_is_json_lines(tmp_path: Path) -> None:
    path = csv_file(tmp_path, '{"kind": "Service", "id": "a"}\n', "t.jsonl")
    (made,) = rejected(read_files([path], MODEL))
    assert (made.file, made.suffix, made.own) == ("first", ".rejects.jsonl", False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-dash", "'-dash"),
        ("'=x", "''=x"),
        ("-1,040.00", "-1,040.00"),
        ("-$5", "-$5"),
        ("+49 30", "+49 30"),
        ("plain", "plain"),
        ("'tis", "'tis"),
    ],
)
def test_no_cell_acts_when_it_is_opened(text: str, told: str) -> None:
    assert inert(text) == told


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("a.csv.rejects.csv", "a.csv"),
        ("a.xls.2.rejects.xlsx", "a.xls"),
        ("a.2.csv", "a.2.csv"),
        (".rejects.csv", ".rejects.csv"),
    ],
)
def test_a_file_of_rows_kept_back_is_known_by_the_one_it_came_from(name: str, own: str) -> None:
    assert name_of(name) == own


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r'=+-@"),
    min_size=1,
    max_size=9,
)


@fuzzed
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
    form=st.sampled_from(["csv", "xlsx"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_whatever_stands_in_a_row_comes_back_from_its_file(
    rows: list[list[str]], form: str, separator: str
) -> None:
    numbered = list(enumerate([["No", "Vendor", "End", "Note"], *rows], 1))
    sheet = Sheet("t." + form, "S" if form == "xlsx" else "", numbered, separator=separator)
    rejects = [
        ("t", Reject(sheet.place(number), (Problem("t", "this", "that"),), {}))
        for number, _ in numbered[1:]
    ]
    (made,) = rejected_files(rejects, [OwnTable(sheet, 1)], (), "t")
    with TemporaryDirectory() as folder:
        path = Path(folder, f"t{made.suffix}")
        path.write_bytes(made.content)
        (again,) = read_sheets(SourceFile(path, "t"))
        head, *found = [[cell for cell in row if cell is not None] for row in again.rows]
    assert head == ["No", "Vendor", "End", "Note"]
    if form == "csv":
        assert found == rows
    else:  # a workbook has no control characters, and one sort of line end
        assert _words(found) == _words(rows)


def _words(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    return [[word for cell in row if (word := slug(str(cell)))] for row in rows]
