"""A bad field keeps back itself, not its row; what is certain is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_model.facts import Item, Relation
from tests.support.loading import facts, read_text, told

CONTRACT = {"kind": "Contract", "id": "c", "name": "C", "number": "7"}
WITH = {"type": "WITH", "from": "c", "to": "s"}
DEPENDS = {"type": "DEPENDS_ON", "from": "a", "to": "b", "group": "g"}


@pytest.mark.parametrize(
    ("record", "name", "raw", "kept"),
    [
        (CONTRACT, "end", "0000-00-00", None),
        (CONTRACT, "end", "2026-12-31 00:00:00", "2026-12-31"),
        (CONTRACT, "end", "2026-12-31T00:00:00.000Z", "2026-12-31"),
        (CONTRACT, "notice", "90 days", "P90D"),
        (CONTRACT, "notice", "3 Months", "P3M"),
        (CONTRACT, "survives_parent", "off", False),
        (CONTRACT, "survives_parent", "n", False),
        (CONTRACT, "survives_parent", 1, True),
        (WITH, "until", "2026-12-31 00:00:00", "2026-12-31"),
    ],
)
def test_what_is_certain_is_read(
    tmp_path: Path, record: dict[str, object], name: str, raw: object, kept: object
) -> None:
    found = read_text(json.dumps(record | {name: raw}), tmp_path)
    assert [fact.fields.get(name) for fact in facts(found)] == [kept]
    assert not found.rejects


@pytest.mark.parametrize(
    ("record", "name", "raw"),
    [
        (CONTRACT, "end", "2023-02-29"),
        (CONTRACT, "end", "06/07/2027"),  # June or July?
        (CONTRACT, "end", "2026-12-31 23:00:00"),
        (CONTRACT, "notice", "90"),
        (CONTRACT, "survives_parent", "maybe"),
        (CONTRACT, "nmber", "8"),
        (CONTRACT, "aliases", ["nonsense"]),
        (WITH, "until", "soon"),
    ],
)
def test_what_is_not_is_kept_back_alone(
    tmp_path: Path, record: dict[str, object], name: str, raw: object
) -> None:
    found = read_text(json.dumps(record | {name: raw}), tmp_path)
    (fact,) = facts(found)
    assert name not in fact.fields
    if isinstance(fact, Item):
        assert fact.fields == {"name": "C", "number": "7"}
    (reject,) = [one for _, one in found.rejects]
    assert reject.raw == record | {name: raw}
    assert [name in line for line in told(found)] == [True]


@pytest.mark.parametrize(
    "row",
    [
        CONTRACT | {"name": None, "end": "soon"},
        CONTRACT | {"kind": "Contarct"},
        DEPENDS | {"need": "two"},  # of how many would one do?
        DEPENDS | {"group": ["g"]},
        WITH | {"to": ""},
    ],
)
def test_a_row_is_kept_back_where_it_would_mean_nothing_or_something_else(
    tmp_path: Path, row: dict[str, object]
) -> None:
    found = read_text(json.dumps(row), tmp_path)
    assert (facts(found), len(found.rejects)) == ([], 1)


def test_of_open_attributes_the_bad_ones_alone(tmp_path: Path) -> None:
    row = {"kind": "ConfigurationItem", "id": "r", "name": "R"}
    row |= {"attributes": {"os": "linux", "deep": {"a": 1}}}  # type: ignore[dict-item]
    found = read_text(json.dumps(row), tmp_path)
    (fact,) = facts(found)
    assert not isinstance(fact, Relation)
    assert fact.fields == {"name": "R", "os": "linux"}
    assert ["attributes, deep" in line for line in told(found)] == [True]
