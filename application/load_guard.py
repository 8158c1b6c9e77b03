"""A load that would end much, or read nothing, waits until somebody approves that very difference.

An export that came out empty, or was cut off, reads like an office that has nothing left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from graph_model.change_file import digest
from graph_model.changes import Change, ChangeSet
from graph_model.facts import Ref
from graph_model.model import Model

MOST_ENDED = 0.1
"""So large a share of its sources' items may a load end that nobody has to approve."""
MOST_KEPT_BACK = 0.1
"""So large a share of its rows may a load keep back that nobody has to approve."""
FEW_KEPT_BACK = 10
"""Fewer rows kept back than these are few, however small the file."""
_DIGITS = 12


class LoadCounts(NamedTuple):
    """What a load read and kept back whole, in rows, and of its sources' items how many it ends."""

    read: int
    kept_back: int
    held: int
    ended: int


@dataclass(frozen=True, slots=True)
class LoadGuard:
    """What a load may do unasked, and the difference that somebody approved by its digest."""

    most_ended: float = MOST_ENDED
    approved: str | None = None
    most_kept_back: float = MOST_KEPT_BACK

    def refusal(self, counts: LoadCounts, sources: Sequence[str], id_: str) -> str:
        """Why a load is not applied; "" where it is."""
        if self.approved is not None and self.approved == id_:
            return ""
        named, of = ", ".join(sources), counts
        if not of.read:
            return f"no row was read: {named} would have said nothing"
        if of.ended > self.most_ended * of.held:
            share = f"more than {self.most_ended:.0%}"
            return f"it would end {of.ended:,} of the {of.held:,} items of {named}, {share}"
        if of.kept_back >= FEW_KEPT_BACK and of.kept_back > self.most_kept_back * of.read:
            share = f"more than {self.most_kept_back:.0%}"
            return f"it would keep back {of.kept_back:,} of {of.read:,} rows of {named}, {share}"
        return ""


NO_GUARD = LoadGuard(most_ended=1.0, most_kept_back=1.0)
"""For whoever loads what is known."""


def difference_id(changes: Sequence[Change], ended: Iterable[Ref], model: Model) -> str:
    """By what a difference is approved: the same changes have the same, others have not.

    What its sources end counts as well: it may change nothing, where others say it too.
    """
    told = sha256(digest(ChangeSet("load", tuple(changes)), model).encode())
    for ref in sorted(map(str, ended)):
        told.update(ref.encode())
    return told.hexdigest()[:_DIGITS]
