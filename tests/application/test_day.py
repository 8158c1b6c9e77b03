"""Days given as text: those that exist are read, all else says where it stood."""

from __future__ import annotations

from datetime import date

import pytest

from application.day import read_day
from graph_model.errors import InvalidQuestion

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (None, TODAY),
        ("2027-03-01", date(2027, 3, 1)),
        ("0001-01-01", date.min),
        ("9999-12-31", date.max),
    ],
)
def test_a_day_is_read(text: str | None, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "soon", "2027-02-29", "0000-01-01", "10000-01-01"])
def test_no_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuestion, match=r"until: found '.*', expected a date that exists"):
        read_day(text, TODAY, "until")
