"""Any sequence of ChangeSets leaves both stores as a naive one: same graph, same journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, Relation, RelationKey
from stores.protocol import Store
from tests.support.facts import SEEN
from tests.support.naive_store import NaiveStore, Refused
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.store_graphs import canonical, graph, graph_in, journaled, replayed
from tests.support.store_place import neo4j_place, sqlite_place

KINDS = ("ConfigurationItem", "Service", "Supplier", "OperatingLevelAgreement")
NAMES = ("ci:1", "é 日本", "x:`'\"\\u0060$p}", "🙂:1", "ci:2", "s")
ANY_TEXT = st.text(SEEN)
TEXT = ANY_TEXT.map(lambda text: normalize("NFC", text).strip() or "-")
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=9).filter(
    lambda text: text == text.strip()
)
WHOLE = st.integers(-(2**63), 2**63 - 1)
OPEN = (
    WHOLE
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | ANY_TEXT
    | st.lists(ANY_TEXT, max_size=3)
)
DATES = st.dates().map(lambda day: day.isoformat())
ALIASES = st.lists(st.sampled_from(["x:1", "ci:2", "🙂:1", "y:2"]), unique=True, min_size=1)
ATTRIBUTE = st.sampled_from(["a n", "a `é`"]) | PLAIN.map(lambda name: f"a {name}")
ATTRIBUTES = st.dictionaries(ATTRIBUTE, OPEN, max_size=3)

COMMON: dict[str, st.SearchStrategy[Any]] = {
    "description": TEXT,
    "aliases": ALIASES,
    "verified_on": DATES,
}
LINK: dict[str, st.SearchStrategy[Any]] = {"since": DATES, "source": st.just("s")}
LINKS: dict[str, tuple[tuple[str, ...], dict[str, st.SearchStrategy[Any]]]] = {
    "DEPENDS_ON": (("", "g", "group 🙂 `"), LINK | {"need": WHOLE}),
    "BINDS": (("", "provider", "client"), LINK),
    "PROVIDES": (("",), LINK | {"extent": st.sampled_from(["whole", "part"])}),
    "PART_OF": (("",), LINK),
}


def _some(of: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=of)


@st.composite
def _items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(KINDS))
    fields = {"name": draw(TEXT)} | draw(_some(COMMON))
    if kind == "ConfigurationItem":
        fields |= draw(ATTRIBUTES)
    return Item(kind, draw(st.sampled_from(NAMES)), fields)


@st.composite
def _keys(draw: st.DrawFn) -> RelationKey:
    type_ = draw(st.sampled_from(sorted(LINKS)))
    ends = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    return RelationKey(type_, *ends, draw(st.sampled_from(LINKS[type_][0])))


@st.composite
def _relations(draw: st.DrawFn) -> Relation:
    key = draw(_keys())
    return Relation(*key, draw(_some(LINKS[key.type][1])))


@st.composite
def _sets(draw: st.DrawFn) -> SetFields:
    nothing = st.none()
    if draw(st.booleans()):
        key = draw(_keys())
        fields = {name: values | nothing for name, values in LINKS[key.type][1].items()}
        return SetFields(key, draw(_some(fields)))
    fields = {name: values | nothing for name, values in COMMON.items()}
    fields["attributes"] = st.dictionaries(ATTRIBUTE, OPEN | nothing, max_size=2)
    return SetFields(draw(st.sampled_from(NAMES)), draw(_some(fields)))


REFS = st.sampled_from(NAMES) | _keys()
CHANGES = st.one_of(
    _items().map(Put), _items().map(Put), _relations().map(Put), _sets(), REFS.map(Remove)
)


@st.composite
def _likely(draw: st.DrawFn) -> tuple[Change, ...]:
    """Changes that mostly succeed: items of one kind an id, then relations between them."""
    kinds = {name: KINDS[n % len(KINDS)] for n, name in enumerate(NAMES)}
    items = [Item(kinds[i.id], i.id, {"name": "n"} | dict(i.fields)) for i in draw(_few(_items()))]
    bare = [Item(kind, id_, {"name": id_}) for id_, kind in kinds.items()]
    return tuple(map(Put, [*bare, *(_closed(item) for item in items), *draw(_few(_relations()))]))


def _few(of: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(of, max_size=4)


def _closed(item: Item) -> Item:
    """The item without open attributes, unless its kind takes them."""
    if item.kind == "ConfigurationItem":
        return item
    return Item(item.kind, item.id, {n: v for n, v in item.fields.items() if n[:2] != "a "})


SEQUENCES = st.lists(_likely() | st.lists(CHANGES, max_size=6).map(tuple), min_size=1, max_size=7)


@pytest.fixture(scope="module")
def stores(
    neo4j_server: Neo4jServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Neo4jServer, Path, Store]]:
    place = neo4j_place(neo4j_server)
    yield neo4j_server, tmp_path_factory.mktemp("sequences"), place.open()
    place.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(sequence=SEQUENCES)
def test_any_sequence_leaves_both_stores_as_the_naive_one(
    stores: tuple[Neo4jServer, Path, Store], sequence: list[tuple[Change, ...]]
) -> None:
    server, folder, neo4j = stores
    with server.driver() as driver:
        empty(driver)
    for file in folder.iterdir():
        file.unlink()
    place = sqlite_place(folder)
    try:
        both, naive = (place.open(), neo4j), NaiveStore()
        earlier = [graph([])]
        for n, changes in enumerate(sequence):
            if _apply_everywhere(ChangeSet(f"set {n}", changes), both, naive):
                earlier.append(graph(naive.facts.values()))
        _check(both, naive, earlier)
    finally:
        place.close()


def _apply_everywhere(change_set: ChangeSet, both: tuple[Store, ...], naive: NaiveStore) -> bool:
    """Whether it was applied: everywhere or nowhere."""
    try:
        naive.apply(change_set)
    except Refused:
        event("refused")
        for store in both:
            with pytest.raises(InvalidChangeSet):
                store.apply(change_set, "ann", "test")
        return False
    event("applied")
    for store in both:
        assert store.apply(change_set, "ann", "test").number == len(naive.journal)
    return True


def _check(both: tuple[Store, ...], naive: NaiveStore, earlier: list[dict[Any, bytes]]) -> None:
    for store in both:
        assert graph_in(store) == earlier[-1]
        revisions = list(store.journal())
        assert [journaled(revision) for revision in revisions] == [
            (n, id_, "ann", "test", {r: tuple(f and canonical(f) for f in p) for r, p in c.items()})
            for n, (id_, c) in enumerate(naive.journal, 1)
        ]
        for number, graph_then in enumerate(earlier):
            assert replayed(revisions[:number]) == graph_then
            assert replayed(revisions, undone=revisions[number:][::-1]) == graph_then
