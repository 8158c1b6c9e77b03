"""Choices in a question, read as values are: without regard to case, space, hyphen, underscore."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph_model.errors import InvalidQuestion, Problem
from graph_model.values import fold


def chosen(where: str, names: Sequence[str] | None, among: Sequence[str]) -> list[str] | None:
    """The choices that some names mean, as they are declared; None where none are given.

    Raises:
        InvalidQuestion: with each name (of the argument ``where``) that means none.
    """
    if names is None:
        return None
    known = {fold(choice): choice for choice in among}
    expected = "one of " + ", ".join(among)
    unknown = [name for name in names if fold(name) not in known]
    if unknown:
        raise InvalidQuestion([Problem(where, repr(name), expected) for name in unknown])
    return [known[fold(name)] for name in names]


def require_order(first: date, until: date | None) -> None:
    """See that a question's days are in order.

    Raises:
        InvalidQuestion: the last is before the first.
    """
    if until is not None and until < first:
        raise InvalidQuestion([Problem("until", until.isoformat(), f"{first} or later")])
