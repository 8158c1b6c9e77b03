"""Clashes on the roadmap, by table and against trying every pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.roadmap.conflict import ClashType, clashes
from queries.roadmap.roadmap import Roadmap, roadmap
from tests.support.sketch import sketch

TODAY, UNTIL = date(2026, 11, 25), date(2028, 12, 31)


def drawn(*lines: str) -> Roadmap:
    return roadmap(sketch(*lines).snapshot, TODAY, UNTIL)


def said(lines: Sequence[str], most_hits: int = 3) -> list[str]:
    of = drawn(*lines)
    return [clash.said(of.snapshot.id) for clash in clashes(of, most_hits)]


A = "procurement:a opens_on=2027-01-11 closes_on=2027-03-12 awards_on=2027-05-28"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("opens_on=2027-02-01 closes_on=2027-03-05", "1 Feb 2027 to 5 Mar 2027"),
        ("opens_on=2027-03-12 closes_on=2027-04-30", "12 Mar 2027 to 12 Mar 2027"),
        # the award of the one is no window of it
        ("opens_on=2027-03-13 closes_on=2027-04-30", None),
        ("opens_on=2026-01-01 closes_on=2027-01-10", None),
        # without a last day, the award is; with one day only, that one
        ("opens_on=2026-12-01 awards_on=2027-01-31", "11 Jan 2027 to 31 Jan 2027"),
        ("closes_on=2027-01-31", "31 Jan 2027 to 31 Jan 2027"),
        ("stage=RFP", None),
    ],
)
def test_two_procurements_in_one_window(other: str, expected: str | None) -> None:
    words = f"procurement:a and procurement:b are both open from {expected}"
    assert said([A, f"procurement:b {other}"]) == ([words] if expected else [])


WINDOW = st.tuples(st.integers(-60, 900), st.integers(0, 90))


@given(st.lists(WINDOW, max_size=7))
def test_every_pair_that_overlaps(windows: list[tuple[int, int]]) -> None:
    spans = [(TODAY + timedelta(a), TODAY + timedelta(a + n)) for a, n in windows]
    lines = [
        f"procurement:{n} opens_on={first} closes_on={last}"
        for n, (first, last) in enumerate(spans)
    ]
    of = drawn(*lines)
    found = {tuple(sorted(of.snapshot.id(r) for r in clash.rows)) for clash in clashes(of)}
    inside = [n for n, (first, last) in enumerate(spans) if last >= TODAY and first <= UNTIL]
    expected = {
        (f"procurement:{a}", f"procurement:{b}")
        for a, b in combinations(inside, 2)
        if max(spans[a][0], spans[b][0], TODAY) <= min(spans[a][1], spans[b][1])
    }
    assert found == expected


FORUM = "forum:f -OVERSEES-> contract:c"
SHORT = "procurement_time=P0D transition_time=P0D"
TACIT = f"{SHORT} renewal=tacit renewal_term=P1Y"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # the notice is due on 31 December; the next meeting is after it
        (
            (
                FORUM,
                f"contract:c end=2027-03-31 notice=P3M {TACIT}",
                "forum:f meetings=[2026-11-10,2027-01-12]",
            ),
            ["forum:f has no meeting from 25 Nov 2026 to 31 Dec 2026, in time for contract:c"],
        ),
        (
            (
                FORUM,
                f"contract:c end=2027-03-31 notice=P3M {TACIT}",
                "forum:f meetings=[2026-12-30]",
            ),
            [],
        ),
        # nothing is known of when it meets
        (
            (FORUM, f"contract:c end=2027-03-31 {SHORT}"),
            ["forum:f has no meeting from 25 Nov 2026 to 31 Mar 2027, in time for contract:c"],
        ),
        # the deadline is past: the next one is a year later
        (
            (FORUM, f"contract:c end=2027-03-31 notice=P6M {TACIT}"),
            ["forum:f has no meeting from 25 Nov 2026 to 30 Sep 2027, in time for contract:c"],
        ),
        # nothing hangs on the notice of what ends by itself
        (
            (
                FORUM,
                f"contract:c end=2027-03-31 notice=P3M renewal=none {SHORT}",
                "forum:f meetings=[2027-01-12]",
            ),
            [],
        ),
        # notice was given: the end itself is the deadline, and the forum meets before it
        (
            (
                FORUM,
                f"contract:c end=2027-03-31 notice=P3M notice_given=2026-11-01 {TACIT}",
                "forum:f meetings=[2026-11-10,2027-01-12]",
            ),
            [],
        ),
    ],
)
def test_a_forum_that_does_not_meet_in_time(lines: Sequence[str], expected: list[str]) -> None:
    assert said(lines) == expected


HITS = (
    "agency:x -CONSUMES-> service:s",
    *(f"contract:{n} -COVERS-> service:s" for n in "abcd"),
    "contract:a end=2027-01-01",
    "contract:b end=2027-02-15",
    "contract:c end=2027-03-31",
    "contract:d end=2027-04-01",
    # a baseline, and a renewal that nobody has to do anything for, hit nobody
    "target:base baseline_for=application",
    "contract:t end=2027-02-01 renewal=tacit renewal_term=P1Y",
    "contract:t -COVERS-> service:s",
)


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (3, []),
        (2, ["agency:x is hit 3 times from 1 Jan 2027 to 31 Mar 2027"]),
        (
            0,
            [
                "agency:x is hit 3 times from 1 Jan 2027 to 31 Mar 2027",
                "agency:x is hit once from 1 Apr 2027 to 1 Apr 2027",
            ],
        ),
    ],
)
def test_an_agency_hit_too_often_in_a_quarter(most: int, expected: list[str]) -> None:
    assert said(HITS, most) == expected


def test_the_events_that_hit_are_named() -> None:
    of = drawn(*HITS)
    (clash,) = clashes(of, 2)
    assert clash.type is ClashType.AGENCY
    assert [of.snapshot.id(e.row) for e in clash.events] == [
        "contract:a",
        "contract:b",
        "contract:c",
    ]
