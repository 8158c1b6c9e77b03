"""Which tickets of a tool are taken: those that have one of the values of every field named."""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.errors import Problem
from ticketing.ticket import ToolTicket

FIELDS = ("type", "change_type", "priority", "status", "assignment_group")
EXPECTED = f"FIELD=VALUE,VALUE with one of {', '.join(FIELDS)}"


def filter_problem(text: str, where: str) -> Problem | None:
    """What is wrong with a filter's text."""
    name, equals, values = text.partition("=")
    if equals and name.strip() in FIELDS and values.strip():
        return None
    return Problem(where, repr(text), EXPECTED)


def is_taken(ticket: ToolTicket, filters: Iterable[str]) -> bool:
    """Whether a ticket is one of those that are taken, without regard to case."""
    return all(_fits(ticket, text) for text in filters)


def _fits(ticket: ToolTicket, text: str) -> bool:
    name, _, values = text.partition("=")
    held = getattr(ticket, name.strip()) or ""
    return held.strip().casefold() in {one.strip().casefold() for one in values.split(",")}
