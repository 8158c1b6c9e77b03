"""Lists completed in columns are, byte for byte, what the stock executor makes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import strawberry
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.graphql.bulk import BULK_AT, IN_COLUMNS, LEFT, BulkExecutor
from api.graphql.context import Context
from api.graphql.execute import execute
from application.graph import Graph
from application.settings import Settings
from graph_model.facts import Item
from graph_model.model import standard_model
from tests.support.graphql_door import standard_schema
from tests.support.graphs import graph_of
from tests.support.sketch import sketch
from tests.support.snapshot_source import SnapshotSource

MODEL = standard_model()
ITEM = ("id", "name", "description", "aliases", "verifiedOn", "__typename")
SERVICE = (*ITEM, "tier", "criticality", "citizenFacing", "certifications", "liveOn")
CONTRACT = (*ITEM, "form", "rights", "renewalsLeft", "end", "value { amount currency }")
CI = (*ITEM, "ciClass", "attributes { name value }", 'attribute(name: "rack")')
OWN = {"Service": "tier", "Contract": "form", "ConfigurationItem": "ciClass"}
"""A field that only items of a kind have."""


def graph() -> list[Item | Any]:
    """A few of each kind, with gaps; some values as no validation would keep them."""
    lines = [f"service:{n} -DEPENDS_ON-> ci:{n}" for n in range(BULK_AT)]
    lines += [f"contract:{n} -COVERS-> service:{n}" for n in range(BULK_AT)]
    found = sketch(*lines)
    return [_varied(fact, n) for n, fact in enumerate(found.facts)]


def _varied(fact: Any, n: int) -> Any:
    if not isinstance(fact, Item):
        return fact
    fields: dict[str, Any] = dict(fact.fields)
    if n % 2:
        fields |= {"description": f"number {n}", "verified_on": "2026-01-01"}
    if fact.kind == "Contract":
        fields |= {"value": "12.50 USD", "renewals_left": n, "rights": ["audit"]}
    if fact.kind == "ConfigurationItem":
        fields |= {"rack": n, "ci_class": "server"}
    return replace(fact, fields=fields)


def spoilt(facts: list[Any], field: str, value: object) -> list[Any]:
    """The facts with one contract that has a value no GraphQL type can answer."""
    at = next(n for n, fact in enumerate(facts) if getattr(fact, "kind", "") == "Contract")
    fields = {**facts[at].fields, field: value}
    return [*facts[:at], replace(facts[at], fields=fields), *facts[at + 1 :]]


@pytest.fixture
def schema() -> strawberry.Schema:
    return standard_schema()


REFERENCE = re.compile(r"\b[0-9a-f]{12}\b")
"""What an internal error is logged under: another one each time."""


def over(facts: list[Any]) -> Graph:
    """What doors answer from."""
    return Graph(Settings(), SnapshotSource(graph_of(facts).tables), MODEL)


@cache
def plain() -> Graph:
    """The graph without what no validation would keep, built once."""
    return over(graph())


def both(schema: strawberry.Schema, asked: Graph, query: str) -> tuple[str, str]:
    """The response by columns, and by the stock executor, with the order of its entries."""
    answers = []
    for executor in (BulkExecutor, StrawberryGraphQLCoreExecutionContext):
        schema.execution_context_class = executor
        answers.append(REFERENCE.sub("…", repr(execute(schema, asked, query))))
    schema.execution_context_class = BulkExecutor
    return answers[0], answers[1]


def selections(fields: tuple[str, ...], kind: str) -> st.SearchStrategy[str]:
    """Some of the fields, a few under aliases, some behind fragments (of a kind) or directives."""
    one = st.sampled_from(fields)
    aliased = st.builds(
        lambda f, n: f"{f}{n}: {f}", st.sampled_from(["id", "name"]), st.integers(0, 2)
    )
    behind = st.builds(
        lambda f, how: how % f,
        one,
        st.sampled_from(
            [
                f"... on {kind} {{ id {OWN[kind]} }} %s",
                "... on Item { name } %s",
                "... @include(if: true) { %s }",
                "%s ...Named",
            ]
        ),
    )
    parts = st.lists(st.one_of(one, one, one, aliased, behind), min_size=1, max_size=5)
    return parts.map(lambda found: " ".join(dict.fromkeys(found)))


@st.composite
def queries(draw: st.DrawFn) -> str:
    root = draw(
        st.sampled_from(
            [
                ("services(first: 50) { nodes { %s } }", SERVICE, "Service"),
                ("services(first: 50) { edges { cursor node { %s } } }", SERVICE, "Service"),
                ("contracts(first: 50) { nodes { %s } }", CONTRACT, "Contract"),
                ("configurationItems(first: 50) { nodes { %s } }", CI, "ConfigurationItem"),
                (
                    'impact(of: ["ci:0"]) { affected { nodes { level item { %s } } } }',
                    ITEM,
                    "Service",
                ),
                (
                    'search(text: "service") { hits { nodes { item { %s } score } } }',
                    ITEM,
                    "Service",
                ),
                (
                    "expirations(all: true) { contracts { nodes { endsOn contract { %s } } } }",
                    ITEM,
                    "Contract",
                ),
            ]
        )
    )
    fragment = "fragment Named on Item { name id }"
    body = root[0] % draw(selections(*root[1:]))
    return f"{{ {body} }}" + (f" {fragment}" if "...Named" in body else "")


@settings(max_examples=50)
@given(queries())
def test_any_selection_is_answered_as_by_the_stock_executor(query: str) -> None:
    columns, stock = both(standard_schema(), plain(), query)
    assert "'errors'" not in stock
    assert columns == stock


@pytest.mark.parametrize(
    ("field", "value", "selection"),
    [
        ("value", "a lot", "id value { amount currency }"),
        ("value", "1.00", "value { currency }"),
        ("renewals_left", 2**70, "renewalsLeft"),
        ("form", "handshake", "form"),
        ("name", None, "id name"),
        ("rights", ["veto"], "rights"),
        ("rights", "audit", "rights"),
        ("end", 7, "end"),
    ],
)
def test_what_cannot_be_answered_is_told_as_by_the_stock_executor(
    schema: strawberry.Schema, field: str, value: object, selection: str
) -> None:
    query = f"{{ contracts(first: 50) {{ nodes {{ {selection} }} }} }}"
    columns, stock = both(schema, over(spoilt(graph(), field, value)), query)
    assert columns == stock


def test_a_plain_list_is_completed_in_columns(
    schema: strawberry.Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only equal, but by the short way: the stock one is not asked for the list at all."""
    stock = StrawberryGraphQLCoreExecutionContext
    completes, lists = stock.complete_list_value, 0

    def counted(*given: Any) -> Any:
        nonlocal lists
        lists += 1
        return completes(*given)

    monkeypatch.setattr(stock, "complete_list_value", counted)
    columns, stocked = both(schema, plain(), "{ services(first: 50) { nodes { id name tier } } }")
    assert columns == stocked
    assert lists == 1  # by the stock executor's own run


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("{ contracts { nodes { id name } } }", {IN_COLUMNS: 1}),
        ("{ contracts { nodes { id covers(first: 1) { totalCount } } } }", {LEFT: 1}),
        ("{ contracts(first: 2) { nodes { id } } }", {}),
    ],
)
def test_lists_are_counted_by_how_they_were_completed(
    schema: strawberry.Schema, query: str, counted: dict[str, int]
) -> None:
    context = Context.of(plain())
    assert schema.execute_sync(query, context_value=context).errors is None
    assert context.lists == counted
