"""Contract families: trees, circles, terms and where they are from, values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from queries.answers.calendar import Calendar
from queries.contract.family import Family
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph, graph_of
from tests.support.naive import Record, Records, holds, last_day
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
TREE = (
    "contract:sow-1 -UNDER-> contract:msa",
    "contract:sow-2 -UNDER-> contract:msa",
    "contract:order -UNDER-> contract:sow-1",
)


def family(lines: Sequence[str], id_: str) -> Family:
    snapshot = sketch(*lines).snapshot
    calendar = Calendar({"MSA": "P9M"}, {"MSA": "P6M"}, "P1Y")
    return Family(snapshot, int(snapshot.rows([id_])[0]), TODAY, calendar)


def tree(found: Family) -> list[str]:
    """Each member, indented by its depth; a star where it is listed again."""
    return [
        "  " * m.depth + found.snapshot.id(m.row).removeprefix("contract:") + "*" * m.again
        for m in found.members
    ]


WHOLE = ["msa", "  sow-1", "    order", "  sow-2"]


@pytest.mark.parametrize(
    ("lines", "id_", "expected"),
    [
        (TREE, "contract:msa", WHOLE),
        # the same family, wherever one asks
        (TREE, "contract:order", WHOLE),
        (("contract:alone",), "contract:alone", ["alone"]),
        # two parents: listed in full once
        (
            (*TREE, "contract:order -UNDER-> contract:sow-2"),
            "contract:order",
            ["msa", "  sow-1", "    order", "  sow-2", "    order*"],
        ),
        # a relation that does not hold any more
        ((TREE[0], f"{TREE[1]} until=2026-01-01"), "contract:msa", ["msa", "  sow-1"]),
        # circles are cut where they close
        (("contract:a -UNDER-> contract:a",), "contract:a", ["a", "  a*"]),
        (
            ("contract:a -UNDER-> contract:b", "contract:b -UNDER-> contract:a"),
            "contract:a",
            ["a", "  b", "    a*"],
        ),
        # a circle beside the root is listed after it
        (
            (
                "contract:x -UNDER-> contract:root",
                "contract:x -UNDER-> contract:a",
                "contract:a -UNDER-> contract:b",
                "contract:b -UNDER-> contract:a",
            ),
            "contract:x",
            ["root", "  x", "a", "  b", "    a*", "  x*"],
        ),
        # SLAs stand under contracts as well, but are no contracts
        (("sla:s -UNDER-> contract:msa",), "contract:msa", ["msa"]),
    ],
)
def test_members(lines: Sequence[str], id_: str, expected: list[str]) -> None:
    assert tree(family(lines, id_)) == expected


TERMS = (
    *TREE,
    "contract:msa form=MSA notice=P6M rights=[step-in,audit]",
    "contract:sow-1 procurement_time=P5M rights=[substitution,audit]",
    "contract:msa -WITH-> supplier:s",
    "contract:msa -HELD_BY-> agency:a",
    "contract:sow-2 notice=P1M",
    "contract:sow-2 -WITH-> supplier:other",
)


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        (
            "contract:msa",
            [
                "notice P6M msa",
                "procurement_time P9M default for MSA",
                "transition_time P6M default for MSA",
            ],
        ),
        (
            "contract:sow-1",
            [
                "notice P6M msa",
                "procurement_time P5M sow-1",
                "transition_time P1Y default for no form",
            ],
        ),
        (
            "contract:order",
            [
                "notice P6M msa",
                "procurement_time P1Y default for no form",
                "transition_time P1Y default for no form",
            ],
        ),
        (
            "contract:sow-2",
            [
                "notice P1M sow-2",
                "procurement_time P1Y default for no form",
                "transition_time P1Y default for no form",
            ],
        ),
    ],
)
def test_terms_and_where_they_are_from(id_: str, expected: list[str]) -> None:
    found = family(TERMS, id_)
    assert [
        f"{t.name} {t.value} {stated(found, t.stated_by) or t.default}" for t in found.terms
    ] == expected


def stated(found: Family, row: int | None) -> str:
    return "" if row is None else found.snapshot.id(row).removeprefix("contract:")


@pytest.mark.parametrize(
    ("id_", "rights"),
    [
        ("contract:msa", "audit msa, step-in msa"),
        ("contract:order", "audit sow-1, step-in msa, substitution sow-1"),
        ("contract:sow-2", "audit msa, step-in msa"),
    ],
)
def test_rights_are_the_whole_familys(id_: str, rights: str) -> None:
    found = family(TERMS, id_)
    assert (
        ", ".join(sorted(f"{r} {stated(found, row)}" for r, row in found.rights.items())) == rights
    )


@pytest.mark.parametrize(
    ("msa", "rights"),
    [
        ("end=2026-11-25", ["audit", "step-in", "substitution"]),
        # what an agreement gave has lapsed with it, and what a contract gave once it is over
        ("end=2026-11-24", ["step-in"]),
        ("end=2026-11-24 renewal=tacit renewal_term=P1Y", ["audit", "step-in", "substitution"]),
        ("start=2027-01-01", ["audit", "step-in", "substitution"]),
    ],
)
def test_rights_lapse_with_the_contract_that_gives_them(msa: str, rights: list[str]) -> None:
    lines = (f"contract:msa {msa} rights=[substitution,audit]", "contract:c rights=[step-in]")
    found = family((*lines, "contract:c -UNDER-> contract:msa"), "contract:c")
    assert sorted(found.rights) == rights


@pytest.mark.parametrize(
    ("id_", "party", "expected"),
    [
        ("contract:order", "supplier", [("supplier:s", "contract:msa")]),
        ("contract:sow-2", "supplier", [("supplier:other", "contract:sow-2")]),
        ("contract:sow-2", "holder", [("agency:a", "contract:msa")]),
    ],
)
def test_parties_are_inherited(id_: str, party: str, expected: list[tuple[str, str]]) -> None:
    found = family(TERMS, id_)
    id_of = found.snapshot.id
    assert [(id_of(row), id_of(by)) for row, by in found.parties(party)] == expected


def test_nobody_is_named() -> None:
    assert family(TREE, "contract:order").parties("supplier") == []


def test_values_beneath_are_summed_by_currency() -> None:
    found = family(TREE, "contract:msa")
    assert found.below(found.row) == {}
    graph = sketch(*TREE)
    values = {"contract:msa": "100 USD", "contract:sow-1": "70.25 USD", "contract:sow-2": "40 USD"}
    for item in graph.items:
        if item.id in values:
            item.fields["value"] = values[item.id]  # type: ignore[index]
    snapshot = graph.snapshot
    found = Family(snapshot, int(snapshot.rows(["contract:order"])[0]), TODAY)
    assert found.below(int(snapshot.rows(["contract:msa"])[0])) == {"USD": Decimal("110.25")}
    assert found.warnings(found.snapshot.id) == [
        "contract:msa: those under it come to 110.25 USD, more than its own 100"
    ]
    for item in graph.items:
        if item.id == "contract:msa":
            item.fields["value"] = "110.25 USD"  # type: ignore[index]
    assert Family(graph_of(graph.facts).snapshot, 0, TODAY).warnings(snapshot.id) == []


def test_the_value_of_a_contract_that_is_not_seen_is_in_no_sum_and_no_warning() -> None:
    graph = sketch(*TREE)
    values = {"contract:msa": "100 USD", "contract:sow-1": "70.25 USD", "contract:sow-2": "40 USD"}
    for item in graph.items:
        if item.id in values:
            item.fields["value"] = values[item.id]  # type: ignore[index]
    snapshot = graph.snapshot
    msa, one, _ = (int(row) for row in snapshot.rows(list(values)))
    found = Family(snapshot, msa, TODAY)
    assert found.below(msa, lambda row: row != one) == {"USD": Decimal(40)}
    for hidden in (msa, one):
        assert found.warnings(snapshot.id, lambda row, hidden=hidden: row != hidden) == []  # type: ignore[misc]


def test_circles_are_named() -> None:
    lines = ("contract:a -UNDER-> contract:b", "contract:b -UNDER-> contract:a")
    found = family((*lines, "contract:x -UNDER-> contract:a"), "contract:x")
    assert found.warnings(found.snapshot.id) == [
        "contract:a is under itself",
        "contract:b is under itself",
    ]


def above(graph: Records, id_: str) -> set[str]:
    """Every contract that one is under, by any way."""
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        child = waiting.pop()
        for r in graph["relations"]:
            under = (r["type"], r["from"]) == ("UNDER", child) and holds(r, TODAY)
            if under and r["to"] not in found:
                found.add(r["to"])
                waiting.append(r["to"])
    return found


def rights_of(record: Record) -> list[str]:
    return list(record.get("rights", ()))


@settings(max_examples=200, deadline=None)
@given(contract_graphs(8, 30, ("Contract",)))
def test_families_of_any_shape(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    for id_ in graph.ids():
        found = Family(snapshot, int(snapshot.rows([id_])[0]), TODAY)
        parents = above(records, id_)
        assert found.cyclic == (id_ in parents)
        assert {snapshot.id(r) for r in found.above} == parents | {id_}
        listed = [snapshot.id(m.row) for m in found.members if not m.again]
        assert len(listed) == len(set(listed))
        top = {a for a in parents | {id_} if not above(records, a)}
        everyone = {other for other in graph.ids() if above(records, other) & (parents | {id_})}
        assert set(listed) >= parents | {id_} | {o for o in everyone if above(records, o) & top}
        rights = {
            right
            for item in records["items"]
            if item["id"] in parents | {id_} and last_day(records, item["id"], TODAY) >= TODAY
            for right in rights_of(item)
        }
        assert set(found.rights) == rights
        assert isinstance(found.warnings(snapshot.id), list)


def nearest(graph: Records, id_: str, name: str) -> set[str]:
    """The contracts that state a field, of those at the least distance above one."""
    level, seen = {id_}, {id_}
    by_id = {item["id"]: item for item in graph["items"]}
    while level:
        if stating := {other for other in level if name in by_id[other]}:
            return stating
        under = [r for r in graph["relations"] if r["type"] == "UNDER" and holds(r, TODAY)]
        level = {r["to"] for r in under if r["from"] in level} - seen
        seen |= level
    return set()


@settings(max_examples=200, deadline=None)
@given(contract_graphs(8, 30, ("Contract",)))
def test_terms_are_those_of_the_nearest(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    by_id = {item["id"]: item for item in records["items"]}
    for id_ in graph.ids():
        found = Family(snapshot, int(snapshot.rows([id_])[0]), TODAY)
        for name in ("notice", "value", "form"):
            term, stating = found.term(name), nearest(records, id_, name)
            said = None if term is None else (snapshot.id(term.stated_by or 0), term.value)
            first = min(stating, default=None)
            assert said == (None if first is None else (first, by_id[first][name]))


def test_a_long_chain_is_told_in_time_linear_in_it() -> None:
    """Two and a half thousand orders, each under the last: what the first states, all inherit."""
    size = 2_500
    chain = [f"contract:{n} -UNDER-> contract:{n - 1}" for n in range(1, size)]
    first = family(("contract:0 notice=P6M rights=[audit]", *chain), f"contract:{size - 1}")
    assert len(first.members) == size
    assert first.warnings(first.snapshot.id) == []
    for member in first.members:
        own = Family(first.snapshot, member.row, TODAY)
        (notice, *_), root = own.terms, first.roots[0]
        assert (notice.value, notice.stated_by, own.rights["audit"]) == ("P6M", root, root)
        assert own.parties("supplier") == []
