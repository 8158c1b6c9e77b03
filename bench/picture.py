"""The picture of about 2,000 affected items, over the synthetic state: made anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from api.picture.svg import svg
from bench.figure import FULL, BenchFigure, median_seconds, within
from bench.state import ITEMS
from bench.synthetic import synthetic
from bench.synthetic_fields import TODAY
from graph_model.model import standard_model
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.view import View
from queries.answers.viewer import everything
from queries.impact.impact import impact
from queries.picture.picture import picture_of
from queries.snapshot.snapshot import Snapshot

WANTED, TRIES, LENS = 2_000, 400, "outage"
"""How many affected the picture is of, how many items are tried to find such a one, the lens."""


def measure(size: str) -> Iterator[BenchFigure]:
    """The whole question from an id to all that is told, its parts, and the drawing."""
    snapshot = Snapshot.of(synthetic(ITEMS[size]), standard_model())
    view = View(snapshot, everything(), TODAY)
    start, affected = _start(snapshot)
    of = f"of {affected:,} affected, over {snapshot.size:,} items"

    def told(marks: int) -> object:
        found = impact(snapshot, [start], LENS, TODAY)
        return record(Shown(picture_of(found, most=marks), view))

    for marks, target in ((60, 0.3), (300, 0.3)):
        took = median_seconds(lambda marks=marks: told(marks))  # type: ignore[misc]
        yield within(f"a picture {of}, at most {marks} marks", took, "s", target, size == FULL)
    found = impact(snapshot, [start], LENS, TODAY)
    drawn = Shown(picture_of(found), view)
    yield BenchFigure("that as SVG", median_seconds(lambda: svg(drawn)), "s")


def _start(snapshot: Snapshot) -> tuple[str, int]:
    """The item of those tried whose loss affects nearest to so many, and how many."""
    rows = Random(1).sample(snapshot.rows_of_kind("ConfigurationItem").tolist(), TRIES)
    counts = {id_: len(impact(snapshot, [id_], LENS, TODAY).rows) for id_ in map(snapshot.id, rows)}
    return min(counts.items(), key=lambda pair: abs(pair[1] - WANTED))
