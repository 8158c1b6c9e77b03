"""What is said of every answer about what some items touch: the ticket that gave its day."""

from __future__ import annotations

from queries.answers.answer import Answer
from queries.answers.told import told_with
from queries.answers.types import TicketRow
from queries.answers.view import View


class FromStarts(Answer):
    """An answer about what some items touch, a ticket among them standing for what it affects."""

    @told_with
    def dated_by(self, view: View) -> TicketRow | None:
        """The ticket whose planned start is the day; null: the day was named, or is today."""
        return None if view.dated_by is None else view.find(view.dated_by)
