"""The plain graph file in its three forms: the same facts in, with places, and out again."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import UnreadableFile
from graph_model.facts import Fact, Item, Relation, ref_of
from loaders.files import read_files
from loaders.sources.plain_graph.writing import write_graph, write_lines
from tests.support.facts import any_fact
from tests.support.loading import MODEL, facts, places, read_bytes, read_text, told
from tests.support.repository import ROOT

EXPECTED: list[Fact] = [
    Item("Supplier", "supplier:cirrus", {"name": "Cirrus", "sourcing": "cloud"}),
    Item("ConfigurationItem", "ci:relay-1", {"name": "Relay", "ci_class": "server", "cores": 8}),
    Relation("PROVIDES", "supplier:cirrus", "ci:relay-1", "", {"since": "2026-02-01"}),
    Relation("DEPENDS_ON", "ci:relay-1", "ci:relay-1", "relays", {"need": 1}),
]

JSON = """
{"items": [
  {"kind": "Supplier", "id": "supplier:cirrus", "name": "Cirrus", "sourcing": "Cloud"},
  {"kind": "configuration item", "id": "ci:relay-1", "name": "Relay", "ci_class": "server",
   "attributes": {"cores": 8}}],
 "relations": [
  {"type": "PROVIDES", "from": "supplier:cirrus", "to": "ci:relay-1", "since": "2026-02-01"},
  {"type": "depends-on", "from": "ci:relay-1", "to": "ci:relay-1", "group": "relays", "need": 1}]}
"""
LINES = "".join(
    json.dumps(row) + end
    for row, end in zip(
        [*json.loads(JSON)["items"], *json.loads(JSON)["relations"]],
        ("\n", "\r\n", "\n\n", ""),
        strict=True,
    )
)
YAML = """\
# Suppliers
items:
  - kind: Supplier
    id: supplier:cirrus
    name: Cirrus
    sourcing: cloud
  - {kind: ConfigurationItem, id: ci:relay-1, name: Relay, ci_class: server, attributes: {cores: 8}}
relations:
  - {type: PROVIDES, from: supplier:cirrus, to: ci:relay-1, since: 2026-02-01}
  - type: DEPENDS_ON
    from: ci:relay-1
    to: ci:relay-1
    group: relays
    need: 1
"""
DOCUMENTS = """\
---
kind: Supplier
id: supplier:cirrus
name: Cirrus
sourcing: cloud
---
items:
- {kind: ConfigurationItem, id: ci:relay-1, name: Relay, ci_class: server, attributes: {cores: 8}}
---
relations:
- {type: PROVIDES, from: supplier:cirrus, to: ci:relay-1, since: 2026-02-01}
- {type: DEPENDS_ON, from: ci:relay-1, to: ci:relay-1, group: relays, need: 1}
...
"""

FORMS = {
    "json": (JSON, ["items, 1", "items, 2", "relations, 1", "relations, 2"]),
    "jsonl": (LINES, ["line 1", "line 2", "line 3", "line 5"]),
    "yaml": (YAML, ["line 3", "line 7", "line 9", "line 10"]),
    "yaml, documents": (DOCUMENTS, ["line 2", "line 8", "line 11", "line 12"]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "with a byte order mark"])
def test_every_form_says_the_same(form: str, mark: bytes, tmp_path: Path) -> None:
    text, expected_places = FORMS[form]
    readings = read_bytes(mark + text.encode(), tmp_path)
    assert facts(readings) == EXPECTED
    assert places(readings) == expected_places
    assert [reading.loader for reading in readings.files] == [form.partition(",")[0]]


@pytest.mark.parametrize("text", ['{"items": [], "relations": []}', "items: []", "items:\n"])
def test_a_graph_may_be_empty_where_it_says_so(text: str, tmp_path: Path) -> None:
    readings = read_text(text, tmp_path)
    assert (readings.fact_count, readings.rejects) == (0, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"kind": "Suplier", "id": "a", "name": "A"}', "kind: found 'Suplier', expected one of"),
        ('{"id": "a", "name": "A"}', "kind: found nothing, expected one of Agency"),
        ('{"kind": "Supplier", "name": "A"}', "id: found nothing, expected text"),
        ('{"kind": "Supplier", "id": 7, "name": "A"}', "id: found 7, expected text"),
        ('{"kind": "Supplier", "id": "a"}', "(a), name: found nothing, expected a text"),
        ('{"kind": "Supplier", "id": "a", "name": ["A"]}', "name: found ['A'], expected text"),
        ('{"kind": "Supplier", "id": "a", "id": "b", "name": "A"}', "id: found it again, before"),
        ('{"type": "WITH", "from": "a"}', "to: found nothing, expected text"),
        ('{"type": "WTH", "from": "a", "to": "b"}', "type: found 'WTH', expected one of AFFECTS"),
        ('{"type": "DEPENDS_ON", "from": "a", "to": "b", "need": 1e300}', "of at most 64 bits"),
        ('{"type": "DEPENDS_ON", "from": "a", "to": "b", "need": 99999999999999999999}', "64 bits"),
        ('{"kind": "Supplier", "id": "a", "name": "A", "description": ' + "[" * 40 + "]" * 40 + "}",
         "found values nested deeper than 32"),
        ("7", "found 7, expected an object that is an item or a relation"),
        ("null", "found nothing, expected an object that is an item or a relation"),
    ],
)  # fmt: skip
def test_a_bad_row_is_kept_back_with_its_place_and_reason(
    row: str, reason: str, tmp_path: Path
) -> None:
    good = '{"kind": "Supplier", "id": "good", "name": "Good"}'
    readings = read_text(f'{{"items": [{good}, {row}, {good}]}}', tmp_path)
    assert readings.fact_count == 2
    assert len(readings.rejects) == 1
    assert told(readings)[0].startswith("items, 2")
    assert any(reason in line for line in told(readings))


def test_a_rejected_row_says_everything_that_is_wrong(tmp_path: Path) -> None:
    row = '{"kind": "Contract", "id": "c", "end": "soon", "form": "treaty", "x": 1}'
    readings = read_text(row, tmp_path)
    assert len(told(readings)) == 4


@given(st.lists(any_fact(MODEL), max_size=8, unique_by=ref_of))
def test_facts_written_and_read_again_are_the_same(given_facts: list[Fact]) -> None:
    for write, order in ((write_lines, list), (write_graph, _items_first)):
        with TemporaryDirectory() as folder:
            readings = read_bytes(b"".join(write(given_facts, MODEL)) or b"\n", Path(folder), {
                write_lines: "jsonl", write_graph: "json"}[write])  # fmt: skip
            assert facts(readings) == order(given_facts)
            assert not readings.rejects


def _items_first(given_facts: list[Fact]) -> list[Fact]:
    return sorted(given_facts, key=lambda fact: isinstance(fact, Relation))


def test_written_facts_are_recognised_and_stand_one_a_line() -> None:
    with TemporaryDirectory() as folder:
        written = b"".join(write_graph(EXPECTED, MODEL))
        assert [r.loader for r in read_bytes(written, Path(folder)).files] == ["json"]
        assert len(written.splitlines()) == len(EXPECTED) + 4
        lines = b"".join(write_lines(EXPECTED, MODEL))
        assert [r.loader for r in read_bytes(lines, Path(folder)).files] == ["jsonl"]
        assert len(lines.splitlines()) == len(EXPECTED)


def test_a_folder_is_one_load_of_the_files_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    (folder / "deeper").mkdir(parents=True)
    (folder / "a.yaml").write_text("relations: [{type: WITH, from: c, to: s}]")
    (folder / "b.yml").write_text("items: [{kind: Supplier, id: s, name: S}]")
    (folder / "c.jsonl").write_text('{"kind": "Contract", "id": "c", "name": "C"}\n')
    for passed_over in (
        "README.md",
        "model.yaml",
        "b.rejects.jsonl",
        ".hidden.yaml",
        "deeper/d.yaml",
    ):
        (folder / passed_over).write_text("items: [{kind: Supplier, id: not, name: Not}]")
    (folder / "other.json").write_text('{"something": "else"}')
    readings = read_files([folder], MODEL)
    assert [getattr(fact, "id", "WITH") for fact in facts(readings)] == ["WITH", "s", "c"]
    assert readings.sources == ("office",)
    assert [warning.where for warning in readings.warnings] == [str(folder / "other.json")]


RECOGNISED = {
    '{"$schema": "x", "items": [{"kind": "Supplier", "id": "a", "name": "A"}]}': "json",
    '{"kind": "Supplier", "id": "a", "name": "A"}': "jsonl",
    '{"name": "A", "kind": "Supplier", "id": "a"}': "jsonl",
    '{\n"kind": "Supplier",\n"id": "a",\n"name": "A"}': "json",
    '{"_rejected": {"place": "x"}, "kind": "Supplier", "id": "a", "name": "A"}': "jsonl",
    "{kind: Supplier, id: a, name: A}": "",
    '"items": [{kind: Supplier, id: a, name: A}]': "yaml",
    "%YAML 1.2\n---\nitems: [{kind: Supplier, id: a, name: A}]": "yaml",
}


@pytest.mark.parametrize("text", RECOGNISED)
def test_a_form_is_recognised_by_its_beginning(text: str, tmp_path: Path) -> None:
    if not RECOGNISED[text]:
        with pytest.raises(UnreadableFile):
            read_text(text, tmp_path)
        return
    readings = read_text(text, tmp_path)
    assert [reading.loader for reading in readings.files] == [RECOGNISED[text]]
    assert facts(readings) == [Item("Supplier", "a", {"name": "A"})]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    path = folder / "a.json"
    path.write_text('{"items": [{"kind": "Supplier", "id": "s", "name": "S"}]}')
    assert read_files([path, folder, path], MODEL).fact_count == 1


def test_the_fictional_state_reads_without_a_word() -> None:
    readings = read_files([ROOT / "samples" / "state"], MODEL)
    assert readings.fact_count > 300
    assert (readings.rejects, readings.warnings, readings.sources) == ([], [], ("state",))
