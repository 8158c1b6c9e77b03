"""When each contract ends, renews and wants somebody next: worked out for all, told as fields."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.values import Shape
from queries.answers.calendar import Calendar
from queries.answers.derived import DerivedField
from queries.answers.view import View
from queries.expiration.expiration import expirations
from queries.snapshot.days import Days, day_texts
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints
from queries.snapshot.snapshot import Snapshot

Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class ContractDates:
    """Day numbers by contract row (``rows``, rising), ``NO_END`` for none, shapes (contracts,).

    ``ends_on`` is the last day, renewals up to the date and parents counted; ``renews_on`` the
    first day of the next term, of contracts that renew by themselves; ``next_step_on`` the earliest
    day from the date on on which something can still be done.
    """

    rows: Ints
    ends_on: Days
    renews_on: Days
    next_step_on: Days


def contract_dates(
    snapshot: Snapshot,
    as_of: date,
    calendar: Calendar | None = None,
    visible: Flags | None = None,
) -> ContractDates:
    """The dates of every contract as of a day, worked out once for a snapshot.

    With ``visible`` (of every item row) no date rests on anything else: a lookup must not tell
    what is there.
    """
    found = expirations(snapshot, as_of, calendar, visible)
    return ContractDates(found.rows, found.last.last, found.renews_on, found.next_step_on)


@dataclass(frozen=True)
class _Texts:
    """The dates as ISO texts, shapes (contracts,), None for none; each made when asked for."""

    dates: ContractDates

    @cached_property
    def ends_on(self) -> Texts:
        return day_texts(self.dates.ends_on)

    @cached_property
    def renews_on(self) -> Texts:
        return day_texts(self.dates.renews_on)

    @cached_property
    def next_step_on(self) -> Texts:
        return day_texts(self.dates.next_step_on)


def _rests_on(view: View) -> Hashable:
    """The day, the office's calendar, and who looks, unless they see all."""
    viewer = view.viewer if view.viewer.scoped else None
    return view.as_of, view.office.calendar.key, viewer


def _texts(view: View) -> _Texts:
    """The dates of all contracts as a view has them, made once."""

    def make() -> _Texts:
        calendar = view.office.calendar
        return _Texts(contract_dates(view.snapshot, view.as_of, calendar, view.visible))

    return view.snapshot.memo.get(MemoKey.CONTRACT_DATES, _rests_on(view), _Texts, make)


def _dated(name: str, meaning: str, of: Callable[[_Texts], Texts]) -> DerivedField:
    """A day of every contract as a field."""

    def column(view: View, rows: Ints) -> Sequence[str | None]:
        kept = _texts(view)
        found: list[str | None] = of(kept)[np.searchsorted(kept.dates.rows, rows)].tolist()
        return found

    return DerivedField(
        name, Shape.DATE, meaning, kind="Contract", column=column, rests_on=_rests_on
    )


CONTRACT_DATES = (
    _dated(
        "ends_on",
        "Its last day as of the day asked for: renewed by itself as far as that, and no later than "
        "what it ends with; null: no end.",
        lambda texts: texts.ends_on,
    ),
    _dated(
        "renews_on",
        "The first day of its next term, where it renews by itself at its end.",
        lambda texts: texts.renews_on,
    ),
    _dated(
        "next_step_on",
        "The earliest day, from the day asked for on, on which something can still be done: "
        "notice, an option, a forum's last meeting in time, the latest safe start, an end.",
        lambda texts: texts.next_step_on,
    ),
)
"""When a contract ends, renews and wants somebody next, as every question has it."""
