"""The sweep over all suppliers: every line is what asking about that supplier alone tells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion
from queries.engine.passes import COMPILE_AT
from queries.snapshot.days import day_of
from queries.substitution.sourcing_sweep import COLUMNS, ORDERS, Sweep, sourcing_sweep
from queries.substitution.substitution import substitution
from tests.support.graphs import DATES, Graph, graphs
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)


def lines(found: Sweep) -> dict[str, list[int]]:
    ids = found.snapshot.ids_of(found.suppliers)
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
    assert dict(zip(found.snapshot.ids_of(found.suppliers), days, strict=True)) == {
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
    graph = sketch(
        "supplier:c",
        "supplier:b -PROVIDES-> service:1",
        "supplier:b -PROVIDES-> service:2",
        "supplier:a -PROVIDES-> service:3",
        "contract:c -WITH-> supplier:c",
        "contract:c end=2027-01-31",
    )
    found = sourcing_sweep(graph.snapshot, TODAY)
    assert found.snapshot.ids_of(found.suppliers[found.ordered(order)]) == expected


def test_what_it_cannot_be_ordered_by() -> None:
    found = sourcing_sweep(sketch("supplier:a").snapshot, TODAY)
    with pytest.raises(InvalidQuestion, match=r"'score'.*contracts, services"):
        found.ordered("score")


@given(
    graphs(),
    st.sampled_from([date.fromisoformat(day) for day in DATES]),
    st.sampled_from([0, COMPILE_AT]),
)
def test_each_line_is_that_suppliers_substitution(
    graph: Graph, as_of: date, compile_at: int
) -> None:
    snapshot = graph.snapshot
    found = sourcing_sweep(snapshot, as_of, compile_at=compile_at)
    assert sorted(lines(found)) == sorted(graph.ids("Supplier"))
    for at, supplier in enumerate(snapshot.ids_of(found.suppliers)):
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
        critical = alone.critical
        assert day_of(int(found.act_by[at])) == (critical.act_by if critical else None)
    for order in ORDERS:
        assert sorted(found.ordered(order).tolist()) == list(range(len(found.suppliers)))
