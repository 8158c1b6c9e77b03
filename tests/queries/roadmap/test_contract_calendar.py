"""The calendar's entries: what is on it, what is left out, and what names an entry for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings

from queries.answers.estate import estate
from queries.answers.viewer import hiding
from queries.expiration.expiration import expirations
from queries.roadmap.contract_calendar import Entry, entries, market_entries
from queries.snapshot.snapshot import Snapshot
from tests.support.asking import view_of
from tests.support.contract_office import CONTRACTS
from tests.support.contracts import KINDS, contract_graphs
from tests.support.graphs import Graph
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
SINCE = date(2025, 11, 25)
TACIT = "renewal=tacit renewal_term=P1Y"


def found(snapshot: Snapshot, of: Sequence[str] | None = None) -> list[Entry]:
    view = view_of(snapshot, TODAY)
    return entries(expirations(snapshot, TODAY), SINCE, view, estate(view, of))


def told(snapshot: Snapshot, of: Sequence[str] | None = None) -> list[str]:
    return [f"{e.on} {e.title}{' !' * e.urgent}" for e in found(snapshot, of)]


def test_the_whole_calendar() -> None:
    assert told(CONTRACTS.snapshot) == [
        "2026-01-31 Ends: contract:old",
        "2026-12-31 Renews unless notice is given: contract:auto",
        "2027-01-11 Procurement opens: procurement:rebid",
        # what ends on 31 August 2027 and takes P6M and P2M to replace
        "2027-02-28 Start replacing by: contract:sow !",
        "2027-03-01 Procurement opens: procurement:other",
        "2027-03-12 Offers are due: procurement:rebid",
        "2027-03-31 Audit trigger: trigger:audit",
        "2027-04-01 Offers are due: procurement:other",
        "2027-08-01 Award is planned: procurement:rebid",
        # notice for this year was due by 31 October 2026: the next end is 31 December 2027
        "2027-08-30 Start replacing by: contract:auto !",
        "2027-08-31 Ends: contract:msa (MA-1)",
        "2027-08-31 Ends: contract:sow",
        "2027-10-31 Give notice by: contract:auto !",
        "2029-01-31 Start replacing by: contract:next !",
        "2030-01-31 Ends: contract:next",
    ]


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        ("agency:ocio", {"contract:auto"}),
        ("agency:welfare", {"contract:sow", "contract:next", "procurement:rebid"}),
    ],
)
def test_the_calendar_of_an_agency(agency: str, expected: set[str]) -> None:
    assert {e.about[-1] for e in found(CONTRACTS.snapshot, [agency])} == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("contract:c", []),
        ("contract:c end=2025-01-01", []),
        ("contract:c end=2028-01-31 notice=P1M renewal=none", ["ends", "start"]),
        (f"contract:c end=2028-01-31 notice=P1M {TACIT}", ["ends", "notice", "start"]),
        (
            f"contract:c end=2028-01-31 notice=P1M {TACIT} notice_given=2026-11-01",
            ["ends", "start"],
        ),
        ("contract:c end=2028-01-31 renewal=option", ["ends", "option", "start"]),
        # what is past cannot be done any more
        (f"contract:c end=2027-01-31 {TACIT} notice_given=2026-11-01", ["ends"]),
    ],
)
def test_what_nobody_has_to_do_is_left_out(line: str, expected: list[str]) -> None:
    assert sorted(e.what for e in found(sketch(line).snapshot)) == sorted(expected)


def test_details_say_what_falls() -> None:
    (ends,) = [e for e in found(CONTRACTS.snapshot) if e.key == "ends\ncontract:sow"]
    assert ends.details[0] == "State: ends"
    uncovered = "if nobody acts, uncovered for 10 days, until contract:next: service:case"
    assert uncovered in ends.details
    assert "if nobody acts, uncovered for good: ci:app" in ends.details


@pytest.mark.parametrize(
    ("renewal", "detail"),
    [
        ("tacit", "if nobody acts it renews to 31 Jan 2028"),
        ("option renewals_left=2", "its options would end on 31 Jan 2028, 31 Jan 2029"),
    ],
)
def test_details_say_what_renews(renewal: str, detail: str) -> None:
    line = f"contract:c end=2027-01-31 renewal_term=P1Y renewal={renewal}"
    (ends,) = [e for e in found(sketch(line).snapshot) if e.what == "ends"]
    assert detail in ends.details


def test_what_is_hidden_is_left_out_and_not_named() -> None:
    scope = hiding(["contract:msa", "ci:app", "procurement:other", "contract:next"])
    answer = expirations(CONTRACTS.snapshot, TODAY)
    view = view_of(CONTRACTS.snapshot, TODAY, scope)
    seen = entries(answer, SINCE, view, estate(view))
    assert "msa" not in str(seen)
    assert "ci:app" not in str(seen)
    (ends,) = [e for e in seen if e.key == "ends\ncontract:sow"]
    assert ends.details[1].startswith("ends on: 31 Aug 2027, with what you may not see, before")
    assert "if nobody acts, uncovered for good: what you may not see" in ends.details
    assert {e.about[-1] for e in seen} == {
        "contract:old",
        "contract:auto",
        "contract:sow",
        "procurement:rebid",
    }


@settings(max_examples=100, deadline=None)
@given(contract_graphs(kinds=(*KINDS, "Procurement")))
def test_no_two_entries_have_one_name(graph: Graph) -> None:
    listed = found(graph.snapshot)
    keys = [entry.key for entry in listed]
    assert len(keys) == len(set(keys))
    assert all(entry.on >= SINCE for entry in listed)
    of_all = {key for contract in graph.ids("Contract") for key in _keys(graph, contract)}
    assert {k for k in keys if not k.startswith("procurement")} == of_all


def _keys(graph: Graph, contract: str) -> list[str]:
    """The entries of one contract alone."""
    listed = found(graph.snapshot, [contract])
    return [entry.key for entry in listed if entry.what != "procurement"]


LISTENED = sketch(
    "stakeholder:a engaged_on=2026-08-31 cadence=P6M wants=less message=soon",
    "stakeholder:b engaged_on=2024-01-01 cadence=P1Y",  # due before the calendar begins
    "stakeholder:c engaged_on=2026-11-01",
    "stakeholder:d cadence=P1M",
    "stakeholder:a -OWNS-> contract:mine",
    "contract:mine",
    "contract:yours",
).snapshot


def test_a_stakeholder_is_listened_to_a_cadence_after_it_was_engaged() -> None:
    """31 August and six months is the last day of February; nothing is known of c and d."""
    (session,) = [e for e in found(LISTENED) if e.what == "listening" and e.on >= SINCE]
    assert (session.on, session.title) == (date(2027, 2, 28), "Listen to: stakeholder:a")
    assert session.details == ("Wants: less", "Message: soon", "Cadence: P6M")
    assert session.urgent


def test_who_is_hidden_is_not_listened_to_in_a_calendar() -> None:
    view = view_of(LISTENED, TODAY, hiding(["stakeholder:a"]))
    answer = expirations(LISTENED, TODAY)
    assert [e.title for e in entries(answer, SINCE, view, estate(view))] == []


def test_suppliers_are_told_of_procurements_alone() -> None:
    """No day of the office's own to act by, and not which contract is bid again."""
    snapshot = CONTRACTS.snapshot
    view = view_of(snapshot, TODAY)
    told = market_entries(expirations(snapshot, TODAY), SINCE, view, estate(view))
    assert [f"{e.on} {e.title}" for e in told] == [
        "2027-01-11 Procurement opens: procurement:rebid",
        "2027-03-01 Procurement opens: procurement:other",
        "2027-03-12 Offers are due: procurement:rebid",
        "2027-04-01 Offers are due: procurement:other",
        "2027-08-01 Award is planned: procurement:rebid",
    ]
    assert {(e.details, e.urgent) for e in told} == {((), False)}
