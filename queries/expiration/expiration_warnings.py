"""What an answer about one contract took for granted, what looks wrong, what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph_model.periods import moved, parse_period
from graph_model.words import day_in_words
from queries.contract.family import Family
from queries.contract.lineage import lineage
from queries.expiration.ending import Ending
from queries.impact.unknowns import STALE_AFTER
from queries.snapshot.days import day_of, day_said


def doubts(of: Ending) -> list[str]:
    """What the answer took for granted, what looks wrong, and what could not be known."""
    return [*_doubtful(of), *_unknown(of)]


def _doubtful(of: Ending) -> Iterator[str]:
    """What was taken for granted, and what looks wrong."""
    answer, at, snapshot = of.answer, of.position, of.answer.snapshot
    if answer.assumed[at]:
        yield _assumed(of)
    if answer.noticed_late[at]:
        yield _late(of)
    start, own = answer.terms.start[at], answer.last.own[at]
    if start > own:
        yield f"it starts on {day_said(start)}, after its end: it is never in force"
    elif answer.terms.notice_before(answer.last.last)[at] < start:
        yield "its notice is longer than its term: it is due before the contract begins"
    if lineage(snapshot, answer.day).cyclic[at]:
        yield "it is under itself, by way of others: that is skipped"
    renewal, term = (snapshot.value(of.row, name) for name in ("renewal", "renewal_term"))
    if renewal == "tacit" and of.term.empty:
        said = "no renewal_term is recorded" if term is None else f"renewal_term is {term}"
        yield f"it renews tacitly, but {said}: taken as ending on its end"


def _late(of: Ending) -> str:
    """That notice missed the term it was given in."""
    given, own = of.notice_given, day_of(int(of.answer.last.own[of.position]))
    assert given is not None
    ends = f"it ends on {day_in_words(own)}" if own else "it has no end"
    return f"notice was given on {day_in_words(given)}, too late for the term that ran then: {ends}"


def _assumed(of: Ending) -> str:
    """That it goes on beyond what it is under, since nothing says otherwise."""
    answer = of.answer
    whose = "" if answer.terms.unsaid[of.position] else " of a contract above it"
    until = day_of(int(answer.if_capped[of.position]))
    assert until is not None
    said = "taken as outliving what it is under"
    return f"survives_parent{whose} is not recorded: {said}; else it ends on {day_in_words(until)}"


def _unknown(of: Ending) -> Iterator[str]:
    """What could not be known."""
    answer, snapshot, at = of.answer, of.answer.snapshot, of.position
    if not of.covers:
        yield "it covers nothing on record: what falls uncovered is not known"
    yield from _notice(of)
    for meeting in answer.meetings.of(at, int(answer.decide_by[at])):
        name = of.called(meeting.forum)
        if meeting.last is None and of.decide_by is not None:
            yield f"{name} has no meeting on record before {day_in_words(of.decide_by)}"
        elif not meeting.known:
            to = day_said(answer.meetings.days[meeting.forum][-1])
            yield f"{name}'s meetings are on record to {to} only"
    verified = snapshot.value(of.row, "verified_on")
    if verified is None:
        yield "it was never verified"
    elif answer.as_of - date.fromisoformat(str(verified)) > STALE_AFTER:
        yield f"it was last verified on {day_said(str(verified))}"


def _notice(of: Ending) -> Iterator[str]:
    """What is not recorded of how notice is given, where it would matter."""
    notice, renewal = of.recorded("notice"), of.recorded("renewal")
    if notice is not None and renewal is None and of.ends_on is not None:
        yield "whether it renews is not recorded: taken as ending without notice"
    matters = renewal == "tacit" or of.option_by is not None or of.ends_on is None
    if notice is None and of.notice_given is None and matters:
        yield _no_notice(of)


def _no_notice(of: Ending) -> str:
    answer, end = of.answer, of.ends_on
    found = Family(answer.snapshot, of.row, answer.as_of).term("notice")
    if found is None or found.stated_by is None:
        return "no notice is recorded"
    above = f"{of.called(found.stated_by)}, which it is under, asks {found.value}"
    if end is None:
        return f"no notice is recorded; {above}"
    due = day_in_words(moved(end, parse_period(str(found.value)), -1))
    return f"no notice is recorded; {above}: by {due}"
