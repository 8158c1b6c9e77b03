"""Tickets page by page, in order of their last change, though they change while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TypeVar

from graph_model.errors import Problem, UnreadableFeed
from ticketing.ticket import ToolTicket

MOST_PAGES = 100_000
MOST_READINGS = 50
"""So often is a list read that tickets leave meanwhile: by then they leave it all the time."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A page of tickets, None for what is none, and whether more follow."""

    tickets: Sequence[ToolTicket | None]
    more: bool


def each_changed(
    ask: Callable[[datetime | None, int], TicketPage], since: datetime | None
) -> Iterator[ToolTicket]:
    """Every ticket changed since a moment, once in each state that was met, oldest first.

    ``ask`` gives page ``n`` (from 0) of the tickets changed since a moment, that moment included.
    After each page it is asked from the last change on: who counted pages from the start would
    pass over a ticket for each one that moved to the end. Where more than a page changed in one
    moment they have to be counted all the same, and are gone through again until none is new.

    Raises:
        UnreadableFeed: the pages have no end.
    """
    seen: set[tuple[str, datetime | None]] = set()
    number, new = 0, False
    counted: list[datetime | None] = []
    for _ in range(MOST_PAGES):
        page = ask(since, number)
        for ticket in page.tickets:
            if ticket is not None and (ticket.key, ticket.changed_at) not in seen:
                seen.add((ticket.key, ticket.changed_at))
                new = True
                yield ticket
        counted += [since] if number else []
        if page.more:
            since, number = _next(page, since, number)
        elif counted and new:
            since, number, new, counted = counted[0], 0, False, []
        else:
            return
    raise _without_end()


def _next(page: TicketPage, since: datetime | None, number: int) -> tuple[datetime | None, int]:
    """From which moment on, and which page of it, is asked for after a page."""
    moments = (one.changed_at for one in page.tickets if one and one.changed_at)
    last = max(moments, default=None)
    moved = last is not None and (since is None or last > since)
    return (last, 0) if moved else (since, number + 1)


def listed_whole(
    ask: Callable[[int], tuple[Iterable[tuple[str, str]], bool]],
) -> Mapping[str, str]:
    """When each ticket of a list changed, by its id, though some leave the list while it is read.

    ``ask`` gives page ``n`` (from 0) of ids with moments as they are written, and whether more
    follow.

    Raises:
        UnreadableFeed: the pages have no end, or tickets leave them all the time.
    """
    return read_whole(lambda: _numbered(ask))


def read_whole(turn: Callable[[], Iterable[Iterable[tuple[str, _T]]]]) -> Mapping[str, _T]:
    """What is told of each ticket of a list, by its id, though some leave it while it is read.

    ``turn`` gives its pages, from the first on each time. Who leaves moves others to a page that
    was read, and was on one himself: several pages are read until nobody who was listed is missing
    the next time, so that nobody had left. Who comes, and stays, hides nobody.

    Raises:
        UnreadableFeed: the pages have no end, or tickets leave them all the time.
    """
    found: dict[str, _T] = {}
    before: Set[str] | None = None
    for _ in range(MOST_READINGS):
        listed, pages = set[str](), 0
        for page in ending(turn()):
            told = dict(page)
            found |= told
            listed |= told.keys()
            pages += 1
        if pages < 2 or (before is not None and before <= listed):
            return found
        before = listed
    said = f"some gone each of {MOST_READINGS} times that they were read"
    advice = "it is tried again; ask at a time when fewer are closed"
    raise UnreadableFeed([Problem("the pages of tickets", said, "all there once more", advice)])


def _numbered(ask: Callable[[int], tuple[_T, bool]]) -> Iterator[_T]:
    """Pages that are asked for by their number."""
    for number in count():
        page, more = ask(number)
        yield page
        if not more:
            return


def ending(pages: Iterable[_T]) -> Iterator[_T]:
    """The pages, up to their end.

    Raises:
        UnreadableFeed: they have none.
    """
    for number, page in enumerate(pages):
        if number == MOST_PAGES:
            raise _without_end()
        yield page


def _without_end() -> UnreadableFeed:
    return UnreadableFeed([Problem("the pages of tickets", "no end", "a last one")])
