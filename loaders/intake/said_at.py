"""When a feed was made, as it says itself or as whoever loads it says: its rows say it too."""

from __future__ import annotations

from dataclasses import replace

from graph_model.errors import InvalidInput, Problem
from graph_model.facts import Fact
from graph_model.feed_time import DAY
from graph_model.said_rows import Placed
from graph_model.values import Shape, read
from loaders.intake.reading import SourceReading
from loaders.intake.spilled import PlacedFacts


def moment_said(text: str | None) -> str | None:
    """A moment that somebody says a feed was made at, in its kept form.

    Raises:
        InvalidInput: it is none.
    """
    if text is None:
        return None
    try:
        return str(read(Shape.MOMENT, text))
    except ValueError as error:
        raise InvalidInput([Problem("said-at", repr(text)[:80], str(error))]) from None


def timed(reading: SourceReading, said_at: str | None = None) -> None:
    """Let each row say when its feed was made: as ``said_at`` says, or else as the feed does.

    A row that does not say when it was verified was so on that day.
    """
    reading.said_at = said_at or reading.said_at
    if not reading.said_at:
        return
    day = reading.said_at[:DAY]
    reading.facts = PlacedFacts(
        Placed(_verified(placed.fact, day), placed.where, placed.source, reading.said_at)
        for placed in reading.facts
    )


def _verified(fact: Fact, day: str) -> Fact:
    if "verified_on" in fact.fields:
        return fact
    return replace(fact, fields={**fact.fields, "verified_on": day})
