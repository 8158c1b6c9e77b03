"""YAML as people write it: what an unquoted scalar means, and what a file may say once."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.facts import Item
from loaders.intake.source_file import SourceFile
from loaders.intake.yaml_text import parse_yaml, typed
from tests.support.loading import facts, read_text, told

FIELDS = [
    # A field that expects text gets what was written.
    ("Supplier", "name: no", "name", "no"),
    ("Supplier", "name: 12:30", "name", "12:30"),
    ("Supplier", "name: 3.10", "name", "3.10"),
    ("Supplier", "name: 2026-10-12", "name", "2026-10-12"),
    ("Supplier", "name: 'null'", "name", "null"),
    ("Supplier", "name: !!str null", "name", "null"),
    ("Contract", "number: 0017", "number", "0017"),
    ("Contract", "number: 0o17", "number", "0o17"),
    ("Contract", "number: 1_000", "number", "1_000"),
    # Others read it by their own rules.
    ("Contract", "end: 2026-10-12", "end", "2026-10-12"),
    ("Contract", "renewals_left: 3", "renewals_left", 3),
    ("Contract", 'renewals_left: "3"', "renewals_left", 3),
    ("Contract", "survives_parent: no", "survives_parent", False),
    ("Contract", "survives_parent: True", "survives_parent", True),
    ("Contract", "renewal: none", "renewal", "none"),
    ("Contract", "value: 1200 usd", "value", "1200.00 USD"),
    ("Contract", "rights: [audit, step in]", "rights", ["step-in", "audit"]),
    ("ServiceLevelTarget", "value: 99.9", "value", 99.9),
    ("ServiceLevelTarget", "value: 1e2", "value", 100.0),
    ("Service", "live_on: ~", "live_on", None),
    ("Service", "live_on:", "live_on", None),
    ("Service", "live_on: null", "live_on", None),
]


@pytest.mark.parametrize(("kind", "line", "field", "expected"), FIELDS)
def test_a_field_says_what_an_unquoted_scalar_means(
    kind: str, line: str, field: str, expected: object, tmp_path: Path
) -> None:
    name = "" if field == "name" else "name: N\n"
    (fact,) = facts(read_text(f"kind: {kind}\nid: x\n{name}{line}\n", tmp_path))
    assert fact.fields.get(field) == expected
    assert type(fact.fields.get(field)) is type(expected)


def test_an_id_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    text = "items:\n" + "".join(
        f"- {{kind: Supplier, id: {id_}, name: N}}\n" for id_ in ("no", "007", "1.0", "2026-01-01")
    )
    ids = [fact.id for fact in facts(read_text(text, tmp_path)) if isinstance(fact, Item)]
    assert ids == ["no", "007", "1.0", "2026-01-01"]
    assert {type(id_) for id_ in ids} == {str}


ATTRIBUTES = [
    ("8", 8),
    ("0o17", 15),
    ("0x1F", 31),
    ("-1", -1),
    ("017", 17),
    ("1.5", 1.5),
    ("1e3", 1000.0),
    ("true", True),
    ("False", False),
    ("yes", "yes"),
    ("off", "off"),
    ("12:30", "12:30"),
    ("1_000", "1_000"),
    ("2026-10-12", "2026-10-12"),
    ('"8"', "8"),
    ("!!str 8", "8"),
    ("[a, b]", ["a", "b"]),
    (".inf", ".inf"),
    (".nan", ".nan"),
]


@pytest.mark.parametrize(("written", "expected"), ATTRIBUTES)
def test_an_open_attribute_is_typed_by_yaml_1_2(
    written: str, expected: object, tmp_path: Path
) -> None:
    text = f"kind: ConfigurationItem\nid: x\nname: N\nattributes: {{a: {written}}}\n"
    (fact,) = facts(read_text(text, tmp_path))
    assert fact.fields["a"] == expected
    assert type(fact.fields["a"]) is type(expected)


def test_anchors_aliases_and_merge_keys_say_things_once(tmp_path: Path) -> None:
    text = """\
items:
  - &first {kind: Service, id: a, name: A, tier: element, mode: managed}
  - {<<: *first, id: b, name: B}
  - <<: [{mode: brokered}, *first]
    id: c
  - {"<<": 1, kind: Service, id: d, name: D}
"""
    readings = read_text(text, tmp_path)
    read = [(getattr(f, "id", ""), f.fields["name"], f.fields.get("mode")) for f in facts(readings)]
    first = [("a", "A", "managed"), ("b", "B", "managed"), ("c", "A", "brokered")]
    assert read == [*first, ("d", "D", None)]
    assert told(readings)[0].startswith("line 6 (d), <<: found an unknown field")


def test_an_entry_twice_is_a_bad_row_at_its_line(tmp_path: Path) -> None:
    text = "items:\n- kind: Service\n  id: a\n  name: A\n  name: B\n"
    readings = read_text(text, tmp_path)
    assert told(readings) == ["line 2, name: found it again, before as 'A', expected it once"]


def test_windows_lines_and_comments_are_read(tmp_path: Path) -> None:
    text = "# ours\r\n\r\n---\r\nitems:\r\n- kind: Service  # here\r\n  id: a\r\n  name: A\r\n"
    assert facts(read_text(text, tmp_path)) == [Item("Service", "a", {"name": "A"})]


def test_values_of_a_document_keep_their_lines(tmp_path: Path) -> None:
    file = SourceFile(tmp_path / "x.yaml", "x")
    first, second = parse_yaml("a: [1, x]\n---\n{b: 0.5}\n", file)
    assert (first.value, first.line) == ({"a": ["1", "x"]}, 1)
    assert (second.value, second.line) == ({"b": "0.5"}, 2)
    assert isinstance(first.value, dict)
    assert typed(first.value["a"]) == [1, "x"]
