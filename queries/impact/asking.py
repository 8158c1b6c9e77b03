"""Impact as it is asked: of one view or both sides of a what-if, perhaps on top of what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from graph_model.errors import InvalidQuestion, NotFound, Problem
from graph_model.lens import Lens
from queries.answers.asked import Asked
from queries.answers.view import View
from queries.engine.adjacency import adjacency
from queries.engine.ladder import NEWEST, reach_of_owned
from queries.engine.start import NO_STARTS, Owned, Starts, starts
from queries.impact.background import open_tickets
from queries.impact.impact import Beside, Impact, impact_from
from queries.snapshot.days import day_number
from queries.snapshot.snapshot import Snapshot


def answer(
    asked: Asked,
    of: Sequence[str] | None,
    lens: str,
    background: bool = False,
    since: datetime | None = None,
    replay: str | None = None,
) -> Impact:
    """What items touch if they change; with a what-if, before and after.

    ``background`` asks it on top of what is open. ``since`` is when it began; without a zone it is
    the office's. A ``replay`` is answered before it comes here (:mod:`application.replay`).

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids that are not recorded, or that the viewer may not see.
    """
    if not of:
        expected = "ids of what changes or fails, or a digest to replay"
        raise InvalidQuestion([Problem("of", "nothing", expected)])
    found = impact_on(asked, of, lens, background=background)
    if since is None:
        return found
    zone = asked.office.zone
    return replace(found, since=since if since.tzinfo else since.replace(tzinfo=zone))


def impact_on(
    asked: Asked,
    of: Sequence[str],
    lens: str,
    also: Sequence[str] = (),
    background: bool = False,
) -> Impact:
    """The answer; what ``also`` names can be found in it, though it may not be touched.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids of ``of`` that are not recorded, or that the viewer may not see.
    """
    if asked.crawl is not None:
        zone = asked.office.zone if background else None
        found: Impact = asked.crawl(of, lens, asked.as_of, also, zone)
        return found
    if asked.before is None:
        asked.view.require(of)
        return _standing(asked.view, of, lens, background=background)
    return compared(asked.before, asked.view, of, lens, background)


def compared(
    before: View, after: View, of: Sequence[str], lens: str, background: bool = False
) -> Impact:
    """The same question on two sides over one base.

    An id that stands on one side only is asked about there.

    Raises:
        NotFound: with the ids that stand on neither side, or that the viewer may not see.
        InvalidQuestion: no ids, or no such lens.
    """
    known = [{id_ for id_ in of if view.find(id_) is not None} for view in (before, after)]
    if missing := [id_ for id_ in of if id_ not in known[0] | known[1]]:
        raise NotFound(missing)
    earlier, later = (
        _standing(view, [id_ for id_ in of if id_ in there], lens, bool(of), background)
        for view, there in zip((before, after), known, strict=True)
    )
    return replace(later, unsupposed=earlier, supposed=not known[0])


def _standing(
    view: View,
    of: Sequence[str],
    lens: str,
    allow_none: bool = False,
    background: bool = False,
) -> Impact:
    """The question about those of the ids that stand in the snapshot."""
    snapshot, as_of, seen = view.snapshot, view.as_of, view.snapshot.model.lens(lens)
    day = day_number(as_of)
    found = starts(snapshot, of, day, allow_none)
    if not background:
        return impact_from(snapshot, found, seen, as_of)
    tickets = open_tickets(snapshot, of, as_of, view.office.zone)
    apart = int(found.tickets.min(initial=NEWEST))
    joint, before = (
        open_impact(snapshot, tickets.owned, seen, as_of, own, apart) for own in (found, NO_STARTS)
    )
    return replace(joint, beside=Beside(tickets, before, found))


def open_impact(
    snapshot: Snapshot,
    owned: Owned,
    lens: Lens,
    as_of: date,
    own: Starts = NO_STARTS,
    apart: int = NEWEST,
) -> Impact:
    """What the open tickets touch, together with some starts of one's own.

    ``apart`` is the row of the ticket asked about, beside which others are asked about next.
    """
    found = own.and_of(owned.starts)
    graph = adjacency(snapshot, lens, day_number(as_of), found.rows)
    reached = reach_of_owned(graph, owned, own, apart)
    return Impact(snapshot, lens, as_of, found, graph, reached)
