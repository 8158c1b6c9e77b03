"""How much of what each agency consumes is affected: "Health: 1 of 12 services LOST"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np

from graph_model.lens import Direction
from graph_model.words import counted
from queries.answers.listing import Listing, of_rows
from queries.answers.told import subject, told
from queries.answers.types import AgencyRow, LevelName, Said
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Ints, as_ints

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
    services, levels = exposure(impact, agency)
    return AgencyExposure(agency, services, [ServicesAt(*pair) for pair in levels.items()])


def exposure(impact: Impact, agency: int) -> tuple[int, dict[str, int]]:
    """How many services an agency consumes, or its programs do, and how many at each level.

    "Health: 1 of 12 services LOST" is ``(12, {"LOST": 1})``. What is out of service is not
    counted; a service that an agency has a contract of its own for counts at the level that
    reaches the agency.
    """
    numbers = _consumed(impact, agency)
    services, place = np.unique(impact.snapshot.ends(numbers), return_inverse=True)
    levels = np.zeros(len(services), np.uint8)
    np.maximum.at(levels, place, _arriving(impact, numbers))
    return len(services), {
        impact.lens.level(code): int((levels == code).sum())
        for code in (3, 2, 1)
        if (levels == code).any()
    }


def _consumed(impact: Impact, agency: int) -> Ints:
    """The CONSUMES of an agency and its programs, of services in service."""
    snapshot = impact.snapshot
    programs = impact.met(as_ints([agency]), "PART_OF", Direction.BACKWARD)
    code = snapshot.kind_codes["Program"]
    consumers = np.concatenate([[agency], programs[snapshot.kinds[programs] == code]])
    _, numbers = snapshot.relations_of(as_ints(consumers), "CONSUMES", Direction.FORWARD)
    numbers = snapshot.holding(numbers, day_number(impact.as_of))
    return as_ints(numbers[~impact.adjacency.closed[snapshot.ends(numbers)]])


def _arriving(impact: Impact, numbers: Ints) -> Bytes:
    """The level of what is consumed over each CONSUMES, as it reaches who consumes it."""
    services, graph = impact.snapshot.ends(numbers), impact.adjacency
    levels, faces = impact.levels[services], graph.of_day.faces
    if not len(faces):
        return levels
    at = np.flatnonzero(np.isin(faces, services))
    nodes = as_ints(np.concatenate([np.unique(faces[at]), at + impact.snapshot.size]))
    crossed = graph.cross(nodes)
    carried = graph.table[crossed.code, impact.node_levels[nodes[crossed.origin]]]
    reached = dict.fromkeys(numbers[np.isin(services, faces)].tolist(), 0)
    for number, level in zip(crossed.relation.tolist(), carried.tolist(), strict=True):
        if number in reached:
            reached[number] = max(reached[number], level)
    levels[np.isin(services, faces)] = list(reached.values())
    return levels
