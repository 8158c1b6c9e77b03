"""Who owns an item, so that a question can say whom to ask."""

from __future__ import annotations

from graph_model.lens import Direction
from queries.answers.view import View
from queries.snapshot.days import day_number
from queries.snapshot.rows import as_ints


def owners_of(view: View, row: int) -> list[int]:
    """The rows of the stakeholders who own an item on the day asked for, rising."""
    facts = view.snapshot
    _, numbers = facts.relations_of(as_ints([row]), "OWNS", Direction.BACKWARD)
    held = facts.holding(numbers, day_number(view.as_of))
    return sorted(set(facts.starts(held).tolist()))
