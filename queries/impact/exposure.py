"""How much of what each agency consumes is affected: "Health: 1 of 12 services LOST"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph_model.lens import Direction
from graph_model.words import counted, of_all
from queries.answers.listing import Listing, of_rows
from queries.answers.told import subject, told
from queries.answers.types import AgencyRow, LevelName, Said
from queries.answers.view import View
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

    def in_words(self, view: View) -> str:
        """It in a sentence: "Health 1 LOST, 2 DEGRADED of 12 services"."""
        return f"{view.name(self.row)} {self.said}"

    @property
    def worst(self) -> str:
        """Its highest level alone: "1 of 12 services LOST"."""
        level, many = self.affected[0]
        return f"{of_all(many, self.services, 'service', 'services')} {level}"


def exposures(impact: Impact, agencies: Ints) -> Listing[AgencyExposure]:
    """The exposure of some agencies, by id; each is worked out when it is told."""
    id_of = impact.snapshot.id
    rows = as_ints(sorted(agencies.tolist(), key=id_of))
    one = lambda at: exposed(impact, rows[at : at + 1])[0]  # noqa: E731 - as short as it is said
    return of_rows(rows, "id", lambda at: (id_of(int(rows[at])),), one)


def hardest(impact: Impact, agencies: Ints) -> list[AgencyExposure]:
    """Of some agencies the few that are hit hardest."""
    return by_hit(impact, agencies)[:HARDEST]


def by_hit(impact: Impact, agencies: Ints) -> list[AgencyExposure]:
    """Agencies, those with most services at the top level first, then the next, then by id."""

    def rank(one: AgencyExposure) -> tuple[list[int], str]:
        many = dict(one.affected)
        at = [-many.get(level, 0) for level in reversed(impact.lens.levels)]
        return at, impact.snapshot.id(one.row)

    return sorted(exposed(impact, agencies), key=rank)


def exposure(impact: Impact, agency: int) -> tuple[int, dict[str, int]]:
    """How many services an agency consumes, or its programs do, and how many at each level.

    "Health: 1 of 12 services LOST" is ``(12, {"LOST": 1})``. What is out of service is not
    counted; a service that an agency has a contract of its own for counts at the level that
    reaches the agency.
    """
    (found,) = exposed(impact, as_ints([agency]))
    return found.services, dict(found.affected)


def exposed(impact: Impact, agencies: Ints) -> list[AgencyExposure]:
    """The exposure of each of some agencies, as :func:`exposure` tells it of one."""
    owner, numbers = _consumed(impact, agencies)
    once, at = np.unique(numbers, return_inverse=True)
    levels = _arriving(impact, as_ints(once))[at]
    size = impact.snapshot.size
    pairs, place = np.unique(owner * size + impact.snapshot.ends(numbers), return_inverse=True)
    highest = np.zeros(len(pairs), np.uint8)
    np.maximum.at(highest, place, levels)
    tally = np.zeros((len(agencies), len(impact.lens.levels) + 1), np.int64)
    np.add.at(tally, (pairs // size, highest), 1)
    return [
        AgencyExposure(row, sum(many), _named(impact, many))
        for row, many in zip(agencies.tolist(), tally.tolist(), strict=True)
    ]


def _named(impact: Impact, many: list[int]) -> list[ServicesAt]:
    """How many services are at each level that any is at, the highest first."""
    codes = range(len(many) - 1, 0, -1)
    return [ServicesAt(impact.lens.level(code), many[code]) for code in codes if many[code]]


def _consumed(impact: Impact, agencies: Ints) -> tuple[NDArray[np.int64], Ints]:
    """The CONSUMES of agencies and their programs, of services in service, each by its agency.

    Positions in ``agencies`` and relation numbers; one of a program of two agencies is there twice.
    """
    snapshot = impact.snapshot
    at, parts = _holding(impact, agencies, "PART_OF", Direction.BACKWARD)
    programs = snapshot.starts(parts)
    mine = snapshot.kinds[programs] == snapshot.kind_codes["Program"]
    consumers = as_ints(np.concatenate([agencies, programs[mine]]))
    owners = np.concatenate([np.arange(len(agencies)), at[mine]])
    owner, numbers = _holding(impact, consumers, "CONSUMES", Direction.FORWARD)
    kept = ~impact.adjacency.closed[snapshot.ends(numbers)]
    return owners[owner[kept]].astype(np.int64), as_ints(numbers[kept])


def _holding(impact: Impact, rows: Ints, type_: str, direction: Direction) -> tuple[Ints, Ints]:
    """The relations of rows that hold on the day: positions in ``rows``, and numbers."""
    snapshot = impact.snapshot
    owner, numbers = snapshot.relations_of(rows, type_, direction)
    kept = np.isin(numbers, snapshot.holding(numbers, day_number(impact.as_of)))
    return as_ints(owner[kept]), as_ints(numbers[kept])


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
