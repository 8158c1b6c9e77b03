"""Deadlines: calendar months, month ends, working days, and the arithmetic in words."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.words import day_in_words
from queries.answers.calendar import Calendar
from queries.contract.deadline import Durations, Part, arithmetic, with_default
from queries.snapshot.days import NO_END, day_number, day_of
from tests.support.graphs import TERMS
from tests.support.naive import added
from tests.support.sketch import sketch


def before(day: str, duration: str | None) -> str | None:
    durations = Durations("notice", np.array([duration], object), np.zeros(1, np.bool_))
    days = np.array([day_number(date.fromisoformat(day))], np.int32)
    found = day_of(int(durations.before(days)[0]))
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        # a day that the month does not have is its last
        ("2027-05-31", "P3M", "2027-02-28"),
        ("2028-05-31", "P3M", "2028-02-29"),
        ("2027-03-31", "P1M", "2027-02-28"),
        ("2027-12-31", "P6M", "2027-06-30"),
        ("2027-01-31", "P3M", "2026-10-31"),
        # 29 February
        ("2028-02-29", "P1Y", "2027-02-28"),
        ("2028-02-29", "P4Y", "2024-02-29"),
        ("2100-03-01", "P1D", "2100-02-28"),
        # days are days, weeks are seven of them
        ("2027-02-28", "P90D", "2026-11-30"),
        ("2027-01-10", "P2W", "2026-12-27"),
        # the months first, then the days
        ("2027-03-31", "P1M1D", "2027-02-27"),
        ("2027-02-28", "P0D", "2027-02-28"),
        # longer than the calendar
        ("2027-02-28", "P9999Y", "0001-01-01"),
        ("2027-02-28", None, None),
    ],
)
def test_a_day_less_a_duration(day: str, duration: str | None, expected: str | None) -> None:
    assert before(day, duration) == expected


def test_no_end_has_no_deadline() -> None:
    durations = Durations("notice", np.array(["P3M"], object), np.zeros(1, np.bool_))
    assert durations.before(np.array([NO_END]))[0] == NO_END


@given(st.dates(date(1500, 1, 1), date(2098, 12, 31)), st.sampled_from(TERMS))
def test_agrees_with_counting_months(day: date, duration: str) -> None:
    assert before(str(day), duration) == str(added(day, duration, -1))


HOLIDAYS = tuple(map(date.fromisoformat, ("2026-11-26", "2026-11-27", "2026-12-25")))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-25", "2026-11-25"),  # a Wednesday
        ("2026-11-22", "2026-11-20"),  # a Sunday
        ("2026-11-28", "2026-11-25"),  # a Saturday after Thanksgiving and the day after it
        ("2026-12-27", "2026-12-24"),  # a Sunday after Christmas on a Friday
    ],
)
def test_moved_back_to_a_working_day(day: str, expected: str) -> None:
    days = np.array([day_number(date.fromisoformat(day))], np.int32)
    moved = Calendar(holidays=HOLIDAYS).working_day(days)
    assert str(day_of(int(moved[0]))) == expected


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sets(st.dates(date(2020, 1, 1), date(2030, 1, 1))),
)
def test_a_working_day_is_the_nearest_one_back(day: date, holidays: set[date]) -> None:
    moved = Calendar(holidays=tuple(holidays)).working_day(np.array([day_number(day)], np.int32))
    expected = day
    while expected.weekday() >= 5 or expected in holidays:
        expected -= timedelta(days=1)
    assert day_of(int(moved[0])) == expected


NOTICE = Part("P6M", "notice", "")
PROCUREMENT = Part("P9M", "procurement", "default for MSA")


@pytest.mark.parametrize(
    ("end", "parts", "comes_to", "said"),
    [
        ("2027-02-28", [NOTICE], "2026-08-28", "end 28 Feb 2027 − P6M notice = 28 Aug 2026"),
        (
            "2027-02-28",
            [PROCUREMENT, Part("P6M", "transition", "")],
            "2025-11-28",
            "end 28 Feb 2027 − P9M procurement (default for MSA) − P6M transition = 28 Nov 2025",
        ),
        (
            "2027-08-31",
            [NOTICE],
            "2027-02-28",
            "end 31 Aug 2027 − P6M notice = 28 Feb 2027 (there is no 31 Feb 2027)",
        ),
        (
            "0001-02-01",
            [NOTICE],
            "0001-01-01",
            "end 1 Feb 1 − P6M notice = 1 Jan 1 (the first day of the calendar)",
        ),
    ],
)
def test_the_arithmetic_in_words(end: str, parts: list[Part], comes_to: str, said: str) -> None:
    assert arithmetic(date.fromisoformat(end), parts, date.fromisoformat(comes_to)) == said


def test_in_words() -> None:
    assert day_in_words(date(2027, 3, 1)) == "1 Mar 2027"


@pytest.mark.parametrize(
    ("fields", "duration", "default"),
    [
        ("form=MSA procurement_time=P5M", "P5M", ""),
        ("form=MSA", "P9M", "default for MSA"),
        ("form=SOW", "P4M", "default for SOW"),
        ("form=MOU", "P1Y", "default for MOU"),  # the form is not in the settings
        ("value=1", "P1Y", "default for no form"),
    ],
)
def test_a_time_is_the_contracts_own_or_its_forms(fields: str, duration: str, default: str) -> None:
    snapshot = sketch(f"contract:c {fields}").snapshot
    rows = snapshot.rows_of_kind("Contract")
    by_form = {"MSA": "P9M", "SOW": "P4M"}
    found = with_default(snapshot, rows, "procurement", by_form, "P1Y")
    part = found.part(0, snapshot.value(0, "form"))
    assert part == Part(duration, "procurement", default)
