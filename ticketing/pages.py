"""Tickets page by page, in order of their last change, though they change while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from graph_model.errors import Problem, UnreadableFeed
from ticketing.ticket import ToolTicket

MOST_PAGES = 100_000


def each_changed(
    ask: Callable[[datetime | None, int], Sequence[ToolTicket | None]],
    since: datetime | None,
    size: int,
) -> Iterator[ToolTicket]:
    """Every ticket changed since a moment, once in each state that was met, oldest first.

    ``ask`` gives page ``n`` (from 0) of ``size`` tickets changed since a moment, that moment
    included, with None for what is none. After each page it is asked from the last change on: who
    counted pages from the start would pass over a ticket for each one that moved to the end.

    Raises:
        UnreadableFeed: the pages have no end.
    """
    seen: set[tuple[str, datetime | None]] = set()
    number = 0
    for _ in range(MOST_PAGES):
        page = ask(since, number)
        for ticket in page:
            if ticket is not None and (ticket.key, ticket.changed_at) not in seen:
                seen.add((ticket.key, ticket.changed_at))
                yield ticket
        if len(page) < size:
            return
        last = max((one.changed_at for one in page if one and one.changed_at), default=None)
        moved = last is not None and (since is None or last > since)
        since, number = (last, 0) if moved else (since, number + 1)
    raise UnreadableFeed([Problem("the pages of tickets", "no end", "a last one")])
