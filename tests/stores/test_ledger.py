"""The ledger beside the graph: typed records, which are no facts and disturb nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event

import pytest

from graph_model.changes import ChangeSet
from graph_model.errors import InvalidChangeSet, StaleRevision, StoreUnavailable
from graph_model.facts import RelationKey
from graph_model.record_kind import RecordFound, RecordKind, RecordWrite
from stores.ledger import Matching, all_records
from stores.protocol import Store
from tests.support.store_graphs import ci, graph, graph_in, put, removed
from tests.support.store_place import Place


@dataclass(frozen=True, slots=True)
class Badge:
    """A record with all that a kind may have."""

    office: str
    number: str
    holder: str | None = None
    ends_at: str | None = None
    doors: tuple[str | RelationKey, ...] = ()
    level: float = 0.5


@dataclass(frozen=True, slots=True)
class Note:
    """A record with one key field."""

    id: str
    text: str = ""


BADGES = RecordKind("badge", Badge, "Who may enter.", ("office", "number"), ("holder",), "ends_at")
NOTES = RecordKind("badge note", Note, "What somebody wrote.", ("id",), ("text",))
PAST, FUTURE = "2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


@pytest.fixture
def store(place: Place) -> Store:
    store = place.open()
    store.apply(ChangeSet("start", put(ci("a"))), "ann", "test")
    assert not store.disturbed()
    return store


def keep(store: Store, *badges: Badge) -> None:
    store.write_records([BADGES.kept(badge) for badge in badges])


def test_records_are_kept_replaced_and_removed(store: Store, place: Place) -> None:
    one = Badge("é\n🙂", '["x","y"]', "ann", FUTURE, ("a", RelationKey("USES", "a", "b")), 1.0)
    keep(store, one, Badge("o", "2"))
    keep(store, Badge("o", "2", "bob"))
    store.write_records([NOTES.kept(Note("k", "text")), BADGES.removed("no", "such")])
    for each in (store, place.open()):
        assert each.record(BADGES, one.office, one.number) == one
        assert list(all_records(each, BADGES)) == [Badge("o", "2", "bob"), one]
        assert each.record(NOTES, "k") == Note("k", "text")
    store.write_records([BADGES.removed("o", "2")])
    assert place.open().record(BADGES, "o", "2") is None
    assert store.records(BADGES) == [one]


def test_of_several_writes_of_a_key_the_last_counts(store: Store) -> None:
    first, last = Badge("o", "1", "ann"), Badge("o", "1", "bob")
    store.write_records([BADGES.kept(first), BADGES.removed("o", "1"), BADGES.kept(last)])
    assert store.records(BADGES) == [last]
    store.write_records([BADGES.kept(first), BADGES.removed("o", "1")])
    assert store.records(BADGES) == []


def test_kinds_are_apart(store: Store) -> None:
    """Though one's name begins like the other's, and keys and values are the same."""
    keep(store, Badge("o", "1", "ann"))
    store.write_records([NOTES.kept(Note('["o","1"]', "ann"))])
    assert store.records(BADGES, Matching("holder", "ann")) == [Badge("o", "1", "ann")]
    assert store.records(NOTES, Matching("text", "ann")) == [Note('["o","1"]', "ann")]
    store.write_records([BADGES.removed("o", "1")])
    assert (store.records(BADGES), len(store.records(NOTES))) == ([], 1)


def test_records_are_read_in_pages_by_an_indexed_field_or_all(store: Store) -> None:
    badges = [Badge("o", f"{n:03}", "ann" if n % 3 else None) for n in range(50)]
    keep(store, *reversed(badges))
    for matching, wanted in (
        (None, badges),
        (Matching("holder", "ann"), [badge for badge in badges if badge.holder]),
        (Matching("holder", "an"), []),
    ):
        read: list[Badge] = []
        while page := store.records(BADGES, matching, read[-1] if read else None, 7):
            assert len(page) <= 7
            read += page
        assert read == wanted


def test_a_page_begins_behind_a_record_that_is_gone(store: Store) -> None:
    badges = [Badge("o", str(n)) for n in range(4)]
    keep(store, *badges)
    store.write_records([BADGES.removed("o", "1")])
    assert store.records(BADGES, after=badges[1]) == badges[2:]


def test_an_indexed_field_follows_its_record(store: Store) -> None:
    keep(store, Badge("o", "1", "ann"))
    keep(store, Badge("o", "1"))
    assert store.records(BADGES, Matching("holder", "ann")) == []
    keep(store, Badge("o", "1", "bob"))
    assert store.records(BADGES, Matching("holder", "bob")) == [Badge("o", "1", "bob")]


def test_what_has_come_to_its_end_is_read_no_more_and_then_forgotten(
    store: Store, place: Place
) -> None:
    ended = [Badge("o", str(n), "ann", PAST) for n in range(3)]
    still = [Badge("o", "8", "ann", FUTURE), Badge("o", "9", "ann")]
    keep(store, *ended, *still)
    store.write_records([NOTES.kept(Note("n"))])
    assert store.record(BADGES, "o", "1") is None
    assert store.records(BADGES) == store.records(BADGES, Matching("holder", "ann")) == still
    before = [store.records_number(kind) for kind in (BADGES, NOTES)]
    assert [store.forget_ended(), store.forget_ended()] == [3, 0]
    after = [store.records_number(kind) for kind in (BADGES, NOTES)]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]
    assert place.open().records(BADGES) == still
    assert not store.disturbed()


@pytest.mark.parametrize(
    ("expected", "wanted"),
    [
        ([NOTES.found(Note("n", "one"))], True),
        ([NOTES.missing("other")], True),
        ([NOTES.found(Note("n", "one")), NOTES.missing("other")], True),
        ([], True),
        ([NOTES.found(Note("n", "two"))], False),
        ([NOTES.missing("n")], False),
        ([NOTES.found(Note("other"))], False),
        ([NOTES.found(Note("n", "one")), NOTES.found(Note("other"))], False),
        ([BADGES.missing("o", "ended")], True),  # what has come to its end is not there
        ([BADGES.found(Badge("o", "ended", ends_at=PAST))], False),
    ],
)
def test_an_exchange_writes_where_what_was_read_is_still_there(
    store: Store, place: Place, expected: list[RecordFound], wanted: bool
) -> None:
    store.write_records([NOTES.kept(Note("n", "one"))])
    keep(store, Badge("o", "ended", ends_at=PAST))
    before = store.records_number(NOTES)
    writes = [NOTES.removed("n"), NOTES.kept(Note("new", "text"))]
    assert store.exchange_records(expected, writes) == wanted
    other = place.open()
    assert store.records(NOTES) == [Note("new", "text") if wanted else Note("n", "one")]
    assert (other.records_number(NOTES) != before) == wanted
    assert not store.disturbed()
    assert not other.disturbed()


def test_an_exchange_may_be_repeated(store: Store) -> None:
    """Its answer was lost: it went through, and says so, and changes nothing more."""
    exchange = [NOTES.missing("n")], [NOTES.kept(Note("n", "mine")), NOTES.removed("other")]
    assert [store.exchange_records(*exchange) for _ in range(2)] == [True, True]
    assert not store.exchange_records([NOTES.missing("n")], [NOTES.kept(Note("n", "yours"))])
    assert store.records(NOTES) == [Note("n", "mine")]


def test_of_several_who_exchange_at_once_one_does(store: Store, place: Place) -> None:
    """Counting up a shared number loses none, however many do it, and of whichever kinds."""
    stores = [store, place.open(), place.open()]

    def count(n: int) -> None:
        each, own = stores[n % 3], Note(f"own {n}")
        for _ in range(10):
            while True:
                found = each.record(NOTES, "n")
                expected = NOTES.missing("n") if found is None else NOTES.found(found)
                number = int(found.text) if found else 0
                # Something of one's own, so that what others wrote alike is told apart.
                writes = [NOTES.kept(Note("n", f"{number + 1}")), NOTES.kept(own)]
                own = replace(own, text=f"{number}")
                if each.exchange_records([expected], [*writes, BADGES.removed("o", f"{n}")]):
                    break

    with ThreadPoolExecutor(6) as pool:
        for counting in [pool.submit(count, n) for n in range(6)]:
            counting.result()
    assert store.record(NOTES, "n") == Note("n", "60")


def test_a_record_is_no_fact_and_makes_no_revision(store: Store) -> None:
    store.write_records([NOTES.kept(Note("b", "B"))])
    assert store.revision() == 1
    assert [revision.number for revision in store.journal()] == [1]
    assert graph_in(store) == graph([ci("a")])


def test_what_a_fact_causes_is_written_with_it(store: Store, place: Place) -> None:
    one, other = NOTES.kept(Note("n", "one")), NOTES.kept(Note("n", "other"))
    change_set = ChangeSet("later", put(ci("b")))
    store.apply(change_set, "ann", "test", [one])
    assert store.record(NOTES, "n") == Note("n", "one")
    store.write_records([other])
    assert store.apply(change_set, "ann", "test", [one]).number == 2  # the answer was lost
    assert place.open().record(NOTES, "n") == Note("n", "other")
    store.apply(ChangeSet("last", put(ci("c"))), "ann", "test", [NOTES.removed("n")])
    assert store.record(NOTES, "n") is None


@pytest.mark.parametrize(
    ("change_set", "error"),
    [
        (ChangeSet("bad", removed("nowhere")), InvalidChangeSet),
        (ChangeSet("stale", put(ci("b")), 7), StaleRevision),
    ],
    ids=["invalid", "stale"],
)
def test_without_the_fact_it_is_not_written(
    store: Store, change_set: ChangeSet, error: type[Exception]
) -> None:
    number = store.records_number(NOTES)
    with pytest.raises(error):
        store.apply(change_set, "ann", "test", [NOTES.kept(Note("n"))])
    assert (store.record(NOTES, "n"), store.records_number(NOTES)) == (None, number)


def test_the_number_tells_that_records_of_its_kind_changed(store: Store, place: Place) -> None:
    note = Note("k")
    numbers = [store.records_number(NOTES)]
    for write in (NOTES.kept(note), NOTES.kept(replace(note, text="t")), NOTES.removed("k")):
        store.write_records([write])
        numbers.append(place.open().records_number(NOTES))
    store.apply(ChangeSet("with", put(ci("b"))), "ann", "test", [NOTES.kept(note)])
    numbers.append(store.records_number(NOTES))
    keep(store, Badge("o", "1"))
    store.apply(ChangeSet("without", put(ci("c"))), "ann", "test")
    assert len(set(numbers)) == len(numbers) == 5
    assert store.records_number(NOTES) == numbers[-1]


def test_no_record_looks_like_an_edit_past_the_journal(store: Store, place: Place) -> None:
    other = place.open()
    assert not other.disturbed()
    store.write_records([NOTES.kept(Note("k"))])
    assert not store.disturbed()
    assert not other.disturbed()
    keep(other, Badge("o", "1", ends_at=PAST))
    store.apply(ChangeSet("later", put(ci("b"))), "ann", "test", [NOTES.kept(Note("k"))])
    other.forget_ended()
    assert not store.disturbed()
    assert not other.disturbed()


def write_much(stores: list[Store], n: int) -> None:
    """Write records of a shared kind and of one's own; every third also facts."""
    own: RecordKind[Note] = RecordKind(f"own {n}", Note, "", ("id",))
    for m in range(12):
        with_it = [NOTES.kept(Note(f"{n} {m}")), own.kept(Note(str(m)))]
        if n % 3:
            stores[n % 3].write_records(with_it if m % 2 else with_it[1:])
        else:
            facts = put(*(ci(f"{n} {m} {i}") for i in range(200)))
            stores[m % 3].apply(ChangeSet(f"{n} {m}", facts), "ann", "test", with_it[: m % 3])


def test_nor_do_records_that_many_write_at_once(store: Store, place: Place) -> None:
    """Of the same kind and of others, beside ChangeSets with and without, while others look."""
    stores = [store, place.open(), place.open()]
    watching = [*stores, place.open()]
    done, disturbed = Event(), list[Store]()

    def look(each: Store) -> None:
        while not done.is_set() and not disturbed:
            disturbed.extend([each] if each.disturbed() else [])

    with ThreadPoolExecutor(10) as pool:
        lookers = [pool.submit(look, each) for each in watching]
        for writer in [pool.submit(write_much, stores, n) for n in range(6)]:
            writer.result()
        done.set()
        for looker in lookers:
            looker.result()
    assert not [each for each in watching if each.disturbed()]
    assert sum(1 for _ in all_records(store, NOTES)) == 4 * 6 + 2 * 8


def test_what_is_removed_while_it_is_read_is_not_there_and_not_damaged(
    store: Store, place: Place
) -> None:
    """Whoever reads a page is not kept from it by who writes, nor told of what is no more."""
    other, over = place.open(), Event()
    passing = [Badge("a", str(number), "ann") for number in range(60)]
    stays = Badge("z", "1", "ann")
    keep(store, stays)

    def come_and_go() -> None:
        while not over.is_set():
            keep(other, *passing)
            other.write_records([BADGES.removed(one.office, one.number) for one in passing])

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(come_and_go)
        try:
            for _ in range(150):
                assert stays in list(all_records(store, BADGES))
                assert stays in list(store.records(BADGES, Matching("holder", "ann")))
                store.record(BADGES, "a", "30")
        finally:
            over.set()
        going.result()


def test_a_damaged_record_is_told(store: Store) -> None:
    store.write_records([RecordWrite("badge note", "k", '{"id": 7}')])
    with pytest.raises(StoreUnavailable, match="badge note\\) is damaged"):
        store.record(NOTES, "k")
