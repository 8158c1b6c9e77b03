"""Triggers of all four types: what fires when, benchmarks due, rights never called on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from graph_model.errors import InvalidQuestion
from queries.expiration.expiration import Expirations, expirations
from queries.expiration.trigger import (
    ContractTrigger,
    RightUse,
    benchmarks_due,
    firings,
    rights,
    triggers,
    unused_rights,
    without_contract,
)
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
CLAUSES = sketch(
    "contract:a end=2027-06-30 rights=[step-in,audit,benchmarking]",
    "contract:b rights=[benchmarking,assignment_consent]",
    "contract:over end=2026-06-30 rights=[audit]",
    "trigger:option type=timing fires_on=2026-12-31",
    "trigger:option -TRIGGERS_ON-> contract:a",
    "trigger:index type=financial fires_on=2027-01-01",
    "trigger:index -TRIGGERS_ON-> contract:a",
    "trigger:index -TRIGGERS_ON-> contract:b",
    "trigger:steps-in type=rights condition=failures",
    "trigger:steps-in -TRIGGERS_ON-> contract:a",
    "trigger:yearly-audit type=audit fires_on=2026-03-01",
    "trigger:yearly-audit -TRIGGERS_ON-> contract:a",
    "trigger:next-audit type=audit fires_on=2027-03-01",
    "trigger:next-audit -TRIGGERS_ON-> contract:a",
    "trigger:benchmark type=financial fires_on=2027-09-01",
    "trigger:benchmark -TRIGGERS_ON-> contract:b",
    "trigger:late type=timing fires_on=2027-07-01",
    "trigger:late -TRIGGERS_ON-> contract:a",
    "contract:renews end=2027-01-31 renewal=tacit renewal_term=P1Y renewals_left=1",
    "trigger:within type=timing fires_on=2028-01-31",
    "trigger:within -TRIGGERS_ON-> contract:renews",
    "trigger:beyond type=timing fires_on=2028-02-01",
    "trigger:beyond -TRIGGERS_ON-> contract:renews",
    "contract:now rights=[audit]",
    "trigger:audit-today type=audit fires_on=2026-11-25",
    "trigger:audit-today -TRIGGERS_ON-> contract:now",
    "trigger:stray type=timing fires_on=2027-07-01",
)


def answer() -> Expirations:
    return expirations(CLAUSES.snapshot, TODAY)


def said(found: list[ContractTrigger], of: Expirations) -> list[str]:
    id_of = of.snapshot.id
    return [
        f"{f.on or f.condition} {id_of(f.trigger)} {id_of(f.contract)}{' lapsed' * f.lapsed}"
        for f in found
    ]


def test_what_fires_when() -> None:
    of = answer()
    assert said(triggers(of, TODAY), of) == [
        "2026-11-25 trigger:audit-today contract:now",
        "2026-12-31 trigger:option contract:a",
        "2027-01-01 trigger:index contract:a",
        "2027-01-01 trigger:index contract:b",
        "2027-03-01 trigger:next-audit contract:a",
        # its contract ends the day before
        "2027-07-01 trigger:late contract:a lapsed",
        "2027-09-01 trigger:benchmark contract:b",
        # its contract renews by then, once
        "2028-01-31 trigger:within contract:renews",
        "2028-02-01 trigger:beyond contract:renews lapsed",
        "failures trigger:steps-in contract:a",
    ]


@pytest.mark.parametrize(
    ("first", "until", "types", "found"),
    [
        ("2026-12-31", "2026-12-31", None, "option steps-in"),
        ("2020-01-01", "2026-11-25", None, "yearly-audit audit-today steps-in"),
        ("2026-11-25", "2027-12-31", ["audit"], "audit-today next-audit"),
        ("2026-11-25", "2027-12-31", ["rights"], "steps-in"),
        ("2026-11-25", "2027-12-31", ["timing", "audit"], "audit-today option next-audit late"),
        ("2026-11-26", "2026-11-27", ["audit"], ""),
    ],
)
def test_between_and_of_types(first: str, until: str, types: list[str] | None, found: str) -> None:
    of = answer()
    firing = triggers(of, date.fromisoformat(first), date.fromisoformat(until), types)
    assert [of.snapshot.id(f.trigger) for f in firing] == [f"trigger:{t}" for t in found.split()]


def test_a_trigger_of_no_contract_is_named() -> None:
    snapshot = answer().snapshot
    assert [snapshot.id(row) for row in without_contract(snapshot, TODAY)] == ["trigger:stray"]


def test_bad_arguments_are_named() -> None:
    with pytest.raises(InvalidQuestion, match="types: found 'tax', expected one of timing, rights"):
        triggers(answer(), TODAY, None, ["tax"])
    with pytest.raises(InvalidQuestion, match="until: found 2026-01-01, expected 2026-11-25"):
        triggers(answer(), TODAY, date(2026, 1, 1))


def uses(found: list[RightUse]) -> list[str]:
    id_of = answer().snapshot.id
    return [
        " ".join((id_of(use.contract), use.right, *(str(f.on) for f in (use.last, use.next) if f)))
        for use in found
    ]


def test_the_use_of_rights() -> None:
    of = answer()
    assert uses(rights(of)) == [
        "contract:a audit 2026-03-01 2027-03-01",
        "contract:a benchmarking",
        "contract:a step-in",
        "contract:b assignment consent",
        "contract:b benchmarking 2027-09-01",
        # what fires today was called on today
        "contract:now audit 2026-11-25",
    ]
    assert uses(unused_rights(of)) == [
        "contract:a benchmarking",
        "contract:a step-in",
        "contract:b assignment consent",
        "contract:b benchmarking 2027-09-01",
    ]


@pytest.mark.parametrize(
    ("until", "due"),
    [
        (None, ["contract:b benchmarking 2027-09-01", "contract:a benchmarking"]),
        # due although nothing dates it
        (date(2027, 8, 31), ["contract:a benchmarking"]),
        (date(2027, 9, 1), ["contract:b benchmarking 2027-09-01", "contract:a benchmarking"]),
    ],
)
def test_benchmarks_due(until: date | None, due: list[str]) -> None:
    assert uses(benchmarks_due(answer(), until)) == due


@settings(max_examples=150, deadline=None)
@given(contract_graphs())
def test_every_trigger_is_in_the_answer_or_named_as_left_out(graph: Graph) -> None:
    snapshot = graph.snapshot
    of = expirations(snapshot, TODAY)
    told = {snapshot.id(firing.trigger) for firing in firings(of)}
    left_out = {snapshot.id(row) for row in without_contract(snapshot, TODAY)}
    assert told | left_out == set(graph.ids("Trigger"))
    assert not told & left_out
    force = of.rows[of.last.in_force((TODAY - date(1970, 1, 1)).days)].tolist()
    recorded = [snapshot.value(row, "rights") for row in force]
    held = sum(len(value) for value in recorded if isinstance(value, list))
    assert len(rights(of)) == held
    assert len(unused_rights(of)) <= held
