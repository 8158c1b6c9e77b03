"""What a load tells of its sources: when their feeds were made, and that they were loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from application.load_report import LoadReport
from graph_model.claims import sources_of
from graph_model.errors import InvalidInput, Problem
from graph_model.feed_time import FeedTimes, is_older
from graph_model.record_kind import RecordWrite
from graph_model.said_rows import Placed
from loaders.files import Readings
from loaders.intake.said_at import moment_said, timed
from stores.journal import recorded_now
from stores.protocol import Store
from stores.source_loads import feed_times, source_load_of, source_load_writes, source_loads

AHEAD = timedelta(days=1)
"""So far may another system's clock and time zone be ahead of ours."""


def let_tell_when(readings: Readings, said_at: str | None) -> None:
    """Let each row say when its feed was made; a feed that says a day to come says nothing.

    Raises:
        InvalidInput: ``said_at`` is no moment, or one to come.
    """
    given = moment_said(said_at)
    latest = (datetime.now(UTC) + AHEAD).isoformat()
    expected = "a moment that has been"
    if given is not None and is_older(latest, given):
        raise InvalidInput([Problem("said-at", given, expected)])
    for name, reading in zip(readings.names, readings.files, strict=True):
        if is_older(latest, reading.said_at):
            told = Problem(name, f"that it was made at {reading.said_at}", expected, "not taken")
            readings.warnings.append(told)
            reading.said_at = ""
        timed(reading, given)


def times_of(store: Store, readings: Readings) -> FeedTimes:
    """When the feeds of a load were made, beside those of before."""
    now = {name: said.said_at for name, said in _said(readings).items()}
    return feed_times(source_loads(store), now)


def source_records(
    store: Store, readings: Readings, report: LoadReport, full: bool, by: str
) -> list[RecordWrite]:
    """The writes by which a load that is applied says of its sources that it was."""
    at = recorded_now()
    kept_back = Counter(reject.source or source for source, reject in report.rejects)
    loads = [
        source_load_of(
            *(name, at, by, tuple(said.files), (said.rows, kept_back[name])), full, said.said_at
        )
        for name, said in _said(readings).items()
    ]
    return source_load_writes(source_loads(store), loads)


@dataclass(slots=True)
class _Said:
    """What a load reads of one source: its files, so many rows, and when the newest was made."""

    files: dict[str, None] = field(default_factory=dict)
    rows: int = 0
    said_at: str = ""


def _said(readings: Readings) -> dict[str, _Said]:
    """What is read of each source: as rows name it, or else their file's."""
    found: dict[str, _Said] = {}
    for name, reading in zip(readings.names, readings.files, strict=False):
        rows = Counter(named for one in reading.facts for named in _sayers(one, reading.source))
        rows.update(reject.source or reading.source for reject in reading.rejects)
        for source in rows or (reading.source,):
            said = found.setdefault(source, _Said())
            said.files[name] = None
            said.rows += rows[source]
            if not said.said_at or is_older(said.said_at, reading.said_at):
                said.said_at = reading.said_at
    return found


def _sayers(placed: Placed, otherwise: str) -> tuple[str, ...]:
    return sources_of(placed.fact.fields) or (otherwise,)
