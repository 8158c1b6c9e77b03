"""By what a page of a list is asked to be sorted and narrowed: read once, for every list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graph_model.errors import InvalidQuestion, Problem

SORT, CONTAINING, AMONG = "sort", "containing", "among"
"""The arguments of a list's page."""
DIRECTIONS = ("asc", "desc")


class SortedBy(NamedTuple):
    """A column by its path, and whether it falls."""

    path: str
    falling: bool

    @property
    def text(self) -> str:
        """As it is asked for, and as a cursor says it."""
        return f"{self.path} {DIRECTIONS[self.falling]}"


def sorted_by(given: Mapping[str, Any]) -> list[SortedBy]:
    """The columns that a page is sorted by, the first first; rising where it is not said.

    Raises:
        InvalidQuestion: one is not a path, alone or with asc or desc.
    """
    return [_sorted_by(text) for text in given.get(SORT) or ()]


def _sorted_by(text: str) -> SortedBy:
    path, _, direction = text.strip().partition(" ")
    direction = direction.strip().lower() or DIRECTIONS[0]
    if direction not in DIRECTIONS:
        raise InvalidQuestion(
            [Problem(SORT, repr(text)[:80], "a column, alone or with asc or desc")]
        )
    return SortedBy(path, direction == DIRECTIONS[1])


def no_column(path: str, known: Sequence[str]) -> InvalidQuestion:
    """What is raised where a list is to be sorted by a column that it has not."""
    return InvalidQuestion([Problem(SORT, repr(path)[:80], f"one of {', '.join(known)}")])
