"""What hangs on services, at what charge, and who could deliver all that they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from graph_model.facts import Relation
from queries.answers.viewer import hiding
from queries.supplier.demand import SupplyAndDemand
from tests.support.graphs import Graph
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)


def market(graph: Graph) -> SupplyAndDemand:
    return SupplyAndDemand(graph.snapshot, TODAY)


def rows(found: SupplyAndDemand, *ids: str) -> list[int]:
    return [int(row) for row in found.snapshot.rows(ids)]


LINES = (
    "agency:health -CONSUMES-> service:mail",
    "program:food -CONSUMES-> service:mail",
    "program:food -PART_OF-> agency:welfare",
    "agency:old -CONSUMES-> service:mail until=2026-01-01",
    "service:relay -PART_OF-> service:mail",
    "agency:tax -CONSUMES-> service:relay",
    "program:roads -CONSUMES-> service:other",
)


@pytest.mark.parametrize(
    ("services", "agencies", "programs"),
    [
        (["mail"], "health welfare", "food"),
        # who consumes the whole hangs on its element too, not the other way round
        (["relay"], "health tax welfare", "food"),
        (["other"], "", "roads"),
        (["mail", "other"], "health welfare", "food roads"),
        ([], "", ""),
    ],
)
def test_who_hangs_on_services(services: Sequence[str], agencies: str, programs: str) -> None:
    found = market(sketch(*LINES))
    demand = found.of(rows(found, *(f"service:{name}" for name in services)))
    id_of = found.snapshot.id
    assert sorted(map(id_of, demand.agencies)) == [f"agency:{a}" for a in agencies.split()]
    assert sorted(map(id_of, demand.programs)) == [f"program:{p}" for p in programs.split()]


def test_charges_are_summed_by_currency() -> None:
    charged = [("agency:a", "10.10 USD"), ("agency:b", "0.20 USD"), ("program:p", "5 EUR")]
    graph = sketch(
        "agency:a", "agency:b", "program:p", "service:s", "agency:free -CONSUMES-> service:s"
    )
    consumes = [
        Relation("CONSUMES", who, "service:s", "", {"annual_charge": c}) for who, c in charged
    ]
    found = market(Graph(graph.items, (*graph.relations, *consumes)))
    sums = found.of(rows(found, "service:s")).annual_charge
    assert {currency: str(amount) for currency, amount in sums.items()} == {
        "USD": "10.30",
        "EUR": "5",
    }
    assert found.currency in sums


def test_a_charge_to_whom_one_may_not_see_is_in_no_sum() -> None:
    """They hang on it all the same: they are counted, and what they pay is theirs."""
    charged = [("agency:a", "10.10 USD"), ("agency:b", "0.20 USD")]
    graph = sketch("agency:a", "agency:b", "service:s")
    consumes = [
        Relation("CONSUMES", who, "service:s", "", {"annual_charge": c}) for who, c in charged
    ]
    snapshot = Graph(graph.items, (*graph.relations, *consumes)).snapshot
    found = SupplyAndDemand(snapshot, TODAY, hiding(["agency:b"]).visible(snapshot))
    demand = found.of(rows(found, "service:s"))
    assert {name: str(amount) for name, amount in demand.annual_charge.items()} == {"USD": "10.10"}
    assert len(demand.agencies) == 2


NEEDS = (
    "service:s -NEEDS-> capability:mail",
    "service:s -NEEDS-> capability:spam",
    "service:t -NEEDS-> capability:mail",
    "supplier:both -OFFERS-> offering:one",
    "supplier:both -OFFERS-> offering:two",
    "offering:one -DELIVERS-> capability:mail",
    "offering:two -DELIVERS-> capability:spam",
    "supplier:half -OFFERS-> offering:three",
    "offering:three -DELIVERS-> capability:mail",
    "supplier:past -OFFERS-> offering:four until=2026-11-25",
    "offering:four -DELIVERS-> capability:mail",
    "service:u",
)


@pytest.mark.parametrize(
    ("services", "needed", "suppliers"),
    [
        (["s"], "mail spam", "both"),
        (["t"], "mail", "both half"),
        (["s", "t"], "mail spam", "both"),
        # where nothing is said to be needed, nothing is known
        (["u"], "", ""),
        (["t", "u"], "mail", "both half"),
    ],
)
def test_who_is_ready(services: Sequence[str], needed: str, suppliers: str) -> None:
    found = market(sketch(*NEEDS))
    ready = found.readiness(rows(found, *(f"service:{name}" for name in services)))
    id_of = found.snapshot.id
    assert [id_of(row) for row in ready.needed] == [f"capability:{n}" for n in needed.split()]
    assert [id_of(row) for row in ready.suppliers] == [f"supplier:{n}" for n in suppliers.split()]
    assert ready.known == bool(needed)


def test_an_offering_that_is_not_seen_makes_nobody_ready() -> None:
    snapshot = sketch(*NEEDS).snapshot
    found = SupplyAndDemand(snapshot, TODAY, hiding(["offering:two"]).visible(snapshot))
    ready = found.readiness(rows(found, "service:s"))
    assert "supplier:both" not in map(snapshot.id, ready.suppliers)
    whole = market(sketch(*NEEDS))
    ready = whole.readiness(rows(whole, "service:s"))
    assert "supplier:both" in map(snapshot.id, ready.suppliers)
