"""Days as 32-bit integers (since 1970-01-01), so that a million dates compare in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import NO_END_YEAR
from graph_model.words import day_in_words

Days = NDArray[np.int32]

EPOCH = date(1970, 1, 1)
NEVER_BEGAN = np.int32(-(2**31))
"""Before every day: a missing start."""
NO_END = np.int32(2**31 - 1)
"""After every day: a missing end, and one in 2099 or later."""
_FIRST_DAY, _LAST_DAY = (date.min - EPOCH).days, (date.max - EPOCH).days
_NO_END_DAY = (date(NO_END_YEAR, 1, 1) - EPOCH).days


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date | None:
    """The date of a number; None for a missing start or end, and beyond the calendar."""
    if not _FIRST_DAY <= number <= _LAST_DAY:
        return None
    return EPOCH + timedelta(days=int(number))


def day_texts(numbers: Days) -> NDArray[np.object_]:
    """ISO texts of numbers, None as of :func:`day_of`, shape (len(numbers),)."""
    texts = np.full(len(numbers), None, object)
    there = (numbers >= _FIRST_DAY) & (numbers <= _LAST_DAY)
    texts[there] = numbers[there].astype("datetime64[D]").astype(str)
    return texts


def day_said(day: int | np.integer | str) -> str:
    """A day in a sentence, of its number or its ISO text; "no day" where it is none."""
    found = date.fromisoformat(day) if isinstance(day, str) else day_of(int(day))
    return "no day" if found is None else day_in_words(found)


def day_numbers(texts: Sequence[object]) -> Days:
    """ISO dates as numbers, shape (len(texts),)."""
    if not len(texts):
        return np.empty(0, np.int32)
    return np.array(texts, dtype="datetime64[D]").astype(np.int64).astype(np.int32)


def end_numbers(texts: Sequence[object]) -> Days:
    """ISO dates as numbers, 2099 and later as no end."""
    numbers = day_numbers(texts)
    numbers[numbers >= _NO_END_DAY] = NO_END
    return numbers
