"""Witnesses are real, shortest chains, each step as the lens says, against brute force lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.engine.witness import Step, Witness
from queries.impact.impact import Impact, impact
from tests.support.graphs import DATES, Graph, graphs, offices, start_sets
from tests.support.naive import LEVELS, Question
from tests.support.naive_ways import State, Way, lengths, ways
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DEPENDENCIES = ("Service", "ConfigurationItem", "ConfigurationItem", "Supplier")


class Chains:
    """The chains of one answer, held to the brute force lengths of the same question."""

    def __init__(self, graph: Graph, of: Sequence[str], lens: str, as_of: date) -> None:
        self.found = impact(graph.snapshot, of, lens, as_of)
        self.question = Question(graph.records, of, lens, as_of)
        self.lengths = lengths(self.question)
        self.ways: dict[State, list[Way]] = {}
        for state, way in ways(self.question, self.lengths):
            self.ways.setdefault(state, []).append(way)

    def check(self) -> None:
        found = self.found
        apart = (found.not_in_force, found.not_in_service)
        for row in (*found.rows.tolist(), *(row for rows in apart for row in rows.tolist())):
            self.check_chain(found.witness(row), found.snapshot.id(row))

    def check_chain(self, witness: Witness, id_: str) -> None:
        id_of, level_of = self.found.snapshot.id, self.found.lens.level
        assert level_of(witness.level) == self.question.reached[id_]
        states = {State(id_, self.question.reached[id_])}
        assert len(witness.steps) == self.lengths[next(iter(states))]
        for step in reversed(witness.steps):
            target = id_of(step.target), level_of(step.level)
            states = {state for state in states if (state.id, state.level) == target}
            states = set(self.before(step, states))
            assert {state.id for state in states} == {id_of(step.origin)}
        assert {(state.id, state.level) for state in states} & set(self.question.starts.items())
        assert 0 in {self.lengths[state] for state in states}

    def before(self, step: Step, states: set[State]) -> Iterator[State]:
        """The states that the step may come from: it is a shortest way into some of ``states``.

        None that is as short comes first by type, then id.
        """
        id_of, key = self.found.snapshot.id, self.found.snapshot.key_at(step.relation)
        together = frozenset(map(id_of, step.together))
        taken = (key.type, id_of(step.origin), key.discriminator, together)
        for state in states:
            shortest = [way for way in self.ways[state] if way.length == self.lengths[state]]
            first = min((way.type, way.origin.id) for way in shortest)
            for way in shortest:
                told = (way.type, way.origin.id, way.discriminator, way.together)
                if told == taken and taken[:2] == first:
                    yield way.origin


def check_every_chain(graph: Graph, several: list[str], as_of: date) -> None:
    for lens in LEVELS:
        for of in (*([id_] for id_ in graph.ids()), several):
            Chains(graph, of, lens, as_of).check()


@settings(max_examples=50)
@given(graphs(), st.data(), AS_OF)
def test_witnesses_are_shortest_chains(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check_every_chain(graph, data.draw(start_sets(graph)), as_of)


@settings(max_examples=50)
@given(graphs(DEPENDENCIES), st.data(), AS_OF)
def test_witnesses_through_groups_and_cycles(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    several = st.lists(st.sampled_from(graph.ids()), min_size=3, max_size=6)
    check_every_chain(graph, data.draw(several), as_of)


@settings(max_examples=80)
@given(offices(), st.data(), AS_OF)
def test_witnesses_by_whose_contract_it_is(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check_every_chain(graph, data.draw(start_sets(graph)), as_of)


RELAYS = (
    "service:mail -DEPENDS_ON[relays:2]-> ci:a",
    "service:mail -DEPENDS_ON[relays:2]-> ci:b",
    "service:mail -DEPENDS_ON[relays:2]-> ci:c",
)
TABLE = {
    "a start explains itself": (
        ["service:mail -DEPENDS_ON-> ci:a"],
        "ci:a",
        "ci:a",
        "",
    ),
    "one hop": (
        ["service:mail -DEPENDS_ON-> ci:a"],
        "ci:a",
        "service:mail",
        "ci:a DEPENDS_ON service:mail LOST",
    ),
    "the shorter of two ways": (
        ["ci:c -DEPENDS_ON-> ci:b", "ci:b -DEPENDS_ON-> ci:a", "ci:c -DEPENDS_ON-> ci:a"],
        "ci:a",
        "ci:c",
        "ci:a DEPENDS_ON ci:c LOST",
    ),
    "a longer way that gives more": (
        ["ci:c -DEPENDS_ON-> ci:b", "ci:b -DEPENDS_ON-> ci:a", "ci:a -PART_OF-> ci:c"],
        "ci:a",
        "ci:c",
        "ci:a DEPENDS_ON ci:b LOST, ci:b DEPENDS_ON ci:c LOST",
    ),
    "a shorter way through a level below the final one": (
        [
            "ci:c -DEPENDS_ON-> ci:b",
            "ci:b -DEPENDS_ON-> ci:a",
            "ci:a -PART_OF-> ci:c",
            "stakeholder:s -OWNS-> ci:c",
        ],
        "ci:a",
        "stakeholder:s",
        "ci:a PART_OF ci:c DEGRADED, ci:c OWNS stakeholder:s NOTIFY",
    ),
    "a tie by relation type": (
        ["supplier:p -PROVIDES-> ci:c", "ci:c -DEPENDS_ON-> ci:a"],
        "supplier:p ci:a",
        "ci:c",
        "ci:a DEPENDS_ON ci:c LOST",
    ),
    "a tie by id": (
        ["ci:c -DEPENDS_ON-> ci:b", "ci:c -DEPENDS_ON-> ci:a"],
        "ci:b ci:a",
        "ci:c",
        "ci:a DEPENDS_ON ci:c LOST",
    ),
    "a group that holds softens": (
        RELAYS,
        "ci:b",
        "service:mail",
        "ci:b DEPENDS_ON service:mail DEGRADED",
    ),
    "a broken group goes through the second nearest": (
        (*RELAYS, "ci:c -DEPENDS_ON-> ci:b"),
        "ci:b",
        "service:mail",
        "ci:b DEPENDS_ON ci:c LOST, ci:c DEPENDS_ON service:mail LOST with ci:b",
    ),
    "the other failed members are listed, farther ones too": (
        (*RELAYS, "ci:c -DEPENDS_ON-> ci:b"),
        "ci:a ci:b",
        "service:mail",
        "ci:b DEPENDS_ON service:mail LOST with ci:a ci:c",
    ),
    "a group in a circle": (
        (*RELAYS, "ci:a -DEPENDS_ON-> service:mail"),
        "ci:b ci:c",
        "ci:a",
        "ci:c DEPENDS_ON service:mail LOST with ci:a ci:b, service:mail DEPENDS_ON ci:a LOST",
    ),
    "a ticket starts what it affects": (
        ["service:mail -DEPENDS_ON-> ci:a", "ticket:t -AFFECTS-> ci:a level=partial"],
        "ticket:t",
        "service:mail",
        "ci:a DEPENDS_ON service:mail DEGRADED",
    ),
}


@pytest.mark.parametrize(("lines", "of", "to", "expected"), TABLE.values(), ids=TABLE)
def test_witness_of(lines: Sequence[str], of: str, to: str, expected: str) -> None:
    found = impact(sketch(*lines).snapshot, of.split(), "outage", date(2027, 1, 1))
    assert told(found, to) == expected


def told(found: Impact, to: str) -> str:
    """A witness as text: each step's origin, relation, target and level, and who failed with it."""
    id_of = found.snapshot.id
    steps = []
    for step in found.witness(int(found.snapshot.rows([to])[0])).steps:
        type_ = found.snapshot.key_at(step.relation).type
        together = " ".join(sorted(map(id_of, step.together)))
        line = f"{id_of(step.origin)} {type_} {id_of(step.target)} {found.lens.level(step.level)}"
        steps.append(line + (f" with {together}" if together else ""))
    return ", ".join(steps)


def test_nothing_explains_what_is_not_affected() -> None:
    snapshot = sketch("service:mail -DEPENDS_ON-> ci:a").snapshot
    found = impact(snapshot, ["service:mail"], "outage", date(2027, 1, 1))
    with pytest.raises(ValueError, match="'ci:a' is not affected"):
        found.witness(int(snapshot.rows(["ci:a"])[0]))
