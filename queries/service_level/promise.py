"""A promise beside what can be supported: the verdict, and what decides it where it is open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import isinf
from typing import Annotated

from queries.answers.told import subject, told, told_with
from queries.answers.types import ItemRow, Said, SlaRow, TargetRow
from queries.answers.view import View
from queries.service_level.availability import Bound
from queries.service_level.figure import Figure, Measure, figure_in_words


class PromiseVerdict(Enum):
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

    def why(self, measure: Measure, view: View) -> str:
        """The same in words; what is wrong with a figure stands only where that may be seen."""
        name = view.name
        missing, partly = (", ".join(map(name, rows)) for rows in (self.missing, self.partly))
        unread = "; ".join(
            f"{name(f.row)}: {f.problem}" if view.sees(f.row) else name(f.row) for f in self.unread
        )
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
class PromiseSupport:
    """What can be supported from what is committed."""

    bound: Bound
    measure: Measure

    @told
    def lower(self) -> float:
        """At least, whatever is not known and whatever fails together: a fraction, or seconds."""
        return self.bound.lower

    @told
    def lower_in_words(self) -> str:
        """As people write it."""
        return figure_in_words(self.measure, self.bound.lower)

    @told
    def upper(self) -> float | None:
        """At most, likewise; null: a time without limit."""
        return None if isinf(self.bound.upper) else self.bound.upper

    @told
    def upper_in_words(self) -> str:
        """As people write it."""
        return figure_in_words(self.measure, self.bound.upper)

    @told
    def independent(self) -> float | None:
        """An availability where failures are independent; null: not all is known."""
        return self.bound.independent

    @told
    def independent_in_words(self) -> str | None:
        """As people write it."""
        found = self.bound.independent
        return None if found is None else figure_in_words(self.measure, found)

    def in_words(self, view: View) -> str:
        """The range as a table has it: "99.5 % to 100 %", one figure where there is no range."""
        return " to ".join(dict.fromkeys((self.lower_in_words, self.upper_in_words)))


@dataclass(frozen=True, slots=True)
class Promise:
    """One figure that an SLA promises, and what the underpinning can support.

    ``undecided`` is what decides a promise that is undetermined; None for others.
    """

    agreement: int
    figure: Figure
    services: Annotated[tuple[ItemRow, ...], Said("All that the one figure is promised for.")]
    customers: Annotated[tuple[ItemRow, ...], Said("All that it is promised to.")]
    bound: Bound | None = None
    undecided: Undecided | None = None
    resting_on: Annotated[
        tuple[ItemRow, ...], Said("The committed targets that its support was worked out from.")
    ] = ()
    shared: Annotated[
        tuple[ItemRow, ...], Said("What several of those beneath depend on, and fail with.")
    ] = ()

    @subject
    @told
    def sla(self) -> SlaRow:
        """Who promises."""
        return self.agreement

    @subject
    @told
    def target(self) -> TargetRow:
        """What is promised."""
        return self.figure.row

    @told
    def measure(self) -> Measure:
        """What is measured."""
        return self.figure.measure

    @told
    def promised(self) -> str | None:
        """The figure in words; null: it cannot be read."""
        return figure_in_words(self.measure, self.figure.value) if self.figure.known else None

    @told
    def promised_value(self) -> float | None:
        """The figure: a fraction, or seconds; null: it cannot be read."""
        return self.figure.value if self.figure.known else None

    @told
    def verdict(self) -> PromiseVerdict:
        """What can be said of it."""
        return judged(self.figure, self.bound) if self.bound else PromiseVerdict.UNDETERMINED

    def tells_figures(self, view: View) -> bool:
        """Whether its support is told in figures: every target that they rest on may be seen.

        A figure that rests on a hidden one tells it, or bounds it; the verdict does not.
        """
        return view.sees(*self.resting_on)

    @told_with
    def support(self, view: View) -> PromiseSupport | None:
        """What can be supported.

        Null: the promise itself cannot be compared, or it rests on targets you may not see.
        """
        told = self.bound is not None and self.tells_figures(view)
        return PromiseSupport(self.bound, self.measure) if self.bound and told else None

    @property
    def missed_by(self) -> float:
        """By how much the support misses it at its best: a fraction, or seconds; 0: it does not."""
        return self.figure.short_by(best(self.figure, self.bound)) if self.bound else 0.0

    @told_with
    def short_by(self, view: View) -> float | None:
        """By how much the support misses it at its best: a fraction, or seconds; 0: it does not.

        Null: it rests on targets you may not see.
        """
        return self.missed_by if self.tells_figures(view) else None

    @told_with
    def short_by_in_words(self, view: View) -> str | None:
        """The same in words; null where it is not missed, or rests on what you may not see."""
        short = self.short_by(view)
        return figure_in_words(self.measure, short) if short else None

    @property
    def supported(self) -> str | None:
        """What is supported, in words: "99.5 % to 100 %", one figure where there is no range."""
        if self.bound is None:
            return None
        ends = (self.bound.lower, self.bound.upper)
        return " to ".join(dict.fromkeys(figure_in_words(self.measure, end) for end in ends))

    @property
    def independent(self) -> str | None:
        """What is supported where failures are independent, in words; None: not all is known."""
        found = self.bound.independent if self.bound else None
        return None if found is None else figure_in_words(self.measure, found)

    @told
    def deciding(self) -> list[ItemRow]:
        """The elements and targets that decide it where it is undetermined."""
        if self.undecided is None:
            return []
        figures = (*self.undecided.unread, *self.undecided.longer)
        items = (*self.undecided.missing, *self.undecided.partly)
        return list(dict.fromkeys((*items, *(f.row for f in figures))))

    @told_with
    def why(self, view: View) -> str | None:
        """What decides it, where it is undetermined."""
        return self.undecided.why(self.measure, view) if self.undecided else None


def judged(promised: Figure, support: Bound) -> PromiseVerdict:
    """Whether a range reaches a figure: all of it does, none of it, or that is not known."""
    if promised.short_by(best(promised, support)):
        return PromiseVerdict.UNSUPPORTED
    worst = support.lower if promised.at_least else support.upper
    return PromiseVerdict.UNDETERMINED if promised.short_by(worst) else PromiseVerdict.SUPPORTED


def best(promised: Figure, support: Bound) -> float:
    """The end of a range that is best for keeping a figure."""
    return support.upper if promised.at_least else support.lower
