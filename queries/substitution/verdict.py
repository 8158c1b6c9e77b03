"""A substitution in two sentences: by when it can be done, and what changes hands, for whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from graph_model.words import counted, day_in_words, listed
from queries.answers.counting import among_all
from queries.answers.estate import beside
from queries.answers.view import View
from queries.contract.worth import sums_in_words, worth

if TYPE_CHECKING:
    from queries.substitution.substitution import Substitution


def verdict(found: Substitution, view: View) -> str:
    """By when it can be done; what changes hands, by what right, at what money, for whom."""
    by = f" by {view.name(found.by)}" if found.by is not None else ""
    told = f"Replacing {view.name(found.supplier)}{by}"
    if np.array_equal(found.impact.rows, [found.supplier]):
        return f"{told}: nothing is recorded that it touches."
    theirs = beside(len(found.impact.rows) - len(found.impact.ours))
    agencies = f", for {among_all(view, found.customers, 'Agency')}{theirs}"
    return f"{told} {_when(found)}. {_hands(found, view)}{_exposed(found)}{agencies}{_fees(found)}."


def _when(found: Substitution) -> str:
    """By when it can be done, and what is due first."""
    earliest, spare = found.when.earliest, found.when.spare_days
    if earliest is None:
        return "needs no contract to end, as far as is recorded"
    done = day_in_words(earliest.on)
    if spare is None:
        return f"takes until {done}, if it is begun today{_first_step(found, earliest.on)}"
    on, days = day_in_words(found.on), counted(abs(spare), "day", "days")
    begun = f"begun today it is done on {done} at the earliest"
    if spare < 0:
        return f"on {on} is {days} too late: {begun}"
    return f"on {on} can be done with {days} to spare: {begun}{_first_step(found, found.on)}"


def _first_step(found: Substitution, until: date) -> str:
    """What is due first before it is done."""
    act_by = found.when.act_by
    due = act_by is not None and act_by <= until
    return f"; the first step is due by {day_in_words(act_by)}" if act_by and due else ""


def _hands(found: Substitution, view: View) -> str:
    """What changes hands: contracts, at what money and by what right, services and promises."""
    rows, services = found.changing("Contract"), len(found.changing("Service"))
    promises = len(found.changing("ServiceLevelAgreement"))
    parts = [
        f"{counted(len(rows), 'contract', 'contracts')} ({_terms(found, view)})"
        if len(rows)
        else "",
        counted(services, "service", "services") if services else "",
        counted(promises, "promise", "promises") if promises else "",
    ]
    total = len(rows) + services + promises
    if not total:
        return "Nothing changes hands"
    verb = "changes hands" if total == 1 else "change hands"
    return f"{listed([part for part in parts if part])} {verb}"


def _terms(found: Substitution, view: View) -> str:
    """What the contracts are worth, and how many of them a right allows to leave."""
    rows = found.changing("Contract")
    value = worth(found.snapshot, view.shown(rows).tolist(), found.as_of).in_words
    allowed = sum(bool(held.rights) for held in found.may)
    if allowed in (0, len(rows)):
        return f"{value}; {'all by right' if allowed else 'no right to leave is recorded'}"
    return f"{value}; {allowed:,} of {len(rows):,} by right"


def _exposed(found: Substitution) -> str:
    """What is exposed, what of all that faces citizens, and for how many agencies."""
    exposed, facing = len(found.exposed("Service")), len(found.citizen_facing)
    said = f"; {counted(exposed, 'service is', 'services are')} exposed" if exposed else ""
    citizens = f"; {counted(facing, 'service faces', 'services face')} citizens" if facing else ""
    return f"{said}{citizens}"


def _fees(found: Substitution) -> str:
    fees = found.fee_sums
    return f"; leaving early costs {sums_in_words(fees)}" if fees else ""
