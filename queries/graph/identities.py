"""The identities question: which items may be one, how sure that is, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph_model.identity.decisions import Decisions
from graph_model.identity.likeness import Verdict
from graph_model.identity.named_item import ORGANISATIONS, named_item
from graph_model.identity.proposals import Proposal, proposals
from graph_model.ledger.identity_decision import Decision, IdentityDecision
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import Id, ItemRow, Moment, Share
from queries.answers.view import View
from queries.snapshot.memo import MemoKey
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two items that may be one."""

    snapshot: Snapshot
    proposal: Proposal

    @told
    def one(self) -> ItemRow:
        """One of them: the first by id."""
        return self._row(self.proposal.one.id)

    @told
    def other(self) -> ItemRow:
        """The other."""
        return self._row(self.proposal.other.id)

    @told
    def score(self) -> Share:
        """How alike they are, 1: no word differs."""
        return self.proposal.likeness.score

    @told
    def sure(self) -> bool:
        """Whether a load would have made them one unasked."""
        return self.proposal.likeness.verdict is Verdict.SAME

    @told
    def reasoning(self) -> str:
        """What speaks for it."""
        return self.proposal.likeness.reason

    def _row(self, id_: str) -> int:
        row = self.snapshot.find(id_)
        assert row is not None
        return row


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """What was decided about two items, or about an item's name."""

    made: IdentityDecision

    @told
    def one(self) -> Id:
        """The id that is kept; of two that differ, the first."""
        return self.made.one

    @told
    def other(self) -> Id:
        """The other id; of a rename, the old name as an alias."""
        return self.made.other

    @told
    def decision(self) -> Decision:
        """What was decided."""
        return Decision(self.made.decision)

    @told
    def names(self) -> list[str]:
        """What the two were called, in their order."""
        return list(self.made.names)

    @told
    def by(self) -> str:
        """Who decided; "load": nobody was asked."""
        return self.made.by

    @told
    def decided_at(self) -> Moment:
        """When."""
        return self.made.decided_at

    @told
    def reasoning(self) -> str:
        """What spoke for it."""
        return self.made.reason


@dataclass(frozen=True)
class Identities(Answer):
    """Which items may be one, of those that may be seen; a hidden name is not looked at."""

    snapshot: Snapshot
    as_of: date
    kinds: Sequence[str]
    decisions: Decisions
    view: View

    @cached_property
    def found(self) -> list[Proposal]:
        """The pairs, kind by kind, the surest first."""
        on = self.view.viewer, tuple(self.kinds), self.decisions.all
        return self.snapshot.answers.get(MemoKey.ALIKE, on, list, self._found)

    def _found(self) -> list[Proposal]:
        alike = [one for kind in self.kinds for one in self._of_kind(kind)]
        return sorted(alike, key=_rank)

    def _of_kind(self, kind: str) -> list[Proposal]:
        rows = self.view.shown(self.snapshot.rows_of_kind(kind)).tolist()
        items = [named_item(self.snapshot.item_at(row)) for row in rows]
        return proposals(sorted(items, key=lambda item: item.id), self.decisions.apart)

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        number = len(self.found)
        if not number:
            return "No two items are recorded that may be one."
        sure = sum(one.likeness.verdict is Verdict.SAME for one in self.found)
        said = counted(number, "pair of items may be one", "pairs of items may be one")
        return f"{said}, {sure} of them without a doubt." if sure else f"{said}."

    @told
    def pairs(self) -> Listing[LikelyPair]:
        """Items that may be one, two by two: the surest first."""
        found = self.found
        return Listing(
            "score desc, ids",
            len(found),
            lambda at: LikelyPair(self.snapshot, found[at]),
            lambda at: _rank(found[at]),
        )

    @told_with
    def decided(self, view: View) -> Listing[DecidedPair]:
        """What was decided, by id; told to who sees all."""
        kept = [] if view.viewer.scoped else sorted(self.decisions.all, key=_ids)
        return Listing(
            "ids", len(kept), lambda at: DecidedPair(kept[at]), lambda at: _ids(kept[at])
        )


def _rank(one: Proposal) -> tuple[float, str, str]:
    return -one.likeness.score, one.one.id, one.other.id


def _ids(one: IdentityDecision) -> tuple[str, str]:
    return one.one, one.other


def identities_of(asked: Asked, kinds: Sequence[str] | None) -> Identities:
    """Which items of some kinds may be one: of suppliers and agencies, if none are named."""
    decisions = asked.decisions()
    asked_of = ORGANISATIONS if kinds is None else tuple(kinds)
    return Identities(asked.snapshot, asked.as_of, asked_of, decisions, asked.view)
