"""What a candidate offers beside each target that is promised, or bound to now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from queries.answers.told import told
from queries.answers.types import Said, TargetRow
from queries.service_level.commitment import worth
from queries.service_level.figure import Figure, Measure, figure_in_words
from queries.service_level.promise import PromiseVerdict, best, judged
from queries.snapshot.snapshot import Snapshot


class LevelVerdict(Enum):
    """An offered level beside a target."""

    MEETS = "meets"
    SHORT = "falls short"
    UNKNOWN = "unknown"


_VERDICTS = {
    PromiseVerdict.SUPPORTED: LevelVerdict.MEETS,
    PromiseVerdict.UNDETERMINED: LevelVerdict.UNKNOWN,
    PromiseVerdict.UNSUPPORTED: LevelVerdict.SHORT,
}


@dataclass(frozen=True, slots=True)
class CandidateLevel:
    """A target beside what a candidate offers."""

    target: Annotated[TargetRow, Said("What is promised, or bound to now.", subject=True)]
    measure: Measure
    verdict: Annotated[LevelVerdict, Said("Whether the offer reaches it.")]
    offered: Annotated[TargetRow | None, Said("What was compared.")] = None
    short_by: Annotated[float, Said("By how much at its best: a fraction, or seconds.")] = 0.0

    @told
    def short_by_in_words(self) -> str | None:
        """The same in words."""
        return figure_in_words(self.measure, self.short_by) if self.short_by else None


def level_of(promised: Figure, offered: Sequence[Figure], snapshot: Snapshot) -> CandidateLevel:
    """A promised figure beside the best that is offered of the same measure."""
    same = [f for f in offered if _comparable(promised, f, snapshot)]
    if not promised.known or not same:
        return CandidateLevel(promised.row, promised.measure, LevelVerdict.UNKNOWN)
    order = list(_VERDICTS.values())
    compared = [(_compared(promised, f), snapshot.id(f.row)) for f in same]
    return min(compared, key=lambda c: (order.index(c[0].verdict), c[0].short_by, c[1]))[0]


def _compared(promised: Figure, offered: Figure) -> CandidateLevel:
    """One offered figure beside a promised one; over a longer window it may only be unknown."""
    bound = worth(offered, promised.window)
    verdict = _VERDICTS[judged(promised, bound)]
    short = promised.short_by(best(promised, bound))
    return CandidateLevel(promised.row, promised.measure, verdict, offered.row, short)


def _comparable(promised: Figure, offered: Figure, snapshot: Snapshot) -> bool:
    """The same measure; of a measure without a name of its own, the same metric and unit."""
    if promised.measure is not Measure.OTHER or offered.measure is not Measure.OTHER:
        return promised.measure is offered.measure
    return all(
        str(snapshot.value(promised.row, f)).casefold()
        == str(snapshot.value(offered.row, f)).casefold()
        for f in ("metric", "unit")
    )
