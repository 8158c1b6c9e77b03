"""The dates of an office: the end of a term and the biennia, in a time; none that is not set."""

from __future__ import annotations

from datetime import date

import pytest

from queries.answers.office import Office
from queries.answers.office_date import office_dates

FIRST, LAST = date(2026, 11, 25), date(2031, 6, 30)


@pytest.mark.parametrize(
    ("term_ends", "biennium", "found"),
    [
        (None, None, []),
        (date(2027, 1, 11), None, ["2027-01-11 the CIO's term ends"]),
        (FIRST, None, ["2026-11-25 the CIO's term ends"]),
        (date(2026, 11, 24), None, []),
        (date(2031, 7, 1), None, []),
        (None, date(2025, 7, 1), ["2027-07-01 a biennium begins", "2029-07-01 a biennium begins"]),
        (None, date(2035, 7, 1), ["2027-07-01 a biennium begins", "2029-07-01 a biennium begins"]),
        (None, date(2024, 7, 1), ["2028-07-01 a biennium begins", "2030-07-01 a biennium begins"]),
        (None, date(2024, 2, 29), ["2028-02-29 a biennium begins", "2030-02-28 a biennium begins"]),
        (
            date(2027, 7, 1),
            date(2027, 7, 1),
            [
                "2027-07-01 a biennium begins",
                "2027-07-01 the CIO's term ends",
                "2029-07-01 a biennium begins",
            ],
        ),
    ],
)
def test_dates_in_a_time(term_ends: date | None, biennium: date | None, found: list[str]) -> None:
    dates = office_dates(Office(term_ends=term_ends, biennium=biennium), FIRST, LAST)
    assert [f"{each.on} {each.type.value}" for each in dates] == found


def test_a_time_at_the_ends_of_the_calendar() -> None:
    office = Office(biennium=date(2025, 7, 1))
    assert office_dates(office, date.max, date.max) == []
    assert [each.on.year for each in office_dates(office, date(1, 1, 1), date(4, 1, 1))] == [1, 3]
