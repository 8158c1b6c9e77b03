"""How things stand on a day if nobody acts: where an increment of the roadmap begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.expiration.expiration import Expirations
from queries.snapshot.days import day_number, day_numbers
from queries.snapshot.rows import Flags, Ints, absent
from queries.snapshot.snapshot import Snapshot

NOT_YET, NO_MORE = ("proposed", "planned"), "retired"


@dataclass(frozen=True, slots=True)
class Standing:
    """Services live, those of them that no contract in force covers, and contracts in force.

    Tacit renewals up to the day have come to pass.
    """

    on: date
    services_live: int
    services_uncovered: int
    contracts_in_force: int


def standing(answer: Expirations, on: date) -> Standing:
    """How things stand on a day, by what is recorded as of the answer's date."""
    day, terms = day_number(on), answer.terms
    force = (terms.start <= day) & (day <= answer.prospects.furthest)
    services, stretches = live(answer.snapshot, day), answer.coverage
    now = (stretches.first <= day) & (day <= stretches.last)
    uncovered = ~np.isin(services, stretches.item[now])
    return Standing(on, len(services), int(uncovered.sum()), int(force.sum()))


def live(snapshot: Snapshot, day: int) -> Ints:
    """The services that are live on a day: by their dates, or else by their lifecycle."""
    rows = snapshot.rows_of_kind("Service")
    lifecycle = snapshot.values(rows, "lifecycle").astype(str)
    begun = _passed(snapshot, rows, "live_on", day, ~np.isin(lifecycle, NOT_YET))
    ended = _passed(snapshot, rows, "retires_on", day, lifecycle == NO_MORE)
    return rows[begun & ~ended]


def _passed(snapshot: Snapshot, rows: Ints, field: str, day: int, undated: Flags) -> Flags:
    """Whether a date has come, where there is one."""
    texts, passed = snapshot.values(rows, field), undated.copy()
    dated = np.flatnonzero(~absent(texts))
    passed[dated] = day_numbers(texts[dated].tolist()) <= day
    return passed
