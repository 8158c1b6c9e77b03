"""Whether changes may go ahead as they are planned, in two sentences: what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph_model.words import counted, day_in_words, listed
from queries.answers.view import View
from queries.change.tolerance import Away

if TYPE_CHECKING:
    from queries.change.changes import Changes


def verdict(of: Changes, view: View) -> str:
    """How many changes may not go ahead as planned, and why; what comes first."""
    until = day_in_words(of.until)
    seen = [one for one in of.changes if view.sees(one.row)]
    unknown = _unknown(of, view)
    if not seen:
        return f"No change is planned until {until}{unknown}."
    many = counted(len(seen), "change", "changes")
    if not (against := list(_against(of, view))):
        return f"Nothing recorded speaks against {many} planned until {until}{unknown}."
    held = _held_up(of, view)
    said = f"{len(held):,} of {many} planned until {until} should not go ahead as planned"
    return f"{said}: {listed(against)}{unknown}. {_first(of, view)}."


def _held_up(of: Changes, view: View) -> set[int]:
    """The changes that something speaks against."""
    planned = {one.row for one in of.changes if view.sees(one.row)}
    colliding = {row for one in of.colliding.found if view.sees(*one.rows) for row in one.rows}
    closed = {one.planned.row for one in of.in_closed if view.sees(one.closed.row)}
    long = {one.planned.row for one in of.away if one.away is Away.TOO_LONG and view.sees(one.row)}
    return planned & (colliding | closed | long)


def _against(of: Changes, view: View) -> Iterator[str]:
    collide = sum(view.sees(*one.rows) for one in of.colliding.found)
    if collide:
        sets = counted(collide, "set of tickets takes", "sets of tickets take")
        yield f"{sets} together what none takes alone"
    closed = sum(view.sees(one.planned.row, one.closed.row) for one in of.in_closed)
    if closed:
        yield f"{counted(closed, 'falls', 'fall')} into a freeze or blackout"
    long = [one for one in of.away if one.away is Away.TOO_LONG]
    away = {one.row for one in long if view.sees(one.row, one.planned.row)}
    if away:
        yield f"{counted(len(away), 'service is', 'services are')} away longer than may be"


def _unknown(of: Changes, view: View) -> str:
    """What cannot be judged."""
    many = sum(view.sees(one.row) for one in of.without_window)
    verb = "has no window" if many == 1 else "have no window"
    return f"; {many:,} {verb} that can be read" if many else ""


def _first(of: Changes, view: View) -> str:
    """What speaks against the soonest of them."""
    found = [
        (one.window.begin, f"{view.names(one.rows)}, {one.said(view)}")
        for one in of.colliding.found
        if view.sees(*one.rows)
    ]
    found += [
        (one.planned.window.begin, f"{view.name(one.planned.row)} {one.said(view)}")
        for one in of.in_closed
        if view.sees(one.planned.row, one.closed.row)
    ]
    found += [
        (
            one.planned.window.begin,
            f"{view.name(one.planned.row)} takes {view.name(one.row)}: {one.said}",
        )
        for one in of.away
        if one.away is Away.TOO_LONG and view.sees(one.planned.row, one.row)
    ]
    begins, said = min(found)
    on = max(of.as_of, begins.astimezone(of.zone).date())
    return f"First, on {day_in_words(on)}: {said}"
