"""What a load would mean: the whole office before and after, beside the rows that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from application.asking import About, Asker
from application.graph import Graph
from application.load_report import LoadReport
from graph_model.errors import RamifyError
from graph_model.facts import Item
from graph_model.periods import moved
from graph_model.words import counted, day_in_words
from queries.answers.estate import estate
from queries.answers.view import View
from queries.expiration.coverage_gap import AHEAD, gaps_of
from queries.expiration.expiration import expirations
from queries.failure.single_points_of_failure import single_points_of_failure
from queries.questions.catalog import question
from queries.snapshot.days import NO_END, day_of

MOST_MEANT = 100
"""So many of what a load ends are asked about together."""
MOST_COMPARED = 50_000
"""So many changes at most are laid over the whole office, and so many items may it have."""
NAMED = 3
MEANS = ("Service", "ConfigurationItem", "Supplier", "Contract")
"""Kinds whose end touches others."""


def meaning_of(graph: Graph, report: LoadReport) -> list[str]:
    """What applying a load would mean, in sentences, what is worst first; none: nothing is known.

    That what it ends fails; which single points of failure, which days without a contract and which
    contracts' ends the whole office has then that it has not now, and the other way about.
    """
    before = graph.refresh()
    if not (before.count and report.images):
        return []
    ended = _ended(graph, report)
    told = [ended] if ended else []
    if max(len(report.images), before.count) > MOST_COMPARED:
        most = f"more than {MOST_COMPARED:,} facts"
        return [*told, f"What it would mean for the whole was not worked out: {most} to compare."]
    view = Asker.of(graph).view()
    after = view.on(before.overlaid(report.images, before.revision))
    return [*told, *_compared(_whole(view), _whole(after))]


def _ended(graph: Graph, report: LoadReport) -> str:
    """What it would mean if what the load ends failed: the verdict of an impact."""
    gone = [image.before for image in report.images if image.after is None]
    ids = [item.id for item in gone if isinstance(item, Item) and item.kind in MEANS]
    if not ids:
        return ""
    asked = {"of": ids[:MOST_MEANT]}
    try:
        verdict = Asker.of(graph).ask(question("impact"), asked, About()).told("verdict")
    except RamifyError as error:
        return str(error)
    if verdict.startswith("Nothing"):
        return ""
    more = len(ids) - MOST_MEANT
    rest = f" So far {MOST_MEANT} of {len(ids):,} were asked about." if more > 0 else ""
    return f"{verdict}{rest}"


@dataclass(frozen=True, slots=True)
class _Whole:
    """The whole office on a day, by the labels of its items.

    ``points`` are the single points of failure, each with what its loss takes; ``covered`` what any
    contract covers at any time, and ``gaps`` of that what none does at some, each with its first
    gap; ``ends`` every contract's last day and state.
    """

    points: Mapping[str, str]
    covered: Mapping[str, str]
    gaps: Mapping[str, str]
    ends: Mapping[str, tuple[date | None, str]]


def _whole(view: View) -> _Whole:
    facts, day, calendar = view.snapshot, view.as_of, view.office.calendar
    about = estate(view)
    points = single_points_of_failure(facts, day, about=about)
    gaps = gaps_of(facts, about, (day, moved(day, AHEAD)), day, calendar)
    deadlines = expirations(facts, day, calendar)
    ends = zip(deadlines.rows, deadlines.last.last, deadlines.states, strict=True)
    return _Whole(
        {view.label(int(row)): points.counts.at(at).words for at, row in enumerate(points.rows)},
        {view.label(one.item): "" for one in gaps.lines},
        {view.label(one.item): one.gaps[0].days_in_words for one in gaps.lines if one.gaps},
        {
            view.label(int(row)): (None if last == NO_END else day_of(int(last)), state.value)
            for row, last, state in ends
        },
    )


def _compared(was: _Whole, now: _Whole) -> Iterator[str]:
    points = {name: f"its loss alone takes {takes}" for name, takes in now.points.items()}
    yield from _more(
        points, was.points, "new single point of failure", "new single points of failure"
    )
    yield from _less(was.points, now.points, "single point of failure", "single points of failure")
    uncovered = "item falls uncovered", "items fall uncovered"
    yield from _more({n: f"from {days}" for n, days in now.gaps.items()}, was.gaps, *uncovered)
    still = {name: days for name, days in was.gaps.items() if name in now.covered}
    yield from _less(still, now.gaps, "item that falls uncovered", "items that fall uncovered")
    bare = "item that any contract covers", "items that any contract covers"
    yield from _less(was.covered, now.covered, *bare)
    moved_ends = {
        name: f"{_told(end)} (before: {_told(was.ends[name])})"
        for name, end in now.ends.items()
        if name in was.ends and was.ends[name] != end
    }
    yield from _more(moved_ends, {}, "contract ends otherwise", "contracts end otherwise")


def _more(now: Mapping[str, str], was: Mapping[str, str], one: str, many: str) -> Iterator[str]:
    """What there is then that is not now."""
    new = [f"{name}, {told}" for name, told in now.items() if name not in was]
    if new:
        yield f"{counted(len(new), one, many)}: {_listed(new)}."


def _less(was: Mapping[str, str], now: Mapping[str, str], one: str, many: str) -> Iterator[str]:
    """What there is now that is not then."""
    gone = [name for name in was if name not in now]
    if gone:
        yield f"{counted(len(gone), one, many)} less: {_listed(gone)}."


def _listed(told: Sequence[str]) -> str:
    more = len(told) - NAMED
    return "; ".join(told[:NAMED]) + (f"; and {more:,} more" if more > 0 else "")


def _told(end: tuple[date | None, str]) -> str:
    last, state = end
    return state if last is None else f"{state} on {day_in_words(last)}"
