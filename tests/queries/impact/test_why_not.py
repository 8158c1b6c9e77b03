"""Why not: every reason, told as the naive enumeration of ways finds it, and truly what stops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion
from queries.impact.blocker import Blocker, Reason
from queries.impact.impact import Impact, impact
from queries.impact.why_not import why_not
from tests.support.chains import key_of
from tests.support.graphs import DATES, Graph, graphs, offices, start_sets
from tests.support.naive import BREAKS, LEVELS, Question, crossing
from tests.support.sketch import sketch
from tests.support.ways import Obstacle, Ways, lifted

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DEPENDENCIES = ("Service", "ConfigurationItem", "ConfigurationItem", "Supplier")
CONTRACTS = ("Contract", "Contract", "Contract", "Service", "Supplier", "Agency")
DAY = date(2027, 1, 1)


def by_id(found: Impact, blocker: Blocker) -> Obstacle:
    id_of = found.snapshot.id
    assert blocker.target is not None
    return Obstacle(
        blocker.reason.name,
        None if blocker.origin is None else id_of(blocker.origin),
        id_of(blocker.target),
        None if blocker.relation is None else found.snapshot.key_at(blocker.relation)[:4],
        frozenset(map(id_of, blocker.failed)),
        frozenset(map(id_of, blocker.holding)),
        blocker.more or 0,
    )


class Checked:
    """Every why-not of one answer, held to the naive ways."""

    def __init__(self, graph: Graph, of: Sequence[str], lens: str, as_of: date) -> None:
        self.found = impact(graph.snapshot, of, lens, as_of)
        self.question = Question(graph.records, of, lens, as_of)
        self.ways = Ways(self.question)

    def check(self) -> None:
        affected = self.question.answer.affected
        levels = self.question.levels
        for row in range(self.found.snapshot.size):
            id_ = self.found.snapshot.id(row)
            for level in levels:
                if id_ not in affected or levels.index(affected[id_]) > levels.index(level):
                    self.check_one(row, id_, level)

    def check_one(self, row: int, id_: str, level: str) -> None:
        told = why_not(self.found, row, level)
        assert (told.gap, told.not_at) == (None, level)
        blockers = {by_id(self.found, blocker) for blocker in told.found}
        assert len(blockers) == len(told.found) > 0
        if self.at(level, id_):
            lapsed = id_ in self.question.lapsed
            reason = "NOT_IN_FORCE" if lapsed else "NOT_IN_SERVICE"
            assert blockers == {Obstacle(reason, id_, id_, None)}
            return
        ways = self.ways.fewest(id_, level)
        if not ways:
            assert told.together == 1
            self.check_uncarried(id_, level, blockers.pop())
            return
        assert blockers == {obstacle for way in ways for obstacle in way}
        assert told.together == len(ways[0])
        for way in (way for way in ways[:6] if self.is_lifted_alone(way)):
            freed = lifted(self.question, way)
            reached = freed.answer.affected.get(id_)
            assert reached is not None, way
            assert self.question.levels.index(reached) <= self.question.levels.index(level), way

    def is_lifted_alone(self, way: tuple[Obstacle, ...]) -> bool:
        """What comes into service or force, or to hold, may stand where it undoes the effect."""
        reasons = {obstacle.reason for obstacle in way}
        undone = "NOT_IN_SERVICE" in reasons or {"NOT_IN_FORCE", "PART_HELD"} <= reasons
        held = {obstacle.target for obstacle in way if obstacle.reason == "PART_HELD"}
        return not undone and not any(self.stands_beside(obstacle, held) for obstacle in way)

    def stands_beside(self, obstacle: Obstacle, held: set[str]) -> bool:
        """Whether a relation that begins to hold gives an item one more who provides or covers.

        The item is one that others hold, or one from which the effect came.
        """
        if obstacle.reason not in ("NOT_YET", "NO_LONGER") or obstacle.relation is None:
            return False
        type_, _, end, _ = obstacle.relation
        return type_ in ("COVERS", "PROVIDES") and (end in held or end == obstacle.origin)

    def at(self, level: str, id_: str) -> bool:
        """Whether an effect of the level, or a higher one, reached the item."""
        levels, reached = self.question.levels, self.question.reached.get(id_)
        return reached is not None and levels.index(reached) <= levels.index(level)

    def check_uncarried(self, id_: str, level: str, blocker: Obstacle) -> None:
        """What is named is where no rule carries the level on; or nothing at all leads there."""
        near = self.near(id_)
        levels, reached = self.question.levels, self.question.reached
        if blocker.reason == "NO_WAY":
            assert not [other for other in near if self.at(level, other)]
            return
        assert blocker.reason == "NO_RULE"
        assert blocker.origin is not None
        assert {blocker.origin, blocker.target} <= near
        record = next(r for r in self.question.relations if key_of(r) == blocker.relation)
        assert {record["from"], record["to"]} == {blocker.origin, blocker.target}
        if record["type"] == "DEPENDS_ON" and record.get("group"):
            return  # a group gives no such level, whatever fails
        arrow = "->" if record["from"] == blocker.origin else "<-"
        arriving = crossing(record, arrow, self.question.kinds, self.question.lens)
        from_ = reached[blocker.origin] if self.at(level, blocker.origin) else level
        brought = arriving.get(from_)
        assert brought is None or levels.index(brought) > levels.index(level)

    def near(self, id_: str) -> set[str]:
        """What hangs together with an item, over relations that hold."""
        found = {id_}
        while True:
            ends = [{r["from"], r["to"]} for r in self.question.relations]
            more = found.union(*(pair for pair in ends if pair & found))
            if more == found:
                return found
            found = more


@settings(max_examples=40)
@given(graphs(most_items=7, most_relations=16), st.data(), AS_OF)
def test_what_is_named_is_what_stops(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        Checked(graph, of, lens, as_of).check()


@settings(max_examples=40)
@given(graphs(DEPENDENCIES, most_items=7, most_relations=14), st.data(), AS_OF)
def test_groups_that_held(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        Checked(graph, of, lens, as_of).check()


@settings(max_examples=40)
@given(graphs(CONTRACTS, most_items=7, most_relations=14), st.data(), AS_OF)
def test_contracts_not_in_force(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    Checked(graph, of, "sourcing", as_of).check()


@settings(max_examples=60)
@given(offices(most_items=7, most_relations=16), st.data(), AS_OF)
def test_whose_contract_stands_between(graph: Graph, data: st.DataObject, as_of: date) -> None:
    Checked(graph, data.draw(start_sets(graph)), "sourcing", as_of).check()


@settings(max_examples=60)
@given(graphs(DEPENDENCIES, most_items=8, most_relations=24), st.data(), AS_OF)
def test_so_many_more_failures_break_the_group(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        found = impact(graph.snapshot, of, lens, as_of)
        breaks = found.lens.code(found.lens.redundancy.breaks)
        for row in below(found, breaks):
            for blocker in why_not(found, row, found.lens.level(breaks)).found:
                if blocker.reason is Reason.GROUP_HELD:
                    check_more(graph, of, found, blocker)


def below(found: Impact, level: int) -> list[int]:
    return [row for row in range(found.snapshot.size) if found.levels[row] < level]


def check_more(graph: Graph, of: list[str], found: Impact, blocker: Blocker) -> None:
    """So many of the holding members, failed as well, break the group; one fewer does not."""
    assert blocker.target is not None
    assert blocker.more is not None
    question = Question(graph.records, of, found.lens.name, found.as_of)
    dependent = found.snapshot.id(blocker.target)
    failed, holding = (
        {found.snapshot.id(row) for row in rows} for rows in (blocker.failed, blocker.holding)
    )
    for (owner, _), members in question.groups.items():
        if owner == dependent and {record["to"] for record in members} == failed | holding:
            chosen = sorted(holding - {dependent})[: blocker.more]
            levels = dict.fromkeys([*failed, *chosen[: blocker.more - 1]], question.levels[0])
            assert question._group_level(members, levels) != BREAKS[question.lens]
            if len(chosen) == blocker.more:
                again = Question(graph.records, [*of, *chosen], question.lens, question.as_of)
                reached = again.levels.index(again.reached[dependent])
                assert reached <= again.levels.index(BREAKS[question.lens])


PAIR = ("service:m -DEPENDS_ON[r:1]-> ci:a", "service:m -DEPENDS_ON[r:1]-> ci:b")
TRIPLE = (*PAIR, "service:m -DEPENDS_ON[r:1]-> ci:c")
TABLE = {
    "a group that held, its members and how many more": (
        TRIPLE,
        ("outage", "ci:a", "service:m", "LOST"),
        ["GROUP_HELD ci:a>service:m failed ci:a, holding ci:b ci:c, 2 more"],
        1,
    ),
    "a group of which no member fails is passed by": (
        (*PAIR, "ci:a -DEPENDS_ON-> ci:x", "ci:b -PART_OF-> ci:x"),
        ("outage", "ci:b", "service:m", "LOST"),
        ["GROUP_HELD ci:b>service:m failed ci:b, holding ci:a, 1 more"],
        1,
    ),
    "not yet": (
        ["service:m -DEPENDS_ON-> ci:a since=2027-01-02"],
        ("outage", "ci:a", "service:m", None),
        ["NOT_YET ci:a>service:m"],
        1,
    ),
    "no longer": (
        ["service:m -DEPENDS_ON-> ci:a until=2027-01-01"],
        ("outage", "ci:a", "service:m", None),
        ["NO_LONGER ci:a>service:m"],
        1,
    ),
    "a contract not in force": (
        [
            "contract:c end=2026-12-31",
            "contract:c -WITH-> supplier:s",
            "contract:c -COVERS-> service:m",
        ],
        ("sourcing", "supplier:s", "service:m", "DIRECT"),
        ["NOT_IN_FORCE contract:c>service:m"],
        1,
    ),
    "a contract not in force is itself not affected": (
        ["contract:c end=2026-12-31", "contract:c -WITH-> supplier:s"],
        ("sourcing", "supplier:s", "contract:c", None),
        ["NOT_IN_FORCE contract:c>contract:c"],
        1,
    ),
    "beyond a contract not in force, no rule carries on": (
        [
            "contract:c start=2029-01-01",
            "contract:c -WITH-> supplier:s",
            "contract:c -HELD_BY-> agency:u",
            "agency:y -PART_OF-> agency:u",
        ],
        ("sourcing", "supplier:s", "agency:y", None),
        ["NO_RULE agency:u>agency:y"],
        1,
    ),
    "a rule that carries nothing": (
        ["ci:a -PART_OF-> ci:b"],
        ("outage", "ci:b", "ci:a", None),
        ["NO_RULE ci:b>ci:a"],
        1,
    ),
    "a rule that carries less": (
        ["ci:a -PART_OF-> ci:b", "service:m -DEPENDS_ON-> ci:b"],
        ("outage", "ci:a", "service:m", None),
        ["NO_RULE ci:a>ci:b"],
        1,
    ),
    "a part that is capped": (
        ["supplier:s -PROVIDES-> service:m extent=part"],
        ("outage", "supplier:s", "service:m", "LOST"),
        ["NO_RULE supplier:s>service:m"],
        1,
    ),
    "no way": (
        ["ci:a -DEPENDS_ON-> ci:x", "ci:b -DEPENDS_ON-> ci:y"],
        ("outage", "ci:x", "ci:b", None),
        ["NO_WAY >ci:b"],
        1,
    ),
    "each of two ways was closed by one thing": (
        [
            "service:m -DEPENDS_ON-> ci:b",
            "ci:b -DEPENDS_ON-> ci:a since=2028-01-01",
            "service:m -DEPENDS_ON-> ci:a until=2020-01-01",
        ],
        ("outage", "ci:a", "service:m", None),
        ["NO_LONGER ci:a>service:m", "NOT_YET ci:a>ci:b"],
        1,
    ),
    "two things closed the one way": (
        [
            "service:m -DEPENDS_ON-> ci:b until=2020-01-01",
            "ci:b -DEPENDS_ON-> ci:a since=2028-01-01",
        ],
        ("outage", "ci:a", "service:m", None),
        ["NO_LONGER ci:b>service:m", "NOT_YET ci:a>ci:b"],
        2,
    ),
    "the way with fewer obstacles is the one that is told": (
        [
            "service:m -DEPENDS_ON-> ci:b until=2020-01-01",
            "ci:b -DEPENDS_ON-> ci:a since=2028-01-01",
            "service:m -DEPENDS_ON-> ci:c",
            "ci:c -DEPENDS_ON-> ci:d",
            "ci:d -DEPENDS_ON-> ci:a since=2028-01-01",
        ],
        ("outage", "ci:a", "service:m", None),
        ["NOT_YET ci:a>ci:d"],
        1,
    ),
    "a member gone from a group, which would then hold": (
        [*PAIR, "service:m -DEPENDS_ON[r:1]-> ci:c until=2020-01-01"],
        ("outage", "ci:c", "service:m", "LOST"),
        [
            "GROUP_HELD ci:c>service:m failed ci:c, holding ci:a ci:b, 2 more",
            "NO_LONGER ci:c>service:m",
        ],
        2,
    ),
}


def told(found: Impact, blocker: Blocker) -> str:
    id_of = found.snapshot.id
    origin = "" if blocker.origin is None else id_of(blocker.origin)
    line = f"{blocker.reason.name} {origin}>{id_of(blocker.target or 0)}"
    if blocker.reason is not Reason.GROUP_HELD:
        return line
    failed, holding = (" ".join(sorted(map(id_of, m))) for m in (blocker.failed, blocker.holding))
    return f"{line} failed {failed}, holding {holding}, {blocker.more} more"


@pytest.mark.parametrize(("lines", "asked", "blockers", "together"), TABLE.values(), ids=TABLE)
def test_why_not(
    lines: Sequence[str],
    asked: tuple[str, str, str, str | None],
    blockers: list[str],
    together: int,
) -> None:
    lens, of, to, level = asked
    found = impact(sketch(*lines).snapshot, of.split(), lens, DAY)
    answer = why_not(found, int(found.snapshot.rows([to])[0]), level)
    assert sorted(told(found, blocker) for blocker in answer.found) == sorted(blockers)
    assert (answer.together, answer.gap) == (together, None)


def test_the_nearest_blocker_comes_first() -> None:
    lines = ["service:m -DEPENDS_ON-> ci:c", "ci:c -DEPENDS_ON-> ci:b since=2028-01-01"]
    lines += ["ci:b -DEPENDS_ON-> ci:a since=2028-01-01"]
    found = impact(sketch(*lines).snapshot, ["ci:a"], "outage", DAY)
    answer = why_not(found, int(found.snapshot.rows(["service:m"])[0]))
    assert [told(found, s) for s in answer.found] == ["NOT_YET ci:b>ci:c", "NOT_YET ci:a>ci:b"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("DEGRADED", "'service:m', which is DEGRADED, expected an item below that level"),
        ("NOTIFY", "'service:m', which is DEGRADED, expected an item below that level"),
        ("GONE", "'GONE', expected one of NOTIFY, DEGRADED, LOST"),
    ],
)
def test_a_level_that_the_item_has_or_that_is_none(level: str, expected: str) -> None:
    found = impact(sketch(*PAIR).snapshot, ["ci:a"], "outage", DAY)
    with pytest.raises(InvalidQuestion, match=expected):
        why_not(found, int(found.snapshot.rows(["service:m"])[0]), level)


def test_a_search_that_stops_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain longer than the budget, the effect stopped at its far end."""
    monkeypatch.setattr("queries.impact.why_not_search.MOST_STATES", 2_000)
    lines = [f"ci:{n + 1} -DEPENDS_ON-> ci:{n}" for n in range(1, 2_010)]
    graph = sketch(*lines, "ci:1 -DEPENDS_ON-> ci:0 since=2028-01-01")
    found = impact(graph.snapshot, ["ci:0"], "outage", DAY)
    answer = why_not(found, int(found.snapshot.rows(["ci:2010"])[0]))
    assert answer.gap == "the search stopped after 2,000 states"
    assert answer.found
