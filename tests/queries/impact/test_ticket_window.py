"""Which day a ticket's planned start gives its question, and whether windows meet, by table."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from queries.impact.ticket_window import Interval, asked_day, moment, window_of
from tests.support.sketch import sketch

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2027, 1, 8)

DAYS = {
    # what is recorded of ticket:t; what is asked about; the day, and whether the ticket dates it
    "no planned start": ("ticket:t", "ticket:t", "2027-01-08", False),
    "later": ("ticket:t planned_start=2027-01-12", "ticket:t", "2027-01-12", True),
    "earlier": ("ticket:t planned_start=2027-01-02", "ticket:t", "2027-01-08", False),
    "today": ("ticket:t planned_start=2027-01-08", "ticket:t", "2027-01-08", False),
    "a moment, in the office's time zone": (
        "ticket:t planned_start=2027-01-10T04:00:00Z",
        "ticket:t",
        "2027-01-09",
        True,
    ),
    "still today in the office's time zone": (
        "ticket:t planned_start=2027-01-09T05:00:00Z",
        "ticket:t",
        "2027-01-08",
        False,
    ),
    "twice the same ticket": (
        "ticket:t planned_start=2027-01-12",
        "ticket:t ticket:t",
        "2027-01-12",
        True,
    ),
    "another item beside it": (
        "ticket:t planned_start=2027-01-12",
        "ticket:t ci:a",
        "2027-01-08",
        False,
    ),
    "no ticket": ("ticket:t planned_start=2027-01-12", "ci:a", "2027-01-08", False),
}


@pytest.mark.parametrize(("line", "of", "on", "dates"), DAYS.values(), ids=DAYS)
def test_the_day_that_is_asked_about(line: str, of: str, on: str, dates: bool) -> None:
    snapshot = sketch(line, "ci:a").snapshot
    found = asked_day(snapshot, of.split(), TODAY, CHICAGO)
    assert found.on.isoformat() == on
    ticket = int(snapshot.rows(["ticket:t"])[0])
    assert found.ticket == (ticket if dates else None)
    assert found.said == (f"as of {on}, when ticket:t is planned to begin" if dates else "")


WINDOWS = {
    # planned start and end; the window, in the office's time zone
    "none": ("", None),
    "an end alone": ("planned_end=2027-01-09", None),
    "a start alone goes on": ("planned_start=2027-01-09", ("2027-01-09T00:00-06:00", "9999")),
    "days: the last is within": (
        "planned_start=2027-01-09 planned_end=2027-01-10",
        ("2027-01-09T00:00-06:00", "2027-01-11T00:00-06:00"),
    ),
    "moments": (
        "planned_start=2027-01-09T08:00:00Z planned_end=2027-01-09T10:30:00Z",
        ("2027-01-09T02:00-06:00", "2027-01-09T04:30-06:00"),
    ),
    "the end is before the start": (
        "planned_start=2027-01-09T08:00:00Z planned_end=2027-01-09T07:00:00Z",
        None,
    ),
    "summer time begins within": (
        "planned_start=2027-03-14 planned_end=2027-03-14",
        ("2027-03-14T00:00-06:00", "2027-03-15T00:00-05:00"),
    ),
}


@pytest.mark.parametrize(("fields", "expected"), WINDOWS.values(), ids=WINDOWS)
def test_the_window_of_a_ticket(fields: str, expected: tuple[str, str] | None) -> None:
    snapshot = sketch(f"ticket:t {fields}".strip()).snapshot
    found = window_of(snapshot, 0, CHICAGO)
    if expected is None:
        assert found is None
        return
    assert found is not None
    begin, end = (one.isoformat(timespec="minutes") for one in (found.begin, found.end))
    assert (begin, end[: len(expected[1])]) == expected


MEETS = [
    ("02 04", "03 05", True),
    ("02 04", "04 05", False),  # an end is not within
    ("02 06", "03 04", True),
    ("02 04", "02 03", True),
    ("02 04", "02 02", True),  # an instant, at the very beginning
    ("02 04", "03 03", True),
    ("02 04", "04 04", False),
    ("02 02", "02 02", True),
    ("02 02", "03 03", False),
]


@pytest.mark.parametrize(("one", "other", "meets"), MEETS)
def test_windows_that_meet(one: str, other: str, meets: bool) -> None:
    first, second = (
        Interval(*(moment(f"2027-01-09T{hour}:00:00Z", CHICAGO) for hour in told.split()))
        for told in (one, other)
    )
    assert first.meets(second) is meets
    assert second.meets(first) is meets
