"""Last days and being in force, by table and against a recursion written from the text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.facts import Item, Relation
from graph_model.values import Value
from queries.contract.contract import last_days, terms
from queries.snapshot.days import day_number, day_of
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
        # renewed only where it is tacit, has a term, and no notice was given, whatever its date
        ({**TACIT, "end": "2026-12-31"}, "2027-01-01", "2026-12-31"),
        ({"end": "2026-12-31", "renewal_term": "P1Y"}, "2027-01-01", "2026-12-31"),
        (
            {"renewal": "option", "end": "2026-12-31", "renewal_term": "P1Y"},
            "2027-01-01",
            "2026-12-31",
        ),
        ({**TACIT, "end": "2026-12-31", "renewal_term": "P1Y"}, "2027-01-01", "2027-12-31"),
        (
            {**TACIT, "end": "2026-12-31", "renewal_term": "P1Y", "notice_given": "2027-06-01"},
            "2027-01-01",
            "2026-12-31",
        ),
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
    ],
)
def test_own_last_day(fields: dict[str, Value], as_of: str, last: str | None) -> None:
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


def test_a_child_outlives_its_parent_only_by_what_is_said() -> None:
    facts: list[Item | Relation] = [MSA, contract("sow", end="2027-06-30"), under("sow", "msa")]
    snapshot, day = graph_of(facts).snapshot, day_number(date(2026, 1, 1))
    of = terms(snapshot, unset_ends_with_parent=True)
    last = dict(zip(snapshot.ids_of(of.rows), last_days(snapshot, of, day).last, strict=True))
    assert day_of(int(last["sow"])) == date(2026, 6, 30)


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
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
)
def test_renewals_agree_with_counting_them_off(
    end: date, term: str, left: int | None, as_of: date
) -> None:
    item = contract("c", end=str(end), renewal="tacit", renewal_term=term, renewals_left=left)
    graph = graph_of([item])
    assert found(graph, as_of)["c"][0] == last_day(graph.records, "c", as_of)
