"""Errors: a stable code each, and nothing of what nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from api.graphql.error import MOST_TEXT
from application.graph import Graph
from graph_model.errors import StoreUnavailable
from queries.snapshot.snapshot import Snapshot
from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

TABLE = {
    # a document, the code, what the message says
    "nothing": ("", "INVALID_DOCUMENT", "found nothing"),
    "not GraphQL": ("{ services", "INVALID_SYNTAX", "Expected Name"),
    "no such field": ("{ serviettes }", "INVALID_DOCUMENT", "serviettes"),
    "an argument of another type": ("{ node(id: []) { id } }", "INVALID_DOCUMENT", "ID"),
    "nothing recorded": ('{ impact(of: ["nix"]) { revision } }', "NOT_FOUND", "'nix'"),
    "nothing asked about": ("{ impact(of: []) { revision } }", "INVALID_QUESTION", "expected ids"),
    "no such lens": (
        '{ impact(of: ["s:1"], lens: EYE) { revision } }',
        "INVALID_DOCUMENT",
        "'EYE' does not exist in 'Lens'",
    ),
    "no such level": (
        '{ impact(of: ["s:1"]) { affected(minLevel: HIGH) { totalCount } } }',
        "INVALID_DOCUMENT",
        "'HIGH' does not exist in 'Level'",
    ),
    "a level of another lens": (
        '{ impact(of: ["s:1"]) { affected(minLevel: DIRECT) { totalCount } } }',
        "INVALID_QUESTION",
        "one of NOTIFY, DEGRADED, LOST",
    ),
    "no supplier": (
        '{ substitution(supplier: "s:1") { verdict } }',
        "INVALID_QUESTION",
        "a Supplier",
    ),
    "an operation that is not there": (
        "query a { revision } query b { revision }",
        "INVALID_DOCUMENT",
        "operationName",
    ),
}


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(facts_of([{"kind": "Service", "id": "s:1"}])) as door:
        yield door


@pytest.mark.parametrize(("document", "code", "said"), TABLE.values(), ids=TABLE)
def test_an_error_has_its_code(document: str, code: str, said: str, door: GraphQLDoor) -> None:
    error = door.refused(document)
    assert error["extensions"]["code"] == code
    assert said in error["message"]


@pytest.mark.parametrize("document", ["x" * 100_000, "{ revision } " + "x" * 100_000])
def test_a_document_of_any_length_is_quoted_in_short(document: str, door: GraphQLDoor) -> None:
    error = door.refused(document)
    assert error["extensions"]["code"] == "INVALID_SYNTAX"
    assert len(error["message"]) <= MOST_TEXT + 1


def test_problems_are_told_one_by_one(door: GraphQLDoor) -> None:
    error = door.refused('{ check(rules: ["eye", "ear"]) { revision } }')
    problems = error["extensions"]["problems"]
    told = [(problem["where"], problem["found"], problem["advice"]) for problem in problems]
    assert told == [("rules", "'eye'", ""), ("rules", "'ear'", "")]
    assert problems[0]["expected"].startswith("one of ")
    assert error["path"] == ["check"]


def test_what_nobody_foresaw_is_masked_and_logged(
    door: GraphQLDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Snapshot, id_: str) -> int:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Snapshot, "find", fail)
    with capture_logs() as logs:
        error = door.refused('{ node(id: "s:1") { id } }')
    assert error["extensions"]["code"] == "INTERNAL"
    assert "secret" not in str(error)
    (logged,) = logs
    assert logged["reference"] == error["extensions"]["reference"]
    assert isinstance(logged["exc_info"], ZeroDivisionError)


def test_a_store_that_does_not_answer_is_told(
    door: GraphQLDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Graph) -> Snapshot:
        raise StoreUnavailable("the store does not answer")

    monkeypatch.setattr(Graph, "snapshot", fail)
    answer = door.answer("{ revision }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["STORE_UNAVAILABLE"]
    assert answer["data"] is None
