"""Cycles of one relation: strongly connected components, by Tarjan's algorithm as scipy has it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from queries.check.dated import Dated
from queries.rows import Ints, as_ints, grouped


def cycles(at: Dated, numbers: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each cycle of the relations: its items' rows, rising, and the relations between them.

    Items that reach each other are one cycle, however many ways lead round it. Time is linear.
    """
    start, end = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    if not len(numbers):
        return
    rows, places = np.unique(np.concatenate([start, end]), return_inverse=True)
    start, end = places[: len(numbers)], places[len(numbers) :]
    edges = csr_array(
        (np.ones(len(numbers), np.int8), (start, end)), shape=(len(rows), len(rows))
    )
    _, component = connected_components(edges, directed=True, connection="strong")
    inside = np.flatnonzero(component[start] == component[end])
    by_component = grouped(as_ints(component[start[inside]]), int(component.max()) + 1)
    for found in np.unique(component[start[inside]]).tolist():
        between = inside[by_component.of(found)]
        yield as_ints(rows[np.unique(start[between])]), as_ints(numbers[between])
