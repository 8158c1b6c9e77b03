"""What is committed for one item: figures that OLAs governing it set, and SLAs beneath a promise.

A commitment is a promise of the item as it is delivered, so it counts what lies beneath already.
Of several the strictest counts. Suppliers that provide a part of the item each (PROVIDES with
extent = part) commit to their parts, which count in series; a part that nobody commits to is not
known, unless the whole is committed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph_model.lens import Direction
from queries.service_level.availability import AVAILABILITY, TIME, Arithmetic, Bound
from queries.service_level.figure import Figure, Measure, figure
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints, distinct
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
OLA = "OperatingLevelAgreement"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is committed for an item or a part of it: a range, and the figures it comes from.

    ``bound`` is None where nothing that can be read is committed. ``unread`` are figures that
    cannot be compared; ``partly`` is whether a supplier's part, not in the range, is without any.
    """

    bound: Bound | None
    figures: tuple[Figure, ...] = ()
    unread: tuple[Figure, ...] = ()
    partly: bool = False


NOTHING = Commitment(None)


@dataclass(frozen=True)
class Commitments:
    """The commitments to one measure over a window (in days), as of a date.

    ``agreements`` are the rows of the SLAs whose figures count as commitments beside the OLAs'.
    """

    snapshot: Snapshot
    as_of: date
    measure: Measure
    window: float | None
    agreements: frozenset[int] = frozenset()

    @cached_property
    def arithmetic(self) -> Arithmetic:
        """How figures of the measure are put together."""
        return arithmetic_of(self.measure)

    def of_each(self, rows: Ints) -> Mapping[int, Commitment]:
        """What is committed for each of some items.

        Those that no agreement governs are found in bulk: for them it is nothing, and of one that
        suppliers provide parts of, for no part.
        """
        governed, provided = (
            rows[distinct(self.snapshot.relations_of(rows, type_, BACKWARD)[0])].tolist()
            for type_ in ("GOVERNS", "PROVIDES")
        )
        found = dict.fromkeys(rows.tolist(), NOTHING)
        found |= {row: Commitment(None, partly=bool(self._partial(row))) for row in provided}
        return found | {row: self.of(row) for row in governed}

    def of(self, row: int) -> Commitment:
        """What is committed for an item: the whole of it, its parts, or both."""
        suppliers = self._partial(row)
        figures = self._by_part(row, suppliers)
        whole = self.together(figures.pop(frozenset(), []))
        parts = [self.together(each) for each in figures.values()]
        partly = whole.bound is None and suppliers > frozenset().union(*figures)
        return Commitment(
            self._bound(whole, parts),
            _each_once(c.figures for c in (whole, *parts)),
            _each_once(c.unread for c in (whole, *parts)),
            partly,
        )

    def _bound(self, whole: Commitment, parts: Sequence[Commitment]) -> Bound | None:
        """The whole as it is committed, over what its parts come to."""
        unknown, perfect = self.arithmetic.unknown, self.arithmetic.perfect
        read = any(part.bound is not None for part in parts)
        beneath = self.arithmetic.series([part.bound or unknown for part in parts])
        if whole.bound is None:
            return beneath if read else None
        return self.arithmetic.delivered([whole.bound], beneath if read else perfect)

    def together(self, figures: Sequence[Figure]) -> Commitment:
        """Figures that hold together: the strictest counts, and one that is unread may be that."""
        known = [f for f in figures if f.known]
        unread = tuple(f for f in figures if not f.known)
        if not known:
            return Commitment(None, (), unread)
        may = [self.arithmetic.unknown] if unread else []
        worth = [self.worth(f) for f in known]
        bound = self.arithmetic.strictest([*worth, *may])
        ends = (bound.lower, bound.upper)
        telling = [
            f for f, w in zip(known, worth, strict=True) if w.lower == ends[0] or w.upper == ends[1]
        ]
        return Commitment(bound, tuple(telling), unread)

    def worth(self, found: Figure) -> Bound:
        """A figure over the window asked for."""
        return worth(found, self.window)

    def longer(self, found: Figure) -> bool:
        """Whether a figure holds over a longer window than that asked for, so is a range in it."""
        bound = self.worth(found)
        return bound.lower < bound.upper

    def _by_part(self, row: int, suppliers: frozenset[int]) -> dict[frozenset[int], list[Figure]]:
        """The figures committed for an item, by the suppliers whose parts they are about.

        None of them: it is about the whole.
        """
        numbers = self._holding(self.snapshot.relations(row, "GOVERNS", BACKWARD))
        found: dict[frozenset[int], list[Figure]] = {}
        for agreement in sorted(self.snapshot.starts(numbers).tolist(), key=self.snapshot.id):
            if self.snapshot.kind(agreement) == OLA or agreement in self.agreements:
                part = suppliers & self._providing(agreement)
                found.setdefault(part, []).extend(self.figures(agreement))
        return {part: figures for part, figures in found.items() if figures}

    def figures(self, agreement: int) -> list[Figure]:
        """The figures of the measure that an agreement sets, by id."""
        numbers = self._holding(self.snapshot.relations(agreement, "SETS", FORWARD))
        targets = sorted(self.snapshot.ends(numbers).tolist(), key=self.snapshot.id)
        found = [figure(self.snapshot, row) for row in targets]
        return [f for f in found if f.measure is self.measure]

    def _partial(self, row: int) -> frozenset[int]:
        """The suppliers that provide a part of an item."""
        numbers = self._holding(self.snapshot.relations(row, "PROVIDES", BACKWARD))
        pairs = zip(numbers.tolist(), self.snapshot.starts(numbers).tolist(), strict=True)
        return frozenset(s for n, s in pairs if self.snapshot.relation_value(n, "extent") == "part")

    def _providing(self, agreement: int) -> frozenset[int]:
        """Who an agreement binds as a provider."""
        numbers = self._holding(self.snapshot.relations(agreement, "BINDS", FORWARD))
        providers = [
            n for n in numbers.tolist() if self.snapshot.key_at(n).discriminator != "client"
        ]
        return frozenset(self.snapshot.ends(as_ints(providers)).tolist())

    def _holding(self, numbers: Ints) -> Ints:
        return self.snapshot.holding(numbers, day_number(self.as_of))


def arithmetic_of(measure: Measure) -> Arithmetic:
    """How figures of a measure are put together."""
    return AVAILABILITY if measure is Measure.AVAILABILITY else TIME


def worth(found: Figure, window: float | None) -> Bound:
    """What a committed figure is over a window of so many days."""
    return arithmetic_of(found.measure).committed(found.value, found.window, window)


def _each_once(parts: Iterable[tuple[Figure, ...]]) -> tuple[Figure, ...]:
    return tuple(dict.fromkeys(found for part in parts for found in part))
