"""A load that would end much, or read nothing, waits until somebody approves that very difference.

An export that came out empty, or was cut off, reads like an office that has nothing left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_model.change_file import digest
from graph_model.changes import Change, ChangeSet, Image
from graph_model.facts import Item
from graph_model.model import Model

MOST_ENDED = 0.1
"""So large a share of its sources' items may a load end that nobody has to approve."""
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class LoadGuard:
    """What a load may do unasked, and the difference that somebody approved by its digest."""

    most_ended: float = MOST_ENDED
    approved: str | None = None

    def refusal(self, read: int, held: int, ended: int, sources: Sequence[str], id_: str) -> str:
        """Why a load is not applied; "" where it is.

        It read ``read`` rows, and would end ``ended`` of the ``held`` items of its sources.
        """
        if self.approved is not None and self.approved == id_:
            return ""
        named = ", ".join(sources)
        if not read:
            return f"no row was read: {named} would have said nothing"
        if ended > self.most_ended * held:
            share = f"more than {self.most_ended:.0%}"
            return f"it would end {ended:,} of the {held:,} items of {named}, {share}"
        return ""


NO_GUARD = LoadGuard(most_ended=1.0)
"""For whoever loads what is known."""


def difference_id(changes: Sequence[Change], model: Model) -> str:
    """By what a difference is approved: the same changes have the same, others have not."""
    return digest(ChangeSet("load", tuple(changes)), model)[:_DIGITS]


def ended_of(images: Sequence[Image], sources: Sequence[str]) -> int:
    """How many items of some sources are removed."""
    gone = [image.before for image in images if image.after is None]
    return sum(isinstance(one, Item) and one.fields.get("source") in sources for one in gone)
