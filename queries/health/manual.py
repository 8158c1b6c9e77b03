"""The service management manual: what its pages describe, by its hierarchy, and what they miss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from queries.answers.told import subject, told, told_once, told_with
from queries.answers.types import DocumentRow, DocumentRows, ItemRows, Said
from queries.answers.view import View
from queries.health.health_scope import BACKWARD, FORWARD, OLA, SLA, HealthScope
from queries.health.indicator import Indicator, split
from queries.health.lever import Lever
from queries.snapshot.rows import Ints, Rows, as_ints, grouped


@dataclass(frozen=True)
class ManualPage:
    """A document of the service management manual.

    ``below`` are the rows of its parts, itself first. What is found beneath it is worked out when
    asked for.
    """

    part: HealthScope
    row: int
    depth: Annotated[int, Said("How far down the manual it is, from 0.")]
    below: Ints

    @subject
    @told
    def document(self) -> DocumentRow:
        """The document."""
        return self.row

    @told_once
    def described(self) -> ItemRows:
        """What its pages describe."""
        found = self.part.ends(self.below, "DESCRIBES", FORWARD)
        return as_ints(np.intersect1d(found, self.part.rows))

    @told_once
    def empty(self) -> DocumentRows:
        """Its pages that describe nothing."""
        leaves = self.part.count(self.below, "PART_OF", BACKWARD) == 0
        silent = self.part.count(self.below, "DESCRIBES", FORWARD) == 0
        return as_ints(self.below[leaves & silent])

    @told_once
    def stale(self) -> DocumentRows:
        """Its pages not verified of late."""
        return as_ints(self.below[~self.part.lately(self.below, "verified_on")])

    @told_with
    def place(self, view: View) -> str:
        """Its name, set in by how far down it is."""
        return f"{'  ' * self.depth}{view.name(self.row)}"


def completeness(part: HealthScope) -> Indicator:
    """Completeness of the manual."""
    rows = part.of_kind("Service", SLA, OLA)
    described = part.count(rows, "DESCRIBES", BACKWARD) > 0
    formula = "services, SLAs and OLAs that a page describes / all of them"
    return split(Lever.TRANSPARENCY, "completeness of the manual", formula, rows, described)


def pages(part: HealthScope) -> list[ManualPage]:
    """The manual in reading order: each document before its parts, those by id.

    A document that is part of several stands under the first. Of a part of the graph only the pages
    that describe something of it, and those above them.
    """
    tree = list(_tree(part))
    order = as_ints([row for row, _ in tree])
    ends = _ends([depth for _, depth in tree])
    found = [
        ManualPage(part, row, depth, order[at : ends[at]]) for at, (row, depth) in enumerate(tree)
    ]
    if part.about is None:
        return found
    about = _describes(part, order)
    return [p for at, p in enumerate(found) if about[ends[at]] > about[at]]


def _describes(part: HealthScope, order: Ints) -> Ints:
    """How many documents before each position describe something of the part."""
    owner, numbers = part.pairs(order, "DESCRIBES", FORWARD)
    ours = np.isin(part.snapshot.ends(numbers), part.rows)
    flags = np.zeros(len(order), np.int32)
    flags[owner[ours]] = 1
    return as_ints(np.concatenate([[0], np.cumsum(flags)]))


def _ends(depths: list[int]) -> list[int]:
    """Where each document's parts end in reading order: at the next that is no deeper."""
    ends, open_ = [len(depths)] * len(depths), list[int]()
    for at, depth in enumerate(depths):
        while open_ and depths[open_[-1]] >= depth:
            ends[open_.pop()] = at
        open_.append(at)
    return ends


def _tree(part: HealthScope) -> Iterator[tuple[int, int]]:
    """Every document and its depth, from the roots; circles are entered by their first id."""
    snapshot = part.snapshot
    documents = snapshot.rows_of_kind("Document")
    children = _children(part, documents)
    by_id = sorted(documents.tolist(), key=snapshot.id)
    above = set(documents[part.count(documents, "PART_OF", FORWARD) > 0].tolist())
    seen: set[int] = set()
    for root in [*(row for row in by_id if row not in above), *by_id]:
        waiting = [(root, 0)]
        while waiting:
            row, depth = waiting.pop()
            if row not in seen:
                seen.add(row)
                yield row, depth
                parts = sorted(children.of(row).tolist(), key=snapshot.id, reverse=True)
                waiting += [(below, depth + 1) for below in parts]


def _children(part: HealthScope, documents: Ints) -> Rows:
    """The documents that are part of each, by its row."""
    owner, numbers = part.pairs(documents, "PART_OF", BACKWARD, "Document")
    found = grouped(documents[owner], part.snapshot.size)
    return Rows(found.offsets, part.snapshot.starts(numbers)[found.entries])
