"""The catalog of questions: what it declares asks the schema itself, and finds what is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLSchema, parse, validate

from api.graphql.context import Context
from api.graphql.schema import build_schema
from api.graphql.selection import ARRANGED, LINES, NAMED, ONWARDS
from application.graph import Graph
from application.settings import Settings
from queries.questions.catalog import ASKED_BY, NAMES, question
from tests.support.sample import SAMPLE_DAY, sample_graph, sample_store

SETTINGS = Settings(store=sample_store())
CATALOG = """
query ($name: String) { questions(name: $name) {
  name key said askedBy example document
  arguments { key form many required namesItems ofFacts default choices }
  tables { path title through cursor onRequest onlyWith document
    columns { head path form many rare sorts } }
  notes { said path form many }
} }
"""
FORMS: Mapping[str, Callable[[Any], object]] = {
    # what a value of a form looks like in JSON
    "DAY": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d", value),
    "MOMENT": lambda value: re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value),
    "MONEY": lambda value: set(value) == {"amount", "currency"},
    "NUMBER": lambda value: isinstance(value, int | float),
    "SHARE": lambda value: 0 <= value <= 1,
    "YES_OR_NO": lambda value: isinstance(value, bool),
    "ITEM": lambda value: set(value) >= {"id", "kind", "name"},
    "ITEMS": lambda value: value["totalCount"] >= len(value["nodes"]),
    "RELATION": lambda value: set(value) == {"type", "from", "to"},
    "SENTENCE": lambda value: isinstance(value["inWords"], str),
    "CHOICE": lambda value: value == value.upper(),
    "LEVEL": lambda value: value == value.upper(),
    "KIND": lambda value: value[0].isupper(),
    "TEXT": lambda value: isinstance(value, str | dict),
}


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with sample_graph() as graph:
        yield graph


class Desk:
    """Asks the schema."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.schema = graph, build_schema(graph.model, SETTINGS)
        self.core: GraphQLSchema = self.schema._schema

    def ask(self, document: str, **variables: Any) -> Any:
        result = self.schema.execute_sync(
            document, variable_values=variables, context_value=Context.of(self.graph)
        )
        assert result.errors is None
        return result.data


@pytest.fixture(scope="module")
def desk(graph: Graph) -> Desk:
    return Desk(graph)


def taken(declared: Mapping[str, Any], document: str) -> dict[str, Any]:
    """The example's arguments and a page, those that a document takes."""
    points = {one["key"] for one in declared["arguments"] if "REVISION" in one["form"]}
    example = {
        key: {"date": value} if key in points else value
        for key, value in declared["example"].items()
    }
    page = {"lines": 4, "named": 2, "asOf": SAMPLE_DAY.isoformat()}
    return {key: value for key, value in (page | example).items() if f"${key}:" in document}


def entries(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list):
        return value
    nodes: list[Any] = value.get("nodes", [value])
    return nodes


def at(source: Any, path: list[str]) -> Any:
    for key in path:
        source = None if source is None else source[key]
    return source


def lines(answer: Any, path: list[str]) -> list[Any]:
    around = [answer]
    for key in path:
        around = [entry for one in around for entry in entries(one[key])]
    return around


def test_all_questions_are_told_by_who_asks_them(desk: Desk) -> None:
    told = desk.ask(CATALOG)["questions"]
    assert [one["name"] for one in told] == [question(name).command for name in NAMES]
    assert {one["askedBy"] for one in told} == set(ASKED_BY)


def test_a_name_that_is_none_finds_none(desk: Desk) -> None:
    assert desk.ask(CATALOG, name="horoscope")["questions"] == []


def test_no_question_takes_what_pages_are_asked_by() -> None:
    asked = [question(name) for name in NAMES]
    taken = {one.key for each in asked for one in (*each.arguments, *each.list_arguments)}
    assert not taken & {LINES, ONWARDS, NAMED, *ARRANGED}


def test_a_question_of_so_many_first_keeps_them_beside_its_pages(desk: Desk) -> None:
    (declared,) = desk.ask(CATALOG, name="paths")["questions"]
    given = {"of": ["ci:utility-feed-a", "ci:generator-1"], "to": "agency:labor", "first": 1}
    document = declared["document"]
    page = {"lines": 20} if "$lines:" in document else {}
    assert len(desk.ask(document, **given, **page)["paths"]["chains"]) <= 1
    assert "first: $first" in document


@pytest.mark.parametrize("name", NAMES)
def test_its_documents_find_what_it_declares(name: str, desk: Desk) -> None:
    command = question(name).command
    (declared,) = desk.ask(CATALOG, name=command)["questions"]
    document = declared["document"]
    answer = desk.ask(document, **taken(declared, document))[declared["key"]]
    assert answer["verdict"]
    for note in declared["notes"]:
        require_form(at(answer, note["path"]), note)
    for table in declared["tables"]:
        assert validate(desk.core, parse(table["document"])) == []
        if table["onRequest"]:
            told = desk.ask(table["document"], **taken(declared, table["document"]))
            found = lines(told[declared["key"]], table["path"])
        else:
            found = lines(answer, table["path"])
        for line in found:
            for column in table["columns"]:
                require_form(at(line, column["path"]), column)


def require_form(value: Any, declared: Mapping[str, Any]) -> None:
    values = value if declared["many"] and value is not None else [value]
    for one in values:
        assert one is None or FORMS[declared["form"]](one), (declared, one)


@pytest.mark.parametrize(
    ("name", "key", "told"),
    [
        ("performance", "months", {"form": "WHOLE_NUMBER", "default": "12", "required": False}),
        ("roadmap", "until", {"form": "DAY", "default": "2 years on", "required": False}),
        ("performance", "of", {"form": "IDS", "many": True, "namesItems": True}),
        ("check", "rules", {"form": "IDS", "namesItems": False}),
        ("check", "minSeverity", {"choices": ["INFO", "WARNING", "ERROR"]}),
        ("why", "to", {"form": "ID", "required": True}),
        ("roadmap", "whatIf", {"form": "EDITS", "ofFacts": True}),
        ("impact", "lens", {"choices": ["OUTAGE", "SOURCING"]}),
    ],
)
def test_an_argument_says_what_it_can_be(
    name: str, key: str, told: Mapping[str, Any], desk: Desk
) -> None:
    (declared,) = desk.ask(CATALOG, name=name)["questions"]
    (argument,) = [one for one in declared["arguments"] if one["key"] == key]
    assert argument == {**argument, **told}


def test_the_columns_of_an_item_are_one_that_says_what_it_is(desk: Desk) -> None:
    (declared,) = desk.ask(CATALOG, name="changes")["questions"]
    closed = next(table for table in declared["tables"] if table["path"] == ["closed"])
    heads = [(column["head"], column["form"]) for column in closed["columns"]]
    assert heads[:2] == [("TICKET", "ITEM"), ("WINDOW", "ITEM")]


def test_a_table_alone_goes_on_after_a_cursor(desk: Desk) -> None:
    (declared,) = desk.ask(CATALOG, name="attention")["questions"]
    document, path = declared["tables"][0]["document"], declared["tables"][0]["path"]
    given = {"asOf": SAMPLE_DAY.isoformat(), "named": 1}
    whole = desk.ask(document, lines=6, **given)["attention"]["matters"]
    first = desk.ask(document, lines=3, **given)["attention"]["matters"]
    after = desk.ask(document, lines=3, onwards=first["pageInfo"]["endCursor"], **given)
    assert [*first["nodes"], *lines(after["attention"], path)] == whole["nodes"]


def test_a_table_alone_is_sorted_and_narrowed_by_its_columns(desk: Desk) -> None:
    (declared,) = desk.ask(CATALOG, name="attention")["questions"]
    matters = declared["tables"][0]
    sorts = {column["head"]: column["sorts"] for column in matters["columns"]}
    assert sorts["A YEAR"] == "annualValue"
    assert sorts["ITEM"] == "item"
    given = {"asOf": SAMPLE_DAY.isoformat(), "lines": 50, "sort": ["annualValue desc"]}
    given |= {"containing": "larkspur", "among": [*filter(None, sorts.values())]}
    found = desk.ask(matters["document"], **given)["attention"]["matters"]["nodes"]
    worth = [float(one["annualValue"]["amount"]) for one in found if one["annualValue"]]
    assert len(worth) > 2
    assert worth == sorted(worth, reverse=True)


def test_a_list_within_a_list_says_whose_it_is(desk: Desk) -> None:
    (declared,) = desk.ask(CATALOG, name="service-levels")["questions"]
    promises = declared["tables"][0]
    assert promises["through"]
    document = promises["document"]
    told = desk.ask(document, **taken(declared, document))["serviceLevels"]["services"]
    assert told[0]["inWords"] == "Benefits Portal (service:benefits-portal)"


def test_what_is_worked_out_on_request_is_asked_by_itself(desk: Desk) -> None:
    (declared,) = desk.ask(CATALOG, name="impact")["questions"]
    asked = {table["path"][0]: table["onRequest"] for table in declared["tables"]}
    assert asked["room"]
    assert not asked["affected"]
    assert "room" not in declared["document"]
