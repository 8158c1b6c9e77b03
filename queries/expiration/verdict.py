"""What ends or renews in a sentence or two: money, agencies, how soon to act, and what first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_model.words import counted, day_in_words
from queries.answers.counting import among_all
from queries.answers.estate import beside
from queries.answers.view import View
from queries.expiration.contract_expiration import Expiration
from queries.expiration.triage import TriageGroup
from queries.snapshot.rows import Ints

if TYPE_CHECKING:
    from queries.expiration.expiration_list import ExpirationList

SOON = (TriageGroup.THIS_WEEK, TriageGroup.THIS_MONTH, TriageGroup.THIS_QUARTER)


def verdict(of: ExpirationList, view: View) -> str:
    """How many end or renew, at what money, for how many agencies; how soon, and what first."""
    seen = of.seen(view)
    until = "" if of.until is None else f" by {day_in_words(of.until)}"
    if not len(seen):
        theirs = beside(of.of_reference)
        return f"No contract ends or renews from {day_in_words(of.first)}{until or ' on'}{theirs}."
    many = counted(len(seen), "contract", "contracts")
    verb = "ends or renews" if len(seen) == 1 else "end or renew"
    theirs = f"; and {of.of_reference:,} of reference data" if of.of_reference else ""
    worth = f"{of.worth(view).in_words}{theirs}"
    said = f"{many} ({worth}) {verb}{until} for {_agencies(of, view, seen)}"
    return f"{said}: {_soon(of, view)}. {_first(of, view, seen)}{_falling(of, seen)}."


def _agencies(of: ExpirationList, view: View, seen: Ints) -> str:
    return among_all(view, view.shown(of.deadlines.users(seen)), "Agency")


def _soon(of: ExpirationList, view: View) -> str:
    """How many need a step how soon, and for how many it is too late to bid all of it again."""
    counts = {line.when: line.count for line in of.triage(view)}
    soon = [f"{counts[group]:,} {group.value}" for group in SOON if group in counts]
    first = f"a step is due for {', '.join(soon)}" if soon else "no step is due within a quarter"
    late = counts.get(TriageGroup.TOO_LATE)
    return f"{first}; for {late:,} it is too late for a full re-bid" if late else first


def _first(of: ExpirationList, view: View, seen: Ints) -> str:
    """What to do first of all."""
    first = Expiration(of.deadlines, int(seen[0]), view.name)
    if first.next is None:
        return "Nothing has to be done by a day"
    return f"First, by {day_in_words(first.next.on)}: {view.name(first.row)}, {first.next.kind.act}"


def _falling(of: ExpirationList, seen: Ints) -> str:
    """What falls uncovered if nobody acts, as far as it is recorded what is covered."""
    found = of.deadlines
    falling = {int(found.gaps.item[n]) for p in seen.tolist() for n in found.gaps.of(p)}
    unknown = len(found.uncovering(seen))
    if unknown == len(seen):
        return "; what they cover is not recorded"
    falls = counted(len(falling), "item falls", "items fall") if falling else "nothing falls"
    missing = f" (what {unknown:,} of them cover is not recorded)" if unknown else ""
    return f"; if nobody acts {falls} uncovered{missing}"
