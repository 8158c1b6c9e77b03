"""Whole-office questions of the sample, beside a marketplace: ours, and narrowed with ``of``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from application.asking import About, Asker
from application.graph import Graph
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.questions.catalog import question
from queries.questions.reading import verdict_of
from tests.support.sample import SAMPLE_DAY, sample_graph

WHOLE = (
    *("expirations", "coverage_gaps", "contract_triggers", "roadmap", "check", "performance"),
    *("concentration", "sourcing_sweep", "single_points_of_failure", "service_levels", "health"),
)
THEIRS = ("fedramp:agency:", "fedramp:authorisation:")
"""What the marketplace tells of others, and no service of ours stands on."""
ABOUT = About(as_of=SAMPLE_DAY)
ALL = {"include": "REFERENCE"}


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with sample_graph() as graph:
        yield graph


def asked(graph: Graph, name: str, **given: Any) -> Shown:
    return Asker.of(graph).ask(question(name), given, ABOUT)


def told(graph: Graph, name: str, **given: Any) -> str:
    answer = asked(graph, name, **given)
    return json.dumps(record(answer, (), {}, question(name).listed), default=str)


def verdict(graph: Graph, name: str, **given: Any) -> str:
    return verdict_of(asked(graph, name, **given))


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_office_question_names_nothing_that_is_only_of_reference_data(
    graph: Graph, name: str
) -> None:
    found = told(graph, name)
    assert not [start for start in THEIRS if start in found]


@pytest.mark.parametrize(
    "name",
    ["expirations", "coverage_gaps", "roadmap", "check", "single_points_of_failure", "health"],
)
def test_what_is_left_out_is_there_where_it_is_included(graph: Graph, name: str) -> None:
    every = told(graph, name, include="REFERENCE")
    assert every != told(graph, name)
    assert "fedramp:" in every


@pytest.mark.parametrize(
    ("name", "said"),
    [
        # of the marketplace's 890 authorisations three end within 180 days
        ("expirations", "; and 3 of reference data) end or renew"),
        ("coverage_gaps", "of 66 items (and 263 of reference data) are without a contract"),
        ("health", "the whole office, 56 services (and 374 of reference data)"),
        ("check", " of reference data)"),
    ],
)
def test_a_verdict_counts_ours_and_reference_data_beside(
    graph: Graph, name: str, said: str
) -> None:
    assert said in verdict(graph, name)
    assert said not in verdict(graph, name, include="REFERENCE")


@pytest.mark.parametrize("of", ["agency:health", "supplier:cirrus", "service:identity"])
@pytest.mark.parametrize("name", WHOLE)
def test_every_whole_office_question_is_narrowed(graph: Graph, name: str, of: str) -> None:
    given: Any = of if name == "health" else [of]
    assert verdict(graph, name, of=given) != verdict(graph, name)


def test_an_owner_a_forum_and_a_source_narrow_too(graph: Graph) -> None:
    whole = verdict(graph, "expirations", all=True)
    for of in ("role:contract-manager", "forum:interstate-council", "fedramp"):
        assert verdict(graph, "expirations", all=True, of=[of]) != whole
    # what a marketplace says is of reference data, asked for by name or not
    listed = told(graph, "expirations", all=True, of=["fedramp"], include="REFERENCE")
    assert "fedramp:authorisation:" in listed


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("single_points_of_failure", "points"),
        ("concentration", "suppliers"),
        ("sourcing_sweep", "suppliers"),
    ],
)
def test_what_is_listed_and_what_is_left_out_are_all_there_is(
    graph: Graph, name: str, listed: str
) -> None:
    ours, every = (json.loads(told(graph, name, **given)) for given in ({}, ALL))
    left = ours["ofReference"]
    assert left > 0
    assert f" (and {left} of reference data)" in ours["verdict"]
    assert ours[listed]["totalCount"] + left == every[listed]["totalCount"]
    assert (every["ofReference"], "of reference data" in every["verdict"]) == (0, False)
