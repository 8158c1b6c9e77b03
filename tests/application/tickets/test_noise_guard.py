"""When a ticket is written to, case by case; and against a naive account of every moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.tickets.noise_guard import (
    Guarded,
    NoiseLimits,
    NoiseState,
    NoteVerdict,
    guarded,
)

START = datetime(2026, 12, 1, 2, tzinfo=UTC)
LIMITS = NoiseLimits()
WRITE, NOTHING = Guarded(NoteVerdict.WRITE), Guarded(NoteVerdict.NOTHING)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def later(seconds: float) -> Guarded:
    return Guarded(NoteVerdict.LATER, at(seconds))


def state(since: float, settled: float, *writes: float, **more: bool) -> NoiseState:
    said = {"first": False, "differs": True, **more}
    return NoiseState(since=at(since), settled=at(settled), writes=[at(w) for w in writes], **said)


SIX = (0, 600, 1200, 1800, 2400, 3000)


@pytest.mark.parametrize(
    ("case", "now", "expected"),
    [
        pytest.param(state(0, 0, differs=False), 0, NOTHING, id="nothing differs"),
        pytest.param(state(0, 0, first=True), 0, WRITE, id="the first at once"),
        pytest.param(state(0, 0, 0), 0, later(60), id="a change waits for quiet"),
        pytest.param(state(0, 0, 0), 59.9, later(60), id="not quite quiet"),
        pytest.param(state(0, 0, 0), 60, WRITE, id="quiet"),
        pytest.param(state(0, 50, 0), 60, later(110), id="it moved since"),
        pytest.param(state(0, 590, 0), 595, later(600), id="it never settles"),
        pytest.param(state(0, 599, 0), 600, WRITE, id="the longest wait is over"),
        pytest.param(state(3100, 3100, *SIX), 3500, later(3600), id="six this hour"),
        pytest.param(state(3100, 3100, *SIX), 3600, WRITE, id="the first is an hour old"),
        pytest.param(state(0, 0, 0, closes=True), 0, WRITE, id="closed at once"),
        pytest.param(
            state(0, 0, *SIX, closes=True), 3100, later(3600), id="closed, and six this hour"
        ),
        pytest.param(
            state(0, 0, 0, closes=True, differs=False), 0, WRITE, id="closed, nothing else"
        ),
    ],
)
def test_case_by_case(case: NoiseState, now: float, expected: Guarded) -> None:
    assert guarded(case, at(now), LIMITS) == expected


def test_no_notes_an_hour_are_none() -> None:
    none = NoiseLimits(an_hour=0)
    assert guarded(state(0, 0, first=True), START, none).verdict is NoteVerdict.LATER


CHANGES = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 3)), max_size=60)


@given(CHANGES)
def test_second_by_second_what_is_true_is_written_in_time_and_never_too_often(
    changes: list[tuple[int, int]],
) -> None:
    """A ticket whose truth changes at some seconds, its guard asked every second."""
    truth = dict(sorted(changes))
    written: int | None = None
    waiting: int | None = None
    since = settled = START
    now_true: int | None = None
    writes: list[datetime] = []
    for second in range(0, 9_000, 5):
        moment = at(second)
        changed = [value for when, value in truth.items() if second - 5 < when <= second]
        now_true = changed[-1] if changed else now_true
        differs = now_true is not None and now_true != written
        if not differs:
            waiting = None
        elif waiting is None:
            waiting, since, settled = now_true, moment, moment
        elif waiting != now_true:
            waiting, settled = now_true, moment
        case = NoiseState(written is None, differs, since, settled, writes)
        if guarded(case, moment, LIMITS).verdict is NoteVerdict.WRITE:
            assert differs
            assert sum(one > moment - timedelta(hours=1) for one in writes) < LIMITS.an_hour
            written, waiting = now_true, None
            writes.append(moment)
    assert written == now_true, "what is true in the end is written in the end"
