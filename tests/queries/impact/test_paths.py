"""Other ways than the witness: real chains, shortest first, none missing, and honest about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.engine.witness import Witness
from queries.impact.impact import Impact, impact
from queries.impact.paths import paths
from tests.support.chains import Hop, chains
from tests.support.graphs import DATES, Graph, graphs, offices, start_sets
from tests.support.naive import LEVELS, Question
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DEPENDENCIES = ("Service", "ConfigurationItem", "ConfigurationItem", "Supplier")
DAY = date(2027, 1, 1)
ALL = 10**6


def hops_of(found: Impact, chain: Witness) -> tuple[Hop, ...]:
    """A chain as hops by id."""
    id_of, level_of = found.snapshot.id, found.lens.level
    codes = dict(zip(found.starts.rows.tolist(), found.starts.levels.tolist(), strict=True))
    state = id_of(chain.start), level_of(codes[chain.start])
    hops = []
    for step in chain.steps:
        target = id_of(step.target), level_of(step.level)
        assert id_of(step.origin) == state[0]
        hops.append(Hop(state, found.snapshot.key_at(step.relation)[:4], target))
        state = target
    return tuple(hops)


def check_every_path(graph: Graph, of: Sequence[str], lens: str, as_of: date) -> None:
    found = impact(graph.snapshot, of, lens, as_of)
    question = Question(graph.records, of, lens, as_of)
    apart = (*found.not_in_force.tolist(), *found.not_in_service.tolist())
    for row in (*found.rows.tolist(), *apart):
        told = paths(found, row, ALL)
        assert told.gap is None
        got = [hops_of(found, chain) for chain in told.found]
        witness = hops_of(found, found.witness(row))
        passed = [witness[0].origin[0], *(h.target[0] for h in witness)] if witness else []
        twice = [witness] if len(set(passed)) < len(passed) else []
        assert sorted(got) == sorted([*chains(question, found.snapshot.id(row)), *twice])
        assert list(map(len, got)) == sorted(map(len, got))
        assert len(got[0]) == len(found.witness(row).steps)


@settings(max_examples=60)
@given(graphs(most_items=8, most_relations=22), st.data(), AS_OF)
def test_paths_are_all_the_chains(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        check_every_path(graph, of, lens, as_of)


@settings(max_examples=60)
@given(offices(most_items=8, most_relations=24), st.data(), AS_OF)
def test_paths_by_whose_contract_it_is_are_all_the_chains(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    check_every_path(graph, data.draw(start_sets(graph)), "sourcing", as_of)


@settings(max_examples=60)
@given(graphs(DEPENDENCIES, most_items=8, most_relations=18), st.data(), AS_OF)
def test_paths_through_groups_are_all_the_chains(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(st.lists(st.sampled_from(graph.ids()), min_size=2, max_size=4))
    for lens in LEVELS:
        check_every_path(graph, of, lens, as_of)


DIAMOND = (
    "ci:d -DEPENDS_ON-> ci:b",
    "ci:d -DEPENDS_ON-> ci:c",
    "ci:b -DEPENDS_ON-> ci:a",
    "ci:c -DEPENDS_ON-> ci:a",
    "ci:c -DEPENDS_ON-> ci:b",
)
TABLE = {
    "none asked for": (0, [], "the first 0 were asked for"),
    "the shortest": (1, ["abd"], "the first 1 were asked for"),
    "one more": (2, ["abd", "acd"], "the first 2 were asked for"),
    "all, and that is known": (3, ["abd", "acd", "abcd"], None),
    "more than there are": (9, ["abd", "acd", "abcd"], None),
}


@pytest.mark.parametrize(("first", "expected", "reason"), TABLE.values(), ids=TABLE)
def test_first_paths(first: int, expected: list[str], reason: str | None) -> None:
    found = impact(sketch(*DIAMOND).snapshot, ["ci:a"], "outage", DAY)
    told = paths(found, int(found.snapshot.rows(["ci:d"])[0]), first)
    assert [passed(found, chain) for chain in told.found] == expected
    assert told.gap == reason


def passed(found: Impact, chain: Witness) -> str:
    ids = [chain.start, *(step.target for step in chain.steps)]
    return "".join(found.snapshot.id(row).removeprefix("ci:") for row in ids)


def test_a_search_that_stops_says_so_and_has_the_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ladder of 40 rungs has 2 to the power of 40 ways."""
    monkeypatch.setattr("queries.impact.paths.MOST_TRIED", 10_000)
    lines = []
    for n in range(40):
        lines += [f"ci:{n + 1} -DEPENDS_ON-> ci:{n}{side}" for side in "lr"]
        lines += [f"ci:{n}{side} -DEPENDS_ON-> ci:{n}" for side in "lr"]
    found = impact(sketch(*lines).snapshot, ["ci:0"], "outage", DAY)
    told = paths(found, int(found.snapshot.rows(["ci:40"])[0]), ALL)
    assert told.gap == "the search stopped after 10,000 partial chains"
    assert told.found
    assert {len(chain.steps) for chain in told.found} == {80}


def test_no_path_leads_to_what_is_not_affected() -> None:
    found = impact(sketch("ci:b -DEPENDS_ON-> ci:a").snapshot, ["ci:b"], "outage", DAY)
    with pytest.raises(ValueError, match="'ci:a' is not affected"):
        paths(found, int(found.snapshot.rows(["ci:a"])[0]), 1)
