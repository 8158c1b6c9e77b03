"""Which day a ticket's planned start gives its question, and whether windows meet, by table."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from queries.change.ticket_window import Interval, moment, planned_day, window_asked, window_of
from tests.support.sketch import sketch

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2027, 1, 8)

DAYS = {
    # what is recorded of ticket:t; what is asked about; the day that it gives, if it does
    "no planned start": ("ticket:t", "ticket:t", None),
    "later": ("ticket:t planned_start=2027-01-12", "ticket:t", "2027-01-12"),
    "earlier": ("ticket:t planned_start=2027-01-02", "ticket:t", None),
    "today": ("ticket:t planned_start=2027-01-08", "ticket:t", None),
    "a moment, in the office's time zone": (
        "ticket:t planned_start=2027-01-10T04:00:00Z",
        "ticket:t",
        "2027-01-09",
    ),
    "still today in the office's time zone": (
        "ticket:t planned_start=2027-01-09T05:00:00Z",
        "ticket:t",
        None,
    ),
    "twice the same ticket": (
        "ticket:t planned_start=2027-01-12",
        "ticket:t ticket:t",
        "2027-01-12",
    ),
    "another item beside it": (
        "ticket:t planned_start=2027-01-12",
        "ticket:t ci:a",
        None,
    ),
    "no ticket": ("ticket:t planned_start=2027-01-12", "ci:a", None),
}


@pytest.mark.parametrize(("line", "of", "on"), DAYS.values(), ids=DAYS)
def test_the_day_that_a_ticket_gives_its_question(line: str, of: str, on: str | None) -> None:
    snapshot = sketch(line, "ci:a").snapshot
    found = planned_day(snapshot, snapshot.rows(of.split()).tolist(), TODAY, CHICAGO)
    assert found == (None if on is None else date.fromisoformat(on))


ASKED = {
    # the windows of what is asked about; when it takes place, as of 9 January 2027
    "no window: the day": ([""], ("2027-01-09T00:00", "2027-01-10T00:00")),
    "that of its ticket": (
        ["planned_start=2027-01-09T10:00:00Z planned_end=2027-01-09T12:00:00Z"],
        ("2027-01-09T04:00", "2027-01-09T06:00"),
    ),
    "at another time than the day asked for: the day": (
        ["planned_start=2027-01-12 planned_end=2027-01-13"],
        ("2027-01-09T00:00", "2027-01-10T00:00"),
    ),
    "of several from the first to the last": (
        [
            "planned_start=2027-01-08T06:00:00Z planned_end=2027-01-09T08:00:00Z",
            "planned_start=2027-01-09T12:00:00Z planned_end=2027-01-11T06:00:00Z",
        ],
        ("2027-01-08T00:00", "2027-01-11T00:00"),
    ),
}


@pytest.mark.parametrize(("fields", "expected"), ASKED.values(), ids=ASKED)
def test_when_what_is_asked_about_takes_place(fields: list[str], expected: tuple[str, str]) -> None:
    lines = [f"ticket:{n} {line}".strip() for n, line in enumerate(fields)]
    found = window_asked(sketch(*lines).snapshot, range(len(lines)), date(2027, 1, 9), CHICAGO)
    assert tuple(f"{one:%Y-%m-%dT%H:%M}" for one in (found.begin, found.end)) == expected


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
