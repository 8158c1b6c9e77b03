"""Whatever a file of tables or a mapping holds: facts, or a problem that is told; never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidInput
from loaders.intake.sheets import read_sheets
from loaders.intake.source_file import SourceFile
from loaders.mapped_files import mapping_in, read_mapped
from loaders.mapping.look import looks_at
from loaders.mapping.proposal import propose
from samples.office import write
from tests.support.fuzz import fuzzed
from tests.support.tables import MODEL


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What is wrong is told of the file, in the house's own error."""
    try:
        yield
    except InvalidInput as error:
        if str(path) not in str(error):
            raise


HEADS = ["Number", "Vendor", "End Date", "Amount", "Notice (days)", "Auto renew", "Agency", ""]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["06/30/2027", "$1,040.00", "90", "yes", "Total", "x; y", "0000-00-00", ""]),
)
TABLES = st.lists(st.lists(CELLS, max_size=9), max_size=8)
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
WORDS = st.sampled_from(
    [
        *("source", "dates", "tables", "items", "relations", "kind", "id", "from", "to", "type"),
        *("MM/DD/YYYY", "?", "Contract", "{Number}", "{each|slug}", "WITH", "across", "joins"),
        *("[", "]", "{", "}", ":", "-", "\n", "\n  ", "\n    ", " ", "~", '"', "&a", "*a", "!!x"),
    ]
)


@fuzzed
@given(table=TABLES, separator=SEPARATORS, encoding=ENCODINGS, heads=st.permutations(HEADS))
def test_any_table_is_proposed_for_and_read(
    table: list[list[str]], separator: str, encoding: str, heads: list[str]
) -> None:
    lines = [separator.join(heads), *(separator.join(row) for row in table)]
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        path.write_bytes("\n".join(lines).encode(encoding, "replace"))
        mapping = Path(folder, "m.yaml")
        with told(Path(folder)):
            looks = looks_at(read_sheets(SourceFile(path, "t")))
            proposed = propose(looks, MODEL, "t")
            assert yaml.safe_load(proposed)["tables"]
            mapping.write_text(proposed, encoding="utf-8")
            read_mapped([path], mapping_in(mapping, MODEL), MODEL)


@fuzzed
@given(
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0"]), raw=st.binary()
)
def test_any_bytes_are_a_table_or_told(start: bytes, raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.bin")
        path.write_bytes(start + raw)
        with told(path):
            for sheet in read_sheets(SourceFile(path, "t")):
                propose(looks_at([sheet]), MODEL, "t")


def workbook() -> bytes:
    with TemporaryDirectory() as folder:
        write(Path(folder, "o.xlsx"))
        return Path(folder, "o.xlsx").read_bytes()


OFFICE = workbook()


@fuzzed
@given(at=st.integers(0, len(OFFICE) - 1), byte=st.integers(0, 255), kept=st.integers(1, 64))
def test_a_damaged_workbook_is_read_or_told(at: int, byte: int, kept: int) -> None:
    damaged = OFFICE[:at] + bytes([byte]) + OFFICE[at + 1 :]
    with TemporaryDirectory() as folder:
        for content in (damaged, OFFICE[: len(OFFICE) * kept // 64]):
            path = Path(folder, "o.xlsx")
            path.write_bytes(content)
            with told(path):
                read_sheets(SourceFile(path, "o"))


@fuzzed
@given(words=st.lists(WORDS, max_size=40))
def test_any_mapping_is_one_or_told(words: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "m.yaml")
        path.write_text("tables:\n  - " + " ".join(words) + "\n")
        with told(path):
            mapping_in(path, MODEL)
