"""The last meeting of each forum that oversees a contract, or its supplier, before a deadline."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.contract.forum import meetings
from queries.snapshot.days import NO_END, day_number, day_of
from tests.support.contracts import MEETINGS, contract_graphs
from tests.support.graphs import Graph
from tests.support.naive import Records, holds
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
MONTHLY = "forum:review meetings=[2026-11-10,2026-12-08,2027-01-12,2027-02-09]"
CONTRACT = "forum:review -OVERSEES-> contract:c"
SUPPLIER = ("forum:review -OVERSEES-> supplier:s", "contract:c -WITH-> supplier:s")


@pytest.mark.parametrize(
    ("lines", "before", "last", "known"),
    [
        ((MONTHLY, CONTRACT), "2027-01-13", "2027-01-12", True),
        # before is before, not on the day
        ((MONTHLY, CONTRACT), "2027-01-12", "2026-12-08", True),
        # the one before is past: it does not meet in time any more
        ((MONTHLY, CONTRACT), "2026-12-01", None, True),
        ((MONTHLY, CONTRACT), "2026-11-10", None, True),
        # its dates are on record to February; it may well meet again, but that is not known
        ((MONTHLY, CONTRACT), "2027-03-16", "2027-02-09", True),
        ((MONTHLY, CONTRACT), "2027-03-17", "2027-02-09", False),
        ((MONTHLY, *SUPPLIER), "2027-01-13", "2027-01-12", True),
        # a meeting on the day itself is not past
        (("forum:review meetings=[2026-11-25]", CONTRACT), "2026-11-26", "2026-11-25", True),
        # dates that are all past say nothing of when it meets
        (("forum:review meetings=[2025-03-18,2025-04-22]", CONTRACT), "2027-01-13", None, False),
        ((CONTRACT,), "2027-01-13", None, False),
    ],
)
def test_last_meeting(lines: tuple[str, ...], before: str, last: str | None, known: bool) -> None:
    snapshot = sketch(*lines).snapshot
    found = meetings(snapshot, snapshot.rows_of_kind("Contract"), day_number(TODAY))
    (meeting,) = found.of(0, day_number(date.fromisoformat(before)))
    assert snapshot.id(meeting.forum) == "forum:review"
    assert (meeting.last and str(day_of(meeting.last)), meeting.known) == (last, known)
    bounds = np.full(len(found.contracts.offsets) - 1, day_number(date.fromisoformat(before)))
    (earliest,) = found.earliest_last(bounds.astype(np.int32))
    assert (None if earliest == NO_END else str(day_of(int(earliest)))) == last


@pytest.mark.parametrize(
    "lines",
    [
        (MONTHLY, "contract:c"),
        (MONTHLY, f"{CONTRACT} until=2026-01-01"),
        (MONTHLY, SUPPLIER[0], f"{SUPPLIER[1]} until=2026-01-01"),
        (MONTHLY, "forum:review -OVERSEES-> service:s", "contract:c -COVERS-> service:s"),
    ],
)
def test_forums_that_do_not_oversee_it(lines: tuple[str, ...]) -> None:
    snapshot = sketch(*lines).snapshot
    found = meetings(snapshot, snapshot.rows_of_kind("Contract"), day_number(TODAY))
    assert found.of(0, day_number(TODAY)) == []


def overseeing(graph: Records, contract: str) -> set[str]:
    """The forums of a contract: its own, and those of the suppliers it is with."""
    relations = [r for r in graph["relations"] if holds(r, TODAY)]
    about = {contract} | {
        r["to"] for r in relations if (r["type"], r["from"]) == ("WITH", contract)
    }
    return {r["from"] for r in relations if r["type"] == "OVERSEES" and r["to"] in about}


def last_before(graph: Records, forum: str, day: date) -> date | None:
    recorded = next(i.get("meetings", ()) for i in graph["items"] if i["id"] == forum)
    days = [date.fromisoformat(text) for text in recorded]
    return max((met for met in days if TODAY <= met < day), default=None)


MET = st.sampled_from([date.fromisoformat(day) for day in MEETINGS])


@given(contract_graphs(), MET | st.dates(date(2026, 1, 1), date(2031, 1, 1)))
def test_the_earliest_of_the_forums_last_meetings(graph: Graph, day: date) -> None:
    snapshot, records = graph.snapshot, graph.records
    rows = snapshot.rows_of_kind("Contract")
    found = meetings(snapshot, rows, day_number(TODAY))
    earliest = found.earliest_last(np.full(len(rows), day_number(day), np.int32))
    for position, row in enumerate(rows.tolist()):
        forums = overseeing(records, snapshot.id(row))
        days = [last_before(records, forum, day) for forum in forums]
        expected = min((day for day in days if day), default=None)
        number = int(earliest[position])
        assert (None if number == NO_END else day_of(number)) == expected
        listed = {snapshot.id(m.forum) for m in found.of(position, day_number(day))}
        assert listed == forums
