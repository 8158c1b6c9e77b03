"""The engine that asks the store level by level answers as the one that holds the whole graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import NotFound
from graph_model.facts import Fact, Item, Relation
from queries.impact.asking import answer
from queries.impact.impact import Impact, impact
from queries.impact.store_engine import Beyond, Ground, crawled_impact
from stores.neo4j.store import Neo4jStore
from tests.support.asking import asked
from tests.support.cases import Case, all_graphs, cases
from tests.support.graphs import DATES, MODEL, Graph, graph_from, graphs, offices, start_sets
from tests.support.naive import LEVELS
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.sketch import sketch

TICKETED = ("Ticket", "Ticket", "Service", "ConfigurationItem")
AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])


class DrawnGround:
    """A drawn graph, asked a few items at a time as a store is."""

    def __init__(self, graph: Graph) -> None:
        self.items = {item.id: item for item in graph.items}
        self.relations = graph.relations
        self.asked = 0

    def revision(self) -> int:
        return 0

    def named(self, names: Sequence[str]) -> list[Item]:
        return [self.items[name] for name in dict.fromkeys(names) if name in self.items]

    def known(self) -> Iterator[list[Item]]:
        yield from ([item] for item in self.items.values())

    def around(self, ids: Sequence[str]) -> list[Fact]:
        self.asked += 1
        at = [r for r in self.relations if r.start in ids or r.end in ids]
        groups = {
            (r.start, r.discriminator) for r in at if r.type == "DEPENDS_ON" and r.discriminator
        }
        at += [
            r
            for r in self.relations
            if r.type == "DEPENDS_ON" and (r.start, r.discriminator) in groups
        ]
        return [*self._ends(at), *at]

    def families(self) -> list[Fact]:
        contracts = [i for i in self.items.values() if i.kind == "Contract"]
        ids = {contract.id for contract in contracts}
        under = [r for r in self.relations if r.type == "UNDER" and {r.start, r.end} <= ids]
        return [*contracts, *under]

    def holders(self, services: Sequence[str]) -> list[Fact]:
        covering = {r.start for r in self.relations if r.type == "COVERS" and r.end in services}
        within = {r.start for r in self.relations if r.type == "CONSUMES" and r.end in services}
        found: list[Relation] = []
        while more := [
            r
            for r in self.relations
            if (r.type == "PART_OF" and r.start in within)
            or (r.type == "HELD_BY" and r.start in covering)
            if r not in found
        ]:
            found += more
            within |= {r.end for r in more if r.type == "PART_OF"}
        return [*self._ends(found), *found]

    def open_tickets(self) -> list[Fact]:
        tickets = {i.id for i in self.items.values() if i.kind == "Ticket"}
        closed = {id_ for id_ in tickets if "closed_on" in self.items[id_].fields}
        at = [r for r in self.relations if r.type == "AFFECTS" and r.start in tickets - closed]
        return [*self._ends(at), *at]

    def _ends(self, relations: Sequence[Relation]) -> list[Fact]:
        return [self.items[id_] for id_ in {e for r in relations for e in (r.start, r.end)}]


def told(found: Impact) -> dict[str, object]:
    """Everything that an answer says of what it touches, by id."""
    snapshot = found.snapshot
    lacking = found.unknowns
    return {
        "levels": {snapshot.id(row): found.level_at(row) for row in found.rows.tolist()},
        "lapsed": sorted(snapshot.ids_of(found.not_in_force)),
        "idle": sorted(snapshot.ids_of(found.not_in_service)),
        "counts": found.counts,
        "agencies": found.agencies,
        "lacking": [
            sorted(snapshot.ids_of(rows))
            for rows in (lacking.without_contract, lacking.without_sla, lacking.without_consumer)
        ],
        "lengths": {snapshot.id(r): len(found.witness(r).steps) for r in found.rows.tolist()},
    }


@settings(max_examples=60)
@given(graphs(), st.data(), AS_OF)
def test_a_crawl_answers_like_a_snapshot(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        whole = told(impact(graph.snapshot, of, lens, as_of))
        assert told(crawled_impact(DrawnGround(graph), MODEL, of, lens, as_of)) == whole


@settings(max_examples=60)
@given(offices(), st.data(), AS_OF)
def test_a_crawl_minds_whose_contract_it_is(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    whole = told(impact(graph.snapshot, of, "sourcing", as_of))
    assert told(crawled_impact(DrawnGround(graph), MODEL, of, "sourcing", as_of)) == whole


@settings(max_examples=60)
@given(graphs(TICKETED), st.data(), AS_OF)
def test_a_crawl_is_asked_on_top_of_what_is_open(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        whole = answer(asked(graph.snapshot, as_of), of, lens, background=True)
        crawled = crawled_impact(DrawnGround(graph), MODEL, of, lens, as_of, background=UTC)
        assert told(crawled) == told(whole)
        assert beside(crawled) == beside(whole)


def beside(found: Impact) -> dict[str, list[str]]:
    """What an answer says of what is open beside what was asked about."""
    background, ids_of = found.background, found.snapshot.ids_of
    assert background is not None
    rows = {
        "incidents": background.incidents,
        "changes": background.changes,
        "unplanned": background.unplanned,
        "adds": background.added_rows,
        "already": background.so_already_rows,
    }
    return {name: sorted(ids_of(some)) for name, some in rows.items()}


def test_a_crawl_asks_once_a_level() -> None:
    graph = graph_from(next(case for case in cases() if "h:relay-1" in case["of"])["graph"])
    ground = DrawnGround(graph)
    crawled_impact(ground, MODEL, ["h:relay-1"], "outage", date(2027, 1, 1))
    # the relay; its OLA (LOST); mail; the promise above and the customers; the customers told
    assert ground.asked <= 6


def test_an_unknown_start_is_not_found() -> None:
    graph = graph_from(cases()[0]["graph"])
    with pytest.raises(NotFound):
        crawled_impact(DrawnGround(graph), MODEL, ["nothing"], "outage", date(2027, 1, 1))


def test_what_is_asked_about_is_met_though_nothing_touches_it() -> None:
    ground = DrawnGround(sketch("service:m -DEPENDS_ON-> ci:a", "agency:g"))
    also = ["agency:g", "nobody"]
    found = crawled_impact(ground, MODEL, ["ci:a"], "outage", date(2027, 1, 1), Beyond(also))
    apart = found.snapshot.find("agency:g")
    assert apart is not None
    assert not found.affects(apart)
    assert found.snapshot.find("nobody") is None


@pytest.fixture(scope="module")
def every_case(neo4j_server: Neo4jServer) -> Iterator[Neo4jStore]:
    """One real Neo4j with the graphs of all the worked cases, whose ids differ."""
    with neo4j_server.driver() as driver:
        empty(driver)
    store = Neo4jStore(neo4j_server.uri, MODEL, neo4j_server.user, neo4j_server.password)
    store.apply(all_graphs(), "test", "cases")
    yield store
    store.close()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["of"][0])
def test_worked_case_on_neo4j(every_case: Neo4jStore, case: Case) -> None:
    ground: Ground = every_case
    found = crawled_impact(
        ground, MODEL, case["of"], case["lens"], date.fromisoformat(case["as_of"])
    )
    snapshot = found.snapshot
    levels = {snapshot.id(row): found.level_at(row) for row in found.rows.tolist()}
    assert levels == case["expected"]
