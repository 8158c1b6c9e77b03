"""What is committed beneath: worked by hand, and against every state that a tree can be in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from queries.service_level.beneath import Beneath, closure
from queries.service_level.commitment import Commitments
from queries.service_level.figure import Measure
from queries.service_level.support import Support, Supports
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import SEEDS, Graph
from tests.support.levels import levels
from tests.support.linear import least

TODAY = date(2027, 1, 1)
UP, RESOLUTION = Measure.AVAILABILITY, Measure.RESOLUTION
HOUR = 3_600


def support(graph: Graph, of: str = "service:a", measure: Measure = UP) -> tuple[Snapshot, Support]:
    snapshot = graph.snapshot
    beneath = Beneath(snapshot, int(snapshot.rows([of])[0]), TODAY)
    return snapshot, Supports(Commitments(snapshot, TODAY, measure, None), beneath).found


NEEDS_B = "service:a -DEPENDS_ON-> service:b"
NEEDS_C = "service:a -DEPENDS_ON-> service:c"
B_NEEDS_D = "service:b -DEPENDS_ON-> service:d"
ONE_OF_TWO = ("service:a -DEPENDS_ON[x]-> service:b", "service:a -DEPENDS_ON[x]-> service:c")
BOTH_OF_TWO = tuple(line.replace("[x]", "[x:2]") for line in ONE_OF_TWO)
OF_B, OF_C, OF_D = "ola:b 99.9% service:b", "ola:c 99.5% service:c", "ola:d 99% service:d"


@pytest.mark.parametrize(
    ("lines", "lower", "upper", "independent"),
    [
        # its own commitment alone
        (["ola:a 99.9% service:a"], 0.999, 0.999, 0.999),
        # two requirements in series: at least 1 - 0.001 - 0.005, at most the lower of them
        ([NEEDS_B, NEEDS_C, OF_B, OF_C], 0.994, 0.995, 0.994005),
        # its own commitment counts what lies beneath already: it is not multiplied in
        ([NEEDS_B, OF_B, "ola:a 99.9% service:a"], 0.999, 0.999, 0.999),
        ([NEEDS_B, "ola:a 99.9% service:a"], 0.999, 0.999, 0.999),
        # but what lies beneath can lower it
        ([NEEDS_C, OF_C, "ola:a 99.9% service:a"], 0.995, 0.995, 0.995),
        ([NEEDS_B, OF_B, B_NEEDS_D, OF_D], 0.99, 0.99, 0.99),
        # one of two: 1 - 0.001 · 0.005; at least the better one
        ([*ONE_OF_TWO, OF_B, OF_C], 0.999, 1, 0.999995),
        # a need beyond the group's size is all of it
        (
            [line.replace("[x]", "[x:9]") for line in ONE_OF_TWO] + [OF_B, OF_C],
            0.994,
            0.995,
            0.994005,
        ),
        # an end that is past is none
        (
            ["ola:a 99% service:a", "service:a -DEPENDS_ON-> ci:old until=2026-12-31"],
            0.99,
            0.99,
            0.99,
        ),
        # what is out of service is nothing to depend on, and stands in for nobody
        ([NEEDS_B, NEEDS_C, OF_B, OF_C, "service:c lifecycle=retired"], 0.999, 0.999, 0.999),
        ([*ONE_OF_TWO, OF_B, OF_C, "service:c live_on=2027-01-02"], 0.999, 0.999, 0.999),
        ([*BOTH_OF_TWO, OF_B, OF_C, "service:c retires_on=2027-01-01"], 0.999, 0.999, 0.999),
        (
            ["service:a -DEPENDS_ON[x]-> ci:b", "ci:b status=retired", "ola:a 99% service:a"],
            0.99,
            0.99,
            0.99,
        ),
        # but it is asked about by itself
        (["service:a lifecycle=planned", NEEDS_B, OF_B], 0.999, 0.999, 0.999),
        # a pool is what its members are
        (
            ["service:a -DEPENDS_ON-> ci:p", "ci:p ci_class=pool"]
            + [line.replace("service:a", "ci:p") for line in ONE_OF_TWO]
            + [OF_B, OF_C],
            0.999,
            1,
            0.999995,
        ),
    ],
)
def test_availability_by_hand(
    lines: list[str], lower: float, upper: float, independent: float
) -> None:
    _, found = support(levels(*lines))
    assert (found.bound.lower, found.bound.upper) == pytest.approx((lower, upper))
    assert found.bound.independent == pytest.approx(independent)
    assert found.missing == ()


@pytest.mark.parametrize(
    ("lines", "missing", "lower", "upper"),
    [
        ([], ["service:a"], 0, 1),
        ([NEEDS_B], ["service:b"], 0, 1),
        ([NEEDS_B, NEEDS_C, OF_B], ["service:c"], 0, 0.999),
        # what it depends on may be committed: that is no commitment for the item itself
        ([NEEDS_B, B_NEEDS_D, OF_D], ["service:b"], 0, 0.99),
        # of a group, the others hold it up
        ([*ONE_OF_TWO, OF_B], ["service:c"], 0.999, 1),
        ([*BOTH_OF_TWO, OF_B], ["service:c"], 0, 0.999),
        # whom nothing can help need not be named
        ([*ONE_OF_TWO, "ola:b 100% service:b"], [], 1, 1),
        # a part without commitment is what lies beneath
        (
            [
                *("supplier:s -PROVIDES-> service:a extent=part", "ola:a 99.9% service:a"),
                *("supplier:t -PROVIDES-> service:a extent=part", NEEDS_B),
                "ola:a -BINDS[provider]-> supplier:s",
            ],
            ["service:b"],
            0,
            0.999,
        ),
    ],
)
def test_what_nothing_is_committed_for_may_be_anything(
    lines: list[str], missing: list[str], lower: float, upper: float
) -> None:
    snapshot, found = support(levels("service:a", *lines))
    assert [snapshot.id(row) for row in found.missing] == missing
    assert (found.bound.lower, found.bound.upper) == pytest.approx((lower, upper))
    assert (found.bound.independent is None) == bool(missing)


def test_to_record_a_commitment_claims_no_more_than_it_says() -> None:
    """Once "likely" rose from 93.9 to 96.9 % as 50 % were recorded for the other of two."""
    _, before = support(levels(*ONE_OF_TWO, "ola:b 93.9% service:b"))
    _, after = support(levels(*ONE_OF_TWO, "ola:b 93.9% service:b", "ola:c 50% service:c"))
    assert (before.bound.lower, before.bound.upper) == pytest.approx((0.939, 1))
    assert (after.bound.lower, after.bound.upper) == pytest.approx((0.939, 1))
    assert after.bound.independent == pytest.approx(0.9695)


@pytest.mark.parametrize(
    ("lines", "lower", "upper"),
    [
        (["ola:a 4h service:a"], 4, 4),
        # all clocks start together: the slowest; one after the other: the sum
        ([NEEDS_B, "ola:a 4h service:a", "ola:b 6h service:b"], 6, 10),
        ([NEEDS_B, "ola:b 6h service:b"], 6, 6),
        ([NEEDS_B, NEEDS_C, "ola:b 6h service:b", "ola:c 8h service:c"], 8, 8),
        # of a group the second fastest, where two are needed
        ([*BOTH_OF_TWO, "ola:b 6h service:b", "ola:c 8h service:c"], 8, 8),
        ([*ONE_OF_TWO, "ola:b 6h service:b", "ola:c 8h service:c"], 6, 6),
        # what nothing is committed for may take for ever, or no time
        ([NEEDS_B, NEEDS_C, "ola:b 6h service:b"], 6, inf),
        ([*ONE_OF_TWO, "ola:b 6h service:b"], 0, 6),
        ([NEEDS_B, B_NEEDS_D, "ola:d 6h service:d"], 6, inf),
    ],
)
def test_resolution_by_hand(lines: list[str], lower: float, upper: float) -> None:
    _, found = support(levels(*lines), measure=RESOLUTION)
    assert (found.bound.lower / HOUR, found.bound.upper / HOUR) == (lower, upper)


@pytest.mark.parametrize(
    ("lines", "lower", "upper"),
    [
        ([NEEDS_B, "service:b -DEPENDS_ON-> service:a", OF_B], 0.999, 0.999),
        (["service:a -DEPENDS_ON-> service:a", "ola:a 99% service:a"], 0.99, 0.99),
        # a member that needs the dependent itself adds nothing, so it takes nothing away
        ([*ONE_OF_TWO, "service:c -DEPENDS_ON-> service:a", OF_B, OF_C], 0.999, 1),
        # items that each require the other stand and fall together
        ([NEEDS_B, B_NEEDS_D, "service:d -DEPENDS_ON-> service:b", OF_B, OF_D], 0.99, 0.99),
        ([NEEDS_B, B_NEEDS_D, "service:d -DEPENDS_ON-> service:b", OF_D], 0, 0.99),
        # what goes round by way of a group lowers it as it would without going round
        (
            [
                *(NEEDS_B, "ola:b 99.9% service:b", "service:b -DEPENDS_ON[x]-> service:d"),
                *("service:d -DEPENDS_ON-> service:b", OF_D),
            ],
            0.99,
            0.99,
        ),
        (
            [
                *(NEEDS_B, "service:b -DEPENDS_ON[x]-> service:c", OF_C, OF_D),
                *("service:b -DEPENDS_ON[x:2]-> service:d", "service:d -DEPENDS_ON-> service:b"),
                "ola:b 99.9% service:b",
            ],
            0.99,
            0.99,
        ),
    ],
)
def test_circles_by_hand(lines: list[str], lower: float, upper: float) -> None:
    _, found = support(levels(*lines))
    assert (found.bound.lower, found.bound.upper) == pytest.approx((lower, upper))


def test_deep_chains_and_dense_cycles_end() -> None:
    chain = [f"ci:{n} -DEPENDS_ON-> ci:{n + 1}" for n in range(3_000)]
    pools = [f"ci:{n} ci_class=pool" for n in range(3_000)]
    _, found = support(levels(*chain, *pools, "ola:end 99% ci:3000"), "ci:0")
    assert (found.bound.lower, found.bound.upper) == (0.99, 0.99)
    mesh = [f"ci:{a} -DEPENDS_ON-> ci:{b}" for a in range(25) for b in range(25) if a != b]
    _, found = support(levels(*mesh, "ola:end 99% ci:7"), "ci:0")
    assert (found.bound.lower, found.bound.upper) == (0, 0.99)


def test_what_several_ways_lead_to_counts_once() -> None:
    pools = [f"service:a -DEPENDS_ON-> ci:{n}" for n in "pq"]
    pools += [f"ci:{n} ci_class=pool" for n in "pq"]
    both = [f"ci:{n} -DEPENDS_ON-> service:d" for n in "pq"]
    _, found = support(levels(*pools, *both, OF_D))
    assert (found.bound.lower, found.bound.independent) == (0.99, 0.99)
    # what is committed as delivered is of its own: two of them are two
    both = [f"service:{n} -DEPENDS_ON-> service:d" for n in "bc"]
    _, found = support(levels(NEEDS_B, NEEDS_C, *both, OF_B, OF_C, "ola:d 99.99% service:d"))
    assert found.bound.independent == pytest.approx(0.999 * 0.995)


def test_targets_it_rests_on_are_named() -> None:
    snapshot, found = support(levels(NEEDS_B, NEEDS_C, OF_B, OF_C, B_NEEDS_D, OF_D))
    ids = [snapshot.id(figure.row) for figure in found.resting_on]
    assert sorted(ids) == ["target:ola:b", "target:ola:c", "target:ola:d"]
    # what lies beneath and lowers nothing is not rested on
    snapshot, found = support(levels(NEEDS_B, OF_B, B_NEEDS_D, "ola:d 100% service:d"))
    assert [snapshot.id(figure.row) for figure in found.resting_on] == ["target:ola:b"]


def test_the_closure_is_what_dependencies_lead_to_on_the_day() -> None:
    graph = levels(
        NEEDS_B,
        "service:b -DEPENDS_ON-> service:a",
        "service:b -DEPENDS_ON-> ci:1",
        "service:b -DEPENDS_ON-> ci:2 until=2027-01-01",
        "service:c -DEPENDS_ON-> service:a",
    )
    snapshot = graph.snapshot
    found = closure(snapshot, snapshot.rows(["service:a"]), TODAY)
    assert sorted(snapshot.ids_of(found)) == ["ci:1", "service:a", "service:b"]


State = Mapping[str, bool]


class Tree:
    """A tree of requirements and groups drawn from a seed: nothing beneath two, no circle.

    What stands in it are services, with a figure committed for them or none (not known), and pools,
    that are no more than what they depend on, as the root is.
    """

    def __init__(self, random: Random, known: float, committed: float) -> None:
        self.random, self.known, self.committed = random, known, committed
        self.figures: dict[str, float | None] = {}
        self.parts: dict[str, list[tuple[int, list[str]]]] = {}
        self.lines: list[str] = []
        self.grow("service:a", 2, pool=True)

    def grow(self, id_: str, depth: int, pool: bool) -> None:
        """An item, and what it depends on."""
        if pool:
            self.lines += [f"{id_} ci_class=pool"] if id_ != "service:a" else []
        else:
            known = self.random.random() < self.known
            figure = self.random.choice((0.5, 0.8, 0.9, 0.99, 1.0)) if known else None
            self.figures[id_] = figure
            self.lines += [id_ if figure is None else f"ola:{id_[8:]} {figure * 100:g}% {id_}"]
        beneath = pool or (depth > 0 and self.random.random() < self.committed)
        self.parts[id_] = []
        for part in range(self.random.randint(1, 2) if beneath else 0):
            size = self.random.randint(1, 3 if depth else 2)
            need = self.random.randint(1, size)
            mark = f"[g{part}:{need}]" if size > 1 else ""
            self.parts[id_].append((need, []))
            for _ in range(size):
                below = depth > 0 and self.random.random() < 0.3
                member = f"{'ci' if below else 'service'}:{len(self.parts):06}"
                self.parts[id_][-1][1].append(member)
                self.lines.append(f"{id_} -DEPENDS_ON{mark}-> {member}")
                self.grow(member, depth - 1, pool=below)

    def up(self, id_: str, state: State) -> bool:
        """Whether an item is up."""
        return state[id_] if id_ in state else self.holds(id_, state)

    def holds(self, id_: str, state: State) -> bool:
        """Whether what an item depends on is up as far as it needs it."""
        return all(sum(self.up(m, state) for m in ms) >= k for k, ms in self.parts[id_])

    def states(self) -> list[dict[str, bool]]:
        """Every state that the services can be in: none is up without what it depends on."""
        every = product((False, True), repeat=len(self.figures))
        states = (dict(zip(self.figures, ups, strict=True)) for ups in every)
        return [s for s in states if all(self.holds(id_, s) for id_ in s if s[id_])]

    def probability(self) -> float:
        """P(the root is up) where failures are independent, over every state of the services."""
        total = 0.0
        for state in self.states():
            chance = 1.0
            for id_, up in state.items():
                figure = self.figures[id_]
                assert figure is not None
                chance *= figure if up else 1 - figure
            total += chance * self.holds("service:a", state)
        return total

    def extreme(self, sign: int) -> float:
        """The least (1) or greatest (-1) P(the root is up) over every joint distribution.

        Each service is up as often as is committed for it, or as what it depends on can be up at
        most; one that nothing is committed for as often as anybody likes.
        """
        states = self.states()
        often: dict[str, float] = {}
        for id_ in reversed(self.figures):
            figure = self.figures[id_]
            if figure is not None:
                can = -expected([-self.holds(id_, state) for state in states], states, often)
                often[id_] = min(figure, can)
        root = [sign * self.holds("service:a", state) for state in states]
        return sign * expected(root, states, often)


def expected(costs: Sequence[float], states: Sequence[State], often: Mapping[str, float]) -> float:
    """The least expected cost over the distributions that have each of some items up so often."""
    rows = [[float(state[id_]) for state in states] for id_ in often]
    every = np.array([*rows, [1.0] * len(states)])
    return least(costs, every, [*often.values(), 1.0])


def drawn(seed: int, known: float, committed: float) -> tuple[Tree, Support]:
    tree = Tree(Random(seed), known, committed)
    assume(len(tree.figures) <= 9)
    _, found = support(levels(*tree.lines))
    return tree, found


@given(SEEDS)
def test_a_tree_supports_what_every_state_of_its_leaves_adds_up_to(seed: int) -> None:
    tree, found = drawn(seed, known=1, committed=0)
    independent = found.bound.independent
    assert independent == pytest.approx(tree.probability())
    assert independent is not None
    assert found.bound.lower <= independent <= found.bound.upper
    assert found.missing == ()


@given(SEEDS, st.sampled_from((0.5, 0.8, 1)))
def test_a_tree_against_every_dependence_and_every_value(seed: int, known: float) -> None:
    tree, found = drawn(seed, known, committed=0.4)
    assert found.bound.lower == pytest.approx(tree.extreme(1), abs=1e-6)
    assert found.bound.upper == pytest.approx(tree.extreme(-1), abs=1e-6)


@given(SEEDS, st.sampled_from((0.0, 0.5, 0.9, 1.0)), st.integers(0, 99))
def test_to_record_more_never_claims_more_than_it_says(
    seed: int, figure: float, which: int
) -> None:
    tree, before = drawn(seed, known=0.5, committed=0.4)
    unknown = [id_ for id_, known in tree.figures.items() if known is None]
    assume(unknown)
    where = unknown[which % len(unknown)]
    _, after = support(levels(*tree.lines, f"ola:new {figure * 100:g}% {where}"))
    _, perfect = support(levels(*tree.lines, f"ola:new 100% {where}"))
    assert after.bound.lower <= perfect.bound.lower + 1e-12
    assert after.bound.upper <= before.bound.upper + 1e-12
    snapshot = levels(*tree.lines).snapshot
    if where in snapshot.ids_of(as_ints(before.missing)):
        assert before.bound.lower <= after.bound.lower + 1e-12


@given(SEEDS, st.integers(0, 99), st.integers(0, 99))
def test_to_depend_on_more_never_claims_more(seed: int, one: int, other: int) -> None:
    tree, before = drawn(seed, known=0.7, committed=0.4)
    ids = list(tree.figures)
    start, end = ids[one % len(ids)], ids[other % len(ids)]
    for dependent in ("service:a", start):
        _, after = support(levels(*tree.lines, f"{dependent} -DEPENDS_ON-> {end}"))
        assert after.bound.lower <= before.bound.lower + 1e-12
        assert after.bound.upper <= before.bound.upper + 1e-12
