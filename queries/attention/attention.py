"""The attention question: what needs somebody, soonest first, whatever room works it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from graph_model.words import counted
from queries.answers.asked import Asked, Recorded
from queries.answers.choice import require_order
from queries.answers.estate import Estate, Include, estate, known
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import with_before
from queries.answers.told import told, told_with
from queries.answers.types import Said
from queries.answers.view import View
from queries.attention.contract_matter import contract_matters, due, trigger_matters
from queries.attention.matter import Matter
from queries.attention.matter_triage import MatterCount, triage
from queries.attention.office_matter import office_matters
from queries.attention.promise_matter import (
    MOST_CHAINS,
    missed_matters,
    promised_upon_commitments,
    unsupported_matters,
)
from queries.attention.redundancy_matter import redundancy_matters
from queries.attention.source_matter import rejected_matters, stale_matters
from queries.attention.ticket_matter import ticket_matters
from queries.attention.verdict import verdict
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import expirations
from queries.snapshot.days import day_number


@dataclass(frozen=True)
class Attention(DeadlineAnswer):
    """What needs somebody up to a day, and what is so already.

    ``about`` is what it is about, ``asked_for`` the rows named, where it is narrowed;
    ``reference`` is whether reference data is included.
    """

    view: View
    about: Estate
    until: Annotated[date, Said("Up to here; what is so already has no day.")]
    recorded: Recorded
    asked_for: frozenset[int] = frozenset()
    reference: bool = False

    @property
    def day(self) -> int:
        """The number of the day asked for."""
        return day_number(self.as_of)

    @property
    def narrowed(self) -> bool:
        """Whether it is about what belongs to some items alone."""
        return bool(self.asked_for)

    def named(self, row: int | None) -> bool:
        """Whether an item was asked for by name."""
        return row in self.asked_for

    def minds(self, source: int | None) -> bool:
        """Whether a source (its row) is one of ours, is included, or was asked for by name."""
        ours = source is None or self.snapshot.value(source, "role") != "reference"
        return ours or self.reference or self.named(source)

    @cached_property
    def _promised(self) -> list[int]:
        return promised_upon_commitments(self)

    @property
    def gap(self) -> str | None:
        """That not every promise was worked out, where there are very many."""
        left = len(self._promised) - MOST_CHAINS
        if left <= 0:
            return None
        services = counted(left, "service", "services")
        return (
            f"whether what is promised for {services} can be held was not worked out; ask of some"
        )

    @cached_property
    def found(self) -> list[Matter]:
        """Every matter, in order."""
        every: list[Matter] = [
            *contract_matters(self),
            *office_matters(self),
            *trigger_matters(self),
            *ticket_matters(self),
            *redundancy_matters(self),
            *missed_matters(self),
            *unsupported_matters(self, self._promised[:MOST_CHAINS]),
            *stale_matters(self),
            *rejected_matters(self),
        ]
        return sorted(every, key=lambda matter: matter.place)

    @cached_property
    def of_reference(self) -> int:
        """How many contracts of reference data would be listed as well."""
        return len(due(self, self.about.left_out))

    def seen(self, view: View) -> list[Matter]:
        """The matters that a viewer sees."""
        return [matter for matter in self.found if view.sees(*matter.stands_for)]

    def sentence(self, view: View) -> str:
        """How many matters, how soon, at what money, for whom; and what first."""
        return verdict(self, view)

    @told
    def matters(self) -> Listing[Matter]:
        """What needs somebody, soonest first; what is so already after what is due this week."""
        return listed(
            self.found,
            "soonest first",
            lambda one: one.place,
            stands_for=lambda one: one.stands_for,
            snapshot=self.snapshot,
        )

    @told_with
    def triage(self, view: View) -> list[MatterCount]:
        """How many need somebody how soon, at what money; on all pages."""
        return triage(self, self.seen(view))


def answer(asked: Asked, of: Sequence[str] | None, until: date, include: Include) -> Attention:
    """What needs somebody from the day asked for up to another.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: the last day is before the day asked for, or nothing belongs to an id's
            kind.
    """
    require_order(asked.as_of, until)
    asked.view.require(of or ())

    def on(view: View) -> Attention:
        ids = known(view, of)
        about = estate(view, ids, include)
        rows = frozenset(view.require(ids).tolist()) if ids else frozenset[int]()
        theirs = include is Include.REFERENCE
        deadlines = expirations(view.snapshot, view.as_of, asked.office.calendar)
        return Attention(deadlines, view, about, until, asked.recorded, rows, theirs)

    return with_before(asked.view, asked.before, on)
