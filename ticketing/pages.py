"""Tickets page by page, in order of their last change, though they change while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_model.errors import Problem, UnreadableFeed
from ticketing.ticket import ToolTicket

MOST_PAGES = 100_000


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
    raise UnreadableFeed([Problem("the pages of tickets", "no end", "a last one")])


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
    follow. Who leaves moves others to a page that was read, and was on one himself: several pages
    are read until they list twice the same.

    Raises:
        UnreadableFeed: the pages have no end.
    """
    found: dict[str, str] = {}
    before, listed, number = set[str](), set[str](), 0
    for _ in range(MOST_PAGES):
        given, more = ask(number)
        page = dict(given)
        found |= page
        listed |= page.keys()
        number += 1
        if more:
            continue
        if number == 1 or listed == before:
            return found
        before, listed, number = listed, set(), 0
    raise UnreadableFeed([Problem("the pages of tickets", "no end", "a last one")])
