"""The re-bid and market-test calendar: when to open the market for each contract that ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from graph_model.periods import parse_period, subtract
from queries.answers.types import ContractRow, ProcurementRow, Said
from queries.expiration.ending import Ending, Successor

if TYPE_CHECKING:
    from queries.roadmap.roadmap import Roadmap


@dataclass(frozen=True, slots=True)
class RebidOpening:
    """By when to open the market for a contract.

    The procurement is the one planned for it or for a service that it covers, the first to open.
    Where a contract succeeds it nothing has to be opened.
    """

    contract: Annotated[ContractRow, Said("The contract that ends.", subject=True)]
    open_by: Annotated[date, Said("Open the market by: its latest safe start.")]
    award_by: Annotated[
        date | None, Said("Award by: its transition begins; null: before the calendar.")
    ]
    procurement: Annotated[ProcurementRow | None, Said("What is planned for it; null: nothing.")]
    opens_on: Annotated[date | None, Said("When that opens.")]
    awards_on: Annotated[date | None, Said("When that is awarded.")]
    successor: Annotated[ContractRow | None, Said("The contract that succeeds it.")]
    problems: Annotated[tuple[str, ...], Said("What of it is too late, or missing.")]


def openings(of: Roadmap) -> list[RebidOpening]:
    """An entry for every contract that ends on the roadmap, by the day to open, then id.

    One that renews is there where something is planned for it.
    """
    planned = _planned(of)
    found = []
    for position in of.deadlines.between(of.as_of, of.until, among=of.among).tolist():
        ending = Ending(of.deadlines, position)
        start, about = ending.latest_safe_start, {ending.row, *ending.covers}
        rows = sorted({row for end in about for row in planned.get(end, ())})
        if start is not None and (rows or ending.renews_on is None):
            found.append(_opening(of, ending, start, rows))
    return sorted(found, key=lambda o: (o.open_by, of.snapshot.id(o.contract)))


def _planned(of: Roadmap) -> dict[int, list[int]]:
    """The procurements by what they are for."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in of.snapshot.rows_of_kind("Procurement").tolist():
        for end in of.sources.rebids(row):
            found[end].append(row)
    return found


def _opening(of: Roadmap, ending: Ending, start: date, rows: list[int]) -> RebidOpening:
    opens = {row: of.sources.date(row, "opens_on") for row in rows}
    first = min(rows, key=lambda row: (opens[row] or date.max, row), default=None)
    opens_on = None if first is None else opens[first]
    awards_on = None if first is None else of.sources.date(first, "awards_on")
    award_by = _award_by(ending)
    successor = next(iter(ending.successors), None)
    if successor is not None:
        problems = _succeeded(successor)
    else:
        problems = [*_unopened(of.as_of, start, first, opens_on)]
    if (
        successor is None
        and awards_on is not None
        and award_by is not None
        and awards_on > award_by
    ):
        late = (awards_on - award_by).days
        problems.append(f"the award is {late} days after the transition must begin")
    after = None if successor is None else successor.contract
    return RebidOpening(
        ending.row, start, award_by, first, opens_on, awards_on, after, tuple(problems)
    )


def _succeeded(by: Successor) -> list[str]:
    return (
        [f"its successor starts {by.days} days late"] if by.days is not None and by.days > 0 else []
    )


def _award_by(ending: Ending) -> date | None:
    text, end = ending.answer.transition.texts[ending.position], ending.exit_on
    try:
        return None if end is None else subtract(end, parse_period(str(text)))
    except ValueError:
        return None


def _unopened(today: date, start: date, row: int | None, opens_on: date | None) -> Iterator[str]:
    if row is None:
        late = f", and the latest safe start is {(today - start).days} days past"
        yield "nothing is planned" + (late if start < today else "")
    elif opens_on is None:
        yield "the planned procurement does not say when it opens"
    elif opens_on > start:
        yield f"the planned procurement opens {(opens_on - start).days} days too late"
