"""The impact of tickets as their notes tell it: see :mod:`application.impact_note`."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from application.clock import Clock
from application.graph import Graph
from application.impact_note import impact_note
from application.tickets.ticket_impact import TicketImpact
from graph_model.words import MOST_NAMED
from queries.answers.viewer import Viewer
from queries.change.ticket_window import INCIDENT
from queries.impact.impact_state import ImpactState, material_difference, next_deadline


class NoteImpacts:
    """Works out what tickets' notes tell, of the graph's newest facts."""

    def __init__(self, graph: Graph, clock: Clock) -> None:
        """``clock`` tells which deadlines have passed."""
        self._graph, self._clock = graph, clock

    def of(self, ticket: str, viewer: Viewer, began: datetime | None) -> TicketImpact | None:
        """The impact of a ticket's item; None: nothing is recorded beyond what it names.

        ``began`` is when it was opened.

        Raises:
            NotFound: it is not recorded, or the viewer may not see it.
            StoreUnavailable: the store does not answer.
        """
        since = began if self._is_away(ticket) else None
        note = impact_note(self._graph, viewer, [ticket], since=since, now=self._clock.now())
        if note.nothing:
            return None
        state = _states().dump_json(note.state).decode()
        return TicketImpact(note.text, state, note.writes, next_deadline(note.state))

    def _is_away(self, ticket: str) -> bool:
        """Whether something is away since it was opened: an incident of which nobody planned when.

        What else is opened is work ahead, or a wish.
        """
        item = self._graph.snapshot().item(ticket)
        if item is None or item.fields.get("type") != INCIDENT:
            return False
        return item.fields.get("planned_start") is None

    def difference(self, before: str, after: str) -> str | None:
        """What is materially different, in one line; None: nothing is."""
        states = (_states().validate_json(one) for one in (before, after))
        lines = material_difference(*states)
        if not lines:
            return None
        more = len(lines) - MOST_NAMED
        rest = [f"and {more:,} more"] if more > 0 else []
        return f"Ramify: {'; '.join([*lines[:MOST_NAMED], *rest])}"


@cache
def _states() -> TypeAdapter[ImpactState]:
    return TypeAdapter(ImpactState)
