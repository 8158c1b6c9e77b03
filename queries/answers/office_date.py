"""The dates of an office itself: when the CIO's term ends, when a biennium of its budget begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from graph_model.periods import Period, add
from queries.answers.office import Office
from queries.answers.types import Said

YEAR, BIENNIUM = Period(months=12), 2
"""A biennium is two of them."""


class OfficeDateType(Enum):
    """What a date of the office is."""

    TERM_ENDS = "the CIO's term ends"
    BIENNIUM_BEGINS = "a biennium begins"


@dataclass(frozen=True, slots=True)
class OfficeDate:
    """A day of the office itself, about no item."""

    on: Annotated[date, Said("Its day.")]
    type: Annotated[OfficeDateType, Said("What it is.")]


def office_dates(office: Office, first: date, last: date) -> list[OfficeDate]:
    """The dates of an office from a day up to another, soonest first; none that is not set."""
    found = [OfficeDate(on, OfficeDateType.BIENNIUM_BEGINS) for on in _biennia(office, first, last)]
    if office.term_ends is not None and first <= office.term_ends <= last:
        found.append(OfficeDate(office.term_ends, OfficeDateType.TERM_ENDS))
    return sorted(found, key=lambda each: (each.on, each.type.value))


def _biennia(office: Office, first: date, last: date) -> list[date]:
    """The first days of biennia in a time, counted both ways from the one that is set."""
    begins = office.biennium
    if begins is None:
        return []
    years = [y for y in range(first.year, last.year + 1) if (y - begins.year) % BIENNIUM == 0]
    days = [add(begins, YEAR, year - begins.year) for year in years]
    return [day for day in days if first <= day <= last]
