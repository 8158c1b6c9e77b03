"""The criticality question: whose loss alone takes what, from both ends.

An item is *critical* to a service (or an agency, an agreement, any other item) when its loss alone
makes it LOST under the outage lens; nothing is critical to itself. An agency is LOST when a service
that it or a program of its consumes is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, LimitExceeded, Problem
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.told import subject, told, told_with
from queries.answers.types import ItemRow, ItemRows, KindName, Said
from queries.answers.view import View
from queries.failure.fault_graph import FaultGraph, fault_graph, opened_fault_graph
from queries.failure.loss_counts import Counts, LossCounts, LossTally
from queries.failure.losses import losses, pairs
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service
from queries.snapshot.rows import Ints, Rows, as_ints, grouped, spans
from queries.snapshot.snapshot import Snapshot

CAUSES = ("ConfigurationItem", "Service", "Supplier")
"""What is looked at as a cause unless a question says otherwise: what can break or walk away."""


Kinds = Annotated[list[KindName] | None, Said("Of one of these kinds.")]


@dataclass(frozen=True, slots=True)
class ItemCriticality:
    """What hangs on an item, and what it hangs on."""

    answer: Criticality
    at: int

    def in_words(self, view: View) -> str:
        """The item as a heading has it."""
        return view.label(self.item)

    @subject
    @told
    def item(self) -> ItemRow:
        """What was asked about."""
        return int(self.answer.rows[self.at])

    @told
    def counts(self) -> LossCounts:
        """What hangs on it."""
        return self.answer.counts.at(self.at)

    @told_with
    def takes(self, kinds: Kinds = None) -> ItemRows:
        """What its loss alone makes LOST, itself left out."""
        return self.answer.takes(self.at, kinds)

    @told_with
    def critical(self, kinds: Kinds = None) -> ItemRows:
        """What is critical to it: whose loss alone makes it LOST."""
        return self.answer.critical(self.at, kinds)


@dataclass(frozen=True)
class Criticality(Answer):
    """Whose loss alone takes what, under the outage lens.

    Everything is by position in ``rows``; ``kinds`` are those of the causes that were looked at.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    kinds: tuple[str, ...]
    rows: Ints
    lost: Rows
    causes: Rows

    def takes(self, at: int, kinds: Sequence[str] | None = None) -> Ints:
        """What the loss of ``rows[at]`` alone makes LOST, by row; of some kinds, or all."""
        return of_kinds(self.snapshot, self.lost.of(at), kinds)

    def critical(self, at: int, kinds: Sequence[str] | None = None) -> Ints:
        """What is critical to ``rows[at]``, by row; of some kinds, or of all causes."""
        return of_kinds(self.snapshot, self.causes.of(at), kinds)

    @cached_property
    def counts(self) -> Counts:
        """What hangs on each of ``rows``."""
        at, owner = spans(self.lost.offsets, np.arange(len(self.rows), dtype=np.int32))
        tally = LossTally(self.snapshot, len(self.rows))
        tally.add(owner, self.lost.entries[at])
        return tally.counts

    @told
    def items(self) -> list[ItemCriticality]:
        """Each item asked about, once."""
        return [ItemCriticality(self, at) for at in range(len(self.rows))]

    @told_with
    def sentence(self, view: View) -> str:
        """What the loss of the one asked about takes, or of the worst of several."""
        at = int(np.argmax(self.counts.items))
        counts, name = self.counts.at(at), view.name(int(self.rows[at]))
        if len(self.rows) > 1:
            most = f"the loss of {name} alone takes most: {_taken(counts)}"
            return f"{len(self.rows)} items: {most if counts.items else 'none takes another'}."
        many = len(self.critical(at))
        on = counted(many, "item is critical to it", "items are critical to it")
        hangs = on if many else "nothing recorded is critical to it"
        return f"The loss of {name} alone makes {_taken(counts)} LOST; {hangs}."


def _taken(counts: LossCounts) -> str:
    """What a loss takes, in words: "5 others (2 agencies, 1 SLA)"."""
    others = counted(counts.items, "other", "others") if counts.items else "nothing recorded"
    return f"{others} ({counts.words})" if counts.words else others


def answer(asked: Asked, of: Sequence[str], kinds: Sequence[str]) -> Criticality:
    """Criticality of items that the viewer may see.

    Raises:
        LimitExceeded: it asks about more items than a page may have.
        NotFound, InvalidQuestion: as :func:`criticality`.
    """
    most = asked.office.most_rows
    if len(of) > most:
        raise LimitExceeded([Problem("of", f"{len(of)} ids", f"at most {most}")])
    asked.view.require(of)
    return criticality(asked.snapshot, of, asked.as_of, kinds)


def criticality(
    snapshot: Snapshot, of: Sequence[str], as_of: date, kinds: Sequence[str] = CAUSES
) -> Criticality:
    """What the loss of each item alone makes LOST, and which items of ``kinds`` are critical to it.

    Exact with groups and cycles: each cause's loss is propagated to the end, the causes being those
    from which some way leads to an item asked about.

    Raises:
        InvalidQuestion: nothing was asked about, a ticket was, or a kind is none that can be lost.
        NotFound: with the ids that are not recorded.
    """
    rows = _asked(snapshot, of)
    graph = fault_graph(snapshot, as_of)
    named = kinds_named(snapshot, kinds)
    found = critical_to(snapshot, graph, rows, cause_rows(snapshot, named, as_of))
    return Criticality(snapshot, as_of, named, rows, taken(snapshot, rows, as_of), found)


def _asked(snapshot: Snapshot, of: Sequence[str]) -> Ints:
    if not of:
        raise InvalidQuestion([Problem("of", "no id", "at least one id")])
    rows = snapshot.rows(of)
    advice = "ask about the items that it affects"
    tickets = [id_ for id_, row in zip(of, rows, strict=True) if snapshot.kind(row) == "Ticket"]
    if tickets:
        expected = "an item that can be lost"
        raise InvalidQuestion(
            [Problem("of", f"{t!r}, a Ticket", expected, advice) for t in tickets]
        )
    return as_ints(list(dict.fromkeys(rows.tolist())))


def taken_by(snapshot: Snapshot, row: int, as_of: date, kinds: Sequence[str] | None = None) -> Ints:
    """What the loss of one item alone makes LOST, itself left out; of some kinds, or all."""
    return of_kinds(snapshot, taken(snapshot, as_ints([row]), as_of).entries, kinds)


def taken(snapshot: Snapshot, rows: Ints, as_of: date) -> Rows:
    """What the loss of each of some items alone takes (itself left out), by position.

    One that is out of service is asked about by itself, as a start.
    """
    idle = out_of_service(snapshot, day_number(as_of))[rows]
    if not idle.any():
        return losses(fault_graph(snapshot, as_of), rows)
    usual = losses(fault_graph(snapshot, as_of), rows[~idle])
    opened = [
        losses(opened_fault_graph(snapshot, as_of, row), as_ints([row])).entries
        for row in rows[idle].tolist()
    ]
    at = np.concatenate([np.flatnonzero(~idle), np.flatnonzero(idle)])
    counts = np.concatenate([np.diff(usual.offsets), [len(one) for one in opened]])
    owner = as_ints(np.repeat(at, counts.astype(np.int64)))
    by_owner = grouped(owner, len(rows))
    return Rows(by_owner.offsets, np.concatenate([usual.entries, *opened])[by_owner.entries])


def critical_to(snapshot: Snapshot, graph: FaultGraph, rows: Ints, causes: Ints) -> Rows:
    """The rows of ``causes`` that are critical to each of ``rows``, by position in ``rows``."""
    cone = graph.cone(rows)
    nodes = cone.nodes(causes)
    position = np.full(snapshot.size, -1, np.int32)
    position[rows] = np.arange(len(rows), dtype=np.int32)
    target, cause = [as_ints([])], [as_ints([])]
    for batch in pairs(cone, nodes):
        at = position[cone.rows[batch.node]]
        target.append(at[at >= 0])
        cause.append(cone.rows[nodes[batch.cause[at >= 0]]])
    by_target = grouped(np.concatenate(target), len(rows))
    return Rows(by_target.offsets, np.concatenate(cause)[by_target.entries])


def critical_to_every(snapshot: Snapshot, as_of: date, kinds: Sequence[str] = CAUSES) -> Rows:
    """The rows of ``kinds`` that are critical to each item, by row: every single failure at once.

    Raises:
        InvalidQuestion: a kind is none that can be lost.
    """
    causes = cause_rows(snapshot, kinds_named(snapshot, kinds), as_of)
    rows = np.arange(snapshot.size, dtype=np.int32)
    return critical_to(snapshot, fault_graph(snapshot, as_of), rows, causes)


def kinds_named(snapshot: Snapshot, kinds: Sequence[str]) -> tuple[str, ...]:
    """The declared names of some kinds of causes, in whatever case they were given.

    Raises:
        InvalidQuestion: there is no such kind, or a ticket, which stands for other items.
    """
    found = [snapshot.model.find_kind(kind) for kind in kinds]
    known = [kind.name for kind in snapshot.model.kinds if kind.name != "Ticket"]
    problems = [
        Problem("kinds", repr(name), f"one of {', '.join(known)}")
        for name, kind in zip(kinds, found, strict=True)
        if kind is None or kind.name not in known
    ]
    if problems or not kinds:
        raise InvalidQuestion(problems or [Problem("kinds", "none", f"one of {', '.join(known)}")])
    return tuple(dict.fromkeys(kind.name for kind in found if kind is not None))


def cause_rows(snapshot: Snapshot, kinds: Sequence[str], as_of: date) -> Ints:
    """The rows of the items of some kinds that are in service on a date, rising."""
    codes = [snapshot.kind_codes[kind] for kind in kinds]
    idle = out_of_service(snapshot, day_number(as_of))
    return snapshot.standing(as_ints(np.flatnonzero(np.isin(snapshot.kinds, codes) & ~idle)))


def of_kinds(snapshot: Snapshot, rows: Ints, kinds: Sequence[str] | None) -> Ints:
    """The rows that are of some kinds; all of them where no kind is named."""
    if kinds is None:
        return rows
    codes = [snapshot.kind_codes[kind] for kind in kinds_named(snapshot, kinds)]
    return rows[np.isin(snapshot.kinds[rows], codes)]
