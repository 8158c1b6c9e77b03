"""What comes of one contract, in sentences: the same at every door, in calendars and reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph_model.words import counted, day_in_words
from queries.answers.view import View
from queries.expiration.contract_expiration import Expiration, Uncovered
from queries.expiration.early_exit import fee_in_words


def story(of: Expiration) -> list[str]:
    """How its dates were worked out, what follows if nobody acts and if somebody does."""
    return [*of.worked_out, *_passed(of), *_going_on(of), *_falling(of)]


def aftermath(of: Expiration, view: View) -> Iterator[str]:
    """What its end means for what it covers in part, for contracts under it and after it."""
    if of.kept_in_part:
        yield f"covered only in part afterwards: {view.labels(of.kept_in_part)}"
    if of.falls_with:
        yield f"ends with it: {view.labels(of.falls_with)}"
    yield from (f"succeeded by {s.in_words(view)}" for s in of.successors if view.sees(s.contract))


def _passed(of: Expiration) -> Iterator[str]:
    for step in of.missed:
        yield f"the {step.kind.value} is past; what still helps: {'; or '.join(step.helps)}"


def _going_on(of: Expiration) -> Iterator[str]:
    if of.renews_to:
        yield f"if nobody acts it renews to {day_in_words(of.renews_to)}"
    if of.options:
        yield "its options would end on " + ", ".join(map(day_in_words, of.options))
    if (exit_on := of.exit_on) is not None and of.leaving.rights and of.leaving.on <= exit_on:
        by = ", ".join(right for right, _ in of.leaving.rights)
        costs = fee_in_words(of.leaving.fee)
        yield f"it can be left before its end by right of {by}: {of.leaving.arithmetic}{costs}"


def _falling(of: Expiration) -> Iterator[str]:
    yield from _uncovered(of, "if nobody acts, ", of.uncovered)
    if of.renews_to:
        yield from _uncovered(of, "if notice is given, ", of.uncovered_if_noticed)


def _uncovered(of: Expiration, when: str, gaps: Sequence[Uncovered]) -> Iterator[str]:
    for gap in gaps:
        days = "for good" if gap.days is None else f"for {counted(gap.days, 'day', 'days')}"
        by = "" if gap.next is None else f", until {of.called(gap.next)}"
        yield f"{when}uncovered {days}{by}: {of.called(gap.item)}"
