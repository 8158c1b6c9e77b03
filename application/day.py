"""The days that doors are given as text: dates that exist, or an error that says where."""

from __future__ import annotations

from datetime import date

from graph_model.errors import InvalidQuestion, Problem


def read_day(text: str | None, today: date, name: str = "--as-of") -> date:
    """The day that an option or parameter of a name gives; ``today`` where it is not given.

    Raises:
        InvalidQuestion: it is no date.
    """
    try:
        return today if text is None else date.fromisoformat(text)
    except ValueError:
        expected = "a date that exists, as YYYY-MM-DD"
        raise InvalidQuestion([Problem(name, repr(text), expected)]) from None
