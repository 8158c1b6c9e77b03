"""JSON read a value at a time: as at once, in little memory, in lines of any length."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import UnreadableFile
from graph_model.model import standard_model
from loaders.files import read_files
from loaders.intake import json_stream
from loaders.intake.json_stream import JsonStream
from loaders.intake.source_file import LONGEST_LINE, MIB, SourceFile

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e9, 1e9) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
INDENTS = st.sampled_from([None, 1])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stream") / "given.json"


def stream(path: Path, text: str | bytes, size: int = MIB) -> JsonStream:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return JsonStream(SourceFile(path, "given"), size)


@given(VALUES, INDENTS, st.booleans(), st.integers(1, 7))
def test_a_value_is_read_as_at_once(
    path: Path, value: object, indent: int | None, escaped: bool, size: int
) -> None:
    """In pieces of a few bytes, which part numbers, escapes and characters."""
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    read = stream(path, f" {text}\n", size)
    assert read.last(read.value()) == value


@given(st.dictionaries(TEXTS, st.lists(VALUES, max_size=4), max_size=4), INDENTS, st.integers(1, 7))
def test_lists_are_read_an_element_at_a_time(
    path: Path, document: dict[str, list[object]], indent: int | None, size: int
) -> None:
    read = stream(path, json.dumps(document, indent=indent), size)
    found = {name: list(read.elements()) for name in read.members()}
    assert read.last(found) == document


def test_a_graph_in_one_line_of_40_mb_is_read(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    items = [
        {"kind": "Service", "id": f"s:{n}", "name": "N", "description": "d" * 9_000}
        for n in range(4_500)
    ]
    relations = [{"type": "DEPENDS_ON", "from": "s:0", "to": f"s:{n}"} for n in range(1, 4_500)]
    path.write_text(json.dumps({"items": items, "relations": relations}))
    assert path.stat().st_size > 40_000_000 > LONGEST_LINE
    assert path.read_bytes().count(b"\n") == 0
    readings = read_files([path], standard_model())
    assert readings.rejects == []
    assert readings.fact_count == 8_999
    places = [placed.where for placed in readings.facts]
    assert places[0] == f"{path}, items, 1"
    assert places[-1] == f"{path}, relations, 4499"


def test_no_more_is_in_memory_than_a_few_pieces(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    row = json.dumps({"id": "x" * 100_000})
    path.write_text('{"items": [' + ", ".join([row] * 400) + "]}")
    assert path.stat().st_size > 40_000_000
    read = JsonStream(SourceFile(path, "given"))
    tracemalloc.start()
    try:
        for _ in read.members():
            assert sum(1 for _ in read.elements()) == 400
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * MIB


@pytest.mark.parametrize(
    ("opening", "repeated", "most"),
    [
        ('{"items": [{"id": "', "x", 32),
        ('{"items": [[', "1,", 4),  # to read so many numbers takes seconds
        ('{"items": [{"name":"', "x", 32),
    ],
)
def test_a_value_longer_than_any_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opening: str, repeated: str, most: int
) -> None:
    assert json_stream.LONGEST_VALUE == 32 * MIB
    monkeypatch.setattr(json_stream, "LONGEST_VALUE", most * MIB)
    path = tmp_path / "graph.json"
    path.write_text(opening + repeated * ((most + 2) * MIB // len(repeated)))
    with pytest.raises(UnreadableFile) as told:
        read_files([path], standard_model())
    message = str(told.value)
    assert message.startswith(f"{path}, line 1")
    assert f"found a longer value, expected values of at most {most} MiB" in message
    assert len(message) < 500


BAD = {
    # a text, where it is wrong, and what is said
    '{"items": [{"id": 1,}]}': ("line 1, column 21", "property name"),
    '{"items": [{"id": 1}\n, {"id" 2}]}': ("line 2, column 9", "':'"),
    '{"items": [{"id": 1}\n {"id": 2}]}': ("line 2, column 2", "',' or ']'"),
    '{"items": [1, 2}': ("line 1, column 16", "',' or ']'"),
    '{"items": [1,': ("line 1, column 14", "the end of the text"),
    '{"items": []': ("line 1, column 13", "the end of the text"),
    '{"items": [],}': ("line 1, column 14", "trailing comma"),
    '{"items": []} x': ("line 1, column 15", "Extra data"),
    '{"items" []}': ("line 1, column 10", "':'"),
    '{"items": [{"name": "a\\ud800"}]}': ("line 1, column", "surrogate"),
    '{"items": [{"name": NaN}]}': ("line 1, column 21", "NaN"),
    '{"items": [\n{"n": ' + "9" * 5_000 + "}]}": ("line 2", "thousands of digits"),
    '{"items": [' + "[" * 100_000: ("line 1", "nested too deep"),
    '{"items": [{"name": "a\nb"}]}': ("line 1, column 23", "control character"),
    b'{"items": []}\xff': ("line 1, byte 14", "the byte 0xFF"),
    b'{"items":\n ["\xc3': ("line 2, byte 4", "the byte 0xC3"),
}


@pytest.mark.parametrize(("text", "told"), BAD.items())
@pytest.mark.parametrize("size", [3, MIB])
def test_what_is_wrong_is_told_with_its_place(
    path: Path, text: str | bytes, told: tuple[str, str], size: int
) -> None:
    read = stream(path, text, size)
    with pytest.raises(UnreadableFile) as raised:
        read.last([list(read.elements()) for _ in read.members()])
    where, said = told
    assert f", {where}" in str(raised.value)
    assert said in str(raised.value)


def test_a_graph_may_say_its_lists_once(path: Path) -> None:
    path.write_text('{"items": [], "relations": [], "items": []}')
    with pytest.raises(UnreadableFile, match="'items' more than once"):
        read_files([path], standard_model())
