"""How sure an answer is: the least recently verified fact and the weakest source on a witness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated

from graph_model.facts import BETWEEN
from graph_model.words import counted, day_in_words
from queries.answers.freshness import Freshness, stale_names
from queries.answers.types import Said
from queries.answers.view import View
from queries.engine.witness_tree import WitnessTree
from queries.snapshot.field import relation_values
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure something is, by the facts it rests on."""

    oldest: Annotated[
        date | None,
        Said("The least recent day on which any of the facts was verified; null: none ever was."),
    ]
    weakest_source: Annotated[
        str | None,
        Said(
            "The weakest of their sources, by the installation's order, one that is older than it "
            "may be after all that are not; of a fact that several say, the strongest counts; "
            "null: unknown, weakest."
        ),
    ]
    unverified: Annotated[int, Said("How many of the facts were never verified.")]
    facts: Annotated[int, Said("How many items and relations it rests on.")]
    stale_sources: Annotated[
        list[str],
        Said("The sources that are older than they may be, of facts that no fresher one says."),
    ] = field(default_factory=list)

    def in_words(self, view: View) -> str:
        """What it rests on, in a sentence."""
        verified = self.facts - self.unverified
        oldest = f", the oldest on {day_in_words(self.oldest)}" if self.oldest else ""
        stale = ", ".join(self.stale_sources)
        return (
            f"rests on {counted(self.facts, 'fact', 'facts')}: {verified:,} verified{oldest}; "
            f"weakest source: {self.weakest_source or 'unknown'}"
            f"{f'; older than it may be: {stale}' if stale else ''}"
        )


def confidence(impact: Impact, row: int, view: View) -> Confidence:
    """How sure it is that a row is affected: every item and relation of its witness counts.

    The office's order names the sources from the strongest to the weakest; one it does not name is
    weaker than all it does, an absent one weakest.

    Raises:
        ValueError: nothing reaches the row.
    """
    witness = impact.witness(row)
    rows = {witness.start, *(step.target for step in witness.steps)}
    numbers = sorted({step.relation for step in witness.steps})
    return _of(impact.snapshot, as_ints(sorted(rows)), as_ints(numbers), view)


def least(impact: Impact, rows: Ints, view: View) -> Confidence:
    """How sure some of an answer is: the least over the witnesses of the rows, each fact once."""
    passed, numbers = WitnessTree(impact.witnesses).passed(rows)
    return _of(impact.snapshot, passed, numbers, view)


def _of(snapshot: Snapshot, rows: Ints, numbers: Ints, view: View) -> Confidence:
    """The confidence that some items and relations give."""
    days, sources = (
        [
            *snapshot.values(rows, field).tolist(),
            *relation_values(snapshot, numbers, field).tolist(),
        ]
        for field in ("verified_on", "source")
    )
    verified = [day for day in days if day is not None]
    strength = _Strength(view.office.source_order, stale_names(view.on(snapshot)))
    strongest = {text: strength.strongest(text) for text in set(sources)}
    return Confidence(
        date.fromisoformat(min(verified)) if verified else None,
        max(strongest.values(), key=strength.weakness, default=None),
        len(days) - len(verified),
        len(days),
        sorted({name for name in strongest.values() if name and strength.tells(name, view)}),
    )


@dataclass(frozen=True, slots=True)
class _Strength:
    """How strong sources are: those that are older than they may be after all that are not."""

    order: Sequence[str]
    stale: Mapping[str, Freshness]

    def strongest(self, text: str | None) -> str | None:
        """The strongest of the sources that a fact names: it is as sure as that one."""
        return None if text is None else min(text.split(BETWEEN), key=self.weakness)

    def tells(self, source: str, view: View) -> bool:
        """Whether a source is older than it may be, and may be named to who asks."""
        return source in self.stale and view.find(source) is not None

    def weakness(self, source: str | None) -> tuple[bool, int, str]:
        """Rises from the strongest source to none at all."""
        if source is None:
            return True, len(self.order) + 1, ""
        known = self.order.index(source) if source in self.order else len(self.order)
        return source in self.stale, known, source
