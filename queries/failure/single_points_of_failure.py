"""The single points of failure of every service and agency at once, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.estate import Estate, Include, all_of, beside, estate
from queries.answers.listing import Listing, of_rows
from queries.answers.told import on_request, subject, told, told_with
from queries.answers.types import ItemRow, ItemRows, Said
from queries.answers.view import View
from queries.failure.criticality import CAUSES, Kinds, cause_rows, kinds_named, taken_by
from queries.failure.fault_graph import fault_graph
from queries.failure.loss_counts import Counts, LossCounts, LossTally
from queries.failure.losses import pairs
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SinglePointOfFailure:
    """An item whose loss alone makes others LOST."""

    answer: SinglePointsOfFailure
    at: int

    @subject
    @told
    def item(self) -> ItemRow:
        """Whose loss it is."""
        return int(self.answer.rows[self.at])

    @told
    def counts(self) -> LossCounts:
        """What hangs on it."""
        return self.answer.counts.at(self.at)

    @on_request
    @told_with
    def takes(self, kinds: Kinds = None) -> ItemRows:
        """What its loss alone makes LOST, itself left out."""
        return taken_by(self.answer.snapshot, self.item, self.answer.as_of, kinds)


@dataclass(frozen=True)
class SinglePointsOfFailure(Answer):
    """The items whose loss alone makes an agency, a service or an SLA other than itself LOST.

    ``rows`` are all of them, as they are ranked, ``counts`` what hangs on each.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    kinds: tuple[str, ...]
    rows: Ints
    counts: Counts
    of_reference: Annotated[
        int, Said("How many more there are that take reference data alone, and are left out.")
    ] = 0

    @told
    def points(self) -> Listing[SinglePointOfFailure]:
        """Ranked by agencies, citizen-facing services, SLAs, services, all items; then by id."""

        def key(at: int) -> tuple[int | str, ...]:
            return *(-number for number in self.counts.at(at)), self.snapshot.id(int(self.rows[at]))

        order = "agencies, citizen-facing, SLAs, services, items desc, id"
        return of_rows(self.rows, order, key, lambda at: SinglePointOfFailure(self, at))

    @told_with
    def sentence(self, view: View) -> str:
        """How many there are, and what the worst of them takes."""
        if not len(self.rows):
            nothing = "Nothing is recorded whose loss alone takes an agency, a service or an SLA"
            return f"{nothing}{beside(self.of_reference)}."
        many = counted(len(self.rows), "single point of failure", "single points of failure")
        many += beside(self.of_reference)
        worst = view.name(int(self.rows[0]))
        return f"{many}: the loss of {worst} alone takes most, {self.counts.at(0).words}."


def answer(
    asked: Asked,
    kinds: Sequence[str],
    of: Sequence[str] | None = None,
    include: Include = Include.OURS,
) -> SinglePointsOfFailure:
    """Those among the items of some kinds on which something of ours hangs, or of what is named.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: a kind is none that can be lost, or an id one that nothing belongs to.
    """
    about = estate(asked.view, of, include)
    return single_points_of_failure(asked.snapshot, asked.as_of, kinds, about)


def single_points_of_failure(
    snapshot: Snapshot,
    as_of: date,
    kinds: Sequence[str] = CAUSES,
    about: Estate | None = None,
) -> SinglePointsOfFailure:
    """Sweep every item of ``kinds`` in one go and rank those on which something hangs.

    What hangs on them is counted of what the question is ``about``; the causes may be of others: a
    marketplace's product that a service of ours stands on is a single point of failure of ours.

    Raises:
        InvalidQuestion: a kind is none that can be lost.
    """
    named = kinds_named(snapshot, kinds)
    causes = cause_rows(snapshot, named, as_of)
    counts, beside_it = _swept(snapshot, as_of, causes, about or all_of(snapshot))
    hangs = _hanging(counts)
    at = as_ints(np.flatnonzero(hangs))
    left = int((_hanging(beside_it) & ~hangs).sum())
    ranked = at[_ranking(snapshot, causes[at], counts.take(at))]
    return SinglePointsOfFailure(snapshot, as_of, named, causes[ranked], counts.take(ranked), left)


def _hanging(counts: Counts) -> Flags:
    """On which causes something hangs, shape (causes,)."""
    return np.asarray(counts.agencies + counts.services + counts.slas > 0)


def _swept(snapshot: Snapshot, as_of: date, causes: Ints, about: Estate) -> tuple[Counts, Counts]:
    """What hangs on each cause of what the question is about, and of what it leaves out."""
    ours, theirs = (LossTally(snapshot, len(causes), of) for of in (about.rows, about.left_out))
    wanted = (ours, theirs) if about.left_out.any() else (ours,)
    for batch in pairs(fault_graph(snapshot, as_of), causes):
        for tally in wanted:
            tally.add(batch.cause, batch.node)
    return ours.counts, theirs.counts


def _ranking(snapshot: Snapshot, rows: Ints, counts: Counts) -> Ints:
    """The order of the rows, most first column by column, ties by id."""
    ids = np.array(snapshot.ids_of(rows), dtype=object)
    by_id = np.empty(len(rows), np.int32)
    by_id[np.argsort(ids, kind="stable")] = np.arange(len(rows), dtype=np.int32)
    return as_ints(np.lexsort((by_id, *(-column for column in reversed(counts.columns)))))
