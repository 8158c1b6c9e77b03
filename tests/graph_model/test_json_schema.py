"""The schema of the plain graph file: what it says of real graphs, of any fact, and of mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from jsonschema_rs import validator_for

from graph_model.facts import Item, Relation
from graph_model.json_schema import json_schema
from graph_model.model import standard_model
from graph_model.records import record_of
from tests.support.cases import Case, cases
from tests.support.facts import any_fact

MODEL = standard_model()
SCHEMA = json_schema(MODEL)
FILE = validator_for(SCHEMA)
"""As one reads it who is not the one below: of whole files, a hundred times as quick."""
LINE = Draft202012Validator({"$ref": "#/$defs/record", "$defs": SCHEMA["$defs"]})


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", cases(), ids=range(1, len(cases()) + 1))
def test_the_worked_cases_fit(case: Case) -> None:
    FILE.validate(case["graph"])


def test_there_are_cases() -> None:
    assert len(cases()) >= 48


@given(any_fact(MODEL))
def test_whatever_is_kept_fits(fact: Item | Relation) -> None:
    record = record_of(fact, MODEL)
    LINE.validate(record)
    FILE.validate({"items" if isinstance(fact, Item) else "relations": [record]})


A = {"kind": "Agency", "id": "a", "name": "A"}
CI = {"kind": "ConfigurationItem", "id": "c", "name": "C"}
DEPENDS = {"type": "DEPENDS_ON", "from": "a", "to": "b"}


@pytest.mark.parametrize(
    "record",
    [
        A,
        A | {"description": None, "aliases": ["x:1"], "body": "executive branch"},
        CI | {"attributes": {"ram": 64, "tags": ["a"], "on": True, "was": None}},
        DEPENDS | {"group": "g", "need": 2, "since": "2026-01-01"},
        {"kind": "Contract", "id": "k", "name": "K", "value": "10.00 USD", "notice": "P3M"},
        {"kind": "Stakeholder", "id": "p", "name": "P", "category": "person", "influence": None},
    ],
)
def test_good_records_fit(record: dict[str, object]) -> None:
    LINE.validate(record)


@pytest.mark.parametrize(
    ("record", "found"),
    {
        "no kind": ({"id": "a", "name": "A"}, "'kind' is a required property"),
        "unknown kind": (A | {"kind": "Moon"}, "'Moon' is not one of"),
        "no id": ({"kind": "Agency", "name": "A"}, "'id' is a required property"),
        "empty id": (A | {"id": ""}, "'' should be non-empty"),
        "id with outer space": (A | {"id": " a"}, "' a' does not match"),
        "long id": (A | {"id": "a" * 513}, "is too long"),
        "no name": ({"kind": "Agency", "id": "a"}, "'name' is a required property"),
        "blank name": (A | {"name": " "}, "' ' does not match"),
        "long name": (A | {"name": "a" * 2001}, "is too long"),
        "unknown field": (A | {"colour": "red"}, "('colour' was unexpected)"),
        "unknown choice": (A | {"body": "moon"}, "is not valid under any of the given schemas"),
        "attributes of a closed kind": (A | {"attributes": {}}, "('attributes' was unexpected)"),
        "attribute that shadows": (CI | {"attributes": {"status": "x"}}, "should not be valid"),
        "attribute that is an object": (CI | {"attributes": {"x": {}}}, "{} is not of type"),
        "not a date": (A | {"verified_on": "soon"}, "is not valid under any of the given schemas"),
        "unknown relation": (DEPENDS | {"type": "ASKS"}, "'ASKS' is not one of"),
        "no end": ({"type": "WITH", "from": "a"}, "'to' is a required property"),
        "negative": (
            {"type": "CONSUMES", "from": "a", "to": "b", "volume": -1},
            "is not valid under any of the given schemas",
        ),
        "text for a number": (DEPENDS | {"need": "x"}, "is not valid under any"),
        "forbidden together": (
            {"kind": "Stakeholder", "id": "p", "name": "P", "category": "person"}
            | {"influence": "high"},
            "'high' is not of type 'null'",
        ),
    }.values(),
)
def test_bad_records_do_not(record: dict[str, object], found: str) -> None:
    assert [error for error in LINE.iter_errors(record) if found in error.message]


@pytest.mark.parametrize("graph", [{}, [], {"items": {}}, {"items": [], "edges": []}])
def test_bad_files_do_not(graph: object) -> None:
    assert not FILE.is_valid(graph)
