"""What is known of how facts came to be recorded, which every answer from them has to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from graph_model.facts import Ref


class KeptRows(Protocol):
    """Rows of one file of a source that a load kept back.

    Each is known by what it speaks of, in the file's own words: an item's id or alias, or a
    relation. ``untold`` is how many more there are that are not known one by one.
    """

    @property
    def source(self) -> str:
        """The source."""

    @property
    def file(self) -> str:
        """The file's path."""

    @property
    def recorded_at(self) -> str:
        """When they were loaded."""

    @property
    def rows(self) -> tuple[Ref, ...]:
        """What they speak of."""

    @property
    def untold(self) -> int:
        """How many more there are."""


def _never(source: str) -> date | None:
    return None


@dataclass(frozen=True, slots=True)
class Recording:
    """``cut_short`` says which loads were, so that every answer from these facts is incomplete.

    ``kept_back`` are the rows that loads kept back, and nothing has made good since. ``emptiness``
    is what is said where nothing is recorded, and what to do about it. ``loaded_on`` is the day
    that a source was last loaded on, by its name; None: none is known. ``known`` is what was worked
    out of it for some facts, by :mod:`queries.answers.freshness`.
    """

    cut_short: str | None = None
    kept_back: Sequence[KeptRows] = ()
    emptiness: str | None = None
    loaded_on: Callable[[str], date | None] = field(default=_never, compare=False)
    known: dict[tuple[int, date], tuple[object, Any]] = field(default_factory=dict, compare=False)
