"""Tickets page by page, in order of their last change, though they change while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    pass over a ticket for each one that moved to the end.

    Raises:
        UnreadableFeed: the pages have no end.
    """
    seen: set[tuple[str, datetime | None]] = set()
    number = 0
    for _ in range(MOST_PAGES):
        page = ask(since, number)
        for ticket in page.tickets:
            if ticket is not None and (ticket.key, ticket.changed_at) not in seen:
                seen.add((ticket.key, ticket.changed_at))
                yield ticket
        if not page.more:
            return
        moments = (one.changed_at for one in page.tickets if one and one.changed_at)
        last = max(moments, default=None)
        moved = last is not None and (since is None or last > since)
        since, number = (last, 0) if moved else (since, number + 1)
    raise UnreadableFeed([Problem("the pages of tickets", "no end", "a last one")])
