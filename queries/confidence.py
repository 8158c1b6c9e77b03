"""How sure an answer is: the least recently verified fact and the weakest source on a witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.values import Value
from queries.impact import Impact
from queries.rows import Ints
from queries.witness import Witness


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
    """
    return _of(_facts(impact, impact.witness(row)), order)


def least(impact: Impact, rows: Ints, order: Sequence[str]) -> Confidence:
    """How sure some of an answer is: the least over the witnesses of the rows, each fact once."""
    facts: dict[tuple[bool, int], tuple[Value | None, Value | None]] = {}
    for row in rows.tolist():
        facts.update(_named(impact, impact.witness(row)))
    return _of(iter(facts.values()), order)


def _facts(impact: Impact, witness: Witness) -> Iterator[tuple[Value | None, Value | None]]:
    return iter(_named(impact, witness).values())


def _named(
    impact: Impact, witness: Witness
) -> dict[tuple[bool, int], tuple[Value | None, Value | None]]:
    """Each fact of a chain (relation or not, number) with its verified_on and source."""
    snapshot = impact.snapshot
    found: dict[tuple[bool, int], tuple[Value | None, Value | None]] = {}
    for row in (witness.start, *(step.target for step in witness.steps)):
        found[False, row] = snapshot.value(row, "verified_on"), snapshot.value(row, "source")
    for step in witness.steps:
        number = step.relation
        found[True, number] = (
            snapshot.relation_value(number, "verified_on"),
            snapshot.relation_value(number, "source"),
        )
    return found


def _of(facts: Iterator[tuple[Value | None, Value | None]], order: Sequence[str]) -> Confidence:
    found = list(facts)
    verified = [str(day) for day, _ in found if day is not None]
    ranks = {source: rank for rank, source in enumerate(order)}
    sources = [None if source is None else str(source) for _, source in found]

    def weakness(source: str | None) -> tuple[int, str]:
        if source is None:
            return len(order) + 1, ""
        return ranks.get(source, len(order)), source

    return Confidence(
        date.fromisoformat(min(verified)) if verified else None,
        max(sources, key=weakness, default=None),
        len(found) - len(verified),
        len(found),
    )
