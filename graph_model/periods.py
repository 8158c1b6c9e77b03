"""Dates and ISO 8601 durations as an office counts them: by calendar months, not by 30 days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from graph_model.words import counted, listed

NO_END_YEAR = 2099
"""An end in this year or later means that there is no end (DESIGN section 2)."""

MOST_YEARS = 1000
"""A duration of more years reaches beyond the calendar from any day of our time."""
_DAYS_A_YEAR = 365.2425

PERIOD = re.compile(
    r"^P(?!$)(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?$"
)
CLOCK = re.compile(
    r"^P(?!$)(?:([0-9]{1,6})D)?"
    r"(?:T(?!$)(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?)?$"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period: whole months and days, both at least 0."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        """ISO 8601, as short as it goes: P3M, P90D, P1Y2M."""
        years, months = divmod(self.months, 12)
        parts = ((years, "Y"), (months, "M"), (self.days, "D"))
        text = "".join(f"{number}{unit}" for number, unit in parts if number)
        return f"P{text or '0D'}"

    @property
    def words(self) -> str:
        """As people write it: "9 months", "1 year and 6 months", "90 days"."""
        years, months = divmod(self.months, 12)
        parts = ((years, "year"), (months, "month"), (self.days, "day"))
        said = [counted(number, unit, f"{unit}s") for number, unit in parts if number]
        return listed(said) or "0 days"

    @property
    def beyond(self) -> bool:
        """Whether it is longer than ``MOST_YEARS``."""
        return self.months / 12 + self.days / _DAYS_A_YEAR > MOST_YEARS

    @property
    def empty(self) -> bool:
        """Whether adding it changes nothing."""
        return not (self.months or self.days)


def parse_period(text: str) -> Period:
    """Read P90D, P3M, P1Y6M, P2W.

    Raises:
        ValueError: the text is not a duration of years, months, weeks and days.
    """
    found = PERIOD.match(text.strip().upper())
    if not found:
        raise ValueError(f"{text!r} is not an ISO 8601 duration of years, months, weeks, days")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Period(years * 12 + months, weeks * 7 + days)


def parse_clock(text: str) -> int:
    """Read PT4H, PT30M, P1DT12H as whole seconds; a calendar period of days or weeks as well.

    Raises:
        ValueError: the text is no duration, or counts in months or years, which have no length.
    """
    found = CLOCK.match(text.strip().upper())
    if found:
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    period = parse_period(text)
    if period.months:
        raise ValueError(f"{text!r} counts in months, which have no fixed length in seconds")
    return period.days * 86_400


def add(day: date, period: Period, times: int = 1) -> date:
    """``day + times * period``; a day missing in the month is its last (31 May - P3M = 28 Feb).

    The months are counted first, from ``day`` itself, then the days (ISO 8601 order).

    Raises:
        ValueError: the result is before year 1 or after year 9999.
    """
    month = day.year * 12 + day.month - 1 + period.months * times
    year, month = divmod(month, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{day} and {times} × {period} leave the calendar")
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    try:
        return moved + timedelta(days=period.days * times)
    except OverflowError as error:
        raise ValueError(f"{day} and {times} × {period} leave the calendar") from error


def subtract(day: date, period: Period) -> date:
    """``day - period``, calendar-correct; see :func:`add`."""
    return add(day, period, -1)


def moved(day: date, by: Period | timedelta, times: int = 1) -> date:
    """``day + times * by``, or the calendar's first or last day where that lies beyond it."""
    period = Period(days=by.days) if isinstance(by, timedelta) else by
    try:
        return add(day, period, times)
    except ValueError:
        return date.min if (period.months or period.days) * times < 0 else date.max


def ends(day: date | None) -> date | None:
    """The end that a recorded date means: none for an absent one and for 2099 or later."""
    return None if day is None or day.year >= NO_END_YEAR else day
