"""How many failures take each service and promise: worked by hand, and beside trying every set."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion
from queries.answers.estate import Include
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, everything, hiding
from queries.failure.margins import answer
from tests.support.asking import asked
from tests.support.dependencies import CAUSES, causes, dependencies, drawn, minimal_cut_sets
from tests.support.graphs import DATES, Graph
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
CI = ("ConfigurationItem",)


def told(graph: Graph, *of: str, viewer: Viewer | None = None, **given: Any) -> Any:
    about = asked(graph.snapshot, given.pop("as_of", TODAY), viewer or everything())
    kinds, on = given.pop("kinds", CI), given.pop("on", None)
    found = answer(about, of or None, Include.OURS, kinds, on)
    return record(Shown(found, about.view), ["diversity"])


def failures(graph: Graph, *of: str, **given: Any) -> dict[str, str]:
    found = told(graph, *of, **given)["targets"]["nodes"]
    return {one["item"]["id"]: one["failures"] for one in found}


WORKED: dict[str, tuple[list[str], str, str]] = {
    # what stands on what; found for all at once; found for one that was asked about
    "a requirement": (["s: a"], "1", "1"),
    "one of two": (["s: 1 of a b"], "2", "2"),
    "two of three": (["s: 2 of a b c"], "2", "2"),
    "one of three": (["s: 1 of a b c"], "2 or 3", "3"),
    "one of four": (["s: 1 of a b c d"], "2 or more", "more than 3"),
    "what members share is one failure": (["s: 1 of x y", "x: p", "y: p"], "1", "1"),
    "two that two groups share": (["s: 1 of x y z", "x: p", "y: p", "z: q"], "2 or 3", "2"),
    "the nearer of two groups": (["s: 1 of a b c, 1 of d e"], "2", "2"),
    "a group of a group": (["s: 1 of x y", "x: 1 of a b"], "2 or 3", "3"),
    "nothing that can fail": (["s: x", "x: y", "y: z"], "1", "1"),
}


@pytest.mark.parametrize("case", WORKED)
def test_margins_worked_by_hand(case: str) -> None:
    lines, bounded, exact = WORKED[case]
    graph = drawn(*lines)
    assert failures(graph)["s"] == bounded
    assert failures(graph, "s")["s"] == exact


def test_which_failures_do_it() -> None:
    graph = drawn("s: 1 of a b", "t: b, a")
    found = told(graph, "s", "t")
    lines = {one["item"]["id"]: one for one in found["targets"]["nodes"]}
    assert [one["id"] for one in lines["s"]["together"]["nodes"]] == ["a", "b"]
    assert [one["id"] for one in lines["t"]["alone"]["nodes"]] == ["a", "b"]
    assert (lines["s"]["alone"]["totalCount"], found["exact"]) == (0, True)
    assert list(lines) == ["t", "s"]


OFFICE = (
    "service:mail -DEPENDS_ON[r]-> ci:a",
    "service:mail -DEPENDS_ON[r]-> ci:b",
    "service:web -DEPENDS_ON-> service:mail",
    "service:web -DEPENDS_ON-> ci:c",
    "service:paper",
    "sla:mail -GOVERNS-> service:mail",
    "agency:g -CONSUMES-> service:mail",
    "program:p -PART_OF-> agency:g",
    "program:p -CONSUMES-> service:web",
    "program:p -CONSUMES-> service:paper",
)


def test_promises_and_agencies_stand_as_their_services_do() -> None:
    found = told(sketch(*OFFICE))
    assert [(one["item"]["id"], one["failures"]) for one in found["targets"]["nodes"]] == [
        ("service:web", "1"),
        ("service:mail", "2"),
        ("sla:mail", "2"),
        ("service:paper", "not known"),
    ]
    (agency,) = found["agencies"]["nodes"]
    names = ("one", "two", "more", "unknown", "services")
    assert [agency[name] for name in names] == [1, 1, 0, 1, 3]
    assert found["verdict"] == (
        "1 of 3 services is one failure away from LOST, 1 two, beneath 1 nothing that can fail "
        "is recorded; 0 of 1 promise is one failure away from LOST, 1 two."
    )


def test_a_later_day_has_fewer_members() -> None:
    graph = sketch(
        "service:m -DEPENDS_ON[r]-> ci:a", "service:m -DEPENDS_ON[r]-> ci:b until=2027-01-01"
    )
    (line,) = told(graph, on=date(2027, 6, 1))["targets"]["nodes"]
    assert (line["failures"], line["failuresThen"]) == ("2", "1")
    with pytest.raises(InvalidQuestion, match="2026-11-25 or later"):
        told(graph, on=date(2026, 1, 1))


def test_what_is_out_of_service_is_neither_member_nor_target() -> None:
    graph = sketch(
        "ci:b status=retired",
        "service:later live_on=2028-01-01",
        "service:m -DEPENDS_ON[r]-> ci:a",
        "service:m -DEPENDS_ON[r]-> ci:b",
        "service:later -DEPENDS_ON-> ci:a",
    )
    assert failures(graph) == {"service:m": "1"}


def test_other_kinds_can_fail_where_asked() -> None:
    graph = sketch("supplier:s -PROVIDES-> service:m", "service:m -DEPENDS_ON-> ci:a")
    assert failures(graph, kinds=["Supplier"]) == {"service:m": "1"}
    assert failures(graph, kinds=["Agency"]) == {"service:m": "not known"}
    with pytest.raises(InvalidQuestion, match="kinds"):
        failures(graph, kinds=["Ticket"])


DIVERSE: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "a supplier": (
        ("supplier:s -PROVIDES-> ci:a", "supplier:s -PROVIDES-> ci:b"),
        ["2 of 2 share the supplier supplier:s: enough to break it"],
    ),
    "suppliers of one company": (
        (
            "supplier:s -PROVIDES-> ci:a",
            "supplier:t -PROVIDES-> ci:b",
            "supplier:s -PART_OF-> supplier:u",
            "supplier:t -PART_OF-> supplier:u",
        ),
        ["2 of 2 share the parent company supplier:u: enough to break it"],
    ),
    "a site": (
        (
            "ci:site ci_class=facility",
            "ci:a -DEPENDS_ON-> ci:rack",
            "ci:rack -DEPENDS_ON-> ci:site",
            "ci:b -DEPENDS_ON-> ci:site",
        ),
        ["2 of 2 share the site ci:site: enough to break it"],
    ),
    "one site of several is none that is shared": (
        (
            "ci:site ci_class=facility",
            "ci:a -DEPENDS_ON[sites]-> ci:site",
            "ci:b -DEPENDS_ON-> ci:site",
        ),
        [],
    ),
    "a month": (
        (
            "contract:c end=2027-03-31",
            "contract:d end=2027-03-01",
            "contract:c -COVERS-> ci:a",
            "contract:d -COVERS-> ci:b",
        ),
        ["2 of 2 have contracts that end in March 2027: enough to break it"],
    ),
    "another month is no shared one": (
        (
            "contract:c end=2027-03-31",
            "contract:d end=2027-04-01",
            "contract:c -COVERS-> ci:a",
            "contract:d -COVERS-> ci:b",
        ),
        [],
    ),
    "fewer than break it": (
        (
            "service:m -DEPENDS_ON[r]-> ci:c",
            "supplier:s -PROVIDES-> ci:a",
            "supplier:s -PROVIDES-> ci:b",
        ),
        ["2 of 3 share the supplier supplier:s"],
    ),
}


@pytest.mark.parametrize("case", DIVERSE)
def test_what_members_of_a_group_share(case: str) -> None:
    lines, expected = DIVERSE[case]
    pair = ("service:m -DEPENDS_ON[r]-> ci:a", "service:m -DEPENDS_ON[r]-> ci:b")
    found = told(sketch(*pair, *lines))["diversity"]["nodes"]
    assert [one["said"] for one in found] == expected
    assert {one["group"] for one in found} <= {"r"}


def test_hidden_items_are_counted_and_never_named() -> None:
    hidden = {"ci:c", "service:mail", "supplier:s"}
    shared = ("supplier:s -PROVIDES-> ci:a", "supplier:s -PROVIDES-> ci:b")
    found = told(sketch(*OFFICE, *shared), viewer=hiding(hidden))
    assert [one["item"]["id"] for one in found["targets"]["nodes"]] == [
        "service:web",
        "sla:mail",
        "service:paper",
    ]
    assert found["targets"]["hidden"] == 1
    assert not any(id_ in str(found) for id_ in hidden)


@settings(max_examples=150)
@given(dependencies(), st.sampled_from([date.fromisoformat(text) for text in DATES]))
def test_bounds_hold_and_what_is_searched_for_is_exact(graph: Graph, as_of: date) -> None:
    bounded = told(graph, as_of=as_of)["targets"]["nodes"]
    ids = [one["item"]["id"] for one in bounded]
    exact = told(graph, *ids, as_of=as_of)["targets"]["nodes"] if ids else []
    searched = {one["item"]["id"]: one for one in exact}
    for one in bounded:
        target = one["item"]["id"]
        sets = minimal_cut_sets(graph, target, causes(graph, as_of, *CI), as_of, 3)
        smallest = min(map(len, sets), default=4)
        assert one["atLeast"] <= smallest <= (one["atMost"] or 4)
        found = searched[target]
        assert found["failures"] in (str(smallest), "more than 3", "not known")
        assert (found["atMost"] or 4) == smallest
        alone = {each["id"] for each in one["alone"]["nodes"]}
        assert alone == {id_ for chosen in sets if len(chosen) == 1 for id_ in chosen}
        if 1 < smallest < 4:
            together = frozenset(each["id"] for each in found["together"]["nodes"])
            assert together in {chosen for chosen in sets if len(chosen) == smallest}


@settings(max_examples=60)
@given(dependencies(), st.sampled_from(CAUSES))
def test_bounds_hold_for_other_kinds(graph: Graph, kind: str) -> None:
    for one in told(graph, as_of=TODAY, kinds=[kind])["targets"]["nodes"]:
        sets = minimal_cut_sets(graph, one["item"]["id"], causes(graph, TODAY, kind), TODAY, 3)
        smallest = min(map(len, sets), default=4)
        assert one["atLeast"] <= smallest <= (one["atMost"] or 4)
