"""The re-bid calendar: by when to open the market, and what of the plans is too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from queries.roadmap.rebid_calendar import RebidOpening, openings
from queries.roadmap.roadmap import roadmap
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
C = "contract:c end=2027-12-31 procurement_time=P6M transition_time=P3M"
P = "procurement:p -REBIDS-> contract:c"


def found(lines: Sequence[str]) -> list[RebidOpening]:
    return openings(roadmap(sketch(*lines).snapshot, TODAY, date(2029, 12, 31)))


@pytest.mark.parametrize(
    ("lines", "open_by", "problems"),
    [
        # 31 December less 6 months is 30 June; less 3 more, 30 March
        ((C,), "2027-03-30", ["nothing is planned"]),
        ((C, P, "procurement:p opens_on=2027-03-30 awards_on=2027-09-30"), "2027-03-30", []),
        (
            (C, P, "procurement:p opens_on=2027-04-09 awards_on=2027-10-01"),
            "2027-03-30",
            [
                "the planned procurement opens 10 days too late",
                "the award is 1 days after the transition must begin",
            ],
        ),
        ((C, P), "2027-03-30", ["the planned procurement does not say when it opens"]),
        # planned for a service that the contract covers
        (
            (
                C,
                "contract:c -COVERS-> service:s",
                "procurement:p -REBIDS-> service:s",
                "procurement:p opens_on=2027-01-01",
            ),
            "2027-03-30",
            [],
        ),
        # the first of several to open
        (
            (
                C,
                P,
                "procurement:p opens_on=2028-01-01",
                "procurement:q -REBIDS-> contract:c",
                "procurement:q opens_on=2027-01-01",
            ),
            "2027-03-30",
            [],
        ),
        # a contract that succeeds it: nothing has to be opened, unless it is late
        ((C, "contract:n start=2028-01-01", "contract:n -SUCCEEDS-> contract:c"), "2027-03-30", []),
        (
            (C, P, "contract:n start=2028-01-11", "contract:n -SUCCEEDS-> contract:c"),
            "2027-03-30",
            ["its successor starts 10 days late"],
        ),
        (
            ("contract:c end=2027-01-31 procurement_time=P3M transition_time=P0D",),
            "2026-10-31",
            ["nothing is planned, and the latest safe start is 25 days past"],
        ),
    ],
)
def test_opening(lines: Sequence[str], open_by: str, problems: list[str]) -> None:
    (opening,) = found(lines)
    assert (str(opening.open_by), list(opening.problems)) == (open_by, problems)


def test_in_the_order_of_the_days_to_open() -> None:
    lines = (
        "contract:a end=2028-12-31 procurement_time=P2Y transition_time=P0D",
        "contract:b end=2027-12-31 procurement_time=P0D transition_time=P0D",
        "contract:c",
    )
    assert [str(o.open_by) for o in found(lines)] == ["2026-12-31", "2027-12-31"]
