"""How things stand on a day if nobody acts: where an increment of the roadmap begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from queries.answers.estate import Estate
from queries.answers.types import Said
from queries.answers.view import View
from queries.expiration.expiration import Expirations
from queries.snapshot.days import day_number, day_numbers
from queries.snapshot.rows import Flags, Ints, absent
from queries.snapshot.snapshot import Snapshot

NOT_YET, NO_MORE = ("proposed", "planned"), "retired"


@dataclass(frozen=True, slots=True)
class Plateau:
    """How things stand on a day, if nobody acts; tacit renewals up to it have come to pass."""

    on: Annotated[date, Said("The day.")]
    services_live: Annotated[int, Said("Services that are live.")]
    services_uncovered: Annotated[int, Said("Those that no contract in force covers.")]
    contracts_in_force: Annotated[int, Said("Contracts in force.")]

    def in_words(self, view: View) -> str:
        """As a line of a table has it."""
        return (
            f"{self.services_live} services live, {self.services_uncovered} of them uncovered, "
            f"{self.contracts_in_force} contracts in force"
        )


def plateau(answer: Expirations, on: date, about: Estate | None = None) -> Plateau:
    """How things stand on a day, by what is recorded as of the answer's date, of all or a part."""
    day, terms = day_number(on), answer.terms
    force = (terms.start <= day) & (day <= answer.prospects.furthest)
    services, stretches = live(answer.snapshot, day), answer.coverage
    if about is not None:
        services, force = about.kept(services), force & about.rows[answer.rows]
    now = (stretches.first <= day) & (day <= stretches.last)
    uncovered = ~np.isin(services, stretches.item[now])
    return Plateau(on, len(services), int(uncovered.sum()), int(force.sum()))


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
