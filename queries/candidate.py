"""Whether a supplier can take over services: market information, not an evaluation.

Every part stands by itself (capabilities, levels, certifications, concentration, price); there is
no combined score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.availability import over_window
from queries.days import day_number
from queries.figure import Figure, Measure, figure
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
HEADING = "market information, not an evaluation"


@dataclass(frozen=True, slots=True)
class Level:
    """One promised target beside what the candidate offers.

    ``verdict`` is "meets", "falls short" or "unknown"; ``short_by`` is in the figure's measure
    (fraction or seconds); ``offered`` is the target row that was compared.
    """

    target: int
    verdict: str
    offered: int | None = None
    short_by: float = 0.0


@dataclass(frozen=True, slots=True)
class Needs:
    """What some services ask of whoever delivers them: rows, texts, promised target rows."""

    services: Ints
    capabilities: Ints
    certifications: tuple[str, ...]
    targets: Ints


@dataclass(frozen=True)
class Candidate:
    """A supplier beside what is needed, as of a date."""

    snapshot: Snapshot
    supplier: int
    needs: Needs
    as_of: date

    @cached_property
    def offerings(self) -> Ints:
        """The supplier's offerings."""
        return _ends(self.snapshot, as_ints([self.supplier]), "OFFERS", FORWARD, self.as_of)

    @cached_property
    def delivered(self) -> Ints:
        """The needed capabilities that it offers."""
        offered = _ends(self.snapshot, self.offerings, "DELIVERS", FORWARD, self.as_of)
        return as_ints(np.intersect1d(self.needs.capabilities, offered))

    @cached_property
    def lacking(self) -> Ints:
        """The needed capabilities that it does not offer."""
        return as_ints(np.setdiff1d(self.needs.capabilities, self.delivered))

    @cached_property
    def held(self) -> tuple[str, ...]:
        """The certifications recorded for its offerings."""
        lists = self.snapshot.values(self.offerings, "certifications")
        return tuple(dict.fromkeys(c for found in lists if found for c in found))

    @cached_property
    def uncertified(self) -> tuple[str, ...]:
        """The required certifications that are not recorded for it."""
        known = {c.casefold() for c in self.held}
        return tuple(c for c in self.needs.certifications if c.casefold() not in known)

    @cached_property
    def levels(self) -> list[Level]:
        """Each promised target beside the best that it offers of the same measure."""
        offered = _ends(self.snapshot, self.offerings, "SETS", FORWARD, self.as_of)
        figures = [figure(self.snapshot, row) for row in offered.tolist()]
        known = [f for f in figures if f.known]
        return [
            _level(figure(self.snapshot, row), known, self.snapshot)
            for row in self.needs.targets.tolist()
        ]

    @cached_property
    def prices(self) -> list[str]:
        """The prices of its offerings."""
        found = self.snapshot.values(self.offerings, "price")
        return [str(price) for price in found if price is not None]

    @cached_property
    def concentration(self) -> tuple[float, float]:
        """Its share of all provided services, before and after it takes the services over."""
        numbers = self.snapshot.all_relations("PROVIDES")
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        ends = self.snapshot.ends(numbers)
        service = self.snapshot.kinds[ends] == self.snapshot.kind_codes["Service"]
        total = len(np.unique(ends[service]))
        own = np.unique(ends[service & (self.snapshot.starts(numbers) == self.supplier)])
        after = len(np.union1d(own, self.needs.services))
        return (len(own) / total, after / max(total, after)) if total else (0.0, 0.0)


def _level(promised: Figure, offered: Sequence[Figure], snapshot: Snapshot) -> Level:
    same = [f for f in offered if _comparable(promised, f, snapshot)]
    if not promised.known or not same:
        return Level(promised.row, "unknown")
    up = promised.measure is Measure.AVAILABILITY
    best = max(same, key=lambda f: _worth(f, promised) if up else -f.value)
    gap = promised.value - _worth(best, promised) if up else best.value - promised.value
    if gap <= 1e-12 * max(1.0, promised.value):
        return Level(promised.row, "meets", best.row)
    return Level(promised.row, "falls short", best.row, gap)


def _comparable(promised: Figure, offered: Figure, snapshot: Snapshot) -> bool:
    """The same measure; of a measure without a name of its own, the same metric and unit."""
    if promised.measure is not Measure.OTHER or offered.measure is not Measure.OTHER:
        return promised.measure is offered.measure
    return all(
        str(snapshot.value(promised.row, f)).casefold()
        == str(snapshot.value(offered.row, f)).casefold()
        for f in ("metric", "unit")
    )


def _worth(offered: Figure, promised: Figure) -> float:
    return over_window(offered.value, offered.window, promised.window)


def needs(snapshot: Snapshot, services: Ints, as_of: date) -> Needs:
    """What some services ask: the capabilities they need, certifications, and promised targets."""
    slas = _ends(snapshot, services, "GOVERNS", BACKWARD, as_of)
    slas = slas[snapshot.kinds[slas] == snapshot.kind_codes["ServiceLevelAgreement"]]
    required = snapshot.values(services, "certifications")
    return Needs(
        services,
        _ends(snapshot, services, "NEEDS", FORWARD, as_of),
        tuple(dict.fromkeys(c for found in required if found for c in found)),
        _ends(snapshot, as_ints(slas), "SETS", FORWARD, as_of),
    )


def candidates(snapshot: Snapshot, wanted: Needs, but: int, as_of: date) -> list[Candidate]:
    """Every other supplier that offers a needed capability, or anything where none is needed.

    In the order of their ids: ranking is the reader's, by any one part.
    """
    numbers = snapshot.holding(snapshot.all_relations("OFFERS"), day_number(as_of))
    suppliers = sorted(set(snapshot.starts(numbers).tolist()) - {but}, key=snapshot.id)
    found = [Candidate(snapshot, row, wanted, as_of) for row in suppliers]
    return [c for c in found if len(c.delivered) or not len(wanted.capabilities)]


def _ends(snapshot: Snapshot, rows: Ints, type_: str, direction: Direction, as_of: date) -> Ints:
    """The other ends of the rows' relations that hold, each once, rising."""
    _, numbers = snapshot.relations_of(rows, type_, direction)
    numbers = snapshot.holding(numbers, day_number(as_of))
    ends = snapshot.ends(numbers) if direction is FORWARD else snapshot.starts(numbers)
    return as_ints(np.unique(ends))
