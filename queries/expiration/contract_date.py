"""When each contract ends, renews and wants somebody next: for all at once, as their fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from queries.contract.deadline import Calendar
from queries.expiration.expiration import expirations
from queries.snapshot.days import Days
from queries.snapshot.rows import Flags, Ints
from queries.snapshot.snapshot import Snapshot


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
