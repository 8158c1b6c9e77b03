"""What a store promises, on both stores."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo

import pytest

from graph_model.changes import UNTOLD, Change, ChangeSet, Put, Remove, SetFields, Via
from graph_model.errors import (
    ChangeSetReused,
    InvalidChangeSet,
    RamifyError,
    StaleRevision,
    StoreUnavailable,
)
from graph_model.facts import Item, Relation, RelationKey
from stores.protocol import Store
from tests.support.store_graphs import (
    canonical,
    ci,
    depends,
    graph,
    graph_in,
    journaled,
    put,
    removed,
    replayed,
)
from tests.support.store_place import Place

START = (ci("a", aliases=["cmdb:1"]), ci("b"), ci("c", cores=8, tags=["x", "y"]))
LINKS = (depends("a", "b"), depends("a", "b", "g", need=1), depends("b", "c", since="2020-01-01"))


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


@pytest.fixture
def filled(store: Store) -> Store:
    store.apply(ChangeSet("start", put(*START, *LINKS)), "ann", "test")
    return store


def test_new_store_is_empty(store: Store) -> None:
    assert store.revision() == 0
    assert graph_in(store) == {}
    assert store.read().revision == 0
    assert list(store.journal()) == []


def test_apply_returns_the_journal_entry(store: Store) -> None:
    first = store.apply(ChangeSet("one", put(*START)), "ann", "test")
    second = store.apply(ChangeSet("two", put(*LINKS)), "bob", "import")
    assert [first.number, second.number] == [1, 2]
    assert (second.change_set, second.author, second.source) == ("two", "bob", "import")
    assert list(store.journal()) == [first, second]
    assert first.recorded_at <= second.recorded_at
    assert store.revision() == store.read().revision == 2


def test_a_revision_names_who_by_which_door_and_why(store: Store) -> None:
    told = ChangeSet("one", put(*START), reason="as agreed on the 3rd")
    store.apply(told, "ann", "person", via=Via("graphql", "k3y"))
    store.apply(ChangeSet("two", put(*LINKS)), "bob", "import")
    store.apply(ChangeSet("one", put(*START), reason="another"), "eve", "person")  # a repetition
    found = [(r.author, r.via, r.reason) for r in store.journal()]
    assert found == [
        ("ann", Via("graphql", "k3y"), "as agreed on the 3rd"),
        ("bob", UNTOLD, None),
    ]


class SetBack:
    """A clock that was set back by a year."""

    @staticmethod
    def now(tz: tzinfo) -> datetime:
        return datetime.now(tz) - timedelta(days=365)


def test_a_clock_set_back_does_not_set_the_journal_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.apply(ChangeSet("one", put(*START)), "ann", "test")
    monkeypatch.setattr("stores.journal.datetime", SetBack)
    second = store.apply(ChangeSet("two", put(*LINKS)), "ann", "test")
    assert second.recorded_at == first.recorded_at
    monkeypatch.undo()
    third = store.apply(ChangeSet("three", removed("a")), "ann", "test")
    assert third.recorded_at > second.recorded_at


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        (0, None, [1, 2, 3, 4, 5]),
        (2, None, [3, 4, 5]),
        (0, 2, [1, 2]),
        (1, 3, [2, 3]),
        (5, None, []),
        (9, None, []),
        (3, 9, [4, 5]),
    ],
)
def test_journal_of_a_span(store: Store, since: int, until: int | None, numbers: list[int]) -> None:
    for n in range(5):
        store.apply(ChangeSet(f"set {n}", put(ci(f"ci:{n}"))), "ann", "test")
    assert [revision.number for revision in store.journal(since, until)] == numbers


def test_journal_of_an_item_is_what_changed_it_or_a_relation_at_it(store: Store) -> None:
    series: list[tuple[Item | Relation, ...]] = [START, LINKS, (ci("alone"),), (ci("a", n=1),)]
    for n, facts in enumerate(series):
        store.apply(ChangeSet(f"set {n}", put(*facts)), "ann", "test")
    at_a = [str(fact.key) for fact in LINKS if "a" in (fact.start, fact.end)]
    found = {entry.number: [str(i.ref) for i in entry.images] for entry in store.journal(of=("a",))}
    assert found == {1: ["a"], 2: at_a, 4: ["a"]}
    assert [entry.number for entry in store.journal(1, 3, of=("a", "alone"))] == [2, 3]
    assert list(store.journal(of=("nobody",))) == []


def test_journal_of_many_revisions_is_whole(store: Store) -> None:
    applied = [store.apply(ChangeSet(f"{n}", put(ci("a", n=n))), "ann", "test") for n in range(40)]
    assert list(store.journal()) == applied


AFTER_START: list[tuple[str, tuple[Change, ...], tuple[Item | Relation, ...]]] = [
    ("put replaces the whole item", put(ci("c")), (*START[:2], ci("c"), *LINKS)),
    (
        "set leaves what it does not name, and null clears",
        (SetFields("c", {"name": "C", "attributes": {"cores": None, "disks": 2}}),),
        (*START[:2], ci("c", name="C", tags=["x", "y"], disks=2), *LINKS),
    ),
    (
        "set on one relation of a group",
        (SetFields(RelationKey("DEPENDS_ON", "a", "b", "g"), {"need": 2, "until": "2030-01-01"}),),
        (*START, LINKS[0], depends("a", "b", "g", need=2, until="2030-01-01"), LINKS[2]),
    ),
    (
        "removing a relation leaves the others between the same ends",
        removed(RelationKey("DEPENDS_ON", "a", "b")),
        (*START, *LINKS[1:]),
    ),
    ("removing an item removes its relations", removed("b"), (START[0], START[2])),
    (
        "an alias passes from one item to another",
        (SetFields("a", {"aliases": None}), SetFields("b", {"aliases": ["cmdb:1"]})),
        (ci("a"), ci("b", aliases=["cmdb:1"]), START[2], *LINKS),
    ),
    (
        "an item removed and put again is one that lost its relations",
        (Remove("b"), Put(ci("b", again=True))),
        (START[0], ci("b", again=True), START[2]),
    ),
    ("what changes nothing leaves all", put(*START, *LINKS), (*START, *LINKS)),
]


@pytest.mark.parametrize(
    ("changes", "left"), [row[1:] for row in AFTER_START], ids=[row[0] for row in AFTER_START]
)
def test_changes(
    filled: Store, changes: tuple[Change, ...], left: tuple[Item | Relation, ...]
) -> None:
    before = graph_in(filled)
    second = filled.apply(ChangeSet("change", changes), "ann", "test")
    assert graph_in(filled) == graph(left)
    first = next(filled.journal(until=1))
    assert replayed([first, second]) == graph(left)
    assert replayed([first, second], undone=[second]) == before


REFUSED: list[tuple[str, tuple[Change, ...], str]] = [
    ("end that is not there", put(depends("a", "nowhere")), "no item 'nowhere'"),
    (
        "start that goes",
        (*put(depends("b", "c", "h")), Remove("b"), *put(depends("b", "a"))),
        "'b'",
    ),
    ("ends it does not join", put(Relation("WITH", "a", "b")), "WITH to join"),
    ("another kind", put(Item("Service", "a", {"name": "A"})), "an id keeps its kind"),
    ("alias of another", put(ci("d", aliases=["cmdb:1"])), "names a"),
    ("id that is an alias", put(ci("cmdb:1")), "names a"),
    ("set of nothing", (SetFields("nowhere", {"name": "x"}),), "exists"),
    ("removal of nothing", removed("nowhere"), "exists"),
    ("removal of nothing, twice", removed("c", "c"), "change 3"),
    ("bad value", (SetFields("a", {"verified_on": "soon"}),), "date"),
    ("name cleared", (SetFields("a", {"name": None}),), "name"),
    ("unknown field", (SetFields("a", {"colour": "red"}),), "colour"),
    (
        "new discriminator",
        (SetFields(RelationKey("DEPENDS_ON", "a", "b", "g"), {"group": "h"}),),
        "identity",
    ),
]


@pytest.mark.parametrize(
    ("changes", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused_change_leaves_no_trace(
    filled: Store, changes: tuple[Change, ...], told: str
) -> None:
    before = graph_in(filled)
    with pytest.raises(InvalidChangeSet, match=told):
        filled.apply(ChangeSet("bad", (*put(ci("new")), *changes)), "ann", "test")
    assert graph_in(filled) == before
    assert filled.revision() == 1
    assert filled.apply(ChangeSet("bad", put(ci("good"))), "ann", "test").number == 2


def test_an_id_keeps_its_kind_after_its_item_was_removed(filled: Store, place: Place) -> None:
    filled.apply(ChangeSet("gone", removed("c")), "ann", "test")
    service = Item("Service", "c", {"name": "C"})
    for store in (filled, place.open()):
        assert store.removed_kinds(["c", "a", "nowhere"]) == {"c": "ConfigurationItem"}
        with pytest.raises(InvalidChangeSet, match=r"change 2 \(put c\).*an id keeps its kind"):
            store.apply(ChangeSet("other", put(ci("e"), service)), "ann", "test")
    assert (filled.revision(), "c" in graph_in(filled)) == (2, False)
    filled.apply(ChangeSet("back", put(ci("c"))), "ann", "test")
    assert graph_in(filled)["c"] == canonical(ci("c"))


def test_a_thing_is_renamed_in_one_change_set(filled: Store) -> None:
    """A new item with the old id among its aliases, and the old one's relations."""
    old, new = ci("ci:old"), ci("ci:new", aliases=["ci:old"])
    filled.apply(ChangeSet("old", put(old, depends("a", "ci:old"))), "ann", "test")
    with pytest.raises(InvalidChangeSet, match="keep ci:old and add 'ci:new' to its aliases"):
        filled.apply(ChangeSet("two", put(new)), "ann", "test")
    changes = (*removed("ci:old"), *put(new, depends("a", "ci:new")))
    filled.apply(ChangeSet("renamed", changes), "ann", "test")
    left = graph((*START, *LINKS, new, depends("a", "ci:new")))
    assert graph_in(filled) == left == replayed(filled.journal())


def test_every_problem_is_told_with_its_position(filled: Store) -> None:
    with pytest.raises(InvalidChangeSet) as caught:
        filled.apply(ChangeSet("bad", removed("x", "a", "y")), "ann", "test")
    assert [problem.where.split(" (")[0] for problem in caught.value.problems] == [
        "change 1",
        "change 3",
    ]


def test_same_id_again_changes_nothing_whatever_its_base(filled: Store, place: Place) -> None:
    first = next(filled.journal())
    filled.apply(ChangeSet("later", removed("b")), "ann", "test")
    again = place.open().apply(ChangeSet("start", put(*START, *LINKS), base=0), "bob", "other")
    assert again == first
    assert filled.revision() == 2
    assert "b" not in graph_in(filled)


def test_same_id_with_other_content_is_refused(filled: Store) -> None:
    with pytest.raises(ChangeSetReused, match="revision 1"):
        filled.apply(ChangeSet("start", put(*START)), "ann", "test")
    assert filled.revision() == 1


@pytest.mark.parametrize("base", [0, 2, 99])
def test_stale_base_is_refused(filled: Store, base: int) -> None:
    with pytest.raises(StaleRevision, match="at 1"):
        filled.apply(ChangeSet("next", put(ci("d")), base), "ann", "test")
    assert filled.revision() == 1


def test_present_base_is_taken(filled: Store) -> None:
    assert filled.apply(ChangeSet("next", put(ci("d")), base=1), "ann", "test").number == 2


@pytest.mark.parametrize(("most", "count", "taken"), [(3, 3, True), (3, 4, False)])
def test_bound_of_a_change_set(place: Place, most: int, count: int, taken: bool) -> None:
    store = place.open(most_changes=most)
    changes = put(*(ci(f"ci:{n}") for n in range(count)))
    if taken:
        assert store.apply(ChangeSet("many", changes), "ann", "test").number == 1
        return
    with pytest.raises(InvalidChangeSet, match="at most 3"):
        store.apply(ChangeSet("many", changes), "ann", "test")


def test_fifty_thousand_and_one_changes_are_refused(store: Store) -> None:
    changes = put(*(ci(f"ci:{n}") for n in range(50_001)))
    with pytest.raises(InvalidChangeSet, match="50001 changes, expected at most 50000"):
        store.apply(ChangeSet("too many", changes), "ann", "test")
    assert store.revision() == 0


@pytest.mark.parametrize("id_", ["", " x", "a\nb", "x" * 513])
def test_bad_change_set_id_is_refused(store: Store, id_: str) -> None:
    with pytest.raises(InvalidChangeSet, match="ChangeSet, id"):
        store.apply(ChangeSet(id_, put(ci("a"))), "ann", "test")


def test_removed_item_journals_its_relations(filled: Store) -> None:
    revision = filled.apply(ChangeSet("gone", removed("b")), "ann", "test")
    gone = {image.ref: image for image in revision.images}
    assert set(gone) == {"b", *(relation.key for relation in LINKS)}
    assert all(image.after is None for image in gone.values())
    assert gone[LINKS[1].key].before == LINKS[1]


def test_change_set_without_effect_is_journaled_so_that_its_id_is_taken(filled: Store) -> None:
    revision = filled.apply(ChangeSet("same", put(*START)), "ann", "test")
    assert (revision.number, revision.images) == (2, ())
    assert next(filled.journal(since=1)) == revision


@pytest.mark.parametrize(
    ("prefix", "found"),
    [("", [1, 2, 3, 4]), ("load:", [1, 3]), ("load:b", [3]), ("%", []), ("lo", [1, 3, 4])],
)
def test_change_sets_by_the_beginning_of_their_id(
    store: Store, prefix: str, found: list[int]
) -> None:
    for id_ in ("load:a:1", "x load:", "load:b:1", "lost"):
        store.apply(ChangeSet(id_, put(ci(id_))), "ann", "test")
    assert [number for number, _ in store.change_sets(prefix)] == found


def test_what_one_process_wrote_another_reads(filled: Store, place: Place) -> None:
    other = place.open()
    assert graph_in(other) == graph_in(filled)
    assert list(other.journal()) == list(filled.journal())


def test_replay_over_a_later_state_is_idempotent(filled: Store) -> None:
    filled.apply(ChangeSet("two", (Remove("b"), *put(ci("d"), depends("a", "d")))), "ann", "test")
    revisions = list(filled.journal())
    assert replayed([*revisions, *revisions]) == graph_in(filled)


def test_concurrent_writers_lose_nothing(place: Place) -> None:
    """Two stores, two threads each: every apply adds one to a counter, over the base it read."""
    stores = [place.open(), place.open()]
    stores[0].apply(ChangeSet("start", put(ci("counter", n=0))), "ann", "test")
    together = threading.Barrier(4)

    def count(worker: int) -> list[int]:
        together.wait()
        return [_add_one(stores[worker % 2], f"{worker}:{turn}") for turn in range(6)]

    with ThreadPoolExecutor(4) as pool:
        numbers = [future.result() for future in [pool.submit(count, n) for n in range(4)]]
    assert all(mine == sorted(mine) for mine in numbers)
    assert sorted(n for mine in numbers for n in mine) == list(range(2, 26))
    assert graph_in(stores[0]) == graph([ci("counter", n=24)])
    assert [journaled(r) for r in stores[0].journal()] == [
        journaled(r) for r in stores[1].journal()
    ]


def _add_one(store: Store, id_: str) -> int:
    """Read the counter and write one more; again if somebody was faster."""
    for attempt in range(200):
        tables = store.read()
        (n,) = tables.items[0].columns["n"].values
        assert isinstance(n, int)
        change = SetFields("counter", {"attributes": {"n": n + 1}})
        try:
            change_set = ChangeSet(f"{id_}:{attempt}", (change,), base=tables.revision)
            return store.apply(change_set, "ann", "test").number
        except StaleRevision:
            continue
    raise AssertionError("never fast enough")


def test_concurrent_writers_without_base_are_all_kept(place: Place) -> None:
    stores = [place.open() for _ in range(3)]
    sets = [ChangeSet(f"set {n}", put(ci(f"ci:{n}"), ci("shared", n=n))) for n in range(30)]

    def write(worker: int) -> list[int]:
        mine = sets[worker::3]
        return [stores[worker].apply(one, "ann", "test").number for one in mine]

    with ThreadPoolExecutor(3) as pool:
        numbers = sorted(n for done in pool.map(write, range(3)) for n in done)
    assert numbers == list(range(1, 31))
    assert replayed(stores[0].journal()) == graph_in(stores[0])


def test_same_id_at_once_is_applied_once(place: Place) -> None:
    stores = [place.open() for _ in range(4)]
    together = threading.Barrier(4)

    def write(store: Store) -> int:
        together.wait()
        return store.apply(ChangeSet("only", put(*START)), "ann", "test").number

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, stores)) == [1, 1, 1, 1]
    assert stores[0].revision() == 1


def test_closed_store_says_so(place: Place) -> None:
    store = place.open()
    store.close()
    with pytest.raises(StoreUnavailable):
        store.revision()
    with pytest.raises(RamifyError):
        store.apply(ChangeSet("x", put(ci("a"))), "ann", "test")


def test_password_is_in_no_repr(place: Place) -> None:
    assert place.password is None or place.password not in repr(place.open())
