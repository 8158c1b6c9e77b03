"""Limits: what a document and an answer may cost, each refusal with a code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from application.settings import Settings
from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

SMALL = Settings(
    store="sqlite://",
    max_depth=4,
    max_aliases=3,
    max_tokens=70,
    max_page=10,
    max_nodes=12,
    max_ids=12,
    max_edits=2,
    max_text=120,
    most_changes=3,
)
RECORDS: list[Mapping[str, object]] = [
    *({"kind": "Service", "id": f"s:{n}"} for n in range(9)),
    *({"type": "DEPENDS_ON", "from": f"s:{n}", "to": "s:0"} for n in range(1, 9)),
]
EDIT = '{set: {id: "s:8", name: "S"}} '


def edits(many: int) -> str:
    return f'(of: ["s:0"], whatIf: [{EDIT * many}]) {{ revision }}'


def changes(many: int) -> str:
    given = f'{{id: "{many}", changes: [{EDIT * many}]}}'
    return f"mutation {{ applyChangeSet(input: {given}) {{ revision }} }}"


TABLE = {
    # a document, the code of its refusal or none
    "deep enough": ("{ services { nodes { dependsOn { totalCount } } } }", None),
    "too deep": ("{ services { nodes { dependsOn { edges { cursor } } } } }", "LIMIT_EXCEEDED"),
    "too deep by a fragment": (
        "{ services { nodes { ...f } } } fragment f on Service { dependsOn { edges { cursor } } }",
        "LIMIT_EXCEEDED",
    ),
    "too deep by inline fragments": (
        "{ ... { services { nodes { ... on Service { dependsOn { edges { cursor } } } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "inline fragments are no depth": ("{ ... { ... { ... { ... { revision } } } } }", None),
    "introspection is no depth": (
        "{ __schema { types { fields { type { ofType { name } } } } } }",
        None,
    ),
    "aliases enough": ("{ a: revision b: revision c: revision }", None),
    "too many aliases": (
        "{ a: revision b: revision c: revision d: revision }",
        "LIMIT_EXCEEDED",
    ),
    "a fragment counts wherever it is spread": (
        "{ ...f ...f } fragment f on Query { a: revision b: revision }",
        "LIMIT_EXCEEDED",
    ),
    "too many tokens": ("{" + " revision" * 70 + " }", "LIMIT_EXCEEDED"),
    "a page too long": ("{ services(first: 11) { totalCount } }", "LIMIT_EXCEEDED"),
    "ids too many": (
        "{ nodes(ids: [" + '"x" ' * 11 + "]) { id } }",
        "LIMIT_EXCEEDED",
    ),
    "edits enough": ("{ revision impact" + edits(2) + "}", None),
    "edits too many": ("{ impact" + edits(3) + "}", "LIMIT_EXCEEDED"),
    "edits too many in a fragment": (
        "{ ...f } fragment f on Query { impact" + edits(3) + "}",
        "LIMIT_EXCEEDED",
    ),
    "edits too many where nobody gives others": (
        f"query ($e: [Edit!] = [{EDIT * 3}]) {{ impact(of: [], whatIf: $e) {{ revision }} }}",
        "LIMIT_EXCEEDED",
    ),
    "changes enough, though more than edits may be": (changes(3), None),
    "changes too many": (changes(4), "LIMIT_EXCEEDED"),
    "a text enough": (f'{{ search(text: "{"x" * 120}") {{ verdict }} }}', None),
    "a text too long": (f'{{ search(text: "{"x" * 121}") {{ verdict }} }}', "LIMIT_EXCEEDED"),
    "a search for too many words": (
        '{ search(text: "' + "a " * 51 + '") { verdict } }',
        "LIMIT_EXCEEDED",
    ),
    "a text too long within": (
        f'{{ services(filter: {{not: {{name: {{eq: "{"x" * 121}"}}}}}}) {{ totalCount }} }}',
        "LIMIT_EXCEEDED",
    ),
    "values too many within": (
        "{ services(filter: {name: {in: [" + '"x" ' * 13 + "]}}) { totalCount } }",
        "LIMIT_EXCEEDED",
    ),
    "nodes enough": ("{ services(first: 3) { nodes { id } } }", None),
    "too many nodes, by what is below them": (
        "{ services { nodes { dependsOn { totalCount } } } }",
        None,
    ),
    "too many nodes": (
        "{ services(first: 9) { nodes { dependsOn { nodes { id } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "a search enough": ('{ search(text: "s") { hits(first: 10) { hidden } } }', None),
    "a search too long": (
        '{ search(text: "s") { hits(first: 11) { hidden } } }',
        "LIMIT_EXCEEDED",
    ),
    "a journal too long": ("{ journal { entries(first: 11) { hidden } } }", "LIMIT_EXCEEDED"),
}


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    settings = replace(SMALL, max_nodes=16)
    with opened_door(facts_of(RECORDS), settings) as door:
        yield door


@pytest.mark.parametrize(("document", "code"), TABLE.values(), ids=TABLE)
def test_a_document_within_its_limits(document: str, code: str | None, door: GraphQLDoor) -> None:
    answer = door.answer(document)
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert codes == ({code} if code else set())


def test_fragments_that_multiply_are_refused_at_once() -> None:
    """Two spreads a fragment, 30 fragments deep: 2^30 aliases, counted without spreading them."""
    spread = "fragment f{n} on Query {{ ...f{m} ...f{m} }}"
    fragments = " ".join(spread.format(n=n, m=n + 1) for n in range(30))
    document = "{ ...f0 } " + fragments + " fragment f30 on Query { a: revision }"
    with opened_door() as door:
        error = door.refused(document)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert str(2**30) in error["message"]


@pytest.mark.parametrize(
    "document",
    ["{ services { nodes" * 900 + "{ id }" + "} }" * 900, "{ services(filter: " + "{not: " * 2000],
    ids=["fields", "inputs"],
)
def test_a_document_nested_beyond_measure_is_refused(document: str) -> None:
    with opened_door(settings=Settings(store="sqlite://", max_tokens=100_000)) as door:
        codes = {error["extensions"]["code"] for error in door.answer(document)["errors"]}
    assert codes == {"LIMIT_EXCEEDED"}


def test_a_fragment_that_spreads_itself_is_refused() -> None:
    with opened_door() as door:
        answer = door.answer("{ ...f } fragment f on Query { revision ...f }")
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"INVALID_DOCUMENT"}


LONG = "9" * 5_000
NUMBERS = {
    # a document with a number that no value has
    "a page": f"{{ services(first: {LONG}) {{ totalCount }} }}",
    "a revision": f'{{ impact(of: ["s:0"], atRevision: {LONG}) {{ revision }} }}',
    "a value": f"{{ contracts(filter: {{renewalsLeft: {{eq: -{LONG}}}}}) {{ totalCount }} }}",
    "a fraction": f"{{ contracts(filter: {{value: {{gt: 1.{LONG}}}}}) {{ totalCount }} }}",
    "an id": f"{{ node(id: {LONG}) {{ id }} }}",
    "in a fragment": f"{{ ...f }} fragment f on Query {{ node(id: {LONG}) {{ id }} }}",
    "a default": f"query ($n: Int = {LONG}) {{ services(first: $n) {{ totalCount }} }}",
}


@pytest.mark.parametrize("document", NUMBERS.values(), ids=NUMBERS)
def test_a_number_without_end_is_refused_and_no_failure(door: GraphQLDoor, document: str) -> None:
    error = door.refused(document)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["message"].startswith("number: found 5,00")


def test_many_digits_in_a_text_are_no_number(door: GraphQLDoor) -> None:
    assert door.ask(f'{{ node(id: "{LONG[:100]}") {{ id }} }}') == {"node": None}


def test_what_has_too_many_aliases_is_told_how_to_ask_for_many(door: GraphQLDoor) -> None:
    asked = " ".join(f'a{n}: node(id: "s:{n}") {{ id }}' for n in range(4))
    message = door.refused(f"{{ {asked} }}")["message"]
    assert message.startswith("operation: found 4 aliases, expected at most 3; nodes(ids: [...])")
    many = door.ask('{ nodes(ids: ["s:0", "s:1", "s:2", "s:3"]) { id } }')
    assert [node["id"] for node in many["nodes"]] == ["s:0", "s:1", "s:2", "s:3"]
