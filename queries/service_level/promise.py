"""A promise beside what can be supported: the verdict, and what decides it where it is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from queries.service_level.availability import Bound
from queries.service_level.figure import Figure, Measure, in_words


class Verdict(Enum):
    """What can be said of a promise."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    UNDETERMINED = "undetermined"


_TOGETHER = {
    Measure.AVAILABILITY: "whether what it rests on fails together is not known",
    Measure.RESPONSE: "whether the clocks of what it rests on start together is not known",
    Measure.RESOLUTION: "whether the clocks of what it rests on start together is not known",
}


@dataclass(frozen=True, slots=True)
class Undecided:
    """What decides an undetermined promise, if it were known.

    ``problem`` is what is wrong with the promise itself. ``missing`` are the rows that nothing is
    committed for, ``partly`` those of which a supplier's part is without commitment; ``unread`` are
    committed figures that cannot be compared, ``longer`` those over a longer window than the
    promise's. Where there is none of these, what fails together decides.
    """

    problem: str | None = None
    missing: tuple[int, ...] = ()
    partly: tuple[int, ...] = ()
    unread: tuple[Figure, ...] = ()
    longer: tuple[Figure, ...] = ()

    @property
    def together(self) -> bool:
        """Whether only what fails together decides."""
        known = (self.missing, self.partly, self.unread, self.longer)
        return self.problem is None and not any(known)

    def why(self, measure: Measure, name: Callable[[int], str]) -> str:
        """The same in words, rows called by their name."""
        missing, partly = (", ".join(map(name, rows)) for rows in (self.missing, self.partly))
        unread = "; ".join(f"{name(f.row)}: {f.problem}" for f in self.unread)
        longer = ", ".join(name(f.row) for f in self.longer)
        parts = (
            self.problem,
            f"nothing is committed for {missing}" if missing else None,
            f"nothing is committed for a part of {partly}" if partly else None,
            f"left out, {unread}" if unread else None,
            f"committed over a longer window, {longer}" if longer else None,
            _TOGETHER[measure] if self.together else None,
        )
        return "; ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Promise:
    """One figure promised by an SLA, and what the underpinning can support.

    ``short_by`` is by how much the support misses the promise at its best (fraction or seconds), 0
    if it does not. ``undecided`` is what decides a promise that is undetermined; None for others.
    ``resting_on`` are the target rows that the support was worked out from. ``shared`` are rows
    that two or more of what lies beneath depend on, and so fail together with. ``services`` and
    ``customers`` are all those the one figure is promised for and to.
    """

    agreement: int
    figure: Figure
    services: tuple[int, ...]
    customers: tuple[int, ...]
    support: Bound | None = None
    undecided: Undecided | None = None
    resting_on: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What can be said of it."""
        return judged(self.figure, self.support) if self.support else Verdict.UNDETERMINED

    @property
    def short_by(self) -> float:
        """By how much the support misses it at its best."""
        return self.figure.short_by(best(self.figure, self.support)) if self.support else 0.0

    @property
    def supported(self) -> str | None:
        """What is supported, in words: "99.5 % to 100 %", one figure where there is no range."""
        if self.support is None:
            return None
        ends = (self.support.lower, self.support.upper)
        return " to ".join(dict.fromkeys(in_words(self.figure.measure, end) for end in ends))

    @property
    def independent(self) -> str | None:
        """What is supported where failures are independent, in words; None: not all is known."""
        found = self.support.independent if self.support else None
        return None if found is None else in_words(self.figure.measure, found)

    @property
    def deciding(self) -> tuple[int, ...]:
        """The rows that decide it where it is undetermined: items, then targets."""
        if self.undecided is None:
            return ()
        figures = (*self.undecided.unread, *self.undecided.longer)
        items = (*self.undecided.missing, *self.undecided.partly)
        return tuple(dict.fromkeys((*items, *(f.row for f in figures))))

    def why(self, name: Callable[[int], str]) -> str | None:
        """What decides it, in words, rows called by their name; None where it is decided."""
        return self.undecided.why(self.figure.measure, name) if self.undecided else None


def judged(promised: Figure, support: Bound) -> Verdict:
    """Whether a range reaches a figure: all of it does, none of it, or that is not known."""
    if promised.short_by(best(promised, support)):
        return Verdict.UNSUPPORTED
    worst = support.lower if promised.at_least else support.upper
    return Verdict.UNDETERMINED if promised.short_by(worst) else Verdict.SUPPORTED


def best(promised: Figure, support: Bound) -> float:
    """The end of a range that is best for keeping a figure."""
    return support.upper if promised.at_least else support.lower
