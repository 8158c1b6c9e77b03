"""Other work at the time of the tickets asked about that takes more with them than each alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from queries.answers.estate import estate
from queries.answers.view import View
from queries.change.changes import LENS, Changes
from queries.change.collision import Collision, collisions
from queries.impact.promise import while_away

if TYPE_CHECKING:
    from queries.impact.impact import Impact

LONGEST = timedelta(days=31)
"""Of work of which no end is known so much is looked at."""


UNSEEN = "open work that is worse together (the store was asked level by level)"


def worse_together(impact: Impact, view: View) -> list[Collision] | None:
    """The sets of open tickets, one of those asked about among them, that are worse together.

    Nothing where no ticket was asked about, or under another lens than outage. None where the graph
    was not read whole: then it is not known.
    """
    tickets = frozenset(impact.asked_tickets.tolist())
    if is_unseen(impact):
        return None
    if not tickets or impact.lens.name != LENS:
        return []
    zone = view.office.zone
    window = while_away(impact, zone)
    until = impact.as_of
    if window is not None:
        last = min(window.end, window.begin + LONGEST)
        until = max(until, last.astimezone(zone).date())
    of = Changes(
        impact.snapshot, impact.as_of, until, zone, estate(view, []), tickets, narrowed=True
    )
    return [one for one in collisions(of, of.tickets).found if not tickets.isdisjoint(one.rows)]


def is_unseen(impact: Impact) -> bool:
    """Whether there may be such work that was not looked for: the graph was not read whole."""
    about = len(impact.asked_tickets) > 0 and impact.lens.name == LENS
    return about and impact.read_on is not None
