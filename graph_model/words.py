"""How sentences count, list and call things: one form each, for every room that writes some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

MOST_NAMED = 5
"""How many entries of a long list a sentence names before it counts the rest."""

_NEARLY_WHOLE = 0.99


def counted(number: int, one: str, many: str) -> str:
    """The number with its noun: "1 contract changes", "1,400 contracts change"."""
    return f"{number:,} {one if number == 1 else many}"


def of_all(number: int, total: int, one: str, many: str) -> str:
    """How many of how many: "11 of 26 agencies", "1 of 1 agency"."""
    return f"{number:,} of {counted(total, one, many)}"


def day_in_words(day: date) -> str:
    """A date as people write it: 28 Feb 2027."""
    return f"{day.day} {day:%b} {day.year}"


def moment_in_words(moment: str) -> str:
    """A moment (ISO 8601) as people write it, to the minute: 29 Nov 2026, 23:50 UTC."""
    read = datetime.fromisoformat(moment)
    return f"{day_in_words(read)}, {read:%H:%M} {read.tzname() or ''}".rstrip()


def money_in_words(amount: Decimal | str, currency: str) -> str:
    """An amount as people write it, whole where it is: "1,040,000 USD", "0.25 EUR"."""
    text = f"{Decimal(amount):,f}"
    whole, _, part = text.partition(".")
    return f"{text if part.strip('0') else whole} {currency}".rstrip()


def share_in_words(share: float) -> str:
    """A part of the whole as people write it: 51.2 %, and where digits tell, 99.95 %."""
    return f"{share * 100:.5g} %" if share > _NEARLY_WHOLE else f"{round(share * 100, 1):g} %"


def sentence(text: str) -> str:
    """A text as a sentence: its first letter large, if it is no id's, and a full stop."""
    first = text.partition(" ")[0]
    head = text[:1] if ":" in first else text[:1].upper()
    return f"{head}{text[1:].removesuffix('.')}."


def listed(
    named: Sequence[str], total: int | None = None, between: str = ", ", last: str = " and "
) -> str:
    """A list in a sentence, cut and counted: "a", "a and b", "a, b, c, d, e and 3 more".

    ``total`` is how many there are of which only some are named. ``between`` stands between two
    entries, ``last`` before the last one where none is left out.
    """
    shown, many = named[:MOST_NAMED], len(named) if total is None else total
    if (more := many - len(shown)) > 0:
        return f"{between.join(shown)} and {more:,} more" if shown else f"{more:,} of others"
    return f"{between.join(shown[:-1])}{last}{shown[-1]}" if len(shown) > 1 else "".join(shown)


def spaced(name: str) -> str:
    """A name in one word as people write it: service level agreement."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def word_of(member: Enum) -> str:
    """What people call a choice: its ``word`` where it has one, else its value."""
    return str(getattr(member, "word", member.value))
