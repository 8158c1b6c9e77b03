"""How sure an answer is: the least recently verified fact and the weakest source on a witness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from graph_model.words import counted, day_in_words
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
        Said("The weakest of their sources, by the installation's order; null: unknown, weakest."),
    ]
    unverified: Annotated[int, Said("How many of the facts were never verified.")]
    facts: Annotated[int, Said("How many items and relations it rests on.")]

    def in_words(self, view: View) -> str:
        """What it rests on, in a sentence."""
        verified = self.facts - self.unverified
        oldest = f", the oldest on {day_in_words(self.oldest)}" if self.oldest else ""
        return (
            f"rests on {counted(self.facts, 'fact', 'facts')}: {verified:,} verified{oldest}; "
            f"weakest source: {self.weakest_source or 'unknown'}"
        )


def confidence(impact: Impact, row: int, order: Sequence[str]) -> Confidence:
    """How sure it is that a row is affected: every item and relation of its witness counts.

    ``order`` names the sources from the strongest to the weakest; one it does not name is weaker
    than all it does, an absent one weakest.

    Raises:
        ValueError: nothing reaches the row.
    """
    witness = impact.witness(row)
    rows = {witness.start, *(step.target for step in witness.steps)}
    numbers = sorted({step.relation for step in witness.steps})
    return _of(impact.snapshot, as_ints(sorted(rows)), as_ints(numbers), order)


def least(impact: Impact, rows: Ints, order: Sequence[str]) -> Confidence:
    """How sure some of an answer is: the least over the witnesses of the rows, each fact once."""
    passed, numbers = WitnessTree(impact.witnesses).passed(rows)
    return _of(impact.snapshot, passed, numbers, order)


def _of(snapshot: Snapshot, rows: Ints, numbers: Ints, order: Sequence[str]) -> Confidence:
    """The confidence that some items and relations give."""
    days, sources = (
        [
            *snapshot.values(rows, field).tolist(),
            *relation_values(snapshot, numbers, field).tolist(),
        ]
        for field in ("verified_on", "source")
    )
    verified = [day for day in days if day is not None]
    ranks = {source: rank for rank, source in enumerate(order)}

    def weakness(source: str | None) -> tuple[int, str]:
        if source is None:
            return len(order) + 1, ""
        return ranks.get(source, len(order)), source

    return Confidence(
        date.fromisoformat(min(verified)) if verified else None,
        max(sources, key=weakness, default=None),
        len(days) - len(verified),
        len(days),
    )
