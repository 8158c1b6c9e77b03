"""Targets read as figures: what can be compared, in which unit, and why something cannot."""

from __future__ import annotations

import pytest

from graph_model.facts import Item
from graph_model.values import Value
from queries.service_level.figure import Figure, Measure, figure, figure_in_words, measure_of
from tests.support.graphs import graph_of

UP, RESPONSE, RESOLUTION, OTHER = Measure


def read(**fields: Value) -> Figure:
    target = Item("ServiceLevelTarget", "target:t", {"name": "t", **fields})
    return figure(graph_of([target]).snapshot, 0)


@pytest.mark.parametrize(
    ("metric", "measure"),
    [
        ("availability", UP),
        ("Monthly Uptime", UP),
        ("response time", RESPONSE),
        ("Time to respond", RESPONSE),
        ("resolution time", RESOLUTION),
        ("recovery time", RESOLUTION),
        ("time to restore", RESOLUTION),
        ("delivery within 5 minutes", OTHER),
        (None, OTHER),
    ],
)
def test_what_a_metric_measures(metric: str | None, measure: Measure) -> None:
    assert measure_of(metric) is measure


@pytest.mark.parametrize(
    ("metric", "value", "unit", "expected"),
    [
        ("availability", 99.95, "percent", 0.9995),
        ("availability", 99.95, "%", 0.9995),
        ("availability", 0.9995, "fraction", 0.9995),
        ("availability", 100, "Percent", 1.0),
        ("response time", 15, "minutes", 900),
        ("response time", 15, "min", 900),
        ("resolution time", 4, "hours", 14_400),
        ("resolution time", 4, "h", 14_400),
        ("recovery time", 2, "days", 172_800),
        ("resolution time", 1, "week", 604_800),
        ("cost per contact", 23, "USD", 23),
    ],
)
def test_units_come_to_fractions_and_seconds(
    metric: str, value: float, unit: str, expected: float
) -> None:
    found = read(metric=metric, value=value, unit=unit)
    assert found.problem is None
    assert found.value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"metric": "availability", "unit": "percent"}, "it has no value"),
        ({"metric": "availability", "value": 4, "unit": "hours"}, "unit 'hours' does not fit"),
        ({"metric": "response time", "value": 4, "unit": "percent"}, "unit 'percent' does not fit"),
        ({"metric": "response time", "value": 4}, "it has no unit"),
        ({"metric": "availability", "value": 4}, "it has no unit"),
        ({"metric": "availability", "value": 104, "unit": "percent"}, "is no availability"),
        ({"metric": "availability", "value": -1, "unit": "percent"}, "is no availability"),
        (
            {"metric": "availability", "value": 99, "unit": "percent", "comparator": "at most"},
            "comparator 'at most' does not fit availability",
        ),
        (
            {"metric": "response time", "value": 9, "unit": "hours", "comparator": "at least"},
            "comparator 'at least' does not fit response time",
        ),
    ],
)
def test_what_cannot_be_compared_is_told_and_never_raised(
    fields: dict[str, Value], problem: str
) -> None:
    found = read(**fields)
    assert not found.known
    assert problem in (found.problem or "")


@pytest.mark.parametrize(
    ("fields", "value", "short"),
    [
        ({"metric": "availability", "value": 99.9, "unit": "percent"}, 0.998, 0.001),
        ({"metric": "availability", "value": 99.9, "unit": "percent"}, 0.999, 0),
        ({"metric": "response time", "value": 1, "unit": "hour"}, 5_400, 1_800),
        ({"metric": "response time", "value": 1, "unit": "hour"}, 60, 0),
        ({"metric": "satisfaction", "value": 4, "comparator": "at least"}, 3, 1),
        ({"metric": "satisfaction", "value": 4, "comparator": "at least"}, 5, 0),
        ({"metric": "cost per contact", "value": 20, "comparator": "at most"}, 23, 3),
        ({"metric": "cost per contact", "value": 20}, 19, 0),
        # 0.1 + 0.2 is 0.30000000000000004: rounding alone is no miss
        ({"metric": "cost per contact", "value": 0.3}, 0.1 + 0.2, 0),
    ],
)
def test_by_how_much_a_value_misses(fields: dict[str, Value], value: float, short: float) -> None:
    assert read(**fields).short_by(value) == pytest.approx(short)


def test_a_window_is_read_in_days() -> None:
    month = read(metric="availability", value=99.9, unit="percent", window="P1M")
    assert (month.window, read(metric="availability").window) == (365.25 / 12, None)


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        (UP, 0.9995, "99.95 %"),
        (UP, 1.0, "100 %"),
        (RESPONSE, 900, "15 min"),
        (RESOLUTION, 14_400, "4 h"),
        (RESOLUTION, 172_800, "2 d"),
        (RESPONSE, 5_400, "90 min"),
        (RESPONSE, 30, "30 s"),
        (OTHER, 23.5, "23.5"),
    ],
)
def test_figures_as_people_write_them(measure: Measure, value: float, words: str) -> None:
    assert figure_in_words(measure, value) == words
