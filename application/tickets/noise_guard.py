"""When a ticket is written to: at once the first time, then only as something matters. Pure.

A ticket has one state: the impact that is written on it. Another one is written when it differs
materially and has been what it is for a quiet time, so that a storm of updates ends in one note;
where it never settles, once the longest wait is over. What comes and goes within that time is
never written. So many notes an hour are written on a ticket, and no more: the next tells all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

HOUR = timedelta(hours=1)


class NoteVerdict(Enum):
    """What is to be done about a ticket now."""

    WRITE = "write"
    LATER = "later"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NoiseLimits:
    """How long it must be quiet, how long at most is waited for that, and how often is written."""

    quiet: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(minutes=10)
    an_hour: int = 6


@dataclass(frozen=True, slots=True)
class NoiseState:
    """Where a ticket stands.

    ``first`` is whether nothing is written on it, ``differs`` whether what is true of it differs
    materially from what is written; ``closes`` whether it is to be told that it is closed.
    ``since`` is when the first of what waits came, ``settled`` since when it is what it is;
    ``writes`` are the moments of the notes so far.
    """

    first: bool
    differs: bool
    since: datetime
    settled: datetime
    writes: Sequence[datetime] = ()
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Guarded:
    """The verdict, and when to look again where it is LATER."""

    verdict: NoteVerdict
    at: datetime | None = None


def guarded(state: NoiseState, now: datetime, limits: NoiseLimits) -> Guarded:
    """What is to be done about a ticket now."""
    if not (state.differs or state.closes):
        return Guarded(NoteVerdict.NOTHING)
    at = max(_quiet_at(state, limits), _free_at(state.writes, now, limits))
    return Guarded(NoteVerdict.WRITE) if at <= now else Guarded(NoteVerdict.LATER, at)


def _quiet_at(state: NoiseState, limits: NoiseLimits) -> datetime:
    """From when on it is quiet enough."""
    if state.first or state.closes:
        return state.since
    return min(state.settled + limits.quiet, state.since + limits.longest)


def _free_at(writes: Sequence[datetime], now: datetime, limits: NoiseLimits) -> datetime:
    """From when on the hour has room for another note."""
    recent = sorted(at for at in writes if at > now - HOUR)
    if limits.an_hour < 1:
        return now + HOUR
    return now if len(recent) < limits.an_hour else recent[-limits.an_hour] + HOUR


def within_hour(writes: Sequence[datetime], now: datetime) -> list[datetime]:
    """The moments that still count."""
    return [at for at in writes if at > now - HOUR]
