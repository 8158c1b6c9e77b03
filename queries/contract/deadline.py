"""Deadlines with their arithmetic in full, and the field or default that each part came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import Period, add, parse_period
from graph_model.words import day_in_words
from queries.contract.terms import added
from queries.snapshot.days import EPOCH, NO_END, Days
from queries.snapshot.rows import Flags, Ints, absent
from queries.snapshot.snapshot import Snapshot

_FIRST_DAY = np.int32((date.min - EPOCH).days)


@dataclass(frozen=True, slots=True)
class Durations:
    """A duration for each contract: ISO text (None: none) and whether it is a default."""

    name: str
    texts: NDArray[np.object_]
    default: Flags

    def before(self, days: Days) -> Days:
        """``days`` less the durations, calendar-correct; NO_END where either is missing.

        What would lie before the calendar begins is its first day.
        """
        code = {text: n for n, text in enumerate(dict.fromkeys(self.texts.tolist()))}
        at = np.fromiter((code[text] for text in self.texts), np.int32, len(self.texts))
        known = [parse_period(text) if text else Period() for text in code]
        months = np.asarray([-period.months for period in known], np.int64)[at]
        counted = np.asarray([-period.days for period in known], np.int64)[at]
        moved = np.maximum(added(days, months, counted), _FIRST_DAY)
        moved[(days == NO_END) | absent(self.texts)] = NO_END
        return moved

    def part(self, at: int, form: object) -> Part | None:
        """The duration of one contract, of a form, as a part of a sum."""
        text = self.texts[at]
        if text is None:
            return None
        came_from = f"default for {form or 'no form'}" if self.default[at] else ""
        return Part(str(text), self.name, came_from)


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken from a date: a duration, its name, and the default it came from ("": none)."""

    duration: str
    name: str
    default: str

    def __str__(self) -> str:
        """Read as in a sum: P9M procurement (default for MSA)."""
        return f"{self.duration} {self.name}" + (f" ({self.default})" if self.default else "")


def recorded(snapshot: Snapshot, rows: Ints, name: str) -> Durations:
    """A duration as recorded, without a default."""
    return Durations(name, snapshot.values(rows, name), np.zeros(len(rows), np.bool_))


def with_default(
    snapshot: Snapshot, rows: Ints, name: str, by_form: Mapping[str, str], otherwise: str
) -> Durations:
    """A duration as recorded (``name``_time), or the default of the contract's form."""
    texts, forms = snapshot.values(rows, f"{name}_time"), snapshot.values(rows, "form")
    default = absent(texts)
    texts = texts.copy()
    texts[default] = [by_form.get(form or "", otherwise) for form in forms[default]]
    return Durations(name, texts, default)


def arithmetic(end: date, parts: list[Part], comes_to: date) -> str:
    """The sum in words: ``end 28 Feb 2027 − P6M notice = 28 Aug 2026``.

    A day that a month does not have is said: there is no 31 Feb.
    """
    taken = "".join(f" − {part}" for part in parts)
    return f"end {day_in_words(end)}{taken} = {day_in_words(comes_to)}{_missing_day(end, parts)}"


def _missing_day(day: date, parts: list[Part]) -> str:
    missing = []
    for part in parts:
        period = parse_period(part.duration)
        try:
            moved = add(day, Period(period.months), -1)
            following = add(day, period, -1)
        except ValueError:
            return " (the first day of the calendar)"
        if moved.day != day.day:
            missing.append(f"there is no {day.day} {moved:%b %Y}")
        day = following
    return f" ({', '.join(missing)})" if missing else ""
