"""Rules about one contract by itself: its dates, its notice and its renewal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.contract.terms import added, came_late
from queries.snapshot.days import NEVER_BEGAN, NO_END, Days, day_said
from queries.snapshot.ours import ours
from queries.snapshot.rows import Ints, as_ints


def ends_before_start(at: Dated) -> Iterator[Found]:
    """Contracts whose start is after their end."""
    terms = at.terms
    for n in np.flatnonzero(terms.start > terms.end).tolist():
        message = (
            f"{at.label(terms.rows[n])} starts on {day_said(terms.start[n])}, after its end on "
            f"{day_said(terms.end[n])}, so it is never in force; correct one of the dates."
        )
        yield Found(message, (int(terms.rows[n]),))


def _before(at: Dated, days: Days, name: str) -> Days:
    """The days less a period of each contract's own; NO_END where it has none or no end."""
    periods = at.periods(at.terms.rows, name)
    here = [n for n, period in enumerate(periods) if period is not None and days[n] != NO_END]
    months, within = (
        np.asarray([getattr(periods[n], unit) for n in here], np.int64)
        for unit in ("months", "days")
    )
    moved = np.full(len(days), NO_END, np.int32)
    moved[here] = added(days[here], -months, -within)
    return moved


def notice_exceeds_term(at: Dated) -> Iterator[Found]:
    """Contracts whose notice is due before they begin."""
    terms = at.terms
    due = _before(at, terms.end, "notice")
    sound = (terms.start != NEVER_BEGAN) & (terms.start <= terms.end)
    for n in np.flatnonzero(sound & (due < terms.start)).tolist():
        message = (
            f"{at.label(terms.rows[n])} needs notice by {day_said(due[n])} "
            f"(end {day_said(terms.end[n])} − {_text(at, n, 'notice')}), before it starts on "
            f"{day_said(terms.start[n])}; correct the notice or the dates."
        )
        yield Found(message, (int(terms.rows[n]),))


def notice_exceeds_renewal(at: Dated) -> Iterator[Found]:
    """Tacit renewals shorter than the notice that would stop the next one."""
    terms = at.terms
    renews = (terms.most > terms.least) & (terms.end != NO_END)
    renewed = np.full(len(terms.rows), NO_END, np.int32)
    where = np.flatnonzero(renews)
    renewed[where] = added(terms.end[where], terms.term_months[where], terms.term_days[where])
    due = _before(at, renewed, "notice")
    for n in np.flatnonzero(renews & (due < terms.end)).tolist():
        message = (
            f"{at.label(terms.rows[n])} renews by {_text(at, n, 'renewal_term')} but needs notice "
            f"of {_text(at, n, 'notice')}, so each renewal must be stopped before it begins; "
            "correct one of the two."
        )
        yield Found(message, (int(terms.rows[n]),))


def tacit_without_term(at: Dated) -> Iterator[Found]:
    """Tacit renewals that do not say by how much."""
    rows = at.terms.rows
    tacit = at.values(rows, "renewal") == "tacit"
    missing = [period is None or period.empty for period in at.periods(rows, "renewal_term")]
    for row in rows[tacit & np.asarray(missing, np.bool_)].tolist():
        message = (
            f"{at.label(row)} renews tacitly but says no renewal_term, so it is taken to end; "
            "record the term."
        )
        yield Found(message, (row,))


def notice_without_renewal(at: Dated) -> Iterator[Found]:
    """Notice given of a contract that does not renew."""
    rows = at.terms.rows
    none = at.values(rows, "renewal") == "none"
    given = at.values(rows, "notice_given")
    for n in np.flatnonzero(none & (given != None)).tolist():  # noqa: E711 - of each element
        message = (
            f"{at.label(rows[n])} has notice given on {day_said(given[n])} though its renewal is "
            "none, so the notice stops nothing; correct the renewal or clear notice_given."
        )
        yield Found(message, (int(rows[n]),))


def notice_late(at: Dated) -> Iterator[Found]:
    """Notice given too late for the term that was meant."""
    terms = at.terms
    given, ends = at.values(terms.rows, "notice_given"), terms.after(terms.least)
    for n in np.flatnonzero(came_late(terms)).tolist():
        message = (
            f"{at.label(terms.rows[n])} has notice given on {day_said(given[n])}, too late for the "
            f"term that ran then, so it ends on {day_said(ends[n])}; plan for that day, or "
            "correct it."
        )
        yield Found(message, (int(terms.rows[n]),))


def covers_reference_data(at: Dated) -> Iterator[Found]:
    """Contracts of ours that cover what a catalogue or marketplace tells of."""
    numbers, mine = at.relations("COVERS"), ours(at.snapshot)
    starts, ends = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    for n in np.flatnonzero(mine[starts] & ~mine[ends]).tolist():
        message = (
            f"{at.label(starts[n])} covers {at.label(ends[n])}, which is reference data and in use "
            "by others, so that its end seems to reach them all; record the office's own service "
            "that depends on it, and let the contract cover that."
        )
        yield Found(message, (int(starts[n]), int(ends[n])), (int(numbers[n]),))


def leap_day(at: Dated) -> Iterator[Found]:
    """Contracts that end on 29 February and go on by months or years."""
    terms = at.terms
    rows = terms.rows[terms.end != NO_END]
    ends = at.values(rows, "end")
    leap = np.asarray([text is not None and text.endswith("-02-29") for text in ends], np.bool_)
    for row, end in zip(rows[leap].tolist(), ends[leap], strict=True):
        message = (
            f"{at.label(row)} ends on {day_said(end)}; dates counted from it by months or years "
            "fall on 28 February in common years, so confirm that this is what was signed."
        )
        yield Found(message, (row,))


def without_supplier(at: Dated) -> Iterator[Found]:
    """Contracts that are with nobody, nor under one that is with somebody."""
    with_ = at.starting("WITH")
    under = at.relations("UNDER")
    child, parent = at.snapshot.starts(under), at.snapshot.ends(under)
    known = with_.copy()
    while (gained := known[parent] & ~known[child]).any():
        known[child[gained]] = True
    rows = at.terms.rows
    for row in rows[~known[rows]].tolist():
        message = (
            f"{at.label(row)} is with no supplier, nor is one that it is under, so no substitution "
            "finds it; record WITH."
        )
        yield Found(message, (row,))


def _text(at: Dated, position: int, name: str) -> object:
    row: Ints = as_ints([at.terms.rows[position]])
    return at.values(row, name)[0]


RULES = (
    Rule(
        "contract-ends-before-start",
        Severity.ERROR,
        "A contract's start is after its end, so that it is never in force.",
        ends_before_start,
    ),
    Rule(
        "contract-notice-exceeds-term",
        Severity.WARNING,
        "A contract's notice is longer than its term: it was due before the contract began.",
        notice_exceeds_term,
    ),
    Rule(
        "contract-notice-exceeds-renewal",
        Severity.WARNING,
        "A tacit renewal is shorter than the notice that stops the next one.",
        notice_exceeds_renewal,
    ),
    Rule(
        "contract-tacit-without-term",
        Severity.WARNING,
        "A contract renews tacitly without a renewal_term, so that it is taken to end.",
        tacit_without_term,
    ),
    Rule(
        "contract-notice-without-renewal",
        Severity.WARNING,
        "Notice was given of a contract whose renewal is none, where it stops nothing.",
        notice_without_renewal,
    ),
    Rule(
        "contract-notice-late",
        Severity.WARNING,
        "Notice was given too late for the term that ran then, so that it ends a later one.",
        notice_late,
    ),
    Rule(
        "contract-covers-reference-data",
        Severity.WARNING,
        "A contract of the office covers what reference data tells of, which others use as well.",
        covers_reference_data,
    ),
    Rule(
        "contract-leap-day",
        Severity.INFO,
        "A contract ends on 29 February, a day that renewals and notices do not find every year.",
        leap_day,
    ),
    Rule(
        "contract-without-supplier",
        Severity.WARNING,
        "A contract is with no supplier, nor under one that is.",
        without_supplier,
    ),
)
