"""A contract's dates as fields: those of each expiration, on any day, kept, and masked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from queries.answers.derived import read_field
from queries.answers.viewer import hiding
from queries.expiration import expiration
from queries.expiration.contract_date import CONTRACT_DATES
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import expirations
from queries.snapshot.rows import as_ints
from tests.support.asking import view_of
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph, graph_of
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
FAMILY = sketch(
    "contract:msa end=2027-08-31",
    "contract:sow end=2027-12-31 survives_parent=no",
    "contract:sow -UNDER-> contract:msa",
    "contract:auto end=2026-12-31 renewal=tacit renewal_term=P1Y notice=P2M",
    "contract:ever",
    "contract:old end=2026-01-31",
)


@settings(max_examples=150, deadline=None)
@given(contract_graphs())
def test_a_field_is_what_each_expiration_says(graph: Graph) -> None:
    view, found = view_of(graph.snapshot, TODAY), expirations(graph.snapshot, TODAY)
    rows = as_ints(found.rows[::-1])
    for field in CONTRACT_DATES:
        days = [getattr(Expiration.of_row(found, row), field.name) for row in rows.tolist()]
        assert read_field(view, rows, field) == [day and day.isoformat() for day in days]


@pytest.mark.parametrize(
    ("id_", "day", "told"),
    [
        # No form is recorded: P6M to procure and P6M to move. A start for 2027-08-31 is past.
        ("contract:sow", TODAY, ("2027-08-31", None, "2027-08-31")),
        # Notice for 2026 was due 2026-10-31; 2027-12-31 − P6M = 2027-06-30, − P6M = 2026-12-30.
        ("contract:auto", TODAY, ("2026-12-31", "2027-01-01", "2026-12-30")),
        ("contract:auto", date(2028, 3, 1), ("2028-12-31", "2029-01-01", "2028-10-31")),
        ("contract:ever", TODAY, (None, None, None)),
        ("contract:old", TODAY, ("2026-01-31", None, None)),
    ],
)
def test_dates_by_hand(id_: str, day: date, told: tuple[str | None, ...]) -> None:
    view = view_of(FAMILY.snapshot, day)
    rows = view.require([id_])
    assert tuple(read_field(view, rows, field)[0] for field in CONTRACT_DATES) == told


def test_a_hidden_parent_caps_nothing() -> None:
    view = view_of(FAMILY.snapshot, TODAY, hiding(["contract:msa"]))
    assert read_field(view, view.require(["contract:sow"]), CONTRACT_DATES[0]) == ["2027-12-31"]


def test_the_dates_of_a_day_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    days = list[date]()
    made = expiration._expirations

    def counted(snapshot: object, as_of: date, *others: object) -> object:
        days.append(as_of)
        return made(snapshot, as_of, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(expiration, "_expirations", counted)
    view, later = view_of(graph_of(FAMILY.facts).snapshot, TODAY), date(2027, 1, 1)
    for one in (view, view, view.on(view.snapshot, later), view):
        for field in CONTRACT_DATES:
            read_field(one, one.require(["contract:sow"]), field)
    assert days == [TODAY, later]
