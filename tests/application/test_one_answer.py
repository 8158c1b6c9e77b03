"""At a revision there is one answer, whoever is asked: others may edit the graph as they like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j import Driver
from neo4j.exceptions import ClientError

from application.author import Author
from application.graph import Graph
from application.out_of_band import Reconciler, replayed
from application.settings import Settings
from graph_model.changes import ChangeSet, Put
from graph_model.facts import Item, Ref
from graph_model.model import standard_model
from queries.impact.impact import Impact, impact
from queries.snapshot.facts import facts_of
from queries.snapshot.keeper import Keeper
from queries.snapshot.snapshot import Snapshot
from tests.support.cypher_edits import START, Edit, cypher_edits
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.store_graphs import graph
from tests.support.store_place import neo4j_place

MODEL = standard_model()
DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def driver(neo4j_server: Neo4jServer) -> Iterator[Driver]:
    with neo4j_server.driver() as driver:
        yield driver


class Office:
    """One Neo4j that several processes read, one of them from the start."""

    def __init__(self, server: Neo4jServer, driver: Driver, stack: ExitStack) -> None:
        empty(driver)
        self.driver, self.place = driver, neo4j_place(server)
        stack.callback(self.place.close)
        self.place.open().apply(ChangeSet("start", tuple(map(Put, START))), "ann", "test")
        self.follower = self.process()
        self.follower.refresh()
        self.reconciler = Reconciler(self.follower)
        self.told: dict[int, dict[Ref, bytes]] = {1: told(self.follower.snapshot())}

    def process(self) -> Graph:
        """One that has read nothing yet."""
        return Graph(Settings(), self.place.open(), MODEL)

    def edit(self, edits: list[Edit]) -> None:
        with self.driver.session() as session:
            for statement, parameters in edits:
                with suppress(ClientError):  # a constraint forbids it
                    session.run(statement, parameters).consume()

    def reconcile(self) -> None:
        while self.reconciler.look() is not None:
            pass


def told(snapshot: Snapshot) -> dict[Ref, bytes]:
    return graph(facts_of(snapshot))


def levels(found: Impact) -> dict[str, str]:
    return {found.snapshot.id(row): found.level_at(row) for row in found.rows.tolist()}


def check(office: Office, others: list[Graph]) -> None:
    """Other processes, the journal, a compacted snapshot and the engine say what it says."""
    present = office.follower.refresh()
    facts = told(present)
    late = office.process()
    assert late.refresh().revision == present.revision
    for other in (late, *others):
        assert told(other.refresh()) == facts
    assert graph(replayed(late.store).facts()) == facts
    compacted = Keeper(late.store, MODEL, compact_at=1)
    compacted.refresh()
    compacted.close()
    assert told(compacted.refresh()) == facts
    for start in [id_ for id_ in ("relay", "mail", "x:9") if present.find(id_) is not None]:
        for lens in ("outage", "sourcing"):
            found = levels(late.crawl([start], lens, DAY))
            assert found == levels(impact(present, [start], lens, DAY))
    for revision, then in office.told.items():
        assert told(late.keeper.at(revision)) == then
    office.told[present.revision] = facts


HIDES = ("SET n.name = ''", "REMOVE n:Service SET n:Thing", "REMOVE n:Item", "SET n.id = ' bad'")
"""What keeps the item from being read of which something else then has the alias for an id."""


@pytest.mark.parametrize("hides", HIDES)
def test_an_id_that_is_anothers_alias_is_no_item_to_anybody(
    neo4j_server: Neo4jServer, driver: Driver, hides: str
) -> None:
    """Also while that other cannot be read: it is put right, and nothing says what never was."""
    with ExitStack() as stack:
        office = Office(neo4j_server, driver, stack)
        renamed = "MATCH (n {id: 'web'}) SET n.id = 'x:1'"
        office.edit([(f"MATCH (n {{id: 'mail'}}) {hides}", {}), (renamed, {})])
        between = office.process()
        between.refresh()
        office.reconcile()
        check(office, [between])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.lists(cypher_edits(), min_size=1, max_size=4), st.booleans()), max_size=4)
)
def test_all_who_read_the_graph_agree_at_each_revision(
    neo4j_server: Neo4jServer, driver: Driver, steps: list[tuple[list[Edit], bool]]
) -> None:
    with ExitStack() as stack:
        office, others = Office(neo4j_server, driver, stack), []
        for number, (edits, applied) in enumerate(steps):
            office.edit(edits)
            others.append(office.process())
            others[-1].refresh()  # it has read what nobody journaled yet
            if applied:
                change = Put(Item("Agency", f"own:{number}", {"name": "Own"}))
                office.follower.apply(ChangeSet(f"own:{number}", (change,)), Author("ann"), "test")
            office.reconcile()
            check(office, others)
