"""Facts to and from records of the plain graph file, and what is said of a record that is wrong."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import pytest
from hypothesis import given

from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Relation, RelationKey, ref_of
from graph_model.model import standard_model
from graph_model.records import fact_of, read_fact, record_of
from tests.support.facts import Raw, any_raw, kept

MODEL = standard_model()


def told(raw: object) -> tuple[Fact | None, list[str]]:
    """What a record is read as, and every problem with it."""
    problems: list[Problem] = []
    fact = read_fact(raw, MODEL, "line 7", problems.append)
    return fact, [str(problem) for problem in problems]


@given(any_raw(MODEL))
def test_a_kept_fact_goes_out_and_comes_back(raw: Raw) -> None:
    fact = kept(raw, MODEL)
    record = record_of(fact, MODEL)
    assert fact_of(record, MODEL) == fact
    assert told(record) == (fact, [])
    assert fact_of(orjson.loads(orjson.dumps(record)), MODEL) == fact


@given(any_raw(MODEL))
def test_a_record_says_what_it_is_first_and_its_fields_in_order(raw: Raw) -> None:
    fact = kept(raw, MODEL)
    record = list(record_of(fact, MODEL))
    if isinstance(fact, Item):
        declared = [field.name for field in MODEL.kind_by_name[fact.kind].fields]
        assert record[:2] == ["kind", "id"]
    else:
        type_ = MODEL.relation_by_name[fact.type]
        declared = [field.name for field in type_.fields if field.name != type_.discriminator]
        assert record[:3] == ["type", "from", "to"]
    named = [name for name in record if name in declared]
    assert named == [name for name in declared if name in named]


AGENCY = {"kind": "Agency", "id": "a", "name": "A"}
PERSON = {"kind": "Stakeholder", "id": "p", "name": "P", "category": "person"}
CI = {"kind": "ConfigurationItem", "id": "c", "name": "C"}
WITH = {"type": "WITH", "from": "a", "to": "b"}
DEPENDS = {"type": "DEPENDS_ON", "from": "a", "to": "b"}


@pytest.mark.parametrize(
    ("raw", "fact"),
    [
        (AGENCY, Item("Agency", "a", {"name": "A"})),
        (AGENCY | {"kind": "AGENCY", "name": " A "}, Item("Agency", "a", {"name": "A"})),
        (AGENCY | {"description": None, "aliases": []}, Item("Agency", "a", {"name": "A"})),
        (AGENCY | {"attributes": None}, Item("Agency", "a", {"name": "A"})),
        (CI | {"kind": "configuration item"}, Item("ConfigurationItem", "c", {"name": "C"})),
        (
            CI | {"attributes": {"ram": 64, "tags": ["x"], "gone": None, "on": False}},
            Item("ConfigurationItem", "c", {"name": "C", "ram": 64, "tags": ["x"], "on": False}),
        ),
        (WITH | {"type": "with"}, Relation("WITH", "a", "b")),
        (DEPENDS | {"type": "depends on", "group": " g "}, Relation("DEPENDS_ON", "a", "b", "g")),
        (
            DEPENDS | {"since": "2026-01-01", "until": "2026-01-01"},
            Relation("DEPENDS_ON", "a", "b", "", {"since": "2026-01-01", "until": "2026-01-01"}),
        ),
        (
            DEPENDS | {"since": "2100-01-01", "until": "2099-01-01"},  # no end
            Relation("DEPENDS_ON", "a", "b", "", {"since": "2100-01-01", "until": "2099-01-01"}),
        ),
        (DEPENDS | {"group": "", "need": 2}, Relation("DEPENDS_ON", "a", "b", "", {"need": 2})),
        (
            {"type": "BINDS", "from": "a", "to": "b", "role": "Provider"},
            Relation("BINDS", "a", "b", "provider"),
        ),
    ],
)
def test_what_is_read(raw: Raw, fact: Fact) -> None:
    assert told(raw) == (fact, [])


@pytest.mark.parametrize(
    ("raw", "problems"),
    [
        (7, ["line 7: found 7, expected an object that is an item or a relation"]),
        ({"id": "a", "name": "A"}, ["line 7, kind: found nothing, expected one of Agency, "]),
        (AGENCY | {"kind": "Moon"}, ["line 7, kind: found 'Moon', expected one of Agency, "]),
        (AGENCY | {"kind": ["x"]}, ["line 7, kind: found ['x'], expected one of"]),
        (AGENCY | {"id": " a"}, ["line 7, id: found ' a', expected an id without outer spaces"]),
        (
            {"id": 5, "kind": "Moon"},
            ["line 7, id: found 5, expected text", "line 7, kind: found 'Moon'"],
        ),
        ({"kind": "Agency", "id": "a"}, ["line 7 (a), name: found nothing, expected a text"]),
        (AGENCY | {"name": " "}, ["line 7 (a), name: found nothing, expected a text"]),
        (
            AGENCY | {"colour": "red", "verified_on": "soon"},
            [
                "line 7 (a), colour: found an unknown field, expected one of name, ",
                "line 7 (a), verified_on: found 'soon', expected a date that exists",
            ],
        ),
        (AGENCY | {"name": "x" * 2001}, ["(a), name: found 'xxx"]),
        (AGENCY | {"aliases": ["cmdb"]}, ["(a), aliases: found 'cmdb', expected scheme:value"]),
        (AGENCY | {"aliases": [":1"]}, ["(a), aliases: found ':1', expected scheme:value"]),
        (AGENCY | {"attributes": {"x": 1}}, ["(a), attributes: found attributes, expected none"]),
        (CI | {"attributes": [1]}, ["(c), attributes: found [1], expected an object"]),
        (
            CI | {"attributes": {"status": 1, "id": 2}},
            [
                "(c), attributes, status: found a declared field's name",
                "(c), attributes, id: found a declared field's name",
            ],
        ),
        (
            CI | {"attributes": {"": 1, "a": {}, "b": [1], "c": 2**63, "d": float("inf")}},
            [
                "attributes, : found '', expected 1 to 512 characters",
                "attributes, a: found {}, expected text, a number",
                "attributes, b: found [1], expected text, a number",
                "attributes, c: found 9223372036854775808, expected text, a number",
                "attributes, d: found inf, expected text, a number",
            ],
        ),
        (CI | {"attributes": {"a": "\ud800", "b": ["\0"]}}, ["attributes, a:", "attributes, b:"]),
        (
            PERSON | {"influence": "high", "interest": "low"},
            [
                "(p), influence: found influence, expected none where category is person",
                "(p), interest: found interest, expected none where category is person",
            ],
        ),
        (
            {"type": "WITH", "from": 1},
            ["line 7, from: found 1, expected text", "line 7, to: found nothing, expected text"],
        ),
        (WITH | {"type": None}, ["line 7, type: found nothing, expected one of AFFECTS, "]),
        (WITH | {"need": 1}, ["line 7 (a -WITH-> b), need: found an unknown field"]),
        (
            DEPENDS | {"since": "2026-01-02", "until": "2026-01-01"},
            ["(a -DEPENDS_ON-> b), until: found '2026-01-01', expected a day on"],
        ),
        (DEPENDS | {"need": "many"}, ["(a -DEPENDS_ON-> b), need: found 'many', expected a whole"]),
    ],
)
def test_everything_wrong_is_told_at_once(raw: object, problems: list[str]) -> None:
    fact, found = told(raw)
    assert fact is None
    assert len(found) == len(problems)
    assert all(part in line for part, line in zip(problems, found, strict=True)), found


@given(any_raw(MODEL))
def test_a_fact_is_known_by_its_id_or_its_key(raw: Raw) -> None:
    fact = kept(raw, MODEL)
    assert ref_of(fact) == (
        fact.id
        if isinstance(fact, Item)
        else RelationKey(fact.type, fact.start, fact.end, fact.discriminator)
    )


@pytest.mark.parametrize(
    ("key", "read"),
    {
        RelationKey("WITH", "a", "b"): "a -WITH-> b",
        RelationKey("BINDS", "a", "b", "client"): "a -BINDS[client]-> b",
    }.items(),
)
def test_a_key_reads_like_an_arrow(key: RelationKey, read: str) -> None:
    assert str(key) == read


@pytest.mark.parametrize(("fields", "name"), [({"name": "A"}, "A"), ({}, "a")])
def test_an_item_is_called_by_its_name_or_else_its_id(fields: Mapping[str, str], name: str) -> None:
    assert Item("Agency", "a", fields).name == name
