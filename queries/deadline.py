"""Deadlines with their arithmetic in full, and the field or default that each part came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import parse_period
from queries.contract import added
from queries.days import NO_END, Days
from queries.rows import Ints, absent
from queries.snapshot import Snapshot

PROCUREMENT_TIMES: Mapping[str, str] = {
    "MSA": "P9M",
    "SOW": "P4M",
    "purchase order": "P2M",
    "subscription": "P3M",
    "licence": "P3M",
    "MOU": "P6M",
    "addendum": "P3M",
    "authorisation": "P6M",
}
"""How long a replacement takes to procure where a contract does not say, by form."""
TRANSITION_TIMES: Mapping[str, str] = {
    "MSA": "P6M",
    "SOW": "P3M",
    "purchase order": "P1M",
    "subscription": "P2M",
    "licence": "P1M",
    "MOU": "P3M",
    "addendum": "P1M",
    "authorisation": "P3M",
}
"""How long a move to a replacement takes where a contract does not say, by form."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What an installation sets: default times by form, and the days on which nobody works.

    Durations are ISO 8601; ``procurement`` and ``transition`` apply where a contract names none and
    ``otherwise`` where its form has none either.
    """

    procurement: Mapping[str, str] = field(default_factory=lambda: PROCUREMENT_TIMES)
    transition: Mapping[str, str] = field(default_factory=lambda: TRANSITION_TIMES)
    otherwise: str = "P6M"
    holidays: tuple[date, ...] = ()

    def working_day(self, days: Days) -> Days:
        """The days moved back to a working day (Monday to Friday, no holiday)."""
        moved = np.busday_offset(
            days.astype("datetime64[D]"), 0, roll="backward", holidays=list(self.holidays)
        )
        return np.asarray(moved.astype(np.int64), np.int32)


@dataclass(frozen=True, slots=True)
class Durations:
    """A duration for each contract: ISO text (None: none) and whether it is a default."""

    texts: NDArray[np.object_]
    default: NDArray[np.bool_]

    def before(self, days: Days) -> Days:
        """``days`` less the durations, calendar-correct; NO_END where either is missing."""
        months, counted = self._parsed()
        moved = added(days, -months, -counted)
        moved[(days == NO_END) | absent(self.texts)] = NO_END
        return moved

    def _parsed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        known = {text: parse_period(text) for text in set(self.texts.tolist()) if text}
        months = [known[text].months if text else 0 for text in self.texts]
        days = [known[text].days if text else 0 for text in self.texts]
        return np.asarray(months, np.int64), np.asarray(days, np.int64)


def recorded(snapshot: Snapshot, rows: Ints, name: str) -> Durations:
    """A duration as recorded, without a default."""
    return Durations(snapshot.values(rows, name), np.zeros(len(rows), np.bool_))


def with_default(
    snapshot: Snapshot, rows: Ints, name: str, by_form: Mapping[str, str], otherwise: str
) -> Durations:
    """A duration as recorded, or the default of the contract's form."""
    texts, forms = snapshot.values(rows, name), snapshot.values(rows, "form")
    default = absent(texts)
    texts = texts.copy()
    texts[default] = [by_form.get(form or "", otherwise) for form in forms[default]]
    return Durations(texts, default)


def arithmetic(day: date, *parts: tuple[str, str, bool], comes_to: date) -> str:
    """The sum in words; a part is (duration, its name, whether it is a default).

    For example: end 28 Feb 2027 − P6M notice = 28 Aug 2026.
    """
    taken = "".join(
        f" − {duration} {name}{' (default)' if default else ''}"
        for duration, name, default in parts
    )
    return f"end {in_words(day)}{taken} = {in_words(comes_to)}"


def in_words(day: date) -> str:
    """A date as people write it in a sentence: 28 Feb 2027."""
    return f"{day.day} {day:%b %Y}"
