"""Last days and being in force, by table and against a recursion written from the text."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.facts import Item, Relation
from graph_model.values import Value
from queries.contract.contract import capping, last_days, least_above, surviving_unsaid
from queries.contract.terms import terms
from queries.snapshot.days import day_number, day_of
from queries.snapshot.rows import as_ints
from tests.support.graphs import TERMS, Graph, graph_of, graphs
from tests.support.naive import in_force, last_day


def found(graph: Graph, as_of: date) -> dict[str, tuple[date, bool]]:
    """Every contract's last day (the calendar's last for none) and whether it is in force."""
    snapshot, day = graph.snapshot, day_number(as_of)
    of = last_days(snapshot, terms(snapshot), day)
    ids = snapshot.ids_of(of.rows)
    last = [day_of(number) or date.max for number in of.last.tolist()]
    return dict(zip(ids, zip(last, of.in_force(day).tolist(), strict=True), strict=True))


def contract(id_: str, **fields: Value | None) -> Item:
    return Item("Contract", id_, {n: v for n, v in fields.items() if v is not None})


TACIT = {"renewal": "tacit"}


@pytest.mark.parametrize(
    ("fields", "as_of", "last"),
    [
        ({}, "2027-01-01", None),
        ({"end": "2026-12-31"}, "2027-01-01", "2026-12-31"),
        ({"end": "2099-01-01"}, "2027-01-01", None),
        ({"end": "2098-12-31"}, "2027-01-01", "2098-12-31"),
        # renewed only where it is tacit and has a term
        ({**TACIT, "end": "2026-12-31"}, "2027-01-01", "2026-12-31"),
        ({"end": "2026-12-31", "renewal_term": "P1Y"}, "2027-01-01", "2026-12-31"),
        (
            {"renewal": "option", "end": "2026-12-31", "renewal_term": "P1Y"},
            "2027-01-01",
            "2026-12-31",
        ),
        ({**TACIT, "end": "2026-12-31", "renewal_term": "P1Y"}, "2027-01-01", "2027-12-31"),
        # on the day itself it is not renewed yet
        ({**TACIT, "end": "2027-01-01", "renewal_term": "P1Y"}, "2027-01-01", "2027-01-01"),
        ({**TACIT, "end": "2027-01-01", "renewal_term": "P1Y"}, "2027-01-02", "2028-01-01"),
        # always counted from the end: the day comes back after a shorter month
        ({**TACIT, "end": "2027-01-31", "renewal_term": "P1M"}, "2027-02-01", "2027-02-28"),
        ({**TACIT, "end": "2027-01-31", "renewal_term": "P1M"}, "2027-03-01", "2027-03-31"),
        ({**TACIT, "end": "2028-02-29", "renewal_term": "P1Y"}, "2028-03-01", "2029-02-28"),
        ({**TACIT, "end": "2028-02-29", "renewal_term": "P1Y"}, "2031-03-01", "2032-02-29"),
        ({**TACIT, "end": "2020-12-31", "renewal_term": "P6M"}, "2027-01-01", "2027-06-30"),
        ({**TACIT, "end": "2026-01-31", "renewal_term": "P1M2D"}, "2026-02-15", "2026-03-02"),
        # at most so many times, and no further
        (
            {**TACIT, "end": "2024-12-31", "renewal_term": "P1Y", "renewals_left": 1},
            "2027-01-01",
            "2025-12-31",
        ),
        (
            {**TACIT, "end": "2024-12-31", "renewal_term": "P1Y", "renewals_left": 0},
            "2027-01-01",
            "2024-12-31",
        ),
        (
            {**TACIT, "end": "2024-12-31", "renewal_term": "P1Y", "renewals_left": 9},
            "2027-01-01",
            "2027-12-31",
        ),
        ({**TACIT, "end": "2024-12-31", "renewal_term": "P0D"}, "2027-01-01", "2024-12-31"),
        ({**TACIT, "end": "0001-01-31", "renewal_term": "P1M"}, "2027-02-02", "2027-02-28"),
        ({**TACIT, "end": "1950-01-01", "renewal_term": "P1D"}, "2027-02-02", "2027-02-02"),
        # a renewed day may lie in 2099 or later, but not beyond the calendar
        ({**TACIT, "end": "2098-12-31", "renewal_term": "P1Y"}, "2099-01-01", "2099-12-31"),
        ({**TACIT, "end": "2026-12-31", "renewal_term": "P999Y"}, "9999-12-31", None),
    ],
)
def test_own_last_day(fields: dict[str, Value], as_of: str, last: str | None) -> None:
    graph = graph_of([Item("Contract", "c", fields)])
    expected = date.max if last is None else date.fromisoformat(last)
    assert found(graph, date.fromisoformat(as_of))["c"][0] == expected


YEARLY = {**TACIT, "end": "2026-12-31", "renewal_term": "P1Y"}
LATE = {**YEARLY, "notice": "P3M", "notice_given": "2027-12-01"}
HOSTING = {**TACIT, "end": "2023-07-31", "renewal_term": "P1Y", "notice": "P3M"}


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        # in time: 31 Dec 2026 - P3M = 30 Sep 2026, the day itself included
        ({**YEARLY, "notice": "P3M", "notice_given": "2026-09-30"}, "2026-12-31"),
        ({**YEARLY, "notice": "P3M", "notice_given": "2020-01-01"}, "2026-12-31"),
        # too late by a day: the next term
        ({**YEARLY, "notice": "P3M", "notice_given": "2026-10-01"}, "2027-12-31"),
        # without a notice, up to the last day itself
        ({**YEARLY, "notice_given": "2026-12-31"}, "2026-12-31"),
        ({**YEARLY, "notice_given": "2027-01-01"}, "2027-12-31"),
        # after three silent renewals it ends the year that was running: 31 Jul 2026 - P3M = 30 Apr
        ({**HOSTING, "notice_given": "2026-04-15"}, "2026-07-31"),
        ({**HOSTING, "notice_given": "2026-04-30"}, "2026-07-31"),
        ({**HOSTING, "notice_given": "2026-05-01"}, "2027-07-31"),
        # a notice longer than the term ends a later one
        ({**YEARLY, "notice": "P18M", "notice_given": "2026-12-01"}, "2028-12-31"),
        # no renewal left that it could stop: the last of them
        (
            {**YEARLY, "notice": "P3M", "notice_given": "2027-12-01", "renewals_left": 1},
            "2027-12-31",
        ),
        (
            {**YEARLY, "notice": "P3M", "notice_given": "2027-12-01", "renewals_left": 0},
            "2026-12-31",
        ),
        # the day comes back after a shorter month: 31 May 2027 - P3M = 28 Feb 2027
        (
            {
                **TACIT,
                "end": "2027-01-31",
                "renewal_term": "P1M",
                "notice": "P3M",
                "notice_given": "2027-02-28",
            },
            "2027-05-31",
        ),
        # what does not renew ends on its end, whatever was given
        ({"end": "2026-12-31", "notice": "P3M", "notice_given": "2027-06-01"}, "2026-12-31"),
        ({**TACIT, "end": "2099-12-31", "renewal_term": "P1Y", "notice_given": "2027-06-01"}, None),
    ],
)
@pytest.mark.parametrize("as_of", ["2019-01-01", "2026-11-25", "2090-01-01"])
def test_notice_ends_a_term_whatever_day_is_asked_about(
    fields: dict[str, Value], last: str | None, as_of: str
) -> None:
    graph = graph_of([Item("Contract", "c", fields)])
    expected = date.max if last is None else date.fromisoformat(last)
    assert found(graph, date.fromisoformat(as_of))["c"][0] == expected


@pytest.mark.parametrize(
    ("fields", "as_of", "expected"),
    [
        ({}, "2027-01-01", True),
        ({"start": "2027-01-01", "end": "2027-01-01"}, "2027-01-01", True),
        ({"start": "2027-01-02"}, "2027-01-01", False),
        ({"end": "2026-12-31"}, "2027-01-01", False),
        ({"start": "2028-01-01", "end": "2027-01-01"}, "2027-06-01", False),
    ],
)
def test_in_force(fields: dict[str, Value], as_of: str, expected: bool) -> None:
    assert (
        found(graph_of([Item("Contract", "c", fields)]), date.fromisoformat(as_of))["c"][1]
        is expected
    )


def under(child: str, parent: str, **fields: Value) -> Relation:
    return Relation("UNDER", child, parent, "", fields)


MSA = contract("msa", end="2026-06-30")
SOW = contract("sow", end="2027-06-30", survives_parent=False)
ORDER = contract("order", end="2028-06-30", survives_parent=False)
FAMILIES: dict[str, tuple[list[Item | Relation], str]] = {
    "its parent's end caps it": ([MSA, SOW, under("sow", "msa")], "2026-06-30"),
    "it survives": (
        [MSA, contract("sow", end="2027-06-30", survives_parent=True), under("sow", "msa")],
        "2027-06-30",
    ),
    "unset is yes": (
        [MSA, contract("sow", end="2027-06-30"), under("sow", "msa")],
        "2027-06-30",
    ),
    "the relation holds no longer": (
        [MSA, SOW, under("sow", "msa", until="2026-01-01")],
        "2027-06-30",
    ),
    "the relation does not hold yet": (
        [MSA, SOW, under("sow", "msa", since="2026-01-02")],
        "2027-06-30",
    ),
    "the parent's start does not matter": (
        [contract("msa", start="2026-05-01", end="2026-06-30"), SOW, under("sow", "msa")],
        "2026-06-30",
    ),
    "the parent is itself capped": (
        [
            contract("root", end="2025-06-30"),
            contract("msa", end="2026-06-30", survives_parent=False),
            SOW,
            under("sow", "msa"),
            under("msa", "root"),
        ],
        "2025-06-30",
    ),
    "the earliest of several parents": (
        [MSA, contract("other", end="2026-03-31"), SOW, under("sow", "msa"), under("sow", "other")],
        "2026-03-31",
    ),
    "a family in a circle": (
        [SOW, ORDER, under("sow", "order"), under("order", "sow")],
        "2027-06-30",
    ),
    "under itself": ([SOW, under("sow", "sow")], "2027-06-30"),
    "a parent renewed tacitly": (
        [
            contract("msa", end="2025-06-30", renewal="tacit", renewal_term="P1Y"),
            SOW,
            under("sow", "msa"),
        ],
        "2026-06-30",
    ),
}


@pytest.mark.parametrize(("facts", "last"), FAMILIES.values(), ids=FAMILIES)
def test_last_day_in_a_family(facts: list[Item | Relation], last: str) -> None:
    family = found(graph_of(facts), date(2026, 1, 1))
    assert family["sow"][0] == date.fromisoformat(last)


def test_what_is_not_said_is_yes_and_can_be_asked_as_no() -> None:
    facts: list[Item | Relation] = [MSA, contract("sow", end="2027-06-30"), under("sow", "msa")]
    snapshot, day = graph_of(facts).snapshot, day_number(date(2026, 1, 1))
    of = terms(snapshot)
    assert not len(capping(snapshot, of, day)[0])
    child, parent = capping(snapshot, of, day, unsaid=True)
    assert snapshot.ids_of(of.rows[[*child, *parent]]) == ["sow", "msa"]


@pytest.mark.parametrize(
    ("msa", "sow", "doubtful"),
    [
        ("2025-12-31", contract("sow", end="2027-06-30"), ["sow"]),
        ("2026-01-01", contract("sow", end="2027-06-30"), []),
        ("2025-12-31", contract("sow", end="2027-06-30", survives_parent=True), []),
        ("2025-12-31", contract("sow", end="2027-06-30", survives_parent=False), []),
        ("2025-12-31", contract("sow", end="2025-12-31"), []),
    ],
)
def test_what_is_in_force_only_since_nothing_is_said(
    msa: str, sow: Item, doubtful: list[str]
) -> None:
    snapshot = graph_of([contract("msa", end=msa), sow, under("sow", "msa")]).snapshot
    flags = surviving_unsaid(snapshot, day_number(date(2026, 1, 1)))
    assert snapshot.ids_of(as_ints(np.flatnonzero(flags))) == doubtful


@settings(max_examples=200)
@given(
    graphs(("Contract", "Contract", "Contract", "ServiceLevelAgreement"), 7, 25),
    st.dates(max_value=date(2200, 1, 1)),
)
def test_families_agree_with_the_recursion(graph: Graph, as_of: date) -> None:
    records = graph.records
    for item in records["items"]:
        if item["kind"] == "Contract":
            id_ = str(item["id"])
            expected = last_day(records, id_, as_of), in_force(records, item, as_of)
            assert found(graph, as_of)[id_] == expected


ENDS = st.dates(date(2000, 1, 1), date(2060, 12, 31)) | st.dates(
    date(2027, 1, 27), date(2028, 3, 3)
)


@settings(max_examples=300)
@given(
    ENDS,
    st.sampled_from(TERMS) | st.builds("P{}Y{}M{}W{}D".format, *[st.integers(0, 14)] * 4),
    st.none() | st.integers(0, 30),
    st.none() | st.sampled_from([*TERMS, "P400D", "P3Y", "P40Y"]),
    st.none() | st.dates(date(2000, 1, 1), date(2070, 12, 31)),
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
)
def test_renewals_and_notices_agree_with_counting_them_off(
    end: date, term: str, left: int | None, notice: str | None, given: date | None, as_of: date
) -> None:
    item = contract(
        "c",
        end=str(end),
        renewal="tacit",
        renewal_term=term,
        renewals_left=left,
        notice=notice,
        notice_given=None if given is None else str(given),
    )
    graph = graph_of([item])
    assert found(graph, as_of)["c"][0] == last_day(graph.records, "c", as_of)


@settings(max_examples=300)
@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
)
def test_the_least_above_agrees_with_trying_until_nothing_changes(
    own: list[int], pairs: list[tuple[int, int]]
) -> None:
    inside = [(c, p) for c, p in pairs if max(c, p) < len(own)]
    expected = list(own)
    for _ in own:
        for child, parent in inside:
            expected[child] = min(expected[child], expected[parent])
    children, parents = (as_ints([pair[n] for pair in inside]) for n in (0, 1))
    assert least_above(as_ints(own), children, parents).tolist() == expected


def test_a_long_chain_is_capped_in_time_linear_in_it() -> None:
    own = np.arange(100_000, dtype=np.int32)
    found = least_above(own, own[1:], own[:-1])
    assert not found.any()
