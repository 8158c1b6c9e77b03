"""Who consumes what: services, their consumers, and agencies for their programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.snapshot.days import day_number
from queries.snapshot.holding import pairs_on
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
    day = day_number(as_of)
    consumer, service = pairs_on(snapshot, "CONSUMES", day)
    program, parent = pairs_on(snapshot, "PART_OF", day)
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
