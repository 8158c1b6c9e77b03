"""How fresh a source is: when it was last heard of, and how old it may grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from graph_model.periods import moved, parse_period
from queries.answers.view import View
from queries.snapshot.ours import said_by
from queries.snapshot.snapshot import Snapshot


class Freshness(Enum):
    """How fresh a source is, the worst first."""

    OUT_OF_DATE = "out of date"
    UNHEARD_OF = "never heard of"
    AGEING = "ageing"
    FRESH = "fresh"
    ANY_AGE = "of any age"

    @property
    def stale(self) -> bool:
        """Whether it is older than it may be."""
        return self in STALE


STALE = (Freshness.OUT_OF_DATE, Freshness.UNHEARD_OF, Freshness.AGEING)
LIMITS = (("error_after", Freshness.OUT_OF_DATE), ("warn_after", Freshness.AGEING))
"""After which times a source is what, the worse first."""


@dataclass(frozen=True, slots=True)
class SourceAge:
    """When a source was last heard of (None: never), how fresh that is, and by which limit.

    ``allowed`` is the period that decided it, "" where nothing did.
    """

    last: date | None
    freshness: Freshness
    allowed: str = ""


def age_of(view: View, row: int) -> SourceAge:
    """How fresh a recorded Source is on the day asked for."""
    facts = view.snapshot
    limits = [(str(facts.value(row, n)), worse) for n, worse in LIMITS if facts.value(row, n)]
    last = last_heard_of(view, row)
    if not limits:
        return SourceAge(last, Freshness.ANY_AGE)
    if last is None:
        return SourceAge(None, Freshness.UNHEARD_OF, limits[0][0])
    for allowed, worse in limits:
        if due(last, allowed) < view.as_of:
            return SourceAge(last, worse, allowed)
    return SourceAge(last, Freshness.FRESH, limits[-1][0])


def due(last: date, period: str) -> date:
    """The last day on which what was heard of on a day may be that old."""
    return moved(last, parse_period(period))


def last_heard_of(view: View, row: int) -> date | None:
    """When a Source was last loaded or verified by the day; else what it says was."""
    facts = view.snapshot
    days = [view.recording.loaded_on(name) for name in names_of(facts, row)]
    days.append(_day(facts.value(row, "verified_on")))
    known = [day for day in days if day is not None and day <= view.as_of]
    return max(known) if known else _newest_said(view, row)


def names_of(facts: Snapshot, row: int) -> list[str]:
    """What facts name a recorded Source by."""
    aliases = facts.value(row, "aliases")
    return [facts.id(row), *(map(str, aliases) if isinstance(aliases, list) else ())]


def stale_names(view: View) -> dict[str, Freshness]:
    """The names of the sources that are older than they may be, each with how fresh it is.

    Worked out once for what is asked together.
    """
    known, at = view.recording.known, (id(view.snapshot), view.as_of)
    if at not in known:
        known[at] = (
            view.snapshot,
            _stale_names(view),
        )  # the facts are held, so that the id is theirs
    found: dict[str, Freshness] = known[at][1]
    return found


def _stale_names(view: View) -> dict[str, Freshness]:
    facts = view.snapshot
    ages = ((row, age_of(view, row).freshness) for row in _limited(facts))
    return {name: age for row, age in ages if age.stale for name in names_of(facts, row)}


def _limited(facts: Snapshot) -> Iterable[int]:
    rows = facts.rows_of_kind("Source").tolist()
    return (row for row in rows if any(facts.value(row, name) for name, _ in LIMITS))


def _newest_said(view: View, row: int) -> date | None:
    facts = view.snapshot
    verified = facts.values(said_by(facts, row), "verified_on").tolist()
    days = (_day(text) for text in set(verified))
    return max((day for day in days if day is not None and day <= view.as_of), default=None)


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
