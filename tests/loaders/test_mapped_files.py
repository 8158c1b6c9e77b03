"""Tables with the dirt that offices have, read by a mapping: what becomes of each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.errors import InvalidInput, UnreadableFile
from graph_model.facts import Item
from tests.support.tables import csv_file, items, kept_back, links, mapped, warnings, workbook

CONTRACT = """
tables:
  - file: "t.*"
    {table}
    items:
      contract:
        kind: Contract
        id: "{id}"
        name: "{{No}}"
        {more}
      supplier: {{kind: Supplier, id: "supplier:{{Vendor|slug}}", name: "{{Vendor}}"}}
    relations:
      - {{type: WITH, from: contract, to: supplier}}
    {rest}
"""


def contract(table: str = "name: t", id: str = "c:{No}", more: str = "", rest: str = "") -> str:
    return CONTRACT.format(table=table, id=id, more=more, rest=rest)


def test_rows_become_items_and_relations_each_said_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor\n1,Cirrus Inc.\n2,CIRRUS INC\n1,Cirrus Inc.\n")
    found = mapped(tmp_path, contract(), path)
    assert items(found) == {
        "c:1": {"name": "1"},
        "c:2": {"name": "2"},
        "supplier:cirrus-inc": {"name": "Cirrus Inc."},
    }
    assert links(found) == [(f"c:{n}", "WITH", "supplier:cirrus-inc") for n in (1, 2)]
    assert not found.rejects


def test_a_row_of_more_cells_than_columns_is_kept_back_whole(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor\n1,Acme, Inc.\n2,Nova,,\n")
    found = mapped(tmp_path, contract(), path)
    assert set(items(found)) == {"c:2", "supplier:nova"}
    (told,) = kept_back(found)
    assert told.startswith(
        f"{path}, line 2: found 3 cells, expected 2, as there are columns; a cell"
    )


def test_headers_further_down_in_two_lines_and_repeated(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["All contracts"],
        [],
        ["No", "Vendor", "Period", None, "Note", "Note"],
        [None, None, "From", "To", None, None],
        ["1", "Cirrus", "2026-01-01", "2026-12-31", "x", "y"],
    ]
    path = workbook(tmp_path, {"C": rows}, "C3:D3", "A1:F1")
    more = 'start: "{Period / From}"\n        description: "{Note (2)}"'
    found = mapped(tmp_path, contract("header: [3, 4]", more=more), path)
    assert items(found)["c:1"] == {"name": "1", "start": "2026-01-01", "description": "y"}
    found = mapped(tmp_path, contract(), path)  # the row with the columns is found by itself
    assert "c:1" in items(found)


def test_blanks_sections_totals_and_headers_again(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        """\
        Vendor,No,Sum
        Health,,
        Cirrus,1,5
        ,2,7
        Vendor,No,Sum
        Works,,
        Alto,3,1
        Total:,,13
        """,
    )
    table = 'section: Part\n    repeat: Vendor\n    skip: ["total*"]'
    more = 'vehicle: "{Part}"'
    found = mapped(tmp_path, contract(table, more=more), path)
    assert [(id_, one.get("vehicle")) for id_, one in items(found).items() if id_[0] == "c"] == [
        *(("c:1", "Health"), ("c:2", "Health"), ("c:3", "Works"))
    ]
    assert links(found)[1] == ("c:2", "WITH", "supplier:cirrus")
    assert not found.rejects


def test_a_row_that_ends_early_repeats_what_stands_above(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor\n1,Cirrus\n2\n")
    found = mapped(tmp_path, contract("repeat: Vendor"), path)
    assert [end for _, _, end in links(found)] == ["supplier:cirrus"] * 2


def test_a_matrix_is_a_row_for_every_mark(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Service,Health,Tax,Works\nMail,x,,$5.00\nDNS,no,0,x\nNTP,,,\n")
    found = mapped(
        tmp_path,
        """
        tables:
          - across: {after: Service, name: Agency, value: Mark}
            items:
              service: {kind: Service, id: "s:{Service|slug}", name: "{Service}"}
              agency: {kind: Agency, id: "a:{Agency|slug}", name: "{Agency}"}
            relations: [{type: CONSUMES, from: agency, to: service}]
        """,
        path,
    )
    consumers = [("a:health", "s:mail"), ("a:works", "s:mail"), ("a:works", "s:dns")]
    assert links(found) == [(a, "CONSUMES", s) for a, s in consumers]
    assert "s:ntp" in items(found)  # nobody's, and still there


def test_several_names_in_a_cell(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'No,Vendor,Agencies\n1,Cirrus,"Health; Tax\nWorks"\n')
    found = mapped(
        tmp_path,
        """
        tables:
          - items:
              contract: {kind: Contract, id: "c:{No}", name: "{No}"}
              agency:
                kind: Agency
                each: Agencies
                split: ";"
                id: "a:{each|slug}"
                name: "{each}"
            relations: [{type: HELD_BY, from: contract, to: agency}]
        """,
        path,
    )
    assert [end for _, _, end in links(found)] == ["a:health", "a:tax", "a:works"]


REPEATED = "No,Vendor,Sum,Begins,Ends\n7,Cirrus,5,2026-01-01,2026-06-30\n7,Alto,7,2025-01-01,\n"


def test_rows_of_one_number_are_gathered_by_rules_or_kept_back(tmp_path: Path) -> None:
    path = csv_file(tmp_path, REPEATED)
    value = "value: {from: Sum, money: USD, gather: sum}\n        "
    start = 'start: {from: Begins, gather: least}\n        end: "{Ends}"'
    found = mapped(tmp_path, contract(more=value + start), path)
    said = {"value": "12.00 USD", "start": "2025-01-01", "end": "2026-06-30", "name": "7"}
    assert items(found)["c:7"] == said
    assert [end for _, _, end in links(found)] == ["supplier:cirrus", "supplier:alto"]
    found = mapped(tmp_path, contract(more="value: {from: Sum, money: USD}"), path)
    (told,) = kept_back(found)
    assert (
        f"{path}, line 3, value: found '7.00 USD', expected '5.00 USD', as at {path}, line 2"
        in told
    )
    assert items(found)["c:7"]["value"] == "5.00 USD"
    found = mapped(tmp_path, contract(id="c:{No}:{Vendor|slug}"), path)
    assert {"c:7:cirrus", "c:7:alto"} <= items(found).keys()


def test_identical_rows_are_added_up_once_which_is_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor,Sum\n7,Cirrus,5\n7,Cirrus,5\n7,Alto,5\n7, Alto ,5\n")
    found = mapped(tmp_path, contract(more="value: {from: Sum, money: USD, gather: sum}"), path)
    assert items(found)["c:7"]["value"] == "10.00 USD"
    (told,) = warnings(found)
    assert told == (
        f"{path}, line 3: found 2 rows that say all that a row above says, the first of them here, "
        "expected each row once; read once: their figures are not added"
    )


def test_a_field_that_cannot_be_read_keeps_back_no_contract(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor,End\n1,Cirrus,02/30/2027\n,Alto,\n")
    found = mapped(tmp_path, contract(more="end: {from: End, date: MM/DD/YYYY}"), path)
    assert items(found)["c:1"] == {"name": "1"}
    assert links(found) == [("c:1", "WITH", "supplier:cirrus")]
    expected = "expected a date that exists, as MM/DD/YYYY, such as 06/30/2027"
    assert kept_back(found) == [
        f"{path}, line 2, End: found '02/30/2027', {expected}",
        f"{path}, line 3, No: found nothing, expected what its id is made of",
    ]
    assert found.rejects[0][1].raw == {
        "kind": "Contract", "id": "c:1", "name": "1", "end": "02/30/2027",
    }  # fmt: skip


def test_a_second_file_is_joined_by_a_key(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor\nC-1,Cirrus\nC-2,Alto\n")
    other = csv_file(tmp_path, "Contract,Days\nc-1,90\n", "notices.csv")
    mapping = contract(
        "joins: [{table: notices, on: {No: Contract}}]",
        more="notice: {from: notices.Days, unit: days}",
        rest="\n  - {name: notices, file: notices.csv}",
    )
    found = mapped(tmp_path, mapping, path, other)
    assert (items(found)["c:C-1"]["notice"], "notice" in items(found)["c:C-2"]) == ("P90D", False)
    with pytest.raises(InvalidInput, match="joins: found notices, expected a table"):
        mapped(tmp_path, mapping, path)


def stored(kind: str) -> list[Item]:
    cirrus = Item("Supplier", "s-17", {"name": "Cirrus, Inc.", "aliases": ["erp:0017"]})
    twins = [Item("Supplier", f"s-{n}", {"name": "Alto"}) for n in (1, 2)]
    return [one for one in (cirrus, *twins) if one.kind == kind]


def test_others_are_found_by_what_they_are_called(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor\n1,CIRRUS INC\n2,0017\n3,Alto\n4,Norn\n")
    mapping = """
        tables:
          - items: {contract: {kind: Contract, id: "c:{No}", name: "{No}"}}
            relations:
              - {type: WITH, from: contract, to: {kind: Supplier, by: any, from: Vendor}}
        """
    found = mapped(tmp_path, mapping, path, known=stored)
    assert links(found) == [("c:1", "WITH", "s-17"), ("c:2", "WITH", "s-17")]
    expected = (
        "expected the name, number, alias or id of one supplier, in the files or in the store"
    )
    assert [told.partition(": ")[2] for told in kept_back(found)] == [
        f"found 'Alto', which s-1 and s-2 are called, {expected}",
        f"found 'Norn', {expected}",
    ]


def test_what_is_never_kept_stands_nowhere(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor,E-mail\n,Cirrus,ann@example.gov\n")
    found = mapped(tmp_path, contract(rest="never: E-mail"), path)
    assert len(found.rejects) == 1
    assert "ann" not in str(found.rejects)


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Vendor,End\n1,n/a,N/A\n")
    found = mapped(tmp_path, 'empty: ["n/a"]' + contract(more='end: "{End}"'), path)
    assert (items(found), links(found)) == ({"c:1": {"name": "1"}}, [])


def test_what_is_new_or_missing_is_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No;Vendor;Colour\n1;Cirrus;red\n", encoding="cp1252")
    found = mapped(tmp_path, contract(rest="unused: []"), path, csv_file(tmp_path, "a\n", "b.csv"))
    told = "\n".join(warnings(found))
    assert "cells separated by semicolons" in told
    assert "the new columns 'Colour'" in told
    assert "b.csv: found nothing to read, expected a table of the mapping" in told
    with pytest.raises(UnreadableFile, match="expected the columns 'Sum', as the mapping has"):
        mapped(tmp_path, contract(more='fund: "{Sum}"'), path)
    with pytest.raises(InvalidInput, match="a file with a table of the mapping"):
        mapped(tmp_path, contract().replace("t.*", "other.csv"), path)


def test_each_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    rows = {"Old": [["a", "b"]], "Active": [["No", "Vendor"], [1, "Cirrus"]]}
    path = workbook(tmp_path, rows)  # type: ignore[arg-type]
    found = mapped(tmp_path, contract(), path)
    assert list(items(found)) == ["c:1", "supplier:cirrus"]
    assert next(found.facts).where == f"{path}, sheet Active, row 2"
    with pytest.raises(UnreadableFile, match="sheet Old"):
        mapped(tmp_path, contract("sheet: old"), path)
