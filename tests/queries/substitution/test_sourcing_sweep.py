"""The sweep over all suppliers: every line is what asking about that supplier alone tells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.engine.passes import COMPILE_AT
from queries.snapshot.days import day_of
from queries.substitution.sourcing_sweep import COLUMNS, SourcingSweep, answer, sourcing_sweep
from queries.substitution.substitution import substitution
from queries.substitution.sweep_order import SweepOrder
from tests.support.asking import asked
from tests.support.graphs import DATES, Graph, graphs, offices
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)


THREE = [
    "supplier:c",
    "supplier:b -PROVIDES-> service:1",
    "supplier:b -PROVIDES-> service:2",
    "supplier:a -PROVIDES-> service:3",
    "contract:c -WITH-> supplier:c",
    "contract:c end=2027-01-31",
]


def told(*lines: str, viewer: Viewer | None = None) -> Shown:
    about = asked(sketch(*lines).snapshot, TODAY, viewer=viewer)
    return Shown(answer(about), about.view)


def lines(found: SourcingSweep) -> dict[str, list[int]]:
    ids = found.snapshot.ids_of(found.rows)
    return dict(zip(ids, found.numbers.tolist(), strict=True))


def test_by_hand() -> None:
    graph = sketch(
        "supplier:a -PROVIDES-> service:mail",
        "service:mail citizen_facing=yes",
        "service:portal -DEPENDS_ON-> service:mail",
        "contract:a -WITH-> supplier:a",
        "contract:a -COVERS-> service:mail",
        "contract:a form=SOW end=2027-12-31 procurement_time=P1M transition_time=P1M",
        "sla:mail -GOVERNS-> service:mail",
        "ola:mail -BINDS[provider]-> supplier:a",
        "supplier:a -PROVIDES-> metric:mail",
        "agency:health -CONSUMES-> service:mail",
        "supplier:b",
    )
    found = sourcing_sweep(graph.snapshot, TODAY)
    # contracts, services, exposed services, citizen-facing, SLAs, OLAs, metrics, agencies
    assert lines(found) == {
        "supplier:a": [1, 1, 1, 1, 1, 1, 1, 1],
        "supplier:b": [0, 0, 0, 0, 0, 0, 0, 0],
    }
    days = [day_of(int(day)) for day in found.act_by]
    # 31 Dec 2027 − 1 month − 1 month = 30 (31) Oct 2027, a Saturday: the Friday before
    assert dict(zip(found.snapshot.ids_of(found.rows), days, strict=True)) == {
        "supplier:a": date(2027, 10, 29),
        "supplier:b": None,
    }


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("services", ["supplier:b", "supplier:a", "supplier:c"]),
        ("contracts", ["supplier:c", "supplier:a", "supplier:b"]),
        ("agencies", ["supplier:a", "supplier:b", "supplier:c"]),
        ("act_by", ["supplier:c", "supplier:a", "supplier:b"]),
    ],
)
def test_by_each_column(order: str, expected: list[str]) -> None:
    page = told(*THREE).told("suppliers", {"order_by": SweepOrder[order.upper()]})
    assert [line.told("supplier").id for line in page.nodes] == expected


def test_who_may_not_see_a_supplier_is_told_that_there_is_one() -> None:
    found = told(*THREE, viewer=hiding(["supplier:c"]))
    page = found.told("suppliers")
    assert [line.told("supplier").id for line in page.nodes] == ["supplier:a", "supplier:b"]
    assert page.hidden == 1
    assert "supplier:c" not in found.told("verdict")


def test_no_day_and_no_order_by_it_is_of_a_contract_that_may_not_be_seen() -> None:
    seen, hidden = told(*THREE), told(*THREE, viewer=hiding(["contract:c"]))
    assert "Next to act on is supplier:c" in seen.told("verdict")
    assert "supplier:c, by" not in hidden.told("verdict")
    for found, first in ((seen, True), (hidden, False)):
        nodes = found.told("suppliers", {"order_by": SweepOrder.ACT_BY}).nodes
        at = [line.told("supplier").id for line in nodes].index("supplier:c")
        assert (at == 0, nodes[at].told("act_by") is not None) == (first, first)
        assert nodes[at].told("contracts") == 1


def test_who_is_next_to_act_on_is_somebody_who_may_be_seen() -> None:
    assert "you may not see, by" not in told(*THREE, viewer=hiding(["supplier:c"])).told("verdict")


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (
            [*THREE, "contract:c procurement_time=P1M transition_time=P1M end=2027-02-26"],
            (
                "Of 3 suppliers most hangs on supplier:c: 1 contract and 0 services would "
                "change hands. "
                "Next to act on is supplier:c, by 25 Dec 2026."  # the 26th is a Saturday
            ),
        ),
        (
            THREE,  # too late to replace it by 31 Jan 2027, a Sunday
            (
                "Of 3 suppliers most hangs on supplier:c: 1 contract and 0 services would"
                " change hands. Next to act on is supplier:c, by 29 Jan 2027."
            ),
        ),
        (["agency:a name=a"], "Nothing is recorded of suppliers."),
    ],
)
def test_the_verdict_says_who_is_next(lines: list[str], verdict: str) -> None:
    assert told(*lines).told("verdict") == verdict


@given(
    graphs() | offices(),
    st.sampled_from([date.fromisoformat(day) for day in DATES]),
    st.sampled_from([0, COMPILE_AT]),
)
def test_each_line_is_that_suppliers_substitution(
    graph: Graph, as_of: date, compile_at: int
) -> None:
    snapshot = graph.snapshot
    found = sourcing_sweep(snapshot, as_of, compile_at=compile_at)
    assert sorted(lines(found)) == sorted(graph.ids("Supplier"))
    for at, supplier in enumerate(snapshot.ids_of(found.rows)):
        alone = substitution(snapshot, supplier, as_of)
        expected = {
            "contracts": len(alone.changing("Contract")),
            "services": len(alone.changing("Service")),
            "exposed_services": len(alone.exposed("Service")),
            "citizen_facing": len(alone.citizen_facing),
            "slas": len(alone.changing("ServiceLevelAgreement")),
            "olas": len(alone.changing("OperatingLevelAgreement")),
            "metrics": len(alone.metrics),
            "agencies": alone.impact.agencies.customer,
        }
        assert dict(zip(COLUMNS, found.numbers[at].tolist(), strict=True)) == expected
        assert day_of(int(found.act_by[at])) == alone.when.act_by
    for order in SweepOrder:
        assert sorted(found.ordered(order).tolist()) == list(range(len(found.rows)))
