"""Cycles of one relation: strongly connected components, by Tarjan's algorithm as scipy has it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from queries.check.dated import Dated
from queries.check.rule import Finder, Found
from queries.snapshot.rows import Ints, as_ints, grouped


def cycles(at: Dated, numbers: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each cycle of the relations: its items' rows, rising, and the relations between them.

    Items that reach each other are one cycle, however many ways lead round it. Time is linear.
    """
    if not len(numbers):
        return
    ends = np.concatenate([at.snapshot.starts(numbers), at.snapshot.ends(numbers)])
    rows, places = np.unique(ends, return_inverse=True)
    start, end = places[: len(numbers)], places[len(numbers) :]
    edges = csr_array((np.ones(len(numbers), np.int32), (start, end)), shape=(len(rows), len(rows)))
    _, component = connected_components(edges, directed=True, connection="strong")
    inside = np.flatnonzero(component[start] == component[end])
    by_component = grouped(as_ints(component[start[inside]]), int(component.max()) + 1)
    for found in np.unique(component[start[inside]]).tolist():
        between = inside[by_component.of(found)]
        yield as_ints(rows[np.unique(start[between])]), as_ints(numbers[between])


def cycles_of(type_: str, one: str, many: str, advice: str) -> Finder:
    """A rule's function: the cycles of one relation, told as "depends on itself" or the plural."""

    def find(at: Dated) -> Iterator[Found]:
        for rows, numbers in cycles(at, at.relations(type_)):
            told = one if len(rows) == 1 else many
            message = f"{at.labels(rows)} {told}; {advice}."
            yield Found(message, tuple(rows.tolist()), tuple(numbers.tolist()))

    return find
