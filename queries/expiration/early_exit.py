"""Leaving a contract before its end: by what right, with what notice, for what fee, from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_model.periods import Period, moved, parse_period
from graph_model.words import day_in_words, money_in_words
from queries.contract.family import Family, Term, money
from queries.expiration.ending import Ending

REPLACING = ("substitution", "step-in", "termination for convenience", "plug-and-play")
"""The rights by which a supplier can be replaced before a contract ends."""


@dataclass(frozen=True, slots=True)
class EarlyExit:
    """How one contract can be left before its end, if notice is given on the question's date.

    ``rights`` are (right, row of the contract that gives it), own and inherited. ``notice`` is the
    nearest ``termination_notice``, or else the nearest ``notice`` (None: nothing is recorded).
    ``on`` is the first day on which it can be over, ``fee`` what that costs.
    """

    given: date
    rights: tuple[tuple[str, int], ...]
    notice: Term | None
    fee: str | None
    endless: bool

    @property
    def may(self) -> bool:
        """Whether it can be left: by right, or, where it has no end, with its notice."""
        return bool(self.rights) or (self.endless and self.notice is not None)

    @property
    def period(self) -> Period:
        """How long the notice is; empty where nothing is recorded."""
        return Period() if self.notice is None else parse_period(str(self.notice.value))

    @property
    def on(self) -> date:
        """The first day on which it can be over."""
        return moved(self.given, self.period)

    @property
    def arithmetic(self) -> str:
        """How the day was worked out."""
        given = f"notice given {day_in_words(self.given)}"
        if self.notice is None:
            return f"{given}; none is recorded that it would take"
        said = self.notice.name.replace("_", " ")
        return f"{given} + {self.notice.value} {said} = {day_in_words(self.on)}"


def fee_in_words(fee: str | None) -> str:
    """What it costs, to go on a sentence: ", for a fee of 100,000 USD"; nothing without a fee."""
    return f", for a fee of {money_in_words(*money(fee))}" if fee else ""


def early_exit(of: Ending) -> EarlyExit:
    """How a contract can be left before its end."""
    answer = of.answer
    family = Family(answer.snapshot, of.row, answer.as_of, answer.calendar)
    rights = tuple((right, family.rights[right]) for right in REPLACING if right in family.rights)
    notice = family.term("termination_notice") or family.term("notice")
    endless = of.ends_on is None
    return EarlyExit(answer.as_of, rights, notice, of.recorded("termination_fee"), endless)
