"""How sure an answer is: the least recently verified fact and the weakest source on a witness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from queries.engine.witness_tree import WitnessTree
from queries.impact.impact import Impact
from queries.snapshot.field import relation_values
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Confidence:
    """The oldest ``verified_on`` and the weakest source of some facts; None is unknown.

    An unknown source is the weakest of all. ``unverified`` is how many of the ``facts`` were never
    verified; the oldest date is of the others.
    """

    oldest: date | None
    weakest_source: str | None
    unverified: int
    facts: int


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
