"""Who fails too often waits; who does not, does not."""

from __future__ import annotations

from access.attempts import KNOWN, MOST, PERIOD, Attempts


def test_who_fails_too_often_waits_until_the_period_is_over() -> None:
    attempts = Attempts()
    for n in range(MOST):
        assert attempts.wait("a", 100.0 + n) == 0
        attempts.failed("a", 100.0 + n)
    assert attempts.wait("a", 110.0) == PERIOD - 10
    assert attempts.wait("b", 110.0) == 0
    assert attempts.wait("a", 100.0 + PERIOD) == 0
    attempts.failed("a", 100.0 + PERIOD)
    assert attempts.wait("a", 101.0 + PERIOD) == 0


def test_no_more_are_remembered_than_a_bound() -> None:
    attempts = Attempts()
    for n in range(KNOWN + 5):
        attempts.failed(str(n), 0.0)
    assert len(attempts._failed) == KNOWN
