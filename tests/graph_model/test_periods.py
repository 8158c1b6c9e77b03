"""Calendar arithmetic: month ends, leap years, and the durations that a contract may name."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.periods import Period, add, ends, moved, parse_clock, parse_period, subtract

DAYS = st.dates(date(1000, 1, 1), date(3000, 1, 1))
MONTHS = st.integers(0, 600)


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("P90D", 0, 90),
        ("P3M", 3, 0),
        ("P1Y6M", 18, 0),
        ("P2W", 0, 14),
        ("P1Y2M3W4D", 14, 25),
        (" p0d ", 0, 0),
    ],
)
def test_periods_are_read(text: str, months: int, days: int) -> None:
    assert parse_period(text) == Period(months, days)


@pytest.mark.parametrize(
    "text", ["", "P", "3M", "P3", "PT1H", "P1M1Y", "P-1D", "P1.5D", "P٣M", "P1D\nx"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        parse_period(text)


@given(MONTHS, st.integers(0, 999_999))
def test_a_period_reads_as_it_is_written(months: int, days: int) -> None:
    period = Period(months, days)
    assert parse_period(str(period)) == period
    assert period.empty == (str(period) == "P0D")


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("P1000Y", False),
        ("P12000M", False),
        ("P365242D", False),
        ("P1000Y1D", True),
        ("P12001M", True),
        ("P365243D", True),
    ],
)
def test_more_than_a_thousand_years_are_beyond(text: str, beyond: bool) -> None:
    assert parse_period(text).beyond is beyond


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT4H", 14_400),
        ("PT30M", 1_800),
        ("PT1M30S", 90),
        ("P1DT12H", 129_600),
        ("P7D", 604_800),
        ("P1W", 604_800),
        ("PT0S", 0),
    ],
)
def test_clocks_are_read_as_seconds(text: str, seconds: int) -> None:
    assert parse_clock(text) == seconds


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "PT0.5S", "4h", "PT1D"])
def test_what_is_no_clock(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        parse_clock(text)


@pytest.mark.parametrize("text", ["P1M", "P1Y"])
def test_months_have_no_length_in_seconds(text: str) -> None:
    with pytest.raises(ValueError, match="no fixed length"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("day", "period", "earlier"),
    [
        ("2027-05-31", "P3M", "2027-02-28"),
        ("2028-05-31", "P3M", "2028-02-29"),
        ("2027-03-31", "P1M", "2027-02-28"),
        ("2028-02-29", "P1Y", "2027-02-28"),
        ("2028-02-29", "P4Y", "2024-02-29"),
        ("2027-02-28", "P6M", "2026-08-28"),
        ("2027-01-01", "P1D", "2026-12-31"),
        ("2028-03-01", "P1D", "2028-02-29"),
        ("2027-01-31", "P1M1D", "2026-12-30"),
        ("2027-03-31", "P1M1D", "2027-02-27"),
    ],
)
def test_subtraction(day: str, period: str, earlier: str) -> None:
    assert subtract(date.fromisoformat(day), parse_period(period)).isoformat() == earlier


@pytest.mark.parametrize(
    ("day", "period", "times", "later"),
    [
        ("2027-01-31", "P1M", 1, "2027-02-28"),
        ("2027-01-31", "P1M", 2, "2027-03-31"),
        ("2024-02-29", "P1Y", 1, "2025-02-28"),
        ("2024-02-29", "P1Y", 4, "2028-02-29"),
        ("2026-12-31", "P1D", 1, "2027-01-01"),
        ("2026-12-15", "P2M", 0, "2026-12-15"),
    ],
)
def test_terms_are_counted_from_the_first_end(
    day: str, period: str, times: int, later: str
) -> None:
    assert add(date.fromisoformat(day), parse_period(period), times).isoformat() == later


@given(DAYS, MONTHS)
def test_months_move_the_month_and_keep_the_day_where_it_exists(day: date, months: int) -> None:
    moved = add(day, Period(months))
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(DAYS, st.integers(0, 100_000))
def test_days_are_days(day: date, days: int) -> None:
    assert add(day, Period(days=days)) == day + timedelta(days)
    assert subtract(add(day, Period(days=days)), Period(days=days)) == day


@given(DAYS, MONTHS, st.integers(0, 400), st.integers(0, 5))
def test_adding_keeps_the_order(day: date, months: int, days: int, times: int) -> None:
    period = Period(months, days)
    assert add(day, period, times) <= add(day, period, times + 1)
    assert add(day, period) <= add(day + timedelta(1), period)


@pytest.mark.parametrize(
    ("day", "period", "times"),
    [
        (date.max, "P1D", 1),
        (date.min, "P1D", -1),
        (date.max, "P1M", 1),
        (date(2027, 1, 1), "P9999Y", 1),
        (date(2027, 1, 1), "P9999Y", -1),
        (date(2027, 1, 1), "P999999D", 9_999_999_999),
    ],
)
def test_leaving_the_calendar_is_said(day: date, period: str, times: int) -> None:
    with pytest.raises(ValueError, match="leave the calendar"):
        add(day, parse_period(period), times)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (None, None),
        (date(2098, 12, 31), date(2098, 12, 31)),
        (date(2099, 1, 1), None),
        (date.max, None),
    ],
)
def test_an_end_in_2099_or_later_is_none(day: date | None, end: date | None) -> None:
    assert ends(day) == end


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2027, 3, 1), -1, date(2027, 2, 28)),
        (date(1, 6, 1), -180, date.min),
        (date(9999, 12, 1), 180, date.max),
    ],
)
def test_moving_ends_at_the_calendars_ends(day: date, days: int, expected: date) -> None:
    assert moved(day, timedelta(days=days)) == expected


@pytest.mark.parametrize(
    ("day", "period", "times", "expected"),
    [
        (date(2027, 8, 31), "P6M", 1, date(2028, 2, 29)),
        (date(2027, 5, 31), "P3M", -1, date(2027, 2, 28)),
        (date(1, 6, 1), "P12M", -1, date.min),
        (date(9998, 6, 1), "P24M", 1, date.max),
    ],
)
def test_moving_by_a_period_keeps_to_the_calendar(
    day: date, period: str, times: int, expected: date
) -> None:
    assert moved(day, parse_period(period), times) == expected
