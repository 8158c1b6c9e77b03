"""Cycles of one relation: the strongly connected components of what may be on one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.dated import Dated
from queries.check.rule import Finder, Found
from queries.snapshot.rows import Ints, as_ints, grouped

SHARE_KEPT = 0.9
"""A round of leaving relations out is worth another while it keeps less of them than this."""


def cycles(at: Dated, numbers: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each cycle of the relations: its items' rows and the relations between them, in order.

    Items that reach each other are one cycle, however many ways lead round it. Time is linear.
    """
    numbers = _narrowed(at, numbers)
    if not len(numbers):
        return
    start, end = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    rows, places = np.unique(np.concatenate([start, end]), return_inverse=True)
    component = _components(as_ints(places[: len(numbers)]), as_ints(places[len(numbers) :]))
    of_start = component[places[: len(numbers)]]
    inside = np.flatnonzero(of_start == component[places[len(numbers) :]])
    by_component = grouped(as_ints(of_start[inside]), len(rows))
    for found in np.unique(of_start[inside]).tolist():
        between = inside[by_component.of(found)]
        order = at.snapshot.order
        yield order.rows(np.unique(start[between])), order.relations(numbers[between])


def _narrowed(at: Dated, numbers: Ints) -> Ints:
    """Without relations that are on no cycle: nothing leads to their start, or on from their end.

    Most graphs have few cycles, and rustworkx takes a relation at a time: what numpy leaves out in
    bulk is most of the work. Each round costs what it is given and leaves a tenth out or is the
    last, so that all of them together cost no more than ten times the first.
    """
    while len(numbers):
        start, end = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
        leads_on, is_led_to = np.zeros((2, at.snapshot.size), np.bool_)
        leads_on[start], is_led_to[end] = True, True
        kept = numbers[is_led_to[start] & leads_on[end]]
        if len(kept) > SHARE_KEPT * len(numbers):
            return kept
        numbers = kept
    return numbers


def _components(start: Ints, end: Ints) -> Ints:
    """The component of each place, of the places that relations join, named by its first one."""
    import rustworkx as rx

    graph: rx.PyDiGraph[None, None] = rx.PyDiGraph(multigraph=True)
    graph.extend_from_edge_list(list(zip(start.tolist(), end.tolist(), strict=True)))
    component = np.zeros(graph.num_nodes(), np.int32)
    for places in rx.strongly_connected_components(graph):
        component[places] = min(places)
    return component


def cycles_of(type_: str, one: str, many: str, advice: str) -> Finder:
    """A rule's function: the cycles of one relation, told as "depends on itself" or the plural."""

    def find(at: Dated) -> Iterator[Found]:
        for rows, numbers in cycles(at, at.relations(type_)):
            told = one if len(rows) == 1 else many
            message = f"{at.labels(rows)} {told}; {advice}."
            yield Found(message, tuple(rows.tolist()), tuple(numbers.tolist()))

    return find
