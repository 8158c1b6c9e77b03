"""Moments as tools write them, each with a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ticketing.moments import day, moment

PARIS = ZoneInfo("Europe/Paris")
EAST = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-30 02:10:00", datetime(2026, 11, 30, 2, 10, tzinfo=PARIS)),  # GLPI, iTop
        ("2026-11-30.02:10:00", datetime(2026, 11, 30, 2, 10, tzinfo=PARIS)),  # Roundup
        ("2026-11-30 02:10", datetime(2026, 11, 30, 2, 10, tzinfo=PARIS)),
        ("2026-11-30T02:10:00.125+0000", datetime(2026, 11, 30, 2, 10, 0, 125_000, UTC)),  # Jira
        ("2026-11-30T02:10:00Z", datetime(2026, 11, 30, 2, 10, tzinfo=UTC)),
        ("2026-11-30T02:10:00-05:00", datetime(2026, 11, 30, 2, 10, tzinfo=EAST)),
        (1764400000000, datetime(2025, 11, 29, 7, 6, 40, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("2026-02-30 00:00:00", None),
        ("9999-12-31 23:59:59", None),
        ("2026-11-30T02:10:00+99:00", None),
        ("2026-11-30", None),
        ("tomorrow", None),
        ("", None),
        (None, None),
        (True, None),
        (1e300, None),
        (["2026-11-30 02:10:00"], None),
    ],
)
def test_a_moment_bears_its_own_zone_or_that_of_the_connection(written: Any, meant: Any) -> None:
    assert moment(written, PARIS) == meant


def test_a_day_begins_in_the_zone_of_the_connection() -> None:
    assert day("2026-11-30", PARIS) == datetime(2026, 11, 30, tzinfo=PARIS)
    assert day("2026-11-31", PARIS) is None
    assert day(20261130, PARIS) is None
