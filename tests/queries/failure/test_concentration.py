"""How much hangs on each supplier is what losing and replacing each alone, one by one, touches."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.declare import camel
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.engine import copies
from queries.failure.concentration import Concentration, answer, concentration
from queries.failure.concentration_column import COLUMNS, LEVELS, ConcentrationOrder
from tests.support.asking import asked
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
    rows = (found.beneath.of(at) for at in range(len(found.rows)))
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


def told(order_by: ConcentrationOrder | None = None, viewer: Viewer | None = None) -> Any:
    """The lines of the office, as their viewer may see them."""
    about = asked(OFFICE.snapshot, TODAY, viewer=viewer)
    return Shown(answer(about), about.view).told("suppliers", {"order_by": order_by})


def suppliers(page: Any) -> list[str]:
    return [line.told("supplier").id.removeprefix("supplier:") for line in page.nodes]


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
    order = None if order_by is None else ConcentrationOrder[order_by]
    assert suppliers(told(order)) == expected.split()


def test_a_line_tells_every_column_by_its_name() -> None:
    line = record(told().nodes[0])
    numbers = concentration(OFFICE.snapshot, TODAY).numbers[0].tolist()
    assert line["supplier"]["id"] == "supplier:cloud"
    assert [line[camel(column.name)] for column in COLUMNS] == numbers
    assert (line["serviceShare"], line["underlying"]["totalCount"]) == (2 / 3, 0)


def test_who_may_not_see_a_supplier_is_told_that_there_is_one() -> None:
    page = told(viewer=hiding(["supplier:cloud"]))
    assert (suppliers(page), page.hidden) == (["vendor", "own", "part", "idle"], 1)
    vendor = record(page.nodes[0])
    assert (vendor["underlying"]["nodes"], vendor["underlyingHidden"]) == ([], 1)


@pytest.mark.parametrize(
    ("viewer", "name"),
    [(None, "supplier:cloud"), (hiding(["supplier:cloud"]), "what you may not see")],
)
def test_the_verdict_names_who_takes_most(viewer: Viewer | None, name: str) -> None:
    about = asked(OFFICE.snapshot, TODAY, viewer=viewer)
    assert answer(about).verdict(about.view) == (
        f"Of 5 suppliers the loss of {name} takes most: 2 of 3 services, 1 of 3 agencies."
    )


def test_no_supplier() -> None:
    about = asked(sketch("agency:a name=a").snapshot, TODAY)
    found = answer(about)
    assert (ids(found), found.verdict(about.view)) == ([], "Nothing is recorded of suppliers.")
    assert suppliers(Shown(found, about.view).told("suppliers")) == []


def test_levels_are_those_of_the_lenses() -> None:
    of = {lens: tuple(MODEL.lens(lens).level(code) for code in (3, 2, 1)) for lens in LEVELS}
    assert of == LEVELS


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
        for column in COLUMNS
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
    names = [column.name for column in COLUMNS]
    for id_, numbers in zip(ids(found), found.numbers.tolist(), strict=True):
        assert dict(zip(names, numbers, strict=True)) == naive(graph, id_, as_of)
    assert beneath(found) == naive_beneath(graph, as_of)
    lines = found.numbers.tolist()
    ordered = sorted(range(len(lines)), key=lambda at: ([-n for n in lines[at]], ids(found)[at]))
    assert ordered == found.ranked().tolist()


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


@pytest.mark.parametrize("order", ConcentrationOrder)
def test_every_order_is_a_column(order: ConcentrationOrder) -> None:
    found = concentration(OFFICE.snapshot, TODAY)
    column = found.column(order.name).tolist()
    ranked = [column[at] for at in found.ranked(found.column(order.name))]
    assert ranked == sorted(column, reverse=True)
