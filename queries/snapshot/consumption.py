"""Who consumes what: services, their consumers, and agencies for their programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints, grouped
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Consumption:
    """Each consumer of each service on a day, and an agency that it is or is a program of.

    Rows, shapes (found,).
    """

    service: Ints
    consumer: Ints
    agency: Ints


def consumption(snapshot: Snapshot, as_of: date) -> Consumption:
    """What all consume, over relations that hold."""
    consumer, service = _pairs(snapshot, "CONSUMES", as_of)
    program, parent = _pairs(snapshot, "PART_OF", as_of)
    programs = snapshot.kinds == snapshot.kind_codes["Program"]
    owner, at = grouped(program, snapshot.size).of_many(consumer)
    by_program = programs[consumer[owner]]
    owner, at = owner[by_program], at[by_program]
    agency = np.concatenate([consumer, parent[at]])
    agencies = snapshot.kinds[agency] == snapshot.kind_codes["Agency"]
    services, consumers = (
        np.concatenate([rows, rows[owner]])[agencies] for rows in (service, consumer)
    )
    return Consumption(as_ints(services), as_ints(consumers), as_ints(agency[agencies]))


def _pairs(snapshot: Snapshot, type_: str, as_of: date) -> tuple[Ints, Ints]:
    """The starts and ends of a type's relations that hold."""
    numbers = snapshot.holding(snapshot.all_relations(type_), day_number(as_of))
    return snapshot.starts(numbers), snapshot.ends(numbers)
