"""Settings about time: what is set beside the defaults, and what is refused by name."""

from __future__ import annotations

from datetime import date

import pytest

from application.settings import read_settings
from graph_model.errors import InvalidInput


def test_times_that_are_set_stand_beside_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAMIFY_PROCUREMENT_TIMES", '{"Purchase Order": "p5m"}')
    monkeypatch.setenv("RAMIFY_OTHER_TIME", "P1Y")
    monkeypatch.setenv("RAMIFY_HOLIDAYS", '["2026-12-25", "2026-11-26"]')
    calendar = read_settings().calendar
    assert calendar.procurement["purchase order"] == "P5M"
    assert calendar.procurement["MSA"] == "P9M"
    assert calendar.otherwise == "P1Y"
    assert calendar.holidays == (date(2026, 11, 26), date(2026, 12, 25))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PROCUREMENT_TIMES", '{"SOW": "5"}', "RAMIFY_PROCUREMENT_TIMES.*an ISO 8601 duration"),
        ("TRANSITION_TIMES", '{"lease": "P5M"}', "RAMIFY_TRANSITION_TIMES.*one of MSA, SOW"),
        ("OTHER_TIME", "half a year", "RAMIFY_OTHER_TIME.*an ISO 8601 duration"),
        ("ALARMS", '["soon"]', "RAMIFY_ALARMS.*an ISO 8601 duration"),
        ("MOST_HITS", "-1", "RAMIFY_MOST_HITS"),
        ("HOLIDAYS", '["2027-02-29"]', "RAMIFY_HOLIDAYS"),
        ("TERM_ENDS", "in January", "RAMIFY_TERM_ENDS.*a date that exists"),
        ("BIENNIUM", "2027-06-31", "RAMIFY_BIENNIUM.*as YYYY-MM-DD"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"RAMIFY_{name}", value)
    with pytest.raises(InvalidInput, match=expected):
        read_settings()
