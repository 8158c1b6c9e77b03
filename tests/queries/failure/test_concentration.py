"""How much hangs on each supplier is what losing and replacing each alone, one by one, touches."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion
from queries.engine import copies
from queries.failure.concentration import Concentration, columns, concentration, orders
from tests.support.dependencies import lost
from tests.support.graphs import DATES, MODEL, Graph, graphs
from tests.support.naive import Question, holds
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
TODAY = date(2026, 11, 25)
KINDS = (
    *("Supplier", "Service", "ConfigurationItem") * 3,
    *("Agency", "Program", "ServiceLevelAgreement", "Contract", "OperatingLevelAgreement"),
)
OF = {
    "services": "Service",
    "citizen_facing": "Service",
    "agencies": "Agency",
    "slas": "ServiceLevelAgreement",
    "contracts": "Contract",
}

OFFICE = sketch(
    "supplier:cloud -PROVIDES-> service:cloud",
    "supplier:vendor -PROVIDES-> service:case",
    "service:case -DEPENDS_ON-> service:cloud",
    "service:mail -DEPENDS_ON[host]-> service:cloud",
    "service:mail -DEPENDS_ON[host]-> ci:host until=2027-01-01",
    "supplier:own -PROVIDES-> service:mail",
    "supplier:part -PROVIDES-> service:case extent=part",
    "supplier:idle -PART_OF-> supplier:vendor",
    "agency:welfare -CONSUMES-> service:case",
    "agency:parks -CONSUMES-> service:mail",
    "agency:revenue name=Revenue",
    "sla:case -GOVERNS-> service:case",
    "contract:msa -WITH-> supplier:vendor",
    "contract:sow -UNDER-> contract:msa",
    "contract:sow -COVERS-> service:case",
    "contract:old -WITH-> supplier:vendor",
    "contract:old end=2026-01-01",
    "service:case citizen_facing=yes",
)


def ids(found: Concentration) -> list[str]:
    return found.snapshot.ids_of(found.rows)


def cell(found: Concentration, supplier: str, column: str) -> float:
    return float(found.column(column)[ids(found).index(f"supplier:{supplier}")])


def beneath(found: Concentration) -> dict[str, list[str]]:
    """The suppliers beneath each that has any."""
    rows = (found.underlying.of(at) for at in range(len(found.rows)))
    told = zip(ids(found), map(found.snapshot.ids_of, rows), strict=True)
    return {id_: sorted(under) for id_, under in told if under}


@pytest.mark.parametrize(
    ("supplier", "column", "expected"),
    [
        ("cloud", "outage_services_lost", 2),
        ("cloud", "outage_services_degraded", 1),
        ("cloud", "outage_citizen_facing_lost", 1),
        ("cloud", "outage_agencies_lost", 1),
        ("cloud", "outage_agencies_degraded", 1),
        ("cloud", "outage_slas_lost", 1),
        ("cloud", "service_share", 2 / 3),
        ("cloud", "agency_share", 1 / 3),
        ("cloud", "underlying", 0),
        ("vendor", "underlying", 1),
        ("vendor", "outage_services_lost", 1),
        ("vendor", "sourcing_contracts_direct", 2),
        ("vendor", "sourcing_services_direct", 1),
        ("vendor", "sourcing_slas_direct", 1),
        ("vendor", "sourcing_agencies_direct", 1),
        ("part", "outage_services_lost", 0),
        ("part", "outage_services_degraded", 1),
        ("part", "sourcing_services_indirect", 1),
        ("idle", "outage_services_lost", 0),
    ],
)
def test_cell(supplier: str, column: str, expected: float) -> None:
    assert cell(concentration(OFFICE.snapshot, TODAY), supplier, column) == expected


def test_beneath_is_whose_loss_takes_what_another_provides() -> None:
    cloud = ["supplier:cloud"]
    today = {"supplier:vendor": cloud, "supplier:part": cloud}
    assert beneath(concentration(OFFICE.snapshot, TODAY)) == today
    later = concentration(OFFICE.snapshot, date(2027, 1, 1))
    assert beneath(later) == today | {"supplier:own": cloud}


@pytest.mark.parametrize(
    ("order_by", "expected"),
    [
        (None, "cloud vendor own part idle"),
        ("outage_services_degraded", "cloud part vendor own idle"),
        ("sourcing_contracts_direct", "vendor cloud own part idle"),
        ("underlying", "vendor part cloud own idle"),
        ("service_share", "cloud vendor own part idle"),
    ],
)
def test_order(order_by: str | None, expected: str) -> None:
    found = concentration(OFFICE.snapshot, TODAY, order_by=order_by)
    assert ids(found) == [f"supplier:{name}" for name in expected.split()]
    some = concentration(OFFICE.snapshot, TODAY, 2, order_by)
    assert (ids(some), some.total, some.complete) == (ids(found)[:2], 5, True)
    assert beneath(some) == {id_: beneath(found)[id_] for id_ in ids(some) if id_ in beneath(found)}


def test_no_supplier() -> None:
    found = concentration(sketch("agency:a name=a").snapshot, TODAY, order_by="service_share")
    assert (ids(found), found.total) == ([], 0)


@pytest.mark.parametrize(
    ("first", "order_by", "problem"),
    [
        (-1, None, "first: found -1"),
        (None, "size", "orderBy: found 'size', expected one of outage_agencies_lost, outage_citi"),
    ],
)
def test_bad_question(first: int | None, order_by: str | None, problem: str) -> None:
    with pytest.raises(InvalidQuestion, match=problem):
        concentration(OFFICE.snapshot, TODAY, first, order_by)


def naive(graph: Graph, supplier: str, as_of: date) -> dict[str, int]:
    """Every number of a supplier, by the column's name."""
    kinds = {item.id: item.kind for item in graph.items}
    citizen = {item.id for item in graph.items if item.fields.get("citizen_facing")}
    found = {
        lens: Question(graph.records, [supplier], lens, as_of).answer.affected
        for lens in ("outage", "sourcing")
    }
    return {
        column.name: sum(
            level == column.level
            and kinds[id_] == OF[column.measure]
            and (column.measure != "citizen_facing" or id_ in citizen)
            for id_, level in found[column.lens].items()
        )
        for column in columns(MODEL)
    }


def naive_beneath(graph: Graph, as_of: date) -> dict[str, list[str]]:
    provided = {
        supplier: {
            record["to"]
            for record in graph.records["relations"]
            if record["type"] == "PROVIDES" and record["from"] == supplier and holds(record, as_of)
        }
        for supplier in graph.ids("Supplier")
    }
    taken = {supplier: lost(graph, [supplier], as_of) for supplier in provided}
    found = {
        supplier: sorted(other for other in provided if taken[other] & (items - provided[other]))
        for supplier, items in provided.items()
    }
    return {supplier: under for supplier, under in found.items() if under}


def check(graph: Graph, as_of: date) -> None:
    found = concentration(graph.snapshot, as_of)
    assert sorted(ids(found)) == sorted(graph.ids("Supplier"))
    names = [column.name for column in found.columns]
    for id_, numbers in zip(ids(found), found.numbers.tolist(), strict=True):
        assert dict(zip(names, numbers, strict=True)) == naive(graph, id_, as_of)
    assert beneath(found) == naive_beneath(graph, as_of)
    lines = found.numbers.tolist()
    ordered = sorted(range(len(lines)), key=lambda at: ([-n for n in lines[at]], ids(found)[at]))
    assert ordered == list(range(len(lines)))


@settings(max_examples=100)
@given(graphs(KINDS), AS_OF)
def test_numbers_are_those_of_each_supplier_alone(graph: Graph, as_of: date) -> None:
    check(graph, as_of)


@settings(max_examples=30)
@given(graphs(KINDS), AS_OF, st.integers(1, 60))
def test_numbers_are_the_same_in_batches_of_any_size(graph: Graph, as_of: date, cells: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "CELLS", cells)
        check(graph, as_of)


@pytest.mark.parametrize("name", orders(MODEL))
def test_every_order_is_a_column(name: str) -> None:
    found = concentration(OFFICE.snapshot, TODAY, order_by=name)
    column = found.column(name).tolist()
    assert column == sorted(column, reverse=True)
