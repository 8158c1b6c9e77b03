"""What is Neo4j's own: how the graph looks to other tools, lost commits, names, secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from neo4j import Driver

from graph_model.changes import ChangeSet, SetFields
from graph_model.errors import InvalidModel, StoreUnavailable
from graph_model.facts import Fact, Item, Relation
from graph_model.ledger.kept_back import KIND, KeptBack
from graph_model.model import standard_model
from stores.neo4j import Neo4jStore, journal, ledger, lookup, mending, read, write
from stores.neo4j import removed as removed_items
from stores.neo4j.constraints import constraint_statements
from stores.neo4j.names import quoted
from tests.support.lossy_bolt import lossy_bolt
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.store_graphs import NEWER, ci, depends, graph, graph_in, put, removed
from tests.support.store_place import Place, neo4j_place

CONTRACT = Item(
    "Contract",
    "contract:1",
    {
        "name": "One",
        "end": "2027-01-31",
        "notice": "P90D",
        "rights": ["audit"],
        "value": "1.00 USD",
    },
)

WHO, FORUM = (
    Item("Stakeholder", "who:1", {"name": "Ann"}),
    Item("Forum", "forum:1", {"name": "B"}),
)
SITS = Relation("SITS_ON", "who:1", "forum:1")


@pytest.fixture
def place(empty_neo4j: Neo4jServer) -> Iterator[Place]:
    found = neo4j_place(empty_neo4j)
    yield found
    found.close()


def _ask(driver: Driver, cypher: str, **values: Any) -> list[Any]:
    with driver.session() as session:
        return session.run(cypher, values).values()


PLAIN: list[tuple[str, list[Any]]] = [
    ("MATCH (n:Item) RETURN n.id, labels(n) ORDER BY n.id", [
        ["ci:1", ["Item", "ConfigurationItem"]], ["ci:2", ["Item", "ConfigurationItem"]],
        ["contract:1", ["Item", "Contract"]],
    ]),
    ("MATCH (c:Contract) RETURN c.end, c.notice, c.rights, c.value", [
        ["2027-01-31", "P90D", ["audit"], "1.00 USD"],
    ]),
    ("MATCH (c:Contract) RETURN keys(c) AS keys", [
        [["end", "id", "name", "notice", "rights", "value"]],
    ]),
    ("MATCH (n {id: 'ci:1'}) RETURN n.cores, n.`rack no.`", [[8, "r`1"]]),
    ("MATCH (a)-[r:DEPENDS_ON]->(b) RETURN a.id, b.id, properties(r)", [
        ["ci:1", "ci:2", {"group": "g", "need": 1, "since": "2020-01-01"}],
    ]),
    ("MATCH (c)-[r:COVERS]->(b) RETURN c.id, b.id, properties(r)", [["contract:1", "ci:2", {}]]),
    ("MATCH (n) WHERE NOT n:Item UNWIND labels(n) AS l RETURN DISTINCT l ORDER BY l", [
        ["RamifyAlias"], ["RamifyHead"], ["RamifyRevision"],
    ]),
]  # fmt: skip


def test_a_database_of_the_older_form_opens_answers_and_takes_what_is_new(
    place: Place, neo4j_driver: Driver
) -> None:
    place.open().apply(ChangeSet("older", put(WHO, FORUM, SITS)), "ann", "test")
    for name in ("ramify_source_name", "ramify_window_name"):
        _ask(neo4j_driver, f"DROP INDEX {name} IF EXISTS")
    store = place.open()
    assert graph_in(store) == graph([WHO, FORUM, SITS])
    store.apply(ChangeSet("new", put(*NEWER)), "ann", "test")
    assert graph_in(store) == graph([WHO, FORUM, *NEWER])
    indexed = "SHOW INDEXES YIELD name WHERE name IN ['ramify_source_name', 'ramify_window_name']"
    assert len(_ask(neo4j_driver, f"{indexed} RETURN name")) == 2


@pytest.mark.parametrize(("cypher", "rows"), PLAIN)
def test_graph_reads_well_in_plain_cypher(
    place: Place, neo4j_driver: Driver, cypher: str, rows: list[Any]
) -> None:
    items = [ci("ci:1", cores=8, aliases=["x:1"], **{"rack no.": "r`1"}), ci("ci:2"), CONTRACT]
    links = [
        depends("ci:1", "ci:2", "g", need=1, since="2020-01-01"),
        Relation("COVERS", "contract:1", "ci:2"),
    ]
    place.open().apply(ChangeSet("start", put(*items, *links)), "ann", "test")
    found = _ask(neo4j_driver, cypher)
    assert [[sorted(v) if "keys" in cypher else v for v in row] for row in found] == rows


def test_uniqueness_is_the_databases_and_kinds_are_indexed(
    place: Place, neo4j_driver: Driver
) -> None:
    place.open()
    unique = _ask(
        neo4j_driver,
        "SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes[0], properties[0]",
    )
    assert sorted(unique) == [
        ["Item", "id"],
        ["RamifyAlias", "alias"],
        ["RamifyHead", "key"],
        ["RamifyRecord", "key"],
        ["RamifyRecordWrites", "kind"],
        ["RamifyRemoved", "id"],
        ["RamifyRevision", "changeSet"],
        ["RamifyRevision", "number"],
    ]
    named = _ask(
        neo4j_driver,
        "SHOW INDEXES YIELD labelsOrTypes, properties WHERE properties = ['name'] "
        "RETURN labelsOrTypes[0]",
    )
    assert sorted(row[0] for row in named) == sorted(k.name for k in standard_model().kinds)


def test_statements_of_the_constraints_are_derived_from_the_model() -> None:
    statements = constraint_statements(standard_model())
    assert len(statements) == 8 + 4 + len(standard_model().kinds)
    assert all("IF NOT EXISTS" in statement for statement in statements.values())


@pytest.mark.parametrize("dropped", ["CONSTRAINT ramify_item_id", "INDEX ramify_record_ends"])
def test_what_somebody_dropped_is_made_again_alone(
    place: Place, neo4j_driver: Driver, dropped: str
) -> None:
    standing = "SHOW INDEXES YIELD name, id, state RETURN name, id, state"
    place.open()
    before = {name: id_ for name, id_, _ in _ask(neo4j_driver, standing)}
    _ask(neo4j_driver, f"DROP {dropped}")
    place.open()
    after = _ask(neo4j_driver, standing)
    assert {state for *_, state in after} == {"ONLINE"}
    assert before.keys() == {name for name, *_ in after}
    assert {name for name, id_, _ in after if before[name] != id_} == {dropped.split()[1]}


def test_an_index_that_has_a_constraints_name_does_not_pass_for_it(
    place: Place, neo4j_driver: Driver
) -> None:
    place.open()
    _ask(neo4j_driver, "DROP CONSTRAINT ramify_item_id")
    _ask(neo4j_driver, "CREATE INDEX ramify_item_id FOR (n:Item) ON (n.id)")
    with pytest.raises(StoreUnavailable, match="ramify_item_id"):
        place.open()
    _ask(neo4j_driver, "DROP INDEX ramify_item_id")


@pytest.mark.parametrize(
    ("name", "declared", "told"),
    [
        ("Supplier", {"Agency"}, "a declared name"),
        ("a b", {"a b"}, "letters"),
        ("a`b", {"a`b"}, "letters"),
        ("\\u0060", {"\\u0060"}, "letters"),
        ("1a", {"1a"}, "letters"),
        ("", {""}, "letters"),
        ("é", {"é"}, "letters"),
    ],
)
def test_undeclared_name_never_gets_into_cypher(name: str, declared: set[str], told: str) -> None:
    with pytest.raises(InvalidModel, match=told):
        quoted(name, declared)


def test_declared_name_is_quoted() -> None:
    assert quoted("Supplier", {"Supplier"}) == "`Supplier`"


def test_commit_whose_answer_is_lost_is_repeated_once_applied(
    place: Place, empty_neo4j: Neo4jServer
) -> None:
    """The driver gives up on an incomplete commit; the ChangeSet's id makes it safe to repeat."""
    with lossy_bolt(empty_neo4j.uri) as way:
        store = Neo4jStore(way.url, place.model, empty_neo4j.user, empty_neo4j.password)
        try:
            store.apply(ChangeSet("first", put(ci("a", n=0))), "ann", "test")
            way.losses = 1
            change = SetFields("a", {"attributes": {"n": 1}})
            revision = store.apply(ChangeSet("second", (change,)), "ann", "test")
        finally:
            store.close()
        assert way.lost == 1
    assert revision.number == 2
    other = place.open()
    assert [entry.change_set for entry in other.journal()] == ["first", "second"]
    assert list(other.journal())[1] == revision
    assert graph_in(other) == graph([ci("a", n=1)])


ROWS = KeptBack("s", "f", "now", ("a",), 0)


@pytest.mark.parametrize("losses", [1, 2])
def test_records_whose_commit_was_lost_are_written_again(
    place: Place, empty_neo4j: Neo4jServer, losses: int
) -> None:
    with lossy_bolt(empty_neo4j.uri) as way:
        store = Neo4jStore(way.url, place.model, empty_neo4j.user, empty_neo4j.password)
        try:
            way.losses = losses
            store.write_records([KIND.kept(ROWS)])
        finally:
            store.close()
        assert way.lost == losses
    assert place.open().records(KIND) == [ROWS]


def test_commit_that_is_always_lost_is_told(place: Place, empty_neo4j: Neo4jServer) -> None:
    server = empty_neo4j
    with lossy_bolt(server.uri) as way:
        store = Neo4jStore(way.url, place.model, server.user, server.password, timeout=1.0)
        try:
            way.losses = 1_000
            with pytest.raises(StoreUnavailable, match="apply it again"):
                store.write_records([KIND.kept(ROWS)])
        finally:
            store.close()
        assert way.lost > 2
    other = place.open()
    other.write_records([KIND.kept(ROWS)])
    assert other.records(KIND) == [ROWS]


@pytest.mark.parametrize(
    ("password", "said"),
    [("wrong-secret", "does not accept user 'neo4j' and password"), (None, "asks for a user")],
)
def test_wrong_password_is_told_without_it(place: Place, password: str | None, said: str) -> None:
    with pytest.raises(StoreUnavailable, match=f"{said}.*RAMIFY_STORE_PASSWORD") as caught:
        Neo4jStore(place.url, place.model, "neo4j", password)
    assert "wrong-secret" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_server_that_does_not_answer_is_told() -> None:
    with pytest.raises(StoreUnavailable, match=r"Neo4j at bolt://127\.0\.0\.1:1"):
        Neo4jStore("bolt://127.0.0.1:1", standard_model(), "neo4j", "x", timeout=0.3)


@pytest.mark.parametrize("leftover", ["no name", "unknown kind"])
def test_node_that_was_no_item_becomes_the_one_that_is_put(
    place: Place, neo4j_driver: Driver, leftover: str
) -> None:
    labels = {"no name": "Item:Supplier", "unknown kind": "Item:Thing"}[leftover]
    store = place.open()
    _ask(neo4j_driver, f"CREATE (:{labels} {{id: 'a', junk: 1}})")
    assert graph_in(store) == {}
    store.apply(ChangeSet("put", put(ci("a"))), "ann", "test")
    assert graph_in(store) == graph([ci("a")])
    assert _ask(
        neo4j_driver, "MATCH (n {id: 'a'}) RETURN n:ConfigurationItem, n:Supplier, n.junk"
    ) == [[True, False, None]]


def test_invalid_property_goes_with_the_next_change(place: Place, neo4j_driver: Driver) -> None:
    """What the journal says of a changed fact is what the graph has; what tells it apart stays."""
    store = place.open()
    link = depends("a", "b", "g", need=1)
    store.apply(ChangeSet("start", put(ci("a"), ci("b"), link)), "ann", "test")
    _ask(neo4j_driver, "MATCH ()-[r:DEPENDS_ON]->() SET r.since = 'once', r.colour = 'red'")
    _ask(neo4j_driver, "MATCH (n {id: 'a'}) SET n.ci_class = 'teapot'")
    changes = (SetFields(link.key, {"need": 2}), SetFields("a", {"name": "A"}))
    store.apply(ChangeSet("next", changes), "ann", "test")
    assert graph_in(store) == graph([ci("a", name="A"), ci("b"), depends("a", "b", "g", need=2)])
    assert _ask(
        neo4j_driver, "MATCH (a)-[r:DEPENDS_ON]->() RETURN properties(r), properties(a)"
    ) == [[{"group": "g", "need": 2}, {"id": "a", "name": "A"}]]


def test_a_store_of_the_older_form_is_brought_to_this_one(
    place: Place, neo4j_driver: Driver
) -> None:
    """It forgot of which kind a removed item was; its journal tells. It had one kind of record."""
    store = place.open()
    for n in range(20):
        store.apply(ChangeSet(f"put {n}", put(ci(f"c{n}"))), "ann", "test")
        store.apply(ChangeSet(f"gone {n}", removed(f"c{n}")), "ann", "test")
    _ask(neo4j_driver, "MATCH (n:RamifyRemoved) DELETE n")
    _ask(neo4j_driver, "MATCH (n:RamifyHead) REMOVE n.form SET n.records = 1")
    body = '{"source": "s", "file": "f", "recordedAt": "now", "rows": ["a"], "untold": 2}'
    record = "CREATE (:RamifyRecord {key: 'kept-back\\ns\\nf', kind: 'kept-back', body: $body})"
    with neo4j_driver.session() as session:
        session.run(record, body=body).consume()
    for _ in range(2):
        opened = place.open()
        kinds = opened.removed_kinds([*(f"c{n}" for n in range(20)), "d"])
        assert kinds == {f"c{n}": "ConfigurationItem" for n in range(20)}
        assert opened.records(KIND) == [KeptBack("s", "f", "now", ("a",), 2)]
    assert _ask(neo4j_driver, "MATCH (n:RamifyHead) RETURN n.form") == [[journal.FORM]]


LOOK_UPS = (
    *(lookup.BY_ID_WHOLE, lookup.MENTIONED, lookup.TOUCHING),
    lookup.KEYED.format(type="DEPENDS_ON"),
    *(journal.LOCK, journal.AFTER, journal.NEWEST, journal.IDS),
    *(removed_items.KINDS, mending.LOCK_NODES, mending.RELABEL),
    *(ledger.COUNT, ledger.WRITE, ledger.ONE, ledger.PAGE, ledger.NUMBER),
    *(ledger.MATCHING.format(slot="by0"), ledger.ENDED, ledger.FORGET),
    *(write.CHANGED_ITEMS, write.REMOVE_ITEMS, write.REMOVE_ALIASES),
    *(write.MENDED_ITEMS, write.NEW_RELATIONS),
)


@pytest.fixture(scope="module")
def plans(neo4j_server: Neo4jServer, neo4j_driver: Driver) -> dict[str, Any]:
    """How each look-up is planned for an empty graph, of which nothing is known from before."""
    place = neo4j_place(neo4j_server)
    empty(neo4j_driver)
    place.open()
    with neo4j_driver.session() as session:
        session.run("CALL db.clearQueryCaches()").consume()
        found = {text: session.run(f"EXPLAIN {text}").consume().plan for text in LOOK_UPS}
    place.close()
    return found


@pytest.mark.parametrize("statement", LOOK_UPS)
def test_statement_planned_for_an_empty_graph_does_not_scan(
    plans: dict[str, Any], statement: str
) -> None:
    """A plan is kept while the graph grows: a scan for each of 50,000 rows would take hours."""
    assert plans[statement] is not None
    assert not [name for name in _operators(plans[statement]) if "Scan" in name]


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from _operators(child)


def test_a_graph_is_the_same_in_whatever_parts_it_is_read(
    place: Place, neo4j_driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kinds and types side by side in each part, some nodes with labels of other tools as well."""
    store = place.open()
    people = [Item("Stakeholder", f"who:{n}", {"name": f"One {n}"}) for n in range(9)]
    items = [ci(f"ci:{n}", turn=n) for n in range(9)]
    links = [depends(f"ci:{n}", f"ci:{n * 4 % 9}", need=n + 1) for n in range(9)]
    owned = [Relation("OWNS", f"who:{n}", f"ci:{n}") for n in range(9)]
    facts: list[Fact] = [*people, *items, *links, *owned]
    store.apply(ChangeSet("start", put(*facts)), "ann", "test")
    _ask(neo4j_driver, "MATCH (n:Item) WHERE n.id ENDS WITH '4' SET n:Theirs")
    _ask(neo4j_driver, "MATCH ()-[r:OWNS]->() SET r.theirs = 1")
    for few, size in ((read._FEW, read._PART), *((n, s) for n in (36, 35) for s in (1, 2, 5, 7))):
        monkeypatch.setattr(read, "_FEW", few)
        monkeypatch.setattr(read, "_PART", size)
        assert graph(place.open().read().facts(standard_model())) == graph(facts)


def test_removing_a_relation_removes_every_copy_of_it(place: Place, neo4j_driver: Driver) -> None:
    store = place.open()
    link = depends("a", "b", "g")
    store.apply(ChangeSet("start", put(ci("a"), ci("b"), link)), "ann", "test")
    copy = "MATCH (a {id: 'a'}), (b {id: 'b'}) CREATE (a)-[:DEPENDS_ON {group: 'g', need: 2}]->(b)"
    _ask(neo4j_driver, copy)
    assert link.key in graph_in(store)  # once; which of them is read, Neo4j's ids decide
    store.apply(ChangeSet("gone", removed(link.key)), "ann", "test")
    assert _ask(neo4j_driver, "MATCH (:Item)-[r]->() RETURN count(r)") == [[0]]


def test_hub_is_looked_up_from_both_ends(place: Place) -> None:
    """One item with very many relations does not make a ChangeSet about it slow to look up."""
    store = place.open()
    spokes = [ci(f"ci:{n}") for n in range(3_000)]
    store.apply(ChangeSet("hub", put(ci("hub"), *spokes)), "ann", "test")
    links = [depends(f"ci:{n}", "hub") for n in range(3_000)]
    store.apply(ChangeSet("in", put(*links)), "ann", "test")
    change_set = ChangeSet("again", tuple(SetFields(r.key, {"need": 1}) for r in links))
    assert len(store.apply(change_set, "ann", "test").images) == 3_000
    assert len(store.apply(ChangeSet("gone", removed("hub")), "ann", "test").images) == 3_001
