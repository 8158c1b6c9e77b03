"""An answer as JSON: every fact by its name, on request what is, nothing within itself again."""

from __future__ import annotations

from typing import Any

import pytest

from queries.answers.record import record, recorded_facts, requestable
from queries.answers.telling import Shown
from queries.answers.told import facts_of
from queries.answers.viewer import everything, hiding
from tests.support.asking import view_of
from tests.support.told_office import DAY, OFFICE, Line, ToldOffice, told_office

MAIL = {"kind": "Service", "id": "service:m", "name": "Mail"}


def told(
    *hidden: str,
    wanted: tuple[str, ...] = (),
    given: dict[str, Any] | None = None,
    listed: str = "",
    **more: object,
) -> dict[str, Any]:
    viewer = hiding(hidden) if hidden else everything()
    shown = Shown(told_office(**more), view_of(OFFICE, DAY, viewer))
    return record(shown, wanted, given, listed)


LEAVES = {
    "text": "plain",
    "whole": 7,
    "figure": 0.25,
    "flag": True,
    "asOf": "2027-01-01",
    "share": 0.9995,
    "money": {"amount": "1200.50", "currency": "USD"},
    "mood": "VERY_GOOD",
    "lens": "OUTAGE",
    "id": "office:1",
    "data": None,
    "service": MAIL,
    "nobody": None,
}


@pytest.mark.parametrize(("name", "value"), LEAVES.items())
def test_leaf(name: str, value: object) -> None:
    assert told()[name] == value


def test_absent_money_and_any_json() -> None:
    found = told(money=None, data={"a": [1, None]})
    assert (found["money"], found["data"]) == (None, {"a": [1, None]})


def test_relations_and_lists() -> None:
    found = told()
    assert found["relation"] == {
        "type": "DEPENDS_ON",
        "discriminator": "relays",
        "from": MAIL,
        "to": {"kind": "ConfigurationItem", "id": "ci:a", "name": "ci:a"},
    }
    assert [item["id"] for item in found["pair"]] == ["ci:b", "ci:a"]
    assert found["pairHidden"] == 0
    assert [(line["item"]["id"], line["rank"]) for line in found["lines"]] == [
        (OFFICE.id(row), row) for row in range(4)
    ]


def test_pages() -> None:
    items = told()["items"]
    assert [item["id"] for item in items["nodes"]] == ["ci:a", "ci:b", "service:m", "service:n"]
    assert (items["totalCount"], items["pageInfo"]["hasNextPage"]) == (4, False)
    assert "hidden" in told()["ranking"]


def test_what_is_asked_of_the_listed_fact_is_asked_of_it_alone() -> None:
    found = told(given={"first": 1, "kinds": ["Service"]}, listed="of_kinds")
    assert [item["id"] for item in found["ofKinds"]["nodes"]] == ["service:m"]
    assert found["ofKinds"]["totalCount"] == 2
    assert len(found["items"]["nodes"]) == 4
    assert len(told(given={"first": 1}, listed="ranking")["ranking"]["nodes"]) == 1
    assert len(told(given={"first": 1})["ranking"]["nodes"]) == 4


def test_what_is_hidden_is_counted() -> None:
    found = told("ci:a")
    assert (found["itemsHidden"], found["pairHidden"], found["linesHidden"]) == (1, 1, 1)
    assert found["ranking"]["hidden"] == 1
    assert found["relation"] is None
    assert found["first"] is None
    assert "ci:a" not in str(found)


def test_what_is_told_on_request_is_asked_for_by_name() -> None:
    assert "slow" not in told()
    assert told(wanted=("slow",))["slow"] == "worked out"


def test_a_class_is_not_told_within_itself_unless_it_is_asked_for() -> None:
    assert "before" not in told()
    assert told(wanted=("before",))["before"] is None
    assert requestable(ToldOffice) == ["before", "slow"]
    assert requestable(Line) == []


def test_every_fact_is_recorded_but_these() -> None:
    names = {fact.name for fact in recorded_facts(ToldOffice)}
    assert set(facts_of(ToldOffice)) - names == {"slow", "before"}
