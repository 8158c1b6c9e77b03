"""How much of what each agency consumes is affected: "Health: 1 of 12 services LOST"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

from graph_model.words import counted
from queries.answers.listing import Listing, of_rows
from queries.answers.told import subject, told
from queries.answers.types import AgencyRow, LevelName, Said
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact

HARDEST = 5
"""How many agencies are named as hit hardest."""


class ServicesAt(NamedTuple):
    """How many services that an agency consumes are at a level."""

    level: Annotated[LevelName, Said("The level.")]
    services: Annotated[int, Said("How many.")]


@dataclass(frozen=True, slots=True)
class AgencyExposure:
    """What of an agency's services is affected, those of its programs included."""

    row: int
    services: Annotated[int, Said("How many services it consumes.")]
    affected: Annotated[list[ServicesAt], Said("How many of them at each level, highest first.")]

    @subject
    @told
    def agency(self) -> AgencyRow:
        """The agency."""
        return self.row

    @told
    def said(self) -> str:
        """The same in words: "1 LOST, 2 DEGRADED of 12 services"."""
        parts = ", ".join(f"{many:,} {level}" for level, many in self.affected)
        return f"{parts or 'none'} of {counted(self.services, 'service', 'services')}"


def exposures(impact: Impact, agencies: Ints) -> Listing[AgencyExposure]:
    """The exposure of some agencies, by id; each is worked out when it is told."""
    id_of = impact.snapshot.id
    rows = as_ints(sorted(agencies.tolist(), key=id_of))
    return of_rows(
        rows, "id", lambda at: (id_of(int(rows[at])),), lambda at: _exposure(impact, int(rows[at]))
    )


def hardest(impact: Impact, agencies: Ints) -> list[AgencyExposure]:
    """Of some agencies the few with most services at the top level, then the next, then by id."""
    found = [_exposure(impact, row) for row in agencies.tolist()]

    def rank(one: AgencyExposure) -> tuple[list[int], str]:
        many = dict(one.affected)
        at = [-many.get(level, 0) for level in reversed(impact.lens.levels)]
        return at, impact.snapshot.id(one.row)

    return sorted(found, key=rank)[:HARDEST]


def _exposure(impact: Impact, agency: int) -> AgencyExposure:
    services, levels = impact.exposure(agency)
    return AgencyExposure(agency, services, [ServicesAt(*pair) for pair in levels.items()])
