"""The service management manual: what its pages describe, by its hierarchy, and what they miss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from queries.indicator import Indicator, split
from queries.part import BACKWARD, FORWARD, OLA, SLA, Part
from queries.rows import Ints, as_ints


@dataclass(frozen=True, slots=True)
class Page:
    """A document and its parts: rows, the depth in the manual, and what is found beneath it.

    ``described`` are the part's items that it or a page below describes. ``empty`` are the pages
    without parts that describe nothing at all, ``stale`` those not verified of late.
    """

    document: int
    depth: int
    described: Ints
    empty: Ints
    stale: Ints


def completeness(part: Part) -> Indicator:
    """Completeness of the manual."""
    rows = part.of_kind("Service", SLA, OLA)
    described = part.count(rows, "DESCRIBES", BACKWARD) > 0
    formula = "services, SLAs and OLAs that a page describes / all of them"
    return split("completeness of the manual", formula, rows, described)


def pages(part: Part) -> list[Page]:
    """The manual in reading order: each document before its parts, those by id.

    Of a part of the graph only the pages that describe something of it, and those above them.
    """
    found = [_page(part, row, depth) for row, depth in _tree(part)]
    return [page for page in found if part.about is None or len(page.described)]


def _tree(part: Part) -> Iterator[tuple[int, int]]:
    """Every document and its depth, from the roots; cycles are entered by their first id."""
    snapshot = part.snapshot
    documents = sorted(snapshot.rows_of_kind("Document").tolist(), key=snapshot.id)
    above = part.count(as_ints(documents), "PART_OF", FORWARD)
    roots = [row for row, n in zip(documents, above.tolist(), strict=True) if n == 0]
    seen: set[int] = set()
    for root in [*roots, *documents]:
        waiting = [(root, 0)]
        while waiting:
            row, depth = waiting.pop()
            if row not in seen:
                seen.add(row)
                yield row, depth
                parts = _parts(part, [row])
                waiting += [(p, depth + 1) for p in sorted(parts, key=snapshot.id, reverse=True)]


def _parts(part: Part, rows: list[int]) -> list[int]:
    found: list[int] = part.ends(as_ints(rows), "PART_OF", BACKWARD, "Document").tolist()
    return found


def _page(part: Part, document: int, depth: int) -> Page:
    below = _below(part, document)
    described = part.ends(below, "DESCRIBES", FORWARD)
    leaves = part.count(below, "PART_OF", BACKWARD) == 0
    empty = leaves & (part.count(below, "DESCRIBES", FORWARD) == 0)
    stale = ~part.lately(below, "verified_on")
    ours = as_ints(np.intersect1d(described, part.rows))
    return Page(document, depth, ours, as_ints(below[empty]), as_ints(below[stale]))


def _below(part: Part, document: int) -> Ints:
    """A document and all its parts, rising."""
    seen, frontier = {document}, [document]
    while frontier:
        frontier = [row for row in _parts(part, frontier) if row not in seen]
        seen.update(frontier)
    return as_ints(sorted(seen))
