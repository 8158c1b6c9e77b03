"""Files of tables as programs write them: encodings, separators, workbooks, and what is refused."""

from __future__ import annotations

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest

from graph_model.errors import UnreadableFile
from loaders.intake import workbook as workbook_reader
from loaders.intake.encoding import encoding_of
from loaders.intake.sheet import Cell, text_of
from loaders.intake.sheets import read_sheets
from loaders.intake.source_file import SourceFile
from tests.support.tables import workbook

TEXT = "Número,Société\n1,Générale\n"
ENCODED: list[tuple[str, bytes, str]] = [
    ("UTF-8", TEXT.encode(), "utf-8"),
    ("UTF-8 with a mark", TEXT.encode("utf-8-sig"), "utf-8"),
    ("UTF-16 with a mark", TEXT.encode("utf-16"), "utf-16-le"),
    ("UTF-16 big end first", b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
    ("UTF-16 without a mark", TEXT.encode("utf-16-le"), "utf-16-le"),
    ("UTF-32", TEXT.encode("utf-32"), "utf-32-le"),
    ("Latin-1", TEXT.encode("latin-1"), "cp1252"),
    ("Windows", (TEXT + "€,“x”\n").encode("cp1252"), "cp1252"),
    ("Mac", "Société Générale, Hébergement\n".encode("mac_roman"), "mac_roman"),
    ("Cyrillic", "Связь, Договор, Поставщик\n".encode("cp1251"), "cp1251"),
]


@pytest.mark.parametrize(("raw", "encoding"), [r[1:] for r in ENCODED], ids=[r[0] for r in ENCODED])
def test_the_encoding_is_found_out(tmp_path: Path, raw: bytes, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    found = encoding_of(SourceFile(path, "t"))
    assert found.name == encoding
    with found.lines(SourceFile(path, "t")) as lines:
        text = "".join(lines)
    assert "�" not in text
    assert not text.startswith("\ufeff")
    if "Num" in text:
        assert text.startswith(TEXT)


def test_lines_of_an_older_program_among_others_are_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = ["Número,Société", "1,Générale", "2,Ärzte", "3,Plain"]
    path.write_bytes("\n".join(rows[:2]).encode() + "\n".join(["", *rows[2:]]).encode("cp1252"))
    assert rows_of(path) == [row.split(",") for row in rows]
    (sheet,) = read_sheets(SourceFile(path, "t"))
    assert sheet.told == "one line in cp1252 among those in utf-8"


def test_a_few_zero_bytes_are_passed_over_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"No,Vendor\n" + b"1,Cirrus Networks of Springfield\n" * 20 + b"2,No\0va\0\n")
    assert rows_of(path)[-1] == ["2", "Nova"]
    (sheet,) = read_sheets(SourceFile(path, "t"))
    assert sheet.told == "zero bytes, which were passed over"


def rows_of(path: Path) -> list[list[str]]:
    (sheet,) = read_sheets(SourceFile(path, "x"))
    return [[text_of(cell) for cell in row] for row in sheet.rows]


SEPARATED: list[tuple[str, str, str]] = [
    ("commas", "a,b\n1,2\n3,4\n", ""),
    ("semicolons", "a;b\n1,5;2\n3,5;4\n", "semicolons"),
    ("tabs", "a\tb\n1, x\t2\n", "tabs"),
    ("bars", "a|b\n1|2\n", "bars"),
    ("Excel's own line", "sep=;\na;b\n1;2\n", "semicolons"),
    ("commas in quotes", 'a;b\n"1,2,3";2\n"4,5,6";3\n', "semicolons"),
    ("one column", "a\n1\n", ""),
]


@pytest.mark.parametrize(
    ("text", "told"), [r[1:] for r in SEPARATED], ids=[r[0] for r in SEPARATED]
)
def test_the_separator_is_found_out_and_said(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    (sheet,) = read_sheets(SourceFile(path, "x"))
    assert len(sheet.top[0]) == (1 if text == "a\n1\n" else 2)
    assert told in sheet.told
    assert bool(told) == bool(sheet.told)


def test_rows_know_the_line_that_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('sep=,\na,b\n"two\nlines",1\nlast,2\n')
    (sheet,) = read_sheets(SourceFile(path, "x"))
    assert [number for number, _ in sheet.numbered] == [2, 3, 5]


def test_a_workbooks_cells_have_types_and_merged_ones_are_filled(tmp_path: Path) -> None:
    day = date(2026, 6, 30)
    rows: list[list[Cell]] = [["Period", None, "Sum"], ["From", "To", 12], [day, True, 0.5]]
    sheets = {"Contracts": rows, "Empty": []}
    path = workbook(tmp_path, sheets, "A1:B1")  # type: ignore[arg-type]
    (sheet,) = read_sheets(SourceFile(path, "x"))
    assert [[text_of(cell) for cell in row] for row in sheet.rows] == [
        ["Period", "Period", "Sum"],
        ["From", "To", "12"],
        ["2026-06-30", "true", "0.5"],
    ]
    assert (sheet.name, sheet.title) == ("Contracts", f"{path}, sheet Contracts")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(6):
            packed.writestr(f"xl/{n}.xml", bytes(10 * 2**20))


REFUSED: list[tuple[str, bytes, str]] = [
    ("a damaged workbook", b"PK\x03\x04 and no more", "a damaged workbook"),
    ("another zip file", b"", "only begins like a workbook"),
    ("zero bytes", b"a,b" + b"\0" * 9, "bytes that are no text"),
    ("another program's", b"a,b\n" + bytes(range(1, 9)), "bytes that are no text"),
    ("a quote that does not end", b'a,b\n"' + b"x" * 200_000, "line 2"),
    ("one that swallows rows", b'a,b\n1,2\n"3,4\n5,6\n', "line 3: found a quote that does not end"),
    ("half a character", b"\xff\xfea", "not utf-16-le"),
]


@pytest.mark.parametrize(("raw", "told"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_no_table_is_told(tmp_path: Path, raw: bytes, told: str) -> None:
    path = tmp_path / "t.xlsx"
    if raw:
        path.write_bytes(raw)
    else:
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("a.txt", "a")
    with pytest.raises(UnreadableFile, match=told):
        rows_of(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert workbook_reader.MOST_UNPACKED == 512 * 2**20
    monkeypatch.setattr(workbook_reader, "MOST_UNPACKED", 51 * 2**20)  # packing takes a second
    bomb(tmp_path / "t.xlsx")
    assert (tmp_path / "t.xlsx").stat().st_size < 2**20
    with pytest.raises(UnreadableFile, match="60 MiB in 6 parts once unpacked"):
        read_sheets(SourceFile(tmp_path / "t.xlsx", "x"))


def test_a_workbook_that_lies_about_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_reader, "MOST_UNPACKED", 3_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    said = struct.pack("<I", 5_000_000)
    path.write_bytes(path.read_bytes().replace(said, struct.pack("<I", 500)))
    assert zipfile.ZipFile(path).infolist()[0].file_size == 500
    with pytest.raises(UnreadableFile, match="once unpacked"):
        read_sheets(SourceFile(path, "bomb"))
