"""How sure an answer is: the oldest fact and the weakest source along a witness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.facts import Item
from queries.answers.office import Office
from queries.answers.recording import Recording
from queries.answers.view import View
from queries.impact.confidence import Confidence, confidence, least
from queries.impact.impact import Impact, impact
from queries.snapshot.rows import as_ints
from tests.support.asking import view_of
from tests.support.graphs import DATES, Graph, graph_of, graphs, start_sets
from tests.support.naive import LEVELS
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DAY = date(2027, 1, 1)
ORDER = ("survey", "cmdb", "wiki")

SAID = {
    "ci": "ci:a verified_on=2026-05-01 source=survey",
    "service": "service:m verified_on=2026-06-01 source=survey",
    "relation": "service:m -DEPENDS_ON-> ci:a verified_on=2026-07-01 source=survey",
}
TABLE = {
    "all said": ({}, "2026-05-01", "survey", 0),
    "the weaker of two sources": ({"service": "source=cmdb"}, "2026-05-01", "cmdb", 1),
    "the weakest by the order, not by name": (
        {"service": "source=cmdb", "relation": "source=wiki"},
        "2026-05-01",
        "wiki",
        2,
    ),
    "one that the order does not name is weaker": (
        {"ci": "source=rumour"},
        "2026-06-01",
        "rumour",
        1,
    ),
    "the last by name of those that it does not name": (
        {"ci": "source=rumour", "service": "source=gossip"},
        "2026-07-01",
        "rumour",
        2,
    ),
    "an unknown source is weakest of all": (
        {"ci": "source=rumour", "relation": "verified_on=2026-01-01"},
        "2026-01-01",
        None,
        1,
    ),
    "a relation counts as an item does": (
        {"relation": "verified_on=2020-02-29 source=survey"},
        "2020-02-29",
        "survey",
        0,
    ),
    "nothing verified": (
        {"ci": "source=survey", "service": "source=survey", "relation": "source=survey"},
        None,
        "survey",
        3,
    ),
    "nothing said": ({"ci": "", "service": "", "relation": ""}, None, None, 3),
}


@pytest.mark.parametrize(("said", "oldest", "weakest", "unverified"), TABLE.values(), ids=TABLE)
def test_confidence(
    said: dict[str, str], oldest: str | None, weakest: str | None, unverified: int
) -> None:
    heads = {"ci": "ci:a", "service": "service:m", "relation": "service:m -DEPENDS_ON-> ci:a"}
    lines = SAID | {name: f"{heads[name]} {fields}".strip() for name, fields in said.items()}
    found = answer(list(lines.values()), "ci:a")
    told = confidence(found, row_of(found, "service:m"), seen(found))
    day = None if oldest is None else date.fromisoformat(oldest)
    assert told == Confidence(day, weakest, unverified, 3)


def answer(lines: Sequence[str], of: str) -> Impact:
    return impact(sketch(*lines).snapshot, of.split(), "outage", DAY)


def seen(found: Impact, loaded: Mapping[str, date] = MappingProxyType({})) -> View:
    view = view_of(found.snapshot, found.as_of, office=Office(source_order=ORDER))
    return replace(view, recording=Recording(loaded_on=loaded.get))


SEVERAL = {
    "a fact is as sure as the strongest who says it": ("wiki, survey", "survey"),
    "whoever is named first": ("rumour, cmdb", "cmdb"),
}


@pytest.mark.parametrize(("sources", "weakest"), SEVERAL.values(), ids=SEVERAL)
def test_a_fact_that_several_say(sources: str, weakest: str) -> None:
    one = Item("ConfigurationItem", "ci:a", {"name": "A", "source": sources})
    found = impact(graph_of([one]).snapshot, ["ci:a"], "outage", DAY)
    assert confidence(found, row_of(found, "ci:a"), seen(found)).weakest_source == weakest


STALE = {
    "loaded in time": (date(2026, 12, 20), "source:b", []),
    "loaded too long ago": (date(2026, 11, 1), "source:a", ["source:a"]),
    "never loaded": (None, "source:a", ["source:a"]),
}


@pytest.mark.parametrize(("loaded", "weakest", "stale"), STALE.values(), ids=STALE)
def test_a_source_that_is_older_than_it_may_be_is_weaker_than_all_that_are_not(
    loaded: date | None, weakest: str, stale: list[str]
) -> None:
    lines = ["source:a warn_after=P30D", "source:b", "ci:a source=source:a"]
    lines += ["service:m source=source:b", "service:m -DEPENDS_ON-> ci:a source=source:b"]
    found = answer(lines, "ci:a")
    view = seen(found, {"source:a": loaded} if loaded else {})
    told = confidence(found, row_of(found, "service:m"), view)
    assert (told.weakest_source, told.stale_sources) == (weakest, stale)
    words = told.in_words(view)
    assert ("older than it may be: source:a" in words) is bool(stale)


def row_of(found: Impact, id_: str) -> int:
    return int(found.snapshot.rows([id_])[0])


def test_a_start_is_as_sure_as_what_is_said_of_it() -> None:
    found = answer(list(SAID.values()), "ci:a")
    told = confidence(found, row_of(found, "ci:a"), seen(found))
    assert told == Confidence(date(2026, 5, 1), "survey", 0, 1)


def test_only_the_witness_counts() -> None:
    """Another way, longer and never verified, does not make the answer less sure."""
    lines = [*SAID.values(), "service:m -DEPENDS_ON-> ci:x", "ci:x -DEPENDS_ON-> ci:a"]
    found = answer(lines, "ci:a")
    told = confidence(found, row_of(found, "service:m"), seen(found))
    assert told == Confidence(date(2026, 5, 1), "survey", 0, 3)


def test_no_rows_have_no_facts() -> None:
    found = answer(list(SAID.values()), "ci:a")
    assert least(found, as_ints([]), seen(found)) == Confidence(None, None, 0, 0)


@settings(max_examples=60)
@given(graphs(), st.data(), AS_OF)
def test_an_answer_is_as_sure_as_its_least_sure_part(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        found = impact(graph.snapshot, of, lens, as_of)
        facts: dict[tuple[str, object], object] = {}
        for row in found.rows.tolist():
            chain = found.witness(row)
            for passed in (chain.start, *(step.target for step in chain.steps)):
                item = graph.snapshot.item_at(passed)
                facts["item", item.id] = item.fields.get("verified_on")
            for step in chain.steps:
                relation = graph.snapshot.relation_at(step.relation)
                facts["relation", relation.key] = relation.fields.get("verified_on")
        days = [str(day) for day in facts.values() if day is not None]
        oldest = date.fromisoformat(min(days)) if days else None
        expected = Confidence(oldest, None, len(facts) - len(days), len(facts))
        assert least(found, found.rows, seen(found)) == expected
