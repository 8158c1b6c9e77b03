"""Relay's pages: a window of an ordered list, with cursors that stay good under changes.

A cursor is the place itself (the ordering's values and the id), not a number, so that a page begins
after it whatever was added or removed before it. It is opaque, and says nothing but what the item
it stands for says.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from graph_model.errors import InvalidQuestion, LimitExceeded, Problem
from queries.answers.office import Office
from queries.answers.ordering import Key, Place


class Sorting(Protocol):
    """What cursors need of an ordering."""

    @property
    def names(self) -> list[str]:
        """What it is ordered by."""

    def key(self, place: Place) -> Key:
        """What compares as the places are ordered.

        Raises:
            ValueError: the place, of a cursor, is not one of this ordering.
        """


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Whether more comes before and after a page, and the cursors of its first and last place."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """Positions ``low`` to ``high`` of a list of ``total``."""

    low: int
    high: int
    total: int

    def page_info(self, cursor: Callable[[int], str]) -> PageInfo:
        """Where it stands; ``cursor`` gives the cursor of a position of the list."""
        empty = self.low >= self.high
        return PageInfo(
            has_next_page=self.high < self.total,
            has_previous_page=self.low > 0,
            start_cursor=None if empty else cursor(self.low),
            end_cursor=None if empty else cursor(self.high - 1),
        )


@dataclass(frozen=True, slots=True)
class Paging:
    """What a connection was asked for: Relay's four arguments, read in an ordering."""

    ordering: Sorting
    first: int | None
    last: int | None
    after: Key | None
    before: Key | None

    @classmethod
    def of(cls, given: Mapping[str, Any], ordering: Sorting, office: Office) -> Paging:
        """Read the arguments ``first``, ``last``, ``after`` and ``before``.

        Raises:
            LimitExceeded: the page is too large.
            InvalidQuestion: a cursor is not one of this ordering.
        """
        first, last = given.get("first"), given.get("last")
        after, before = (read_cursor(given.get(n), ordering, n) for n in ("after", "before"))
        return cls(ordering, page_size(office, first, last), last, after, before)

    def window(self, total: int, key: Callable[[int], Key]) -> Window:
        """The window of a sorted list of ``total``; ``key`` gives the key of a position."""
        positions = range(total)
        low = 0 if self.after is None else bisect_right(positions, self.after, key=key)
        high = total if self.before is None else bisect_left(positions, self.before, key=key)
        high = max(low, high)
        if self.first is not None:
            high = min(high, low + self.first)
        if self.last is not None:
            low = max(low, high - self.last)
        return Window(low, high, total)


def page_size(office: Office, first: int | None, last: int | None = None) -> int | None:
    """The ``first`` to use: as given, the office's page where neither is.

    Raises:
        LimitExceeded: a page is larger than it may be, or negative.
    """
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= office.most_rows:
            expected = f"0 to {office.most_rows}"
            advice = "page on with after: endCursor"
            raise LimitExceeded([Problem(name, str(size), expected, advice)])
    return office.page if first is None and last is None else first


def cursor_of(place: Place, ordering: Sorting) -> str:
    """The cursor of a place."""
    text = orjson.dumps([ordering.names, *place])
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def read_cursor(cursor: str | None, ordering: Sorting, argument: str) -> Key | None:
    """The key of a cursor's place; None where there is no cursor.

    Raises:
        InvalidQuestion: it is no cursor, or one of another ordering.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        names, values, id_, discriminator = orjson.loads(urlsafe_b64decode(padded.encode()))
        if names != ordering.names:
            raise ValueError("another ordering")
        return ordering.key((values, str(id_), str(discriminator)))
    except (ValueError, TypeError, Base64Error):
        expected = "a cursor of this connection in this order"
        raise InvalidQuestion([Problem(argument, repr(cursor)[:80], expected)]) from None
