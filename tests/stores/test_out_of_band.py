"""Edits in plain Cypher, past the journal, are noticed, compared and journaled where valid."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from neo4j import Driver

from graph_model.changes import ChangeSet, SetFields, lay
from graph_model.errors import StoreUnavailable
from graph_model.facts import Fact, Item, Relation, ref_of
from stores.out_of_band import Expected, Reconciliation, differing, parts
from stores.protocol import Store
from tests.support.neo4j_server import Neo4jServer
from tests.support.store_graphs import (
    ci,
    depends,
    graph,
    graph_in,
    laid,
    put,
    removed,
    replayed,
)
from tests.support.store_place import Place, neo4j_place

A, B, C = ci("a", aliases=["cmdb:1"], verified_on="2026-01-01"), ci("b"), ci("c", cores=8)
D = ci("d", cores=1)
CONTRACT = Item("Contract", "contract:1", {"name": "One", "end": "2027-01-31"})
LINKS = (depends("a", "b", "g", need=1), depends("b", "c"))
START: tuple[Fact, ...] = (A, B, C, D, CONTRACT, *LINKS)


@pytest.fixture
def place(empty_neo4j: Neo4jServer) -> Iterator[Place]:
    found = neo4j_place(empty_neo4j)
    yield found
    found.close()


@pytest.fixture
def store(place: Place) -> Store:
    store = place.open()
    store.apply(ChangeSet("start", put(*START)), "ann", "test")
    assert not store.disturbed()
    return store


def _edit(driver: Driver, *statements: str) -> None:
    with driver.session() as session:
        for statement in statements:
            session.run(statement).consume()


def _expected(store: Store) -> Expected:
    """The graph as the journal says, all of it."""
    revisions = list(store.journal())
    facts = list(laid(image for revision in revisions for image in revision.images).values())
    return Expected(len(revisions), lambda: facts)


def _reconciled(store: Store) -> Reconciliation:
    return store.reconcile(_expected(store))


def _but(*others: Fact, without: tuple[Fact, ...] = ()) -> dict[object, bytes]:
    """The start with other facts in place, or none."""
    facts = graph(START) | graph(others)
    return {ref: fact for ref, fact in facts.items() if ref not in graph(without)}


VALID: list[tuple[str, str, dict[object, bytes]]] = [
    ("field set", "MATCH (n {id: 'b'}) SET n.name = 'Bee'", _but(ci("b", name="Bee"))),
    (
        "field cleared",
        "MATCH (n {id: 'a'}) REMOVE n.verified_on",
        _but(ci("a", aliases=["cmdb:1"])),
    ),
    (
        "date written as one",
        "MATCH (n:Contract) SET n.end = date('2028-06-30')",
        _but(Item("Contract", "contract:1", {"name": "One", "end": "2028-06-30"})),
    ),
    (
        "choice in another spelling",
        "MATCH (n {id: 'b'}) SET n.ci_class = 'Virtual Machine'",
        _but(ci("b", ci_class="virtual machine")),
    ),
    (
        "open attributes",
        "MATCH (n {id: 'c'}) SET n.cores = null, n.`rack no.` = 7, n.tags = ['x']",
        _but(ci("c", **{"rack no.": 7, "tags": ["x"]})),
    ),
    ("true, not 1", "MATCH (n {id: 'd'}) SET n.cores = true", _but(ci("d", cores=True))),
    (
        "alias",
        "MATCH (n {id: 'b'}) SET n.aliases = ['cmdb:2']",
        _but(ci("b", aliases=["cmdb:2"])),
    ),
    (
        "item",
        "CREATE (:Item:Supplier {id: 'supplier:x', name: 'X'})",
        _but(Item("Supplier", "supplier:x", {"name": "X"})),
    ),
    (
        "item removed with its relations",
        "MATCH (n {id: 'b'}) DETACH DELETE n",
        _but(without=(B, *LINKS)),
    ),
    ("relation removed", "MATCH ({id: 'b'})-[r]->({id: 'c'}) DELETE r", _but(without=LINKS[1:])),
    (
        "relation",
        "MATCH (a {id: 'a'}), (c {id: 'c'}) CREATE (a)-[:DEPENDS_ON {since: '2025-01-01'}]->(c)",
        _but(depends("a", "c", since="2025-01-01")),
    ),
    (
        "relation to a new item",
        "MATCH (n:Contract) CREATE (n)-[:WITH]->(:Item:Supplier {id: 's', name: 'S'})",
        _but(Item("Supplier", "s", {"name": "S"}), Relation("WITH", "contract:1", "s")),
    ),
    (
        "discriminator of a relation",
        "MATCH ({id: 'a'})-[r]->({id: 'b'}) SET r.group = 'h'",
        _but(depends("a", "b", "h", need=1), without=LINKS[:1]),
    ),
    (
        "relation's field",
        "MATCH ({id: 'a'})-[r]->({id: 'b'}) SET r.need = 2",
        _but(depends("a", "b", "g", need=2)),
    ),
]


@pytest.mark.parametrize(
    ("cypher", "left"), [row[1:] for row in VALID], ids=[row[0] for row in VALID]
)
def test_valid_edit_is_journaled(
    store: Store, neo4j_driver: Driver, cypher: str, left: dict[object, bytes]
) -> None:
    _edit(neo4j_driver, cypher)
    assert store.disturbed()
    foreseen = store.reconcile(_expected(store), dry_run=True)
    assert store.disturbed()
    assert store.revision() == 1
    found = _reconciled(store)
    assert found.problems == ()
    (revision,) = found.revisions
    assert [(r.number, r.images) for r in foreseen.revisions] == [(2, revision.images)]
    assert (revision.number, revision.source, revision.author) == (2, "out-of-band", "unknown")
    assert replayed(store.journal()) == graph_in(store) == left
    assert not store.disturbed()
    assert _reconciled(store) == Reconciliation()
    assert store.revision() == 2


LEFT: list[tuple[str, str, str]] = [
    ("date that does not exist", "MATCH (n {id: 'b'}) SET n.verified_on = 'soon'", "a date that"),
    ("number for a text", "MATCH (n {id: 'b'}) SET n.description = 7", "'b', description"),
    ("unknown choice", "MATCH (n {id: 'b'}) SET n.ci_class = 'teapot'", "one of api"),
    ("list of numbers", "MATCH (n {id: 'c'}) SET n.tags = [1, 2]", "'c', tags"),
    ("bad alias", "MATCH (n {id: 'b'}) SET n.aliases = ['x']", "scheme:value"),
    ("no label of the house", "CREATE (:Supplier {id: 'x', name: 'X'})", "Item and the label"),
    ("no kind", "CREATE (:Item:Thing {id: 'x', name: 'X'})", "Item and the label"),
    ("two kinds", "CREATE (:Item:Supplier:Agency {id: 'x', name: 'X'})", "two kinds"),
    ("bad id", "CREATE (:Item:Supplier {id: ' x', name: 'X'})", "outer spaces"),
    ("item without name", "CREATE (:Item:Supplier {id: 'x'})", "no name"),
    ("id that is an alias", "CREATE (:Item:Supplier {id: 'cmdb:1', name: 'X'})", "another's alias"),
    (
        "ends it does not join",
        "MATCH (a {id: 'a'}), (c {id: 'c'}) CREATE (a)-[:WITH]->(c)",
        "does not join",
    ),
    (
        "end that is no item",
        "MATCH (a {id: 'a'}) CREATE (a)-[:DEPENDS_ON]->(:Thing)",
        "does not join",
    ),
    (
        "same relation twice",
        "MATCH (b {id: 'b'}), (c {id: 'c'}) CREATE (b)-[:DEPENDS_ON {need: 3}]->(c)",
        "the same relation again",
    ),
    (
        "same relation twice, the other written before it",
        """MATCH (b {id: 'b'})-[r]->(c {id: 'c'}) DELETE r
        CREATE (b)-[:DEPENDS_ON {need: 3}]->(c) CREATE (b)-[:DEPENDS_ON]->(c)""",
        "the same relation again",
    ),
    (
        "bad field of a relation",
        "MATCH ({id: 'b'})-[r]->({id: 'c'}) SET r.since = 'once'",
        "DEPENDS_ON with id .*since",
    ),
    (
        "relation that ends before it begins",
        """MATCH (a {id: 'a'}), (c {id: 'c'})
        CREATE (a)-[:DEPENDS_ON {since: '2026-01-01', until: '2025-01-01'}]->(c)""",
        "an until before its since",
    ),
]
CHANGED = Item("Contract", "contract:1", {"name": "One", "end": "2027-01-31", "number": "C-1"})


@pytest.mark.parametrize(
    ("cypher", "told"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT]
)
def test_what_the_journal_does_not_know_either_is_told_and_left_out(
    place: Place, store: Store, neo4j_driver: Driver, cypher: str, told: str
) -> None:
    """It stays in the graph, unread; the valid edit beside it is journaled.

    Whatever ids Neo4j gives: it gives those of what was removed anew.
    """
    _edit(neo4j_driver, cypher, "MATCH (n:Contract) SET n.number = 'C-1'")
    assert store.disturbed()
    foreseen = store.reconcile(_expected(store), dry_run=True)
    found = _reconciled(store)
    assert foreseen.problems == found.problems
    assert re.search(told, "\n".join(map(str, found.problems)))
    assert replayed(store.journal()) == graph_in(place.open()) == _but(CHANGED)
    assert _reconciled(store) == Reconciliation((), found.problems)
    assert not store.disturbed()


MENDED: list[tuple[str, str, dict[object, bytes], str]] = [
    ("bad date", "MATCH (n {id: 'a'}) SET n.verified_on = 'soon'", _but(), "a date that"),
    ("name removed", "MATCH (n {id: 'b'}) REMOVE n.name", _but(), "no name"),
    ("empty name", "MATCH (n {id: 'b'}) SET n.name = ''", _but(), "no name"),
    (
        "name removed beside a valid edit",
        "MATCH (n {id: 'c'}) SET n.name = null, n.cores = 4",
        _but(ci("c", cores=4)),
        "no name",
    ),
    ("point", "MATCH (n {id: 'c'}) SET n.cores = point({x: 1, y: 2})", _but(), "'c', cores"),
    (
        "alias of another",
        "MATCH (n {id: 'b'}) SET n.aliases = ['cmdb:1']",
        _but(),
        "another's name",
    ),
    (
        "alias that is an id",
        "MATCH (n {id: 'b'}) SET n.aliases = ['contract:1'], n.name = 'Bee'",
        _but(ci("b", name="Bee")),
        "another's name",
    ),
    (
        "alias of two, which neither had",
        "MATCH (n) WHERE n.id IN ['b', 'c'] SET n.aliases = ['x:8']",
        _but(),
        "b, aliases.*\n.*c, aliases",
    ),
    (
        "alias moved while its owner was spoiled",
        """MATCH (a {id: 'a'}), (b {id: 'b'})
        SET b.aliases = a.aliases, a.aliases = null, a.name = ''""",
        _but(ci("a", verified_on="2026-01-01"), ci("b", aliases=["cmdb:1"])),
        "no name",
    ),
    (
        "another kind",
        "MATCH (n {id: 'c'}) REMOVE n:ConfigurationItem SET n:Service",
        _but(),
        "keeps its kind",
    ),
    ("no kind", "MATCH (n {id: 'c'}) REMOVE n:ConfigurationItem SET n:Thing", _but(), "keeps its"),
    ("a second kind", "MATCH (n {id: 'c'}) SET n:Service", _but(), "keeps its kind"),
    (
        "another kind, and a relation that only that could have",
        """MATCH (n {id: 'c'}) REMOVE n:ConfigurationItem SET n:Agency
        CREATE (n)-[:CONSUMES]->(:Item:Service {id: 's', name: 'S'})""",
        _but(Item("Service", "s", {"name": "S"})),
        "CONSUMES to join",
    ),
    (
        "relation to one that is spoiled",
        "MATCH (a {id: 'a'}), (d {id: 'd'}) CREATE (a)-[:DEPENDS_ON]->(d) REMOVE d.name",
        _but(depends("a", "d")),
        "no name",
    ),
    ("need of a group", "MATCH ()-[r {group: 'g'}]->() SET r.need = 'two'", _but(), "need"),
    (
        "new relation twice",
        """MATCH (a {id: 'a'}), (c {id: 'c'})
        CREATE (a)-[:DEPENDS_ON {need: 3}]->(c), (a)-[:DEPENDS_ON {need: 2}]->(c)""",
        _but(depends("a", "c", need=2)),
        "the same relation again",
    ),
    (
        "new relation twice, the other way round",
        """MATCH (a {id: 'a'}), (c {id: 'c'})
        CREATE (a)-[:DEPENDS_ON {need: 2}]->(c), (a)-[:DEPENDS_ON {need: 3}]->(c)""",
        _but(depends("a", "c", need=2)),
        "the same relation again",
    ),
    (
        "an end before the beginning",
        "MATCH ({id: 'b'})-[r]->({id: 'c'}) SET r.since = '2026-01-01', r.until = '2025-01-01'",
        _but(),
        "an until before its since",
    ),
]


@pytest.mark.parametrize(
    ("cypher", "left", "told"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED]
)
def test_what_is_invalid_is_put_right_as_the_journal_has_it(
    place: Place,
    store: Store,
    neo4j_driver: Driver,
    cypher: str,
    left: dict[object, bytes],
    told: str,
) -> None:
    """Field by field; the valid edits stand. Who had read it spoiled is told of it, too."""
    before = {revision.number for revision in store.journal()}
    _edit(neo4j_driver, cypher)
    other = place.open()
    spoiled = {ref_of(fact): fact for fact in other.read().facts(place.model)}
    found = _reconciled(store)
    assert re.search(told, "\n".join(map(str, found.problems)))
    assert replayed(store.journal()) == graph_in(other) == left
    lay((i for r in store.journal() if r.number not in before for i in r.images), spoiled)
    assert {ref: spoiled[ref] for ref in left} == {  # type: ignore[index]
        ref_of(fact): fact for fact in other.read().facts(place.model)
    }
    assert _reconciled(store).revisions == ()
    assert not store.disturbed()


def test_other_tools_properties_stay(store: Store, neo4j_driver: Driver) -> None:
    _edit(neo4j_driver, "MATCH (n:Contract) SET n.theirs = 1, n.end = 'soon', n.description = [7]")
    _reconciled(store)
    with neo4j_driver.session() as session:
        (held,) = session.run("MATCH (n:Contract) RETURN properties(n)").single(strict=True)
    named = {"id": "contract:1", "name": "One", "end": "2027-01-31"}
    assert held == named | {"theirs": 1, "description": [7]}


def test_a_comparison_that_fails_forgets_nothing(store: Store, neo4j_driver: Driver) -> None:
    def failing() -> Iterator[Fact]:
        raise StoreUnavailable("it was closed")

    _edit(neo4j_driver, "MATCH (n {id: 'b'}) SET n.name = 'Bee'")
    assert store.disturbed()
    with pytest.raises(StoreUnavailable):
        store.reconcile(Expected(1, failing))
    assert store.disturbed()
    (revision,) = _reconciled(store).revisions
    assert [image.ref for image in revision.images] == ["b"]
    assert not store.disturbed()


def test_a_leftover_of_an_alias_is_no_obstacle(store: Store, neo4j_driver: Driver) -> None:
    _edit(
        neo4j_driver,
        "CREATE (:RamifyAlias {alias: 'x:5', item: 'nobody'})",
        "MATCH (n {id: 'b'}) SET n.aliases = ['x:5']",
    )
    assert _reconciled(store).problems == ()
    assert replayed(store.journal()) == graph_in(store) == _but(ci("b", aliases=["x:5"]))


def test_alias_that_was_moved_in_cypher_resolves_anew(store: Store, neo4j_driver: Driver) -> None:
    _edit(neo4j_driver, "MATCH (n {id: 'a'}) SET n.aliases = ['cmdb:7']")
    _reconciled(store)
    store.apply(ChangeSet("free", (SetFields("b", {"aliases": ["cmdb:1"]}),)), "ann", "test")
    assert replayed(store.journal()) == graph_in(store)


def test_what_the_journal_accounts_for_does_not_disturb(store: Store, place: Place) -> None:
    other = place.open()
    other.apply(ChangeSet("other", put(ci("x"))), "bob", "test")
    assert not store.disturbed()
    store.apply(ChangeSet("mine", put(ci("e"))), "ann", "test")
    store.apply(ChangeSet("mine", put(ci("e"))), "ann", "test")
    other.read()
    assert not store.disturbed()
    assert not other.disturbed()
    assert _reconciled(store) == Reconciliation()


@pytest.mark.parametrize("edit_first", [True, False])
def test_edit_beside_an_own_commit_is_noticed(
    store: Store, neo4j_driver: Driver, edit_first: bool
) -> None:
    """Between two looks, an edit cannot hide behind a revision of the same process."""
    edit = "MATCH (n {id: 'c'}) SET n.name = 'Sea'"
    if edit_first:
        _edit(neo4j_driver, edit)
    store.apply(ChangeSet("mine", put(ci("e"))), "ann", "test")
    if not edit_first:
        _edit(neo4j_driver, edit)
    assert store.disturbed()
    (revision,) = _reconciled(store).revisions
    assert [image.ref for image in revision.images] == ["c"]
    assert not store.disturbed()


def test_revisions_since_the_expected_one_are_accounted_for(
    store: Store, neo4j_driver: Driver
) -> None:
    """The caller's picture may lag behind the journal; only the edit is journaled."""
    old = _expected(store)
    store.apply(
        ChangeSet("later", (*put(ci("e"), depends("c", "e")), *removed("a"))), "ann", "test"
    )
    _edit(neo4j_driver, "MATCH (n {id: 'e'}) SET n.name = 'Dee'")
    (revision,) = store.reconcile(old).revisions
    assert [image.ref for image in revision.images] == ["e"]
    assert replayed(store.journal()) == graph_in(store)


def test_many_edits_are_journaled_in_bounded_revisions(place: Place, neo4j_driver: Driver) -> None:
    store = place.open(most_changes=10)
    _edit(
        neo4j_driver,
        "UNWIND range(1, 12) AS n CREATE (:Item:ConfigurationItem {id: 'ci:' + n, name: 'n'})",
        "MATCH (a:Item), (b:Item) WHERE a.id < b.id WITH a, b LIMIT 13 "
        "CREATE (a)-[:DEPENDS_ON]->(b)",
    )
    foreseen = store.reconcile(_expected(store), dry_run=True).revisions
    revisions = _reconciled(store).revisions
    assert [(r.number, len(r.images)) for r in foreseen] == [(1, 10), (2, 10), (3, 5)]
    assert [len(revision.images) for revision in revisions] == [10, 10, 5]
    assert replayed(store.journal()) == graph_in(store)
    _edit(neo4j_driver, "MATCH (n:Item) DETACH DELETE n")
    assert [len(revision.images) for revision in _reconciled(store).revisions] == [10, 10, 5]
    assert replayed(store.journal()) == graph_in(store) == {}


def test_differing_and_parts() -> None:
    one: list[Fact] = [A, B, *LINKS]
    other: list[Fact] = [B, C, LINKS[0], depends("b", "c", since="2020-01-01")]
    apart = differing(lambda: one, lambda: other)
    assert apart == {"a": A, "c": None, LINKS[1].key: LINKS[1]}
    assert [list(part) for part in parts(apart, set(), 2)] == [["c", LINKS[1].key], ["a"]]
    assert [list(part) for part in parts(apart, {"a"}, 2)] == [["a", "c"], [LINKS[1].key]]
    assert differing(lambda: one, lambda: reversed(one)) == {}
