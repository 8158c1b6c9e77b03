"""Files that cannot be read at all: one error each, that says where, what, and what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidInput, UnreadableFile
from graph_model.model import standard_model
from loaders.files import read_files
from loaders.intake import source_file
from loaders.intake.source_file import LONGEST_LINE
from loaders.known_sources import known_sources, source_named
from tests.support.loading import read_bytes

ITEM = b'{"kind": "Supplier", "id": "s", "name": "S"}'

BAD: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "", "found an empty file"),
    "blank": (b" \n\n", "", "found no known format"),
    "prose": (b"Dear all,\nplease find attached\n", "", "known are cyclonedx (a CycloneDX"),
    "csv": (b"kind,id,name\nSupplier,s,S\n", "", "found no known format"),
    "nothing in JSON": (b"{}", "", "expected an object with the lists"),
    "other JSON": (b'{"nodes": [], "edges": []}', "", "found no known format"),
    "a list": (b"[1, 2]", "", "found no known format"),
    "cut off": (b'{"items": [\n  {"kind": "Supplier",', "line 2, column 23", "the end of the text"),
    "no comma": (b'{"items": [\n{"kind": "A" "id": 1}]}', "line 2, column 14", "found '\"id\": 1"),
    "unknown and broken": (b'{"a": 1,,}', "line 1, column 9", "expected JSON"),
    "NaN": (b'{"items": [{"id": NaN}]}', "line 1, column 19", "found 'NaN"),
    "Infinity": (b'{"items": [{"id": -Infinity}]}', "line 1", "found '"),
    "too great": (b'{"items": [{"id": 1e999}]}', "line 1", "number is infinity"),
    "thousands of digits": (b'{"items": [' + b"9" * 5_000 + b"]}", "line 1", "number"),
    "half a pair": (b'{"items": ["\\ud800"]}', "line 1", "no low surrogate"),
    "deep": (b'{"items": ' + b"[" * 2_000, "line 1", "nested too deep"),
    "not so deep": (b'{"items": ' + b"[" * 1_000 + b"]" * 1_000 + b"}", "", "nested"),
    "deep list": (b"[" * 100_000, "line 1", "depth limit"),
    "items twice": (b'{"items": [], "items": []}', "", "'items' more than once"),
    "items no list": (b'{"items": {"a": 1}}', "items", "expected a list"),
    "an entry too many": (b'{"items": [], "relation": []}', "", "found 'relation'"),
    "a line cut off": (ITEM + b'\n{"kind": "Supp', "line 2, column 15", "the end of the text"),
    "a line without quotes": (ITEM + b"\n{kind: Supplier}\n", "line 2, column 2", "expected JSON"),
    "UTF-16": ('{"items": []}'.encode("utf-16"), "line 1, byte 1", "expected text in UTF-8"),
    "Latin-1": (b'{"items": [\n{"id": "caf\xe9"}]}', "line 2, byte 12", "the byte 0xE9"),
    "YAML indented wrong": (b"items:\n - kind: A\n  id: a\n", "line 3, column 3", "YAML"),
    "YAML with a tab": (b"items:\n\t- kind: A\n", "line 2, column 1", "cannot start any token"),
    "YAML with code": (b"items: !!python/object:os.system [x]\n", "line 1", "tag:yaml.org"),
    "YAML of an own tag": (b"items:\n- !thing {id: a}\n", "line 2", "the tag !thing"),
    "YAML binary": (b"items:\n- {id: !!binary aGk=}\n", "line 2", "the tag"),
    "YAML control": (b'items: [{id: "a\x07"}]\n', "line 1", "expected printable text"),
    "YAML names a list": (b"items: [{[a]: b}]\n", "line 1", "an entry's name as text"),
    "YAML alias of nothing": (b"items: [*a]\n", "line 1", "the alias *a"),
    "YAML alias of itself": (b"items: &a [*a]\n", "line 1", "that ends before it"),
    "YAML merges text": (b"items: [{<<: text}]\n", "line 1", "an alias of a mapping"),
    "YAML deep": (b"items: " + b"[" * 200, "line 1", "nested deeper than 100"),
    "YAML deeper": (b"items: " + b"[" * 100_000, "line 1, column 1007", "maximum nesting depth"),
    "YAML items no list": (b"items: {a: 1}\n", "items", "expected a list"),
    "YAML second document": (b"items: []\n---\n- 1\n", "document 2 at line 2", "found a list"),
    "YAML bomb": (
        b"items:\n- &a [x,x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"- &%c [%s]\n" % (name, b",".join([b"*%c" % (name - 1)] * 10)) for name in b"bcdefghi"
        ),
        "line 6",
        "aliases that stand for more than 100,000 values",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_an_unreadable_file_is_one_clear_error(case: str, tmp_path: Path) -> None:
    content, place, expected = BAD[case]
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(content, tmp_path)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "given"))
    assert f", {place}" in message if place else True
    assert expected in message
    assert len(message) < 1_000


@pytest.mark.parametrize("format_", [source.name for source in known_sources()])
@pytest.mark.parametrize("case", BAD)
def test_no_loader_fails_otherwise_on_any_of_them(case: str, format_: str, tmp_path: Path) -> None:
    try:
        readings = read_bytes(BAD[case][0], tmp_path, format_)
    except UnreadableFile:
        return
    assert readings.rejects or not readings.fact_count


def test_a_line_of_100_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    for start in (b'{"kind": "Supplier", "id": "', b'{"items": [{"id": "', b"items: [", b""):
        path = tmp_path / "given"
        with path.open("wb") as file:
            file.write(b"" if start == b"" else start)
            file.write(b"x" * 100_000_000)
        with pytest.raises(UnreadableFile, match=f"line 1.*at most {LONGEST_LINE >> 20} MiB"):
            read_files([path], standard_model())


def test_a_file_too_large_is_refused_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_file, "LARGEST_FILE", 1_000)
    with pytest.raises(UnreadableFile, match="split it"):
        read_bytes(ITEM * 100, tmp_path)


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("items: []")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    for name, found in {
        "absent.json": "nothing of that name",
        "gone": "nothing of that name",
        "pipe": "neither a file nor a folder",
        "empty": "an empty folder",
        "other": "a folder of 'notes.txt'",
    }.items():
        with pytest.raises(UnreadableFile, match=f"{name}: found {found}"):
            read_files([tmp_path / name], standard_model())


def test_an_unknown_loader_is_told_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"found 'xls', expected one of cyclonedx .*json.*yaml"):
        source_named("xls")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "items",
                    "relations",
                    "kind",
                    "id",
                    "name",
                    "type",
                    "from",
                    "to",
                    "attributes",
                    "value",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([source.name for source in known_sources()]))
def test_any_json_at_all_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: object, format_: str
) -> None:
    text = json.dumps({"items": [value], "data": {"Providers": [value]}})
    for content in (text, json.dumps(value)):
        try:
            read_bytes(content.encode(), tmp_path_factory.getbasetemp(), format_)
        except UnreadableFile:
            continue


def test_a_folder_may_hold_tables_that_say_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "cmdb_ci.csv").write_text("name\nrelay\n")
    (tmp_path / "list.csv").write_text("Contract,Vendor\n1,Cirrus\n")
    (tmp_path / "cmdb_ci.csv.rejects.csv").write_text("name\nrelay\n")
    found = read_files([tmp_path], standard_model())
    assert [reading.loader for reading in found.files] == ["servicenow"]
    (told,) = found.warnings
    assert "list.csv: found a table that does not say what its columns are: passed over" in str(
        told
    )


def test_a_folder_of_which_nothing_is_read_says_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Contract,Vendor\n1,Cirrus\n")
    (tmp_path / "letter.pdf").write_text("%PDF")
    with pytest.raises(UnreadableFile) as told:
        read_files([tmp_path], standard_model())
    assert "found a folder of 'letter.pdf', 'list.csv', expected" in str(told.value)
    assert "`ramify map list.csv` proposes one" in str(told.value)
