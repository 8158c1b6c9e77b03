"""No day of the calendar, its first and last included, is too early or late for a field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_required_argument

from tests.support.door import Door, door_of_drawn
from tests.support.graphql_door import standard_schema
from tests.support.graphs import MODEL
from tests.support.office import OFFICE

SCHEMA: Any = standard_schema()._schema  # Strawberry shows its schema no other way
DAYS = ("0001-01-01", "9999-12-31")
"""The days asked about; what goes on from one by default ends where the calendar does."""
WAY = 'of: ["ci:power"], to: "service:tax"'
FIELDS = {
    "attention": "",
    "changes": "",
    "check": "",
    "compare": 'of: ["supplier:cirrus", "supplier:alto"]',
    "concentration": "",
    "conflicts": "",
    "contractFamily": 'of: "contract:msa"',
    "contractTriggers": "",
    "corridor": WAY,
    "costAccountability": "",
    "coverageGaps": "",
    "criticality": 'of: ["ci:power"]',
    "cutSets": 'of: "service:tax"',
    "margins": "",
    "dependencies": 'of: ["service:tax"], direction: BOTH',
    "diff": 'from: {date: "0001-01-01"}, to: {date: "9999-12-31"}',
    "expirations": "",
    "health": "",
    "impact": 'of: ["ci:power"]',
    "item": 'id: "contract:msa"',
    "path": 'from: "ci:power", to: "service:tax"',
    "paths": WAY,
    "performance": "",
    "picture": 'of: ["ci:power"]',
    "platformMembers": "",
    "provenance": "",
    "redundancyEnds": 'of: ["ci:power"]',
    "roadmap": "",
    "scenario": 'id: "scenario:one", edits: [{set: {id: "service:tax", name: "Tax"}}]',
    "search": 'text: "tax"',
    "serviceLevels": 'of: ["service:tax"]',
    "singlePointsOfFailure": "",
    "sourcingSweep": "",
    "structure": "",
    "substitution": 'supplier: "supplier:cirrus"',
    "why": WAY,
    "whyNot": 'of: ["ci:power"], to: "ci:generator"',
} | {kind.plural: "" for kind in MODEL.kinds}
"""Each field that takes a day, with what it must be given."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("door")) as door:
        yield door


def selected(type_: Any, depth: int) -> str:
    """All that a type answers without being given anything, so many objects deep."""
    named = get_named_type(type_)
    if not isinstance(named, GraphQLObjectType):
        return (
            "" if not hasattr(named, "fields") and not hasattr(named, "types") else "{__typename}"
        )
    if depth == 0:
        return "{__typename}"
    free = {
        name: f
        for name, f in named.fields.items()
        if not any(map(is_required_argument, f.args.values()))
    }
    return f"{{{' '.join(name + selected(f.type, depth - 1) for name, f in free.items())}}}"


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("field", FIELDS)
def test_every_field_answers_on_the_first_and_last_day(door: Door, field: str, day: str) -> None:
    given = f'{FIELDS[field]} asOf: "{day}"'
    body = selected(SCHEMA.query_type.fields[field].type, 3)
    assert field in door.ask(f"{{{field}({given}){body}}}")


def test_every_field_that_takes_a_day_is_asked() -> None:
    fields = SCHEMA.query_type.fields.items()
    assert {name for name, field in fields if "asOf" in field.args} == set(FIELDS)


@pytest.mark.parametrize(
    ("first", "last"), [("0001-01-01", "9999-12-31"), ("9999-12-31", "0001-01-01")]
)
def test_the_whole_calendar_is_compared(door: Door, first: str, last: str) -> None:
    body = selected(SCHEMA.query_type.fields["diff"].type, 3)
    found = door.ask(f'{{diff(from: {{date: "{first}"}}, to: {{date: "{last}"}}){body}}}')
    assert "diff" in found
