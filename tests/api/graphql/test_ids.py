"""An id is found in whatever form of Unicode it is asked for, and recorded in one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import pytest

from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

KEPT = ["s:café", "c:가", "a:Å"]
FORMS = ["NFC", "NFD"]
ALIAS = "tool:Ünit"


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    records: list[Mapping[str, object]] = [
        {"kind": "Service", "id": KEPT[0], "aliases": [ALIAS]},
        {"kind": "ConfigurationItem", "id": KEPT[1]},
        {"kind": "Agency", "id": KEPT[2]},
        {"type": "DEPENDS_ON", "from": KEPT[0], "to": KEPT[1]},
        {"type": "CONSUMES", "from": KEPT[2], "to": KEPT[0]},
    ]
    with opened_door(facts_of(records)) as door:
        yield door


def spelt(text: str, form: str) -> str:
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]


QUESTIONS = {
    # what is asked with an id or an alias, and what is answered
    "an item": ("query ($x: ID!) { node(id: $x) { id } }", KEPT[0], {"node": {"id": KEPT[0]}}),
    "an item by its alias": (
        "query ($x: ID!) { node(id: $x) { id } }",
        ALIAS,
        {"node": {"id": KEPT[0]}},
    ),
    "items": (
        "query ($x: [ID!]!) { nodes(ids: $x) { id } }",
        KEPT[1],
        {"nodes": [{"id": KEPT[1]}]},
    ),
    "an impact": (
        "query ($x: [ID!]!) { impact(of: $x) { affected { totalCount } } }",
        KEPT[1],
        {"impact": {"affected": {"totalCount": 3}}},
    ),
    "a filter": (
        "query ($x: ID!) { agencies(filter: {id: {eq: $x}}) { totalCount } }",
        KEPT[2],
        {"agencies": {"totalCount": 1}},
    ),
    "a filter of several": (
        "query ($x: [ID!]) { agencies(filter: {id: {in: $x}}) { totalCount } }",
        KEPT[2],
        {"agencies": {"totalCount": 1}},
    ),
    "a filter by text": (
        "query ($x: String!) { services(filter: {name: {startsWith: $x}}) { totalCount } }",
        KEPT[0],
        {"services": {"totalCount": 1}},
    ),
    "a search": (
        "query ($x: String!) { search(text: $x) { hits { nodes { item { id } } } } }",
        KEPT[0],
        {"search": {"hits": {"nodes": [{"item": {"id": KEPT[0]}}]}}},
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("query", "asked", "answer"), QUESTIONS.values(), ids=QUESTIONS)
def test_it_is_found(query: str, asked: str, answer: object, form: str, door: GraphQLDoor) -> None:
    assert door.ask(query, x=spelt(asked, form)) == answer


@pytest.mark.parametrize("form", FORMS)
def test_edits_and_changes_mean_it_too(form: str, door: GraphQLDoor) -> None:
    id_ = spelt(KEPT[2], form)
    what_if = 'query ($e: [Edit!]) { impact(of: ["c:가"], whatIf: $e) { affected { totalCount } } }'
    for edits, count in (([], 3), ([{"remove": {"id": id_}}], 2)):
        assert door.ask(what_if, e=edits) == {"impact": {"affected": {"totalCount": count}}}
    change = "mutation ($i: ApplyChangeSetInput!) { applyChangeSet(input: $i) { revision } }"
    new = spelt(f"p:ö-{form}", form)
    changes = [
        {"set": {"id": id_, "description": form}},
        {"put": {"kind": "Program", "id": new, "name": "New"}},
        {"put": {"type": "PART_OF", "from": new, "to": id_}},
    ]
    door.ask(change, i={"id": spelt(f"änderung:{form}", form), "changes": changes})
    assert door.ask('{ item(id: "a:Å") { description } }') == {"item": {"description": form}}
    recorded = {
        item.id for item in door.graph.store.read().facts(door.graph.model) if hasattr(item, "id")
    }
    assert unicodedata.normalize("NFC", new) in recorded
    assert all(unicodedata.is_normalized("NFC", one) for one in recorded)


LOOK_ALIKES = {
    # what is not seen in an id, and what it is called
    "s:caf\u00e9\u200b": "its character 7 is U+200B, ZERO WIDTH SPACE",
    "s:ca\u00adf\u00e9": "its character 5 is U+00AD, SOFT HYPHEN",
    "\u2060s:caf\u00e9": "its character 1 is U+2060, WORD JOINER",
}
ASKED_BY_ID = (
    "node(id: $x) { id }",
    "nodes(ids: [$x]) { id }",
    "item(id: $x) { id }",
    "impact(of: [$x]) { verdict }",
    'why(of: ["c:가"], to: $x) { verdict }',
    "substitution(supplier: $x) { verdict }",
    'impact(of: ["c:가"], whatIf: [{remove: {id: $x}}]) { verdict }',
)


@pytest.mark.parametrize(("id_", "named"), LOOK_ALIKES.items())
@pytest.mark.parametrize("question", ASKED_BY_ID)
def test_a_look_alike_is_refused_and_what_is_not_seen_is_named(
    question: str, id_: str, named: str, door: GraphQLDoor
) -> None:
    error = door.refused(f"query ($x: ID!) {{ {question} }}", x=id_)
    assert error["extensions"]["code"] in ("INVALID_QUESTION", "INVALID_CHANGE_SET")
    assert named in error["message"]
    assert repr(id_) in error["message"]
