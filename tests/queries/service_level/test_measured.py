"""Readings held against a target: kept or missed, in which unit, over which window, going where."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.facts import Fields, Item
from queries.service_level.measured import Course, Measurement, back, measurement
from queries.service_level.yardstick import yardstick
from tests.support.graphs import graph_of

DAY = date(2027, 1, 15)
MONTHS = ["2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"]
AVAILABILITY: Fields = {"metric": "availability", "comparator": "at least", "unit": "percent"}
RESPONSE: Fields = {"metric": "response time", "comparator": "at most", "unit": "minutes"}
SATISFACTION: Fields = {"metric": "satisfaction", "comparator": "at least", "unit": "percent"}


def measured(target: Fields, *metrics: Fields, months: int = 12, day: date = DAY) -> Measurement:
    items = [Item("ServiceLevelTarget", "target:a", {"name": "a", **target})]
    items += [
        Item("OperatingLevelMetric", f"metric:{n}", {"name": "m", **fields})
        for n, fields in enumerate(metrics)
    ]
    snapshot = graph_of(items).snapshot
    rows = snapshot.rows([f"metric:{n}" for n in range(len(metrics))]).tolist()
    held = yardstick(snapshot, int(snapshot.rows(["target:a"])[0]))
    return measurement(snapshot, held, rows, day, back(day, months))


def readings(*values: float, days: list[str] = MONTHS) -> list[str]:
    return [f"{day} {value}" for day, value in zip(days, values, strict=False)]


@pytest.mark.parametrize(
    ("target", "metric", "missed"),
    [
        # 99.9 promised: 99.9 itself is kept, anything less is missed
        ({**AVAILABILITY, "value": 99.9}, {"unit": "percent"}, [False, False, True, False]),
        # the same read as fractions
        (
            {**AVAILABILITY, "value": 0.999, "unit": "fraction"},
            {"unit": "percent"},
            [False, False, True, False],
        ),
    ],
)
def test_each_reading_is_held_against_the_figure(
    target: Fields, metric: Fields, missed: list[bool]
) -> None:
    found = measured(target, {**metric, "readings": readings(99.95, 99.9, 99.89, 100)})
    assert [one.missed for one in found.figures] == missed
    assert (len(found.months_read), len(found.months_missed)) == (4, 1)


@pytest.mark.parametrize(
    ("target", "unit", "values", "missed"),
    [
        # 5 min at most, read in seconds: 301 s is over
        ({**RESPONSE, "value": 5}, "seconds", [300, 301, 12], [False, True, False]),
        # a satisfaction is a figure like any other, a fraction beside percents included
        ({**SATISFACTION, "value": 85}, "percent", [85, 84.9, 91], [False, True, False]),
        ({**SATISFACTION, "value": 85}, "fraction", [0.85, 0.84], [False, True]),
        ({**SATISFACTION, "value": 4, "unit": "of 5"}, "of 5", [4.2, 3.9], [False, True]),
        # a time that no rule composes, in another unit of time
        (
            {"metric": "delivery", "comparator": "at most", "unit": "minutes", "value": 5},
            "seconds",
            [299, 300, 301],
            [False, False, True],
        ),
        # exactly so many: more is a miss as well
        (
            {"metric": "copies kept", "comparator": "equals", "unit": "copies", "value": 3},
            "copies",
            [3, 4, 2],
            [False, True, True],
        ),
    ],
)
def test_readings_are_compared_in_one_unit(
    target: Fields, unit: str, values: list[float], missed: list[bool]
) -> None:
    found = measured(target, {"unit": unit, "readings": readings(*values)})
    assert [one.missed for one in found.figures] == missed


@pytest.mark.parametrize(
    ("target", "unit", "problem"),
    [
        ({**AVAILABILITY, "value": 99.9}, "hours", "metric:0 is read in hours"),
        ({**SATISFACTION, "value": 4, "unit": "of 5"}, "percent", "the target given in of 5"),
        ({"metric": "satisfaction", "value": 85}, "percent", "it has no comparator"),
        (AVAILABILITY, "percent", "it has no value"),
        ({**AVAILABILITY, "value": 4, "unit": "hours"}, "percent", "does not fit availability"),
    ],
)
def test_what_cannot_be_compared_says_why_and_is_never_missed(
    target: Fields, unit: str, problem: str
) -> None:
    found = measured(target, {"unit": unit, "readings": readings(1, 2)})
    assert problem in (found.problem or "")
    assert found.figures == ()


def test_a_bad_month_is_made_up_for_by_the_others_of_a_year_that_was_promised() -> None:
    # 99.9 over a year: 99.95, then the means 99.825, 99.85 and 99.8875, 99.91 at last
    days = [*MONTHS, "2027-01-10"]
    values = (99.95, 99.7, 99.9, 100, 100)
    found = measured(
        {**AVAILABILITY, "value": 99.9, "window": "P1Y"},
        {"unit": "percent", "window": "P1M", "readings": readings(*values, days=days)},
    )
    assert [round(one.value, 6) for one in found.figures] == [
        0.9995,
        0.99825,
        0.9985,
        0.998875,
        0.9991,
    ]
    assert [one.missed for one in found.figures] == [False, True, True, True, False]
    assert [round(one.read, 6) for one in found.figures] == [0.9995, 0.997, 0.999, 1, 1]


def test_readings_before_the_window_do_not_make_up_for_a_month() -> None:
    days = ["2025-06-30", "2026-12-31"]
    found = measured(
        {**AVAILABILITY, "value": 99.9, "window": "P1Y"},
        {"unit": "percent", "window": "P1M", "readings": readings(100, 99.8, days=days)},
    )
    assert [one.missed for one in found.figures] == [False, True]


def test_of_several_metrics_read_on_one_day_the_worst_counts() -> None:
    found = measured(
        {**AVAILABILITY, "value": 99.9},
        {"unit": "percent", "readings": readings(99.95, 99.95)},
        {"unit": "percent", "readings": readings(99.8, 99.99)},
    )
    assert [round(one.read, 6) for one in found.figures] == [0.998, 0.9995]
    assert [one.missed for one in found.figures] == [True, False]


def test_only_the_period_is_counted_and_nothing_after_the_day() -> None:
    days = ["2025-12-31", "2026-10-31", "2026-12-31", "2027-02-28"]
    found = measured(
        {**RESPONSE, "value": 5},
        {"unit": "minutes", "readings": readings(9, 9, 4, 9, days=days)},
        months=3,
    )
    assert [one.on for one in found.counted] == [date(2026, 10, 31), date(2026, 12, 31)]
    assert found.latest is not None
    assert found.latest.on == date(2026, 12, 31)
    assert (set(found.months_missed), found.mean) == ({(2026, 10)}, 390.0)


def test_weeks_of_one_month_are_one_month() -> None:
    days = ["2026-12-06", "2026-12-13", "2026-12-20", "2027-01-03"]
    found = measured(
        {**RESPONSE, "value": 5}, {"unit": "min", "readings": readings(6, 4, 7, 4, days=days)}
    )
    assert (len(found.months_read), len(found.months_missed)) == (2, 1)


@pytest.mark.parametrize(
    ("target", "values", "course"),
    [
        ({**RESPONSE, "value": 5}, [3.8, 4.4, 4.9, 6.1], Course.WORSE),
        ({**RESPONSE, "value": 5}, [6.1, 4.9, 4.4, 3.8], Course.BETTER),
        ({**AVAILABILITY, "value": 99}, [99.1, 99.2, 99.3], Course.BETTER),
        # of six pairs four rise and two fall: one month alone makes no trend
        ({**AVAILABILITY, "value": 99}, [99.1, 99.9, 99.2, 99.3], Course.STEADY),
        ({**AVAILABILITY, "value": 99}, [99.5, 99.5, 99.5], Course.STEADY),
        ({**AVAILABILITY, "value": 99}, [99.1, 99.2], None),
    ],
)
def test_where_readings_go(target: Fields, values: list[float], course: Course | None) -> None:
    found = measured(target, {"unit": target["unit"], "readings": readings(*values)})
    assert found.course is course


@given(st.lists(st.floats(90, 100).map(lambda x: round(x, 2)), min_size=1, max_size=30))
def test_the_course_is_kendalls_rank_correlation(values: list[float]) -> None:
    days = [str(DAY - timedelta(days=7 * (len(values) - n))) for n in range(len(values))]
    found = measured(
        {**AVAILABILITY, "value": 99},
        {"unit": "percent", "readings": readings(*values, days=days)},
    )
    risen = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    pairs = len(values) * (len(values) - 1) / 2
    naive = None
    if len(values) >= 3:
        tau = risen / pairs
        naive = Course.BETTER if tau >= 0.5 else Course.WORSE if tau <= -0.5 else Course.STEADY
    assert found.course is naive


@given(
    st.lists(st.floats(90, 100).map(lambda x: round(x, 2)), min_size=1, max_size=30),
    st.sampled_from([("P1M", 1), ("P3M", 3), ("P1Y", 12)]),
)
def test_a_longer_window_is_the_mean_of_the_readings_in_it(
    values: list[float], window: tuple[str, int]
) -> None:
    # months counted back from the last; the naive window is the last so many of them
    months = [back(date(2027, 1, 1), len(values) - n) for n in range(len(values))]
    found = measured(
        {**AVAILABILITY, "value": 99, "window": window[0]},
        {
            "unit": "percent",
            "window": "P1M",
            "readings": readings(*values, days=[*map(str, months)]),
        },
        months=120,
    )
    for n, one in enumerate(found.figures):
        inside = values[max(0, n + 1 - window[1]) : n + 1]
        assert one.value == pytest.approx(sum(inside) / len(inside) / 100)
