"""Units and metrics as people write them, and what each measures."""

from __future__ import annotations

import pytest

from queries.service_level.unit import Dimension, dimension, dimensions_of, measured_by

TIMES = {Dimension.TIME, Dimension.WORKING_TIME}


@pytest.mark.parametrize(
    ("unit", "measures"),
    [
        ("percent", Dimension.RATIO),
        ("%", Dimension.RATIO),
        ("Per  Cent", Dimension.RATIO),
        ("ms", Dimension.TIME),
        ("Minutes", Dimension.TIME),
        ("day", Dimension.TIME),
        ("business days", Dimension.WORKING_TIME),
        ("Working-Hours", Dimension.WORKING_TIME),
        ("business cards", None),
        ("stars", None),
        ("", None),
    ],
)
def test_a_unit_measures(unit: str, measures: Dimension | None) -> None:
    assert dimension(unit) is measures


@pytest.mark.parametrize(
    ("one", "other", "comparable"),
    [
        ("percent", "ratio", True),
        ("hours", "minute", True),
        ("hours", "business hours", False),
        ("hours", "percent", False),
        ("Stars", "star", True),
        ("stars", "tickets", False),
    ],
)
def test_units_are_comparable(one: str, other: str, comparable: bool) -> None:
    assert (measured_by(one) == measured_by(other)) is comparable


@pytest.mark.parametrize(
    ("metric", "measured_in"),
    [
        ("Availability", {Dimension.RATIO}),
        ("uptime", {Dimension.RATIO}),
        ("response time", TIMES),
        ("Recovery Point Objective", TIMES),
        ("satisfaction", set()),
    ],
)
def test_a_metric_is_measured_in(metric: str, measured_in: set[Dimension]) -> None:
    assert dimensions_of(metric) == measured_in
