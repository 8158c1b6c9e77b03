"""What is committed for one item, worked by hand: the strictest, by part, over a window."""

from __future__ import annotations

from datetime import date

import pytest

from queries.service_level.availability import window_days
from queries.service_level.commitment import Commitment, Commitments
from queries.service_level.figure import Measure
from queries.snapshot.snapshot import Snapshot
from tests.support.levels import levels

TODAY = date(2027, 1, 1)
UP, RESOLUTION = Measure.AVAILABILITY, Measure.RESOLUTION
HOUR = 3_600
UNREAD = "target:t metric=availability value=4 unit=hours"
HOURS = ("ola:t -GOVERNS-> service:a", "ola:t -SETS-> target:t", UNREAD)
TWO_PARTS = (
    "supplier:s -PROVIDES-> service:a extent=part",
    "supplier:t -PROVIDES-> service:a extent=part",
)
BY_S = ("ola:a 99.9% service:a", "ola:a -BINDS[provider]-> supplier:s")
BY_T = (
    "ola:a2 99.5% service:a",
    "ola:a2 -BINDS[provider]-> supplier:t",
    "ola:a2 -BINDS[client]-> supplier:s",
)


def committed(
    *lines: str, measure: Measure = UP, window: str | None = None
) -> tuple[Snapshot, Commitment]:
    snapshot = levels("service:a", *lines).snapshot
    commitments = Commitments(snapshot, TODAY, measure, window_days(window))
    return snapshot, commitments.of(int(snapshot.rows(["service:a"])[0]))


@pytest.mark.parametrize(
    ("lines", "lower", "upper", "resting"),
    [
        (["ola:a 99.9% service:a"], 0.999, 0.999, ["ola:a"]),
        # the strictest of two agreements, and of two targets of one
        (["ola:a 99.9% service:a", "ola:b 99.99% service:a"], 0.9999, 0.9999, ["ola:b"]),
        (["ola:a 99.9% service:a", "ola:a 99% service:a"], 0.999, 0.999, ["ola:a"]),
        # an SLA is a promise to a customer, no commitment
        (["ola:a 99% service:a", "sla:a 99.9% service:a"], 0.99, 0.99, ["ola:a"]),
        # each supplier's part in series
        ([*TWO_PARTS, *BY_S, *BY_T], 0.994, 0.995, ["ola:a", "ola:a2"]),
        # one agreement that binds both is about both parts
        (
            [*TWO_PARTS, *BY_S, "ola:a -BINDS[provider]-> supplier:t"],
            0.999,
            0.999,
            ["ola:a"],
        ),
        # the whole is committed as delivered; its parts can only lower it
        ([*TWO_PARTS, *BY_T, "ola:w 99.9% service:a"], 0.995, 0.995, ["ola:w", "ola:a2"]),
        ([*TWO_PARTS, *BY_S, "ola:w 99.5% service:a"], 0.995, 0.995, ["ola:w", "ola:a"]),
        # what cannot be read may be stricter than what can
        (["ola:a 99.9% service:a", *HOURS], 0.999, 1, ["ola:a"]),
    ],
)
def test_availability_by_hand(
    lines: list[str], lower: float, upper: float, resting: list[str]
) -> None:
    snapshot, found = committed(*lines)
    assert found.bound is not None
    assert (found.bound.lower, found.bound.upper) == pytest.approx((lower, upper))
    assert [snapshot.id(f.row) for f in found.figures] == [f"target:{id_}" for id_ in resting]
    assert not found.partly


def test_a_part_that_nobody_commits_to_is_told() -> None:
    _, found = committed(*TWO_PARTS, *BY_S)
    assert found.bound is not None
    assert found.bound.upper == pytest.approx(0.999)
    assert found.partly
    _, found = committed(*TWO_PARTS, *BY_S, "ola:w 99% service:a")
    assert not found.partly


@pytest.mark.parametrize(
    ("lines", "unread"), [([], 0), (["sla:a 99.9% service:a"], 0), ([*HOURS], 1)]
)
def test_nothing_is_committed(lines: list[str], unread: int) -> None:
    _, found = committed(*lines)
    assert (found.bound, found.figures, len(found.unread)) == (None, (), unread)


@pytest.mark.parametrize(
    ("figures", "window", "lower", "upper"),
    [
        (["99.9% P1M"], "P1M", 0.999, 0.999),
        (["99.9% P1Y"], "P1M", 1 - 0.001 * 12, 0.999),  # a year's downtime in one month
        (["99.9% P1M"], "P1Y", 0.999, 0.999),
        (["99.9%"], "P1M", 0.999, 0.999),
        # of a year's and a month's the better of each end
        (["99.95% P1Y", "99.9% P1M"], "P1M", 0.999, 0.9995),
        (["99.9% P1Y", "99.95% P1M"], "P1M", 0.9995, 0.9995),
    ],
)
def test_a_commitment_over_another_window(
    figures: list[str], window: str, lower: float, upper: float
) -> None:
    lines = [f"ola:{n} {figure} service:a" for n, figure in enumerate(figures)]
    _, found = committed(*lines, window=window)
    assert found.bound is not None
    assert (found.bound.lower, found.bound.upper) == pytest.approx((lower, upper))


@pytest.mark.parametrize(
    ("lines", "lower", "upper"),
    [
        (["ola:a 4h service:a", "ola:b 2h service:a"], 2, 2),
        # the parts are restored side by side
        ([*TWO_PARTS, "ola:a 4h", "ola:a2 2h", *BY_S, *BY_T], 4, 4),
    ],
)
def test_resolution_by_hand(lines: list[str], lower: float, upper: float) -> None:
    _, found = committed(*lines, measure=RESOLUTION)
    assert found.bound is not None
    assert (found.bound.lower / HOUR, found.bound.upper / HOUR) == (lower, upper)
