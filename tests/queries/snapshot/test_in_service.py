"""When an item is in service, by table, over a patch, and as a naive reading says."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import SetFields
from graph_model.facts import Item
from graph_model.values import Value
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service, span_of
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import DATES, KINDS, SEEDS, drawn, graph_of
from tests.support.history import history
from tests.support.naive import in_service

DAY = date(2027, 1, 1)
SERVICE, CI = "Service", "ConfigurationItem"
TABLE: dict[str, tuple[str, dict[str, Value], bool]] = {
    "nothing said": (CI, {}, True),
    "in use": (CI, {"status": "in use"}, True),
    "in maintenance": (CI, {"status": "in maintenance"}, True),
    "planned": (CI, {"status": "planned"}, False),
    "ordered": (CI, {"status": "ordered"}, False),
    "in stock": (CI, {"status": "in stock"}, False),
    "retired": (CI, {"status": "retired"}, False),
    "disposed": (CI, {"status": "disposed"}, False),
    "a service of which nothing is said": (SERVICE, {}, True),
    "a proposed service": (SERVICE, {"lifecycle": "proposed"}, False),
    "a planned service": (SERVICE, {"lifecycle": "planned"}, False),
    "a pilot": (SERVICE, {"lifecycle": "pilot"}, True),
    "a retiring service": (SERVICE, {"lifecycle": "retiring"}, True),
    "a retired service": (SERVICE, {"lifecycle": "retired"}, False),
    "live on the day": (SERVICE, {"live_on": "2027-01-01"}, True),
    "live the day after": (SERVICE, {"live_on": "2027-01-02"}, False),
    "planned, but live on a day": (
        SERVICE,
        {"lifecycle": "planned", "live_on": "2026-12-31"},
        True,
    ),
    "live, but only later": (SERVICE, {"lifecycle": "live", "live_on": "2028-01-01"}, False),
    "retires on the day": (SERVICE, {"retires_on": "2027-01-01"}, False),
    "retires the day after": (SERVICE, {"retires_on": "2027-01-02"}, True),
    "retired, but only later": (
        SERVICE,
        {"lifecycle": "retired", "retires_on": "2027-07-01"},
        True,
    ),
    "a supplier always is": ("Supplier", {}, True),
    "an agency always is": ("Agency", {}, True),
}


@pytest.mark.parametrize(("kind", "fields", "serves"), TABLE.values(), ids=TABLE)
def test_in_service(kind: str, fields: dict[str, Value], serves: bool) -> None:
    item = Item(kind, "x", {"name": "X", **fields})
    assert bool(out_of_service(graph_of([item]).snapshot, day_number(DAY))[0]) is not serves
    first, until = span_of(item)
    assert (first <= day_number(DAY) < until) is serves


def test_a_change_of_status_counts_over_a_patch() -> None:
    snapshot = graph_of([Item(CI, "a", {"name": "A"}), Item(CI, "b", {"name": "B"})]).snapshot
    retired = snapshot.edited((SetFields("b", {"status": "retired"}),))
    again = retired.edited((SetFields("b", {"status": "in use"}),))
    found = [out_of_service(one, day_number(DAY)).tolist() for one in (snapshot, retired, again)]
    assert found == [[False, False], [False, True], [False, False]]


@settings(max_examples=60)
@given(SEEDS, st.sampled_from(DATES))
def test_what_is_out_of_service_is_what_a_naive_reading_says(seed: int, text: str) -> None:
    random, as_of = Random(seed), date.fromisoformat(text)
    graph = drawn(random, KINDS, random.randint(1, 14), 10)
    snapshot: Snapshot = graph.snapshot
    for number, revised in enumerate(history(random, graph, 2), 1):
        snapshot, graph = snapshot.overlaid(revised.images, number), revised.graph
    out = out_of_service(snapshot, day_number(as_of))
    expected = {r["id"] for r in graph.records["items"] if not in_service(r, as_of)}
    standing = {item.id for item in graph.items}
    told = {snapshot.id(row) for row in out.nonzero()[0].tolist()}
    assert told & standing == expected
