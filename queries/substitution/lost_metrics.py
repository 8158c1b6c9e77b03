"""Which metrics lose their source if a supplier delivers some services no longer."""

from __future__ import annotations

from datetime import date

import numpy as np

from graph_model.lens import Direction
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def lost_metrics(snapshot: Snapshot, supplier: int, services: Ints, as_of: date) -> Ints:
    """The supplier's metrics of targets that agreements about the services set, or of those."""

    def ends(rows: Ints, type_: str, direction: Direction) -> Ints:
        _, numbers = snapshot.relations_of(rows, type_, direction)
        numbers = snapshot.holding(numbers, day_number(as_of))
        forward = direction is FORWARD
        return as_ints(np.unique(snapshot.ends(numbers) if forward else snapshot.starts(numbers)))

    agreements = ends(services, "GOVERNS", BACKWARD)
    measured = as_ints(np.concatenate([agreements, ends(agreements, "SETS", FORWARD)]))
    metrics = ends(measured, "MEASURES", BACKWARD)
    return as_ints(np.intersect1d(metrics, ends(as_ints([supplier]), "PROVIDES", FORWARD)))
