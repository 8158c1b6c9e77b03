"""Told values in words: one form for each sort of value, "-" for nothing."""

from __future__ import annotations

from datetime import date
from enum import Enum, IntEnum
from typing import Any

import pytest

from queries.answers.batch import Money, Reading
from queries.answers.telling import Shown
from queries.answers.types import Leaf, Listed, Optional, Type
from queries.answers.viewer import hiding
from queries.questions.words import words
from tests.support.asking import view_of
from tests.support.told_office import DAY, OFFICE, Line, told_office


class Colour(Enum):
    """A choice."""

    RED = "bright red"


class Size(IntEnum):
    """A choice with words of its own."""

    BIG = 3

    @property
    def word(self) -> str:
        """How people write it."""
        return "big"


SHOWN = Shown(told_office(), view_of(OFFICE, DAY))
PART = Shown(told_office(), view_of(OFFICE, DAY, hiding(["ci:a"])))
WORDS: dict[str, tuple[Any, Type, str]] = {
    "nothing": (None, Leaf.TEXT, "-"),
    "text": ("plain", Leaf.TEXT, "plain"),
    "yes": (True, Leaf.BOOLEAN, "yes"),
    "no": (False, Leaf.BOOLEAN, "no"),
    "a number": (7, Leaf.INTEGER, "7"),
    "a figure": (0.30000000000000004, Leaf.NUMBER, "0.3"),
    "a share": (0.9995, Leaf.SHARE, "99.95 %"),
    "an absent share": (None, Optional(Leaf.SHARE), "-"),
    "a whole share": (1.0, Optional(Leaf.SHARE), "100 %"),
    "a day": (date(2027, 1, 31), Leaf.DAY, "31 Jan 2027"),
    "a choice": (Colour.RED, Leaf.TEXT, "bright red"),
    "a choice with its own word": (Size.BIG, Leaf.TEXT, "big"),
    "money": (Money("1200.50", "USD"), Leaf.MONEY, "1,200.50 USD"),
    "money as it is kept": ("1040000.00 USD", Leaf.MONEY, "1,040,000 USD"),
    "several amounts": (["5.00 EUR", "1200 USD"], Listed(Leaf.MONEY), "5 EUR, 1,200 USD"),
    "a moment": ("2026-11-29T23:50:24.319832Z", Leaf.MOMENT, "29 Nov 2026, 23:50 UTC"),
    "a reading": (Reading("2027-01-31", 99.95), Leaf.TEXT, "31 Jan 2027: 99.95"),
    "an empty list": ([], Leaf.TEXT, "-"),
    "a list": (["a", date(2027, 1, 31)], Leaf.TEXT, "a, 31 Jan 2027"),
    "a long list": (list("abcdefg"), Leaf.TEXT, "a, b, c, d, e and 2 more"),
    "an item": (SHOWN.told("service"), Leaf.TEXT, "service:m"),
    "items": (SHOWN.told("pair"), Leaf.TEXT, "ci:b, ci:a"),
    "a relation": (SHOWN.told("relation"), Leaf.TEXT, "service:m -DEPENDS_ON[relays]-> ci:a"),
    "a page": (SHOWN.told("items"), Leaf.TEXT, "ci:a, ci:b, service:m, service:n"),
    "a cut page": (SHOWN.told("of_kinds", {"first": 1}), Leaf.TEXT, "ci:a and 3 more"),
    "an object that can say what it is": (
        Shown(Line(OFFICE.find("service:m") or 0, 2), SHOWN.view),
        Leaf.TEXT,
        "Mail (service:m) is number 2",
    ),
    "several": (
        [Shown(Line(OFFICE.find("ci:a") or 0, n), PART.view) for n in (1, 2)],
        Leaf.TEXT,
        "what you may not see is number 1; what you may not see is number 2",
    ),
}


@pytest.mark.parametrize(("value", "type_", "said"), WORDS.values(), ids=WORDS)
def test_words(value: Any, type_: Type, said: str) -> None:
    assert words(value, type_) == said
