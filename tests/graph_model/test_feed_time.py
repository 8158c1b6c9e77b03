"""Which of two feeds was made first, as far as they say."""

from __future__ import annotations

import pytest

from graph_model.claims import Claim
from graph_model.feed_time import FeedTimes, is_older

OLDER = {
    "a day before": ("2026-11-01", "2026-11-02", True),
    "the same day": ("2026-11-02", "2026-11-02", False),
    "an hour before": ("2026-11-02T06:00:00Z", "2026-11-02T07:00:00Z", True),
    "of the same day, one does not tell more": ("2026-11-02", "2026-11-02T07:00:00Z", False),
    "parts of a second do not count": ("2026-11-02T06:00:00Z", "2026-11-02T06:00:00.5Z", False),
    "it does not say": ("", "2026-11-02", False),
    "the other does not say": ("2026-11-02", "", False),
}


@pytest.mark.parametrize(("one", "other", "older"), OLDER.values(), ids=OLDER)
def test_what_is_older(one: str, other: str, older: bool) -> None:
    assert is_older(one, other) is older


TIMES = FeedTimes({"cmdb": "2026-11-20"}, {"cmdb": "2026-11-10"}, {"cmdb": "2026-11-15"})
OVERTAKEN = {
    "said since": ("2026-11-15", "2026-11-20", True),
    "said the same day": ("2026-11-15", "2026-11-15", True),
    "said before": ("2026-11-15", "2026-11-01", False),
    "nobody knows when it was said": ("2026-11-15", "", False),
    "never said, and no whole feed came since": ("2026-11-15", None, False),
    "never said, and a whole feed came since": ("2026-11-05", None, True),
}


@pytest.mark.parametrize(("said_at", "known", "left"), OVERTAKEN.values(), ids=OVERTAKEN)
def test_what_a_late_row_leaves(said_at: str, known: str | None, left: bool) -> None:
    before = None if known is None else Claim({"verified_on": known} if known else {})
    assert TIMES.late("cmdb", said_at)
    assert TIMES.overtaken("cmdb", said_at, before) is left


def test_a_late_load_ends_only_what_was_said_before_it() -> None:
    assert TIMES.may_end("cmdb", Claim({"verified_on": "2026-11-14"}))
    assert not TIMES.may_end("cmdb", Claim({"verified_on": "2026-11-15"}))
    assert not TIMES.may_end("cmdb", Claim({}))
    assert not TIMES.late("register", "2020-01-01")
