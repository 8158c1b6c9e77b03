"""What falls uncovered, and gaps over time, as looking at every single day finds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from queries.contract.coverage import (
    Coverage,
    coverage,
    coverage_gaps,
    gaps,
    kept_in_part,
)
from queries.contract.prospect import Prospects, prospects
from queries.snapshot.days import NO_END, day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.naive_contract import covering
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
OLD = ("contract:old end=2027-02-28", "contract:old -COVERS-> service:a")
NEW = "contract:new -COVERS-> service:a"


def covered(snapshot: Snapshot) -> tuple[Coverage, Prospects]:
    """What is covered over time, and what comes of the contracts."""
    found = prospects(snapshot, day_number(TODAY))
    return coverage(snapshot, found.terms, found.furthest), found


def told(snapshot: Snapshot, contract: str) -> list[str]:
    """What a contract leaves uncovered: the item, the days, and who covers it next."""
    found, coming = covered(snapshot)
    of, last = coming.terms, coming.last.last
    position = snapshot.ids_of(of.rows).index(contract)
    left = gaps(found, last, as_ints([position]))
    return [
        f"{snapshot.id(item)} {days} {'-' if by < 0 else snapshot.id(int(of.rows[by]))}"
        for item, days, by in zip(left.item.tolist(), left.days.tolist(), left.by, strict=True)
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (OLD, ["service:a -1 -"]),
        ((*OLD, NEW, "contract:new start=2027-03-01"), []),
        # a gap of so many days: the 1st to the 31st of March
        ((*OLD, NEW, "contract:new start=2027-04-01"), ["service:a 31 contract:new"]),
        ((*OLD, NEW, "contract:new start=2027-03-02"), ["service:a 1 contract:new"]),
        # one that starts early, and one that is over by then
        ((*OLD, NEW, "contract:new start=2026-12-01"), []),
        ((*OLD, NEW, "contract:new start=2026-12-01 end=2027-02-28"), ["service:a -1 -"]),
        ((*OLD, NEW, "contract:new start=2026-12-01 end=2027-03-01"), []),
        # one that would have to renew, and does
        ((*OLD, NEW, "contract:new end=2026-12-31 renewal=tacit renewal_term=P1Y"), []),
        (
            (*OLD, NEW, "contract:new end=2026-12-31 renewal=option renewal_term=P1Y"),
            ["service:a -1 -"],
        ),
        (
            (
                *OLD,
                NEW,
                "contract:new end=2026-12-31 renewal=tacit renewal_term=P1M renewals_left=2",
            ),
            ["service:a -1 -"],
        ),
        # what it does not cover any more on its last day is not its own to leave
        ((OLD[0], "contract:old -COVERS-> service:a until=2027-01-01"), []),
        ((OLD[0], "contract:old -COVERS-> service:a since=2028-01-01"), []),
        # the cover of another begins later than that contract
        ((*OLD, f"{NEW} since=2027-03-11"), ["service:a 10 contract:new"]),
        # one that ends with its parent
        (
            (
                *OLD,
                NEW,
                "contract:new survives_parent=no",
                "contract:new -UNDER-> contract:p",
                "contract:p end=2027-02-28",
            ),
            ["service:a -1 -"],
        ),
        # the soonest of several
        (
            (
                *OLD,
                NEW,
                "contract:new start=2027-05-01",
                "contract:mid -COVERS-> service:a",
                "contract:mid start=2027-03-11",
            ),
            ["service:a 10 contract:mid"],
        ),
        # a contract that starts after its end covers nothing
        ((*OLD, NEW, "contract:new start=2027-03-01 end=2027-02-01"), ["service:a -1 -"]),
        # configuration items are covered as well
        ((*OLD, "contract:old -COVERS-> ci:x"), ["service:a -1 -", "ci:x -1 -"]),
    ],
)
def test_what_falls_uncovered(lines: Sequence[str], expected: list[str]) -> None:
    assert sorted(told(sketch(*lines).snapshot, "contract:old")) == sorted(expected)


SPAN = 800
"""How many days ahead the naive search looks for somebody who covers an item again."""


@settings(max_examples=60, deadline=None)
@given(contract_graphs(8, 40, ("Contract", "Contract", "Contract", "Service")))
def test_gaps_are_what_every_day_shows(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    stretches, coming = covered(snapshot)
    of, last = coming.terms, coming.last.last
    found = gaps(stretches, last, as_ints(list(range(len(of.rows)))))
    told = {
        (snapshot.id(int(of.rows[c])), snapshot.id(i)): days
        for c, i, days in zip(found.contract, found.item.tolist(), found.days.tolist(), strict=True)
    }
    for contract, number in zip(snapshot.ids_of(of.rows), last.tolist(), strict=True):
        for item in graph.ids("Service"):
            days = told.get((contract, item), 0)
            if number == NO_END:
                assert days == 0
                continue
            end = date(1970, 1, 1) + timedelta(days=number)
            mine = contract in covering(records, item, end)
            ahead = (end + timedelta(days=n) for n in range(1, SPAN))
            again = (n for n, day in enumerate(ahead) if covering(records, item, day, contract))
            expected = next(again, None) if mine else 0
            if expected is None:
                assert days == -1 or days >= SPAN - 1
            else:
                assert days == expected


def lines_of(snapshot: Snapshot, item: str, first: str, until: str) -> list[str]:
    found, coming = covered(snapshot)
    of = coming.terms
    row = int(snapshot.rows([item])[0])
    days = date.fromisoformat(first), date.fromisoformat(until)
    return [
        f"{gap.first} {gap.last or '-'} {gap.days} {name(snapshot, of.rows, gap.after)}"
        f" {name(snapshot, of.rows, gap.before)}"
        for gap in coverage_gaps(found, row, *days, snapshot.order.places(of.rows))
    ]


def name(snapshot: Snapshot, rows: Ints, position: int | None) -> str:
    return "-" if position is None else snapshot.id(int(rows[position]))


SERIES = (
    "contract:a -COVERS-> service:s",
    "contract:b -COVERS-> service:s",
    "contract:c -COVERS-> service:s",
    "contract:a start=2026-01-01 end=2026-12-31",
    "contract:b start=2027-02-01 end=2027-06-30",
    "contract:c start=2027-06-01 end=2027-12-31",
)


@pytest.mark.parametrize(
    ("lines", "first", "until", "expected"),
    [
        (
            SERIES,
            "2026-11-25",
            "2028-06-30",
            [
                "2027-01-01 2027-01-31 31 contract:a contract:b",
                "2028-01-01 - None contract:c -",
            ],
        ),
        # a gap ends when it ends, also after the last day that is asked about
        (SERIES, "2027-01-11", "2027-01-15", ["2027-01-11 2027-01-31 21 contract:a contract:b"]),
        (SERIES, "2027-02-01", "2027-12-31", []),
        (SERIES, "2025-12-01", "2026-06-01", ["2025-12-01 2025-12-31 31 - contract:a"]),
        (("service:s",), "2027-01-01", "2027-12-31", ["2027-01-01 - None - -"]),
        # of two that end on one day, the one that began first is named
        (
            (
                "contract:b -COVERS-> service:s",
                "contract:a -COVERS-> service:s",
                "contract:a start=2026-03-01 end=2026-12-31",
                "contract:b start=2026-02-01 end=2026-12-31",
            ),
            "2026-11-25",
            "2027-06-30",
            ["2027-01-01 - None contract:b -"],
        ),
        # a long contract around a short one
        (
            (*SERIES, "contract:d start=2026-06-01", "contract:d -COVERS-> service:s"),
            "2026-01-01",
            "2030-01-01",
            [],
        ),
    ],
)
def test_gaps_over_time(lines: Sequence[str], first: str, until: str, expected: list[str]) -> None:
    assert lines_of(sketch(*lines).snapshot, "service:s", first, until) == expected


@settings(max_examples=60, deadline=None)
@given(contract_graphs(8, 40, ("Contract", "Contract", "Contract", "Service")))
def test_gaps_over_time_are_what_every_day_shows(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    found, coming = covered(snapshot)
    places = snapshot.order.places(coming.terms.rows)
    first, until = date(2026, 11, 1), date(2027, 9, 30)
    days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
    for item in graph.ids("Service"):
        row = int(snapshot.rows([item])[0])
        uncovered = {
            day
            for gap in coverage_gaps(found, row, first, until, places)
            for day in days
            if gap.first <= day <= (gap.last or date.max)
        }
        assert uncovered == {day for day in days if not covering(records, item, day)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((f"{NEW} extent=part",), ["service:a"]),
        ((f"{NEW} extent=whole",), []),
        ((NEW,), []),
        ((f"{NEW} extent=part", "contract:third -COVERS-> service:a"), []),
        # nobody covers it at all: that is a gap, told elsewhere
        ((), []),
    ],
)
def test_kept_in_part_only(lines: Sequence[str], expected: list[str]) -> None:
    snapshot = sketch(*OLD, *lines).snapshot
    found, coming = covered(snapshot)
    of = coming.terms
    position = snapshot.ids_of(of.rows).index("contract:old")
    kept = kept_in_part(found, position, day_number(date(2027, 2, 28)))
    assert [snapshot.id(row) for row in kept] == expected
