"""Before and after side by side: new, gone, worse and better, as two naive answers differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, NotFound
from graph_model.facts import Item, Relation, RelationKey
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.impact.difference import ImpactDifference
from queries.what_if.edit import Edit
from tests.support.asking import view_of, what_if
from tests.support.edits import edits, facts_at, suppliers_too
from tests.support.graphs import DATES, SEEDS, Graph, graph_of
from tests.support.naive import LEVELS, Question
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
GRAPHS = st.builds(suppliers_too, SEEDS, st.integers(2, 12), st.integers(0, 45))
DAY = date(2027, 1, 1)

Difference = dict[str, list[str]]


def told(found: ImpactDifference) -> Difference:
    sides = {"gone": found.earlier.snapshot}
    return {
        name: sorted(sides.get(name, found.later.snapshot).ids_of(getattr(found, f"{name}_rows")))
        for name in ("new", "gone", "worse", "better")
    }


def changes(found: ImpactDifference) -> dict[str, tuple[str | None, str | None]]:
    """Before and after of every line of the one table, by id."""
    lines = [found.changes.one(at) for at in range(found.changes.size)]
    return {line.snapshot.id(line.row): (line.was, line.now) for line in lines}


def naive(before: dict[str, str], after: dict[str, str], levels: Sequence[str]) -> Difference:
    both = [id_ for id_ in before if id_ in after]
    rank = levels.index
    return {
        "new": sorted(set(after) - set(before)),
        "gone": sorted(set(before) - set(after)),
        "worse": sorted(i for i in both if rank(after[i]) < rank(before[i])),
        "better": sorted(i for i in both if rank(after[i]) > rank(before[i])),
    }


@settings(max_examples=80)
@given(GRAPHS, SEEDS, AS_OF, st.data())
def test_the_difference_is_that_of_two_answers(
    graph: Graph, seed: int, as_of: date, data: st.DataObject
) -> None:
    of = data.draw(st.lists(st.sampled_from(graph.ids()), min_size=1, max_size=2))
    for lens in LEVELS:
        try:
            found = what_if(view_of(graph.snapshot, as_of), of, lens, edits(graph, seed))
        except InvalidChangeSet:
            return
        after = graph_of(facts_at(found.later.snapshot))
        sides = [
            Question(side.records, [i for i in of if i in side.ids()], lens, as_of)
            for side in (graph, after)
        ]
        answers = [side.answer.affected for side in sides]
        assert told(found) == naive(answers[0], answers[1], LEVELS[lens])
        before, after_ = answers
        both = {id_: (before.get(id_), after_.get(id_)) for id_ in {*before, *after_}}
        assert changes(found) == {id_: pair for id_, pair in both.items() if pair[0] != pair[1]}


PAIR = ("service:m -DEPENDS_ON[r:1]-> ci:a", "service:m -DEPENDS_ON[r:1]-> ci:b")
CONSUMED = (*PAIR, "agency:g -CONSUMES-> service:m", "service:o -DEPENDS_ON[s:1]-> ci:a")
MEMBER = RelationKey("DEPENDS_ON", "service:m", "ci:b", "r")
TABLE: dict[str, tuple[list[Edit], Difference]] = {
    "nothing": ([], {}),
    "worse without the second member": (
        [Remove(MEMBER)],
        {"worse": ["agency:g", "service:m"]},
    ),
    "gone without what failed": (
        [Remove(RelationKey("DEPENDS_ON", "service:m", "ci:a", "r"))],
        {"gone": ["agency:g", "service:m"]},
    ),
    "better with a second member": (
        [
            SetFields(RelationKey("DEPENDS_ON", "service:m", "ci:a", "r"), {"until": "2026-01-01"}),
            Put(Relation("DEPENDS_ON", "service:o", "ci:b", "s")),
        ],
        {"gone": ["agency:g", "service:m"], "better": ["service:o"]},
    ),
    "new by a new relation": (
        [
            Put(Item("Service", "service:n", {"name": "N"})),
            Put(Relation("DEPENDS_ON", "service:n", "ci:a")),
        ],
        {"new": ["service:n"]},
    ),
    "worse as more are needed": (
        [
            Remove(MEMBER),
            SetFields(RelationKey("DEPENDS_ON", "service:m", "ci:a", "r"), {"need": 5}),
            Put(Relation("DEPENDS_ON", "service:m", "ci:b", "r")),
        ],
        {"worse": ["agency:g", "service:m"]},
    ),
}


@pytest.mark.parametrize(("asked", "expected"), TABLE.values(), ids=TABLE)
def test_difference(asked: list[Edit], expected: Difference) -> None:
    found = what_if(view_of(sketch(*CONSUMED).snapshot, DAY), ["ci:a"], "outage", asked)
    assert told(found) == {"new": [], "gone": [], "worse": [], "better": [], **expected}


def test_a_contract_is_affected_only_while_it_is_in_force() -> None:
    """An effect reaches it before and after; that counts on the side where it is in force."""
    graph = sketch("contract:c end=2020-06-30", "contract:c -WITH-> supplier:s")
    revived = [SetFields("contract:c", {"end": None})]
    found = what_if(view_of(graph.snapshot, DAY), ["supplier:s"], "sourcing", revived)
    assert told(found) == {"new": ["contract:c"], "gone": [], "worse": [], "better": []}


@pytest.mark.parametrize(
    ("of", "missing"), [(["nobody"], "'nobody'"), (["ci:a", "x", "y"], "'x', 'y'")]
)
def test_ids_that_stand_on_neither_side(of: list[str], missing: str) -> None:
    with pytest.raises(NotFound, match=f"nothing is recorded under {missing};"):
        what_if(view_of(sketch(*PAIR).snapshot, DAY), of, "outage", [Remove(MEMBER)])


def test_changes_come_with_what_is_worse_first() -> None:
    asked: list[Edit] = [Remove(MEMBER), Put(Relation("DEPENDS_ON", "service:o", "ci:b", "s"))]
    found = what_if(view_of(sketch(*CONSUMED).snapshot, DAY), ["ci:a"], "outage", asked)
    assert list(changes(found).items()) == [
        ("agency:g", ("DEGRADED", "LOST")),
        ("service:m", ("DEGRADED", "LOST")),
        ("service:o", ("LOST", "DEGRADED")),
    ]


def test_what_may_not_be_seen_of_the_changes_is_counted() -> None:
    view = view_of(sketch(*CONSUMED).snapshot, DAY, hiding(["agency:g"]))
    found = what_if(
        view, ["ci:a"], "outage", [Remove(RelationKey("DEPENDS_ON", "service:o", "ci:a", "s"))]
    )
    page = Shown(found, view.on(found.later.snapshot)).told("changes")
    assert ([line.told("item").id for line in page.nodes], page.hidden) == (["service:o"], 0)
    found = what_if(view, ["ci:a"], "outage", [Remove(MEMBER)])
    page = Shown(found, view.on(found.later.snapshot)).told("changes")
    assert ([line.told("item").id for line in page.nodes], page.hidden) == (["service:m"], 1)
