"""What is committed beneath: worked by hand, and against every state that a tree can be in."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.service_level.availability import window_days
from queries.service_level.commitment import Support, Supports, closure
from queries.service_level.figure import Measure
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import SEEDS, Graph
from tests.support.levels import levels

TODAY = date(2027, 1, 1)
UP, RESOLUTION = Measure.AVAILABILITY, Measure.RESOLUTION
HOUR = 3_600


def support(
    graph: Graph, of: str = "service:a", measure: Measure = UP, window: str | None = None
) -> tuple[Snapshot, Support]:
    snapshot = graph.snapshot
    days = window_days(window)
    return snapshot, Supports(snapshot, TODAY, measure, days).of(int(snapshot.rows([of])[0]))


NEEDS_B = "service:a -DEPENDS_ON-> service:b"
NEEDS_C = "service:a -DEPENDS_ON-> service:c"
ONE_OF_TWO = ("service:a -DEPENDS_ON[x]-> service:b", "service:a -DEPENDS_ON[x]-> service:c")
OF_B, OF_C = "ola:b 99.9% service:b", "ola:c 99.5% service:c"


@pytest.mark.parametrize(
    ("lines", "likely", "sure"),
    [
        # its own commitment alone
        (["ola:a 99.9% service:a"], 0.999, 0.999),
        # two requirements in series: 0.999 · 0.995, surely 1 - 0.001 - 0.005
        ([NEEDS_B, NEEDS_C, OF_B, OF_C], 0.994005, 0.994),
        # its own commitment counts what lies beneath already: it is not multiplied in
        ([NEEDS_B, OF_B, "ola:a 99.9% service:a"], 0.999, 0.999),
        # but what lies beneath can lower it
        ([NEEDS_C, OF_C, "ola:a 99.9% service:a"], 0.995, 0.995),
        # one of two: 1 - 0.001 · 0.005, surely the better one
        ([*ONE_OF_TWO, OF_B, OF_C], 0.999995, 0.999),
        # a need beyond the group's size is all of it
        (
            [line.replace("[x]", "[x:9]") for line in ONE_OF_TWO] + [OF_B, OF_C],
            0.994005,
            0.994,
        ),
        # the strictest of two agreements
        (["ola:a 99.9% service:a", "ola:a2 99.99% service:a"], 0.9999, 0.9999),
        # an agreement nobody signed yet, or an end that is past, is none
        (["ola:a 99% service:a", "service:a -DEPENDS_ON-> ci:old until=2026-12-31"], 0.99, 0.99),
        # two suppliers that provide a part each count in series
        (
            [
                "ola:a 99.9% service:a",
                "ola:a2 99.5% service:a",
                "ola:a -BINDS[provider]-> supplier:s",
                "ola:a2 -BINDS[provider]-> supplier:t",
                "ola:a2 -BINDS[client]-> supplier:s",
                "supplier:s -PROVIDES-> service:a extent=part",
                "supplier:t -PROVIDES-> service:a extent=part",
            ],
            0.994005,
            0.994,
        ),
    ],
)
def test_availability_by_hand(lines: list[str], likely: float, sure: float) -> None:
    _, found = support(levels(*lines))
    assert (found.bound.likely, found.bound.sure) == pytest.approx((likely, sure))
    assert found.missing == ()


@pytest.mark.parametrize(
    ("figure", "window", "likely"),
    [
        ("99.9% P1M", "P1M", 0.999),
        ("99.9% P1Y", "P1M", 1 - 0.001 * 12),  # a year's downtime in one month
        ("99.9% P1M", "P1Y", 0.999),
        ("99.9%", "P1M", 0.999),
    ],
)
def test_a_commitment_over_another_window(figure: str, window: str, likely: float) -> None:
    _, found = support(levels(f"ola:a {figure} service:a"), window=window)
    assert found.bound.likely == pytest.approx(likely)


@pytest.mark.parametrize(
    ("lines", "likely", "sure"),
    [
        (["ola:a 4h service:a"], 4, 4),
        # all clocks start together: the slowest; one after the other: the sum
        ([NEEDS_B, "ola:a 4h service:a", "ola:b 6h service:b"], 6, 10),
        ([NEEDS_B, "ola:b 6h service:b"], 6, 6),
        ([NEEDS_B, NEEDS_C, "ola:b 6h service:b", "ola:c 8h service:c"], 8, 8),
        # of a group the second fastest, where two are needed
        (
            [line.replace("[x]", "[x:2]") for line in ONE_OF_TWO]
            + ["ola:b 6h service:b", "ola:c 8h service:c"],
            8,
            8,
        ),
        ([*ONE_OF_TWO, "ola:b 6h service:b", "ola:c 8h service:c"], 6, 6),
        (["ola:a 4h service:a", "ola:a2 2h service:a"], 2, 2),
    ],
)
def test_resolution_by_hand(lines: list[str], likely: float, sure: float) -> None:
    _, found = support(levels(*lines), measure=RESOLUTION)
    assert (found.bound.likely / HOUR, found.bound.sure / HOUR) == (likely, sure)


@pytest.mark.parametrize(
    ("lines", "missing", "likely"),
    [
        ([], ["service:a"], 1),
        ([NEEDS_B], ["service:b"], 1),
        ([NEEDS_B, NEEDS_C, OF_B], ["service:c"], 0.999),
        # a commitment counts what lies beneath: nothing is missing below it
        ([NEEDS_B, "ola:a 99.9% service:a"], [], 0.999),
        # of a group, what nobody commits to is left out where the others are enough
        ([*ONE_OF_TWO, OF_B], [], 0.999),
        ([line.replace("[x]", "[x:2]") for line in ONE_OF_TWO] + [OF_B], ["service:c"], 0.999),
    ],
)
def test_what_nothing_is_committed_for(lines: list[str], missing: list[str], likely: float) -> None:
    snapshot, found = support(levels("service:a", *lines))
    assert [snapshot.id(row) for row in found.missing] == missing
    assert found.bound.likely == pytest.approx(likely)


@pytest.mark.parametrize(
    ("lines", "likely"),
    [
        ([NEEDS_B, "service:b -DEPENDS_ON-> service:a", OF_B], 0.999),
        (["service:a -DEPENDS_ON-> service:a", "ola:a 99% service:a"], 0.99),
        # a member that needs the dependent itself adds nothing, so it takes nothing away
        ([*ONE_OF_TWO, "service:c -DEPENDS_ON-> service:a", OF_B, OF_C], 0.999995),
    ],
)
def test_a_cycle_adds_nothing(lines: list[str], likely: float) -> None:
    _, found = support(levels(*lines))
    assert found.bound.likely == pytest.approx(likely)


def test_deep_chains_and_dense_cycles_end() -> None:
    chain = [f"ci:{n} -DEPENDS_ON-> ci:{n + 1}" for n in range(3_000)]
    _, found = support(levels(*chain, "ola:end 99% ci:3000"), "ci:0")
    assert found.bound.likely == 0.99
    mesh = [f"ci:{a} -DEPENDS_ON-> ci:{b}" for a in range(25) for b in range(25) if a != b]
    _, found = support(levels(*mesh, "ola:end 99% ci:7"), "ci:0")
    assert found.bound.likely == 0.99


def test_what_several_ways_lead_to_counts_once() -> None:
    both = ["service:b -DEPENDS_ON-> service:d", "service:c -DEPENDS_ON-> service:d"]
    _, found = support(levels(NEEDS_B, NEEDS_C, *both, "ola:d 99% service:d"))
    assert (found.bound.likely, found.bound.sure) == (0.99, 0.99)
    # what is committed as delivered is of its own: two of them are two
    _, found = support(levels(NEEDS_B, NEEDS_C, *both, OF_B, OF_C, "ola:d 99.99% service:d"))
    assert found.bound.likely == pytest.approx(0.999 * 0.995)


def test_targets_it_rests_on_are_named() -> None:
    snapshot, found = support(levels(NEEDS_B, NEEDS_C, OF_B, OF_C))
    ids = [snapshot.id(row) for row in found.resting_on]
    assert ids == ["target:ola:b", "target:ola:c"]


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


class Tree:
    """A tree of requirements and groups drawn from a seed: nothing beneath two, no cycle."""

    def __init__(self, random: Random, leaves: int) -> None:
        self.random, self.left, self.count = random, leaves, 0
        self.lines: list[str] = []
        self.figures: dict[str, float] = {}
        self.parts: dict[str, list[tuple[int, list[str]]]] = {}
        self.grow("service:a", 3)

    def grow(self, id_: str, depth: int) -> None:
        if depth == 0 or self.left <= 1:
            self.left -= 1
            self.figures[id_] = self.random.choice((50, 80, 90, 99, 99.9, 100))
            self.lines.append(f"ola:{id_[-6:]} {self.figures[id_]}% {id_}")
            return
        self.parts[id_] = []
        for part in range(self.random.randint(1, 2)):
            size = self.random.randint(1, 3)
            need = self.random.randint(1, size)
            discriminator = f"[g{part}:{need}]" if size > 1 else ""
            members = [f"service:{self.count + n:06}" for n in range(size)]
            self.count += size
            self.parts[id_].append((need, members))
            for member in members:
                self.lines.append(f"{id_} -DEPENDS_ON{discriminator}-> {member}")
                self.grow(member, depth - 1)

    def up(self, id_: str, state: dict[str, bool]) -> bool:
        if id_ in state:
            return state[id_]
        return all(sum(self.up(m, state) for m in ms) >= k for k, ms in self.parts[id_])

    def probability(self) -> float:
        """P(the root is up), over every state that the leaves can be in."""
        leaves, total = list(self.figures), 0.0
        for ups in product((False, True), repeat=len(leaves)):
            state = dict(zip(leaves, ups, strict=True))
            chance = 1.0
            for leaf, up in state.items():
                chance *= self.figures[leaf] / 100 if up else 1 - self.figures[leaf] / 100
            total += chance * self.up("service:a", state)
        return total


@given(SEEDS, st.integers(1, 7))
def test_a_tree_supports_what_every_state_of_its_leaves_adds_up_to(seed: int, leaves: int) -> None:
    tree = Tree(Random(seed), leaves)
    if len(tree.figures) > 12:
        return
    _, found = support(levels(*tree.lines))
    assert found.bound.likely == pytest.approx(tree.probability())
    assert found.bound.sure <= found.bound.likely + 1e-12
    assert found.missing == ()
