"""What a load tells of its sources: when their feeds were made, and that they were loaded."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from application.load_report import LoadReport
from graph_model.errors import InvalidInput, Problem
from graph_model.feed_time import FeedTimes, is_older
from graph_model.record_kind import RecordWrite
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
    return feed_times(source_loads(store), _now(readings))


def source_records(
    store: Store, readings: Readings, report: LoadReport, full: bool, by: str
) -> list[RecordWrite]:
    """The writes by which a load that is applied says of its sources that it was."""
    at, now = recorded_now(), _now(readings)
    kept_back = Counter(source for source, _ in report.rejects)
    read = Counter(dict.fromkeys(readings.sources, 0))
    for reading in readings.files:
        read[reading.source] += len(reading.facts) + len(reading.rejects)
    files: dict[str, dict[str, None]] = {name: {} for name in readings.sources}
    for name, reading in zip(readings.names, readings.files, strict=False):
        files[reading.source][name] = None
    loads = [
        source_load_of(
            *(name, at, by, tuple(files[name])), (read[name], kept_back[name]), full, now[name]
        )
        for name in readings.sources
    ]
    return source_load_writes(source_loads(store), loads)


def _now(readings: Readings) -> dict[str, str]:
    """When the newest feed of each source was made; "" where none says it."""
    newest = dict.fromkeys(readings.sources, "")
    for reading in readings.files:
        if not newest[reading.source] or is_older(newest[reading.source], reading.said_at):
            newest[reading.source] = reading.said_at
    return newest
