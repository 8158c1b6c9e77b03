"""What needs somebody, margins, and which changes collide, over the whole of the synthetic state.

A quarter of its tickets are changes; they are given windows of two to seven hours in the nights of
the next three months, and freezes and blackouts are given something that they apply to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import numpy as np

from bench.figure import FULL, BenchFigure, timed, within
from bench.state import ITEMS
from bench.synthetic import synthetic
from bench.synthetic_fields import TODAY
from graph_model.changes import Revision
from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.model import standard_model
from graph_model.values import Value
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.estate import Include
from queries.answers.view import View
from queries.answers.viewer import everything
from queries.attention import attention
from queries.change import changes
from queries.engine.passes import warm
from queries.failure import margins
from queries.snapshot.days import day_number
from queries.snapshot.snapshot import Snapshot

QUARTER, MONTH = date(2027, 2, 25), date(2026, 12, 25)


class StateAtOnce:
    """A state of which one moment is all that was ever recorded."""

    def __init__(self, snapshot: Snapshot) -> None:
        """It is a snapshot's."""
        self.snapshot = snapshot

    def at(self, revision: int | None) -> Snapshot:
        """The same at any revision."""
        return self.snapshot

    def journal(
        self, since: int, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        """Nothing was journaled."""
        return iter(())

    def recorded_on(self, revision: int) -> date:
        """Today."""
        return TODAY

    def newest(self) -> int:
        """The only revision."""
        return self.snapshot.revision


def planned(tables: Tables, seed: int = 1) -> Tables:
    """The state with windows for its changes, and something that its windows apply to."""
    random = Random(seed)
    items = [_planned(t, random) if t.kind == "Ticket" else t for t in tables.items]
    windows, services = (
        next(table.handles for table in tables.items if table.kind == kind)
        for kind in ("Window", "Service")
    )
    some = services[:: max(1, len(services) // len(windows))][: len(windows)]
    return Tables(0, items, [*tables.relations, RelationTable("APPLIES_TO", windows, some)])


def _planned(tickets: ItemTable, random: Random) -> ItemTable:
    types = tickets.columns["type"]
    rows = [row for row, type_ in zip(types.rows, types.values, strict=True) if type_ == "change"]
    begins = [_night(random) for _ in rows]
    ends = [begin + timedelta(hours=random.randrange(2, 8)) for begin in begins]
    columns = {"planned_start": _moments(rows, begins), "planned_end": _moments(rows, ends)}
    return replace(tickets, columns={**tickets.columns, **columns})


def _night(random: Random) -> datetime:
    days, hours = random.randrange(92), random.randrange(20, 28)
    return datetime(TODAY.year, TODAY.month, TODAY.day) + timedelta(days=days, hours=hours)  # noqa: DTZ001  # written in UTC


def _moments(rows: list[int], moments: list[datetime]) -> Column:
    texts: list[Value] = [f"{moment.isoformat()}Z" for moment in moments]
    return Column(np.asarray(rows), texts)


def measure(size: str) -> Iterator[BenchFigure]:
    """Each question as it is asked first: its verdict, and the first page of its list."""
    snapshot = Snapshot.of(planned(synthetic(ITEMS[size])), standard_model())
    warm(snapshot, day_number(TODAY))
    asked = Asked(View(snapshot, everything(), TODAY), StateAtOnce(snapshot))
    ours = Include.OURS

    def whole(make: Callable[[], Answer]) -> tuple[Answer, float]:
        return timed(lambda: _told(make(), asked.view))

    found, took = whole(lambda: attention.answer(asked, None, QUARTER, ours))
    matters = len(found.found)  # type: ignore[attr-defined]
    said = f"attention: {matters:,} matters until {QUARTER}, over {snapshot.size:,} items"
    yield within(said, took, "s", 5, size == FULL)
    kinds = ("ConfigurationItem",)
    found, took = whole(lambda: margins.answer(asked, None, ours, kinds, None))
    targets = len(found.rows)  # type: ignore[attr-defined]
    yield within(f"margins of {targets:,} services and promises", took, "s", 5, size == FULL)
    found, took = whole(lambda: changes.answer(asked, None, MONTH, ours))
    many = len(found.changes)  # type: ignore[attr-defined]
    yield within(f"changes: {many:,} until {MONTH}", took, "s", 5, size == FULL)


def _told(found: Answer, view: View) -> Answer:
    found.sentence(view)
    return found
