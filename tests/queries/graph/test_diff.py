"""Earlier revisions are the graph as it was; what lies between two of them, or between two days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Change, ChangeSet, Image, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, InvalidQuestion
from graph_model.facts import Fact, Item, Relation, RelationKey, ref_of
from queries.answers.asked import Point
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.graph.diff import between, between_dates, diff
from queries.impact.impact import impact
from queries.snapshot.keeper import Keeper
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.asking import asked_of
from tests.support.changes import SEED, sequences
from tests.support.edits import AUTHOR, SOURCE, facts_of, fill, lines_of
from tests.support.graphs import DATES, MODEL, Graph, graph_of, graphs
from tests.support.naive import holds, in_force
from tests.support.sketch import sketch
from tests.support.store_place import Place

DAYS = st.sampled_from([date.fromisoformat(text) for text in DATES])


def applied(store: Store, series: Sequence[Sequence[Change]]) -> list[list[Fact]]:
    """The graph at every revision that the valid ones of some ChangeSets make; 0 is empty."""
    graphs: list[list[Fact]] = [[], list(store.read().facts(MODEL))]
    for n, changes in enumerate(series):
        try:
            revision = store.apply(ChangeSet(f"n:{n}", tuple(changes)), AUTHOR, SOURCE)
        except InvalidChangeSet:
            continue
        graphs.append(list(store.read().facts(MODEL)))
        assert len(graphs) == revision.number + 1
    return graphs


@settings(max_examples=60)
@given(sequences())
def test_a_revision_is_the_graph_as_it_was(series: list[list[Change]]) -> None:
    store = SqliteStore(None, MODEL)
    try:
        fill(store, graph_of(SEED))
        early = Keeper(store, MODEL)
        graphs = applied(store, series)
        for keeper in (early, Keeper(store, MODEL)):
            for number, facts in enumerate(graphs):
                found = keeper.at(number)
                assert (found.revision, facts_of(found)) == (number, lines_of(facts))
        for first, before in enumerate(graphs):
            for last, after in enumerate(graphs[first:], first):
                images = between(store.journal(first, last))
                check_between(images.added, images.changed, images.removed, before, after)
    finally:
        store.close()


def check_between(
    added: Sequence[Image],
    changed: Sequence[Image],
    removed: Sequence[Image],
    before: list[Fact],
    after: list[Fact],
) -> None:
    old, new = ({ref_of(fact): fact for fact in facts} for facts in (before, after))
    assert {i.ref: i.after for i in added} == {r: new[r] for r in new if r not in old}
    assert {i.ref: i.before for i in removed} == {r: old[r] for r in old if r not in new}
    both = {r for r in old if r in new and old[r] != new[r]}
    assert {i.ref: (i.before, i.after) for i in changed} == {r: (old[r], new[r]) for r in both}


@settings(max_examples=60)
@given(graphs(), DAYS, DAYS)
def test_between_two_days(graph: Graph, first: date, last: date) -> None:
    snapshot, records = graph.snapshot, graph.records
    found = between_dates(snapshot, first, last)
    pairs = zip(graph.relations, records["relations"], strict=True)
    held = {relation.key: (holds(r, first), holds(r, last)) for relation, r in pairs}
    assert keys(snapshot, found.beginning) == {k for k, on in held.items() if on == (False, True)}
    assert keys(snapshot, found.ceasing) == {k for k, on in held.items() if on == (True, False)}
    contracts = [item for item in records["items"] if item["kind"] == "Contract"]
    forces = {
        str(c["id"]): tuple(in_force(records, c, day) for day in (first, last)) for c in contracts
    }
    starting, ending = (set(snapshot.ids_of(rows)) for rows in (found.starting, found.ending))
    assert starting == {id_ for id_, on in forces.items() if on == (False, True)}
    assert ending == {id_ for id_, on in forces.items() if on == (True, False)}


def keys(snapshot: Snapshot, numbers: Ints) -> set[RelationKey]:
    return {snapshot.key_at(number) for number in numbers.tolist()}


def test_what_we_believed_then(place: Place) -> None:
    """A second site recorded at revision 2, withdrawn at 4: what an outage does, as recorded."""
    store = place.open()
    fill(store, sketch("service:m -DEPENDS_ON[r:1]-> ci:a"))
    second = sketch("service:m -DEPENDS_ON[r:1]-> ci:b")
    ci = next(fact for fact in second.facts if isinstance(fact, Item) and fact.id == "ci:b")
    site = second.relations[0]
    series: list[list[Change]] = [
        [Put(site), Put(ci)],
        [SetFields("service:m", {"name": "Mail"})],
        [Remove("ci:b")],
    ]
    keeper = Keeper(store, MODEL)
    applied(store, series)
    level = {}
    for revision in range(1, 5):
        found = impact(keeper.at(revision), ["ci:a"], "outage", date(2027, 1, 1))
        row = int(found.snapshot.rows(["service:m"])[0])
        level[revision] = found.snapshot.name(row), found.level_at(row)
    assert level == {
        1: ("service:m", "LOST"),
        2: ("service:m", "DEGRADED"),
        3: ("Mail", "DEGRADED"),
        4: ("Mail", "LOST"),
    }


@pytest.mark.parametrize("revision", [-1, 2])
def test_a_revision_that_there_is_not(revision: int) -> None:
    store = SqliteStore(None, MODEL)
    try:
        fill(store, sketch("service:m -DEPENDS_ON-> ci:a"))
        expected = f"atRevision: found {revision}, expected a revision from 0 to 1"
        with pytest.raises(InvalidQuestion, match=expected):
            Keeper(store, MODEL).at(revision)
    finally:
        store.close()


def told_between(
    store: Store, first: Point, last: Point, viewer: Viewer | None = None
) -> dict[str, Any]:
    question = asked_of(store, date(2027, 1, 1), viewer)
    return record(Shown(diff(question, first, last), question.view))


def refs(found: dict[str, Any], name: str) -> list[str]:
    return [image["of"] for image in found[name]["nodes"]]


RECORDED: list[Sequence[Change]] = [
    [Put(Item("ConfigurationItem", "ci:b", {"name": "B"})), SetFields("ci:a", {"name": "A"})],
    [Put(Relation("DEPENDS_ON", "service:m", "ci:b")), Remove("agency:g")],
    [SetFields("service:m", {"description": "d"}), SetFields("service:m", {"description": None})],
]
OFFICE = (
    "service:m -DEPENDS_ON-> ci:a until=2027-03-01",
    "agency:g -CONSUMES-> service:m",
    "contract:c end=2027-01-31",
    "contract:c -COVERS-> service:m",
    "contract:d start=2027-02-01",
)


@pytest.fixture
def recorded() -> Iterator[SqliteStore]:
    store = SqliteStore(None, MODEL)
    fill(store, sketch(*OFFICE))
    applied(store, RECORDED)
    yield store
    store.close()


def test_what_was_recorded_between(recorded: SqliteStore) -> None:
    found = told_between(recorded, Point(1, None), Point(None, None))
    assert refs(found, "added") == ["ci:b", "service:m -DEPENDS_ON-> ci:b"]
    assert refs(found, "changed") == ["ci:a"]
    assert found["changed"]["nodes"][0]["fields"] == ["name"]
    assert refs(found, "removed") == ["agency:g", "agency:g -CONSUMES-> service:m"]
    back = told_between(recorded, Point(None, None), Point(1, None))
    assert refs(back, "removed") == refs(found, "added")
    assert refs(back, "added") == refs(found, "removed")
    assert found["verdict"] == (
        "From revision 1 on 1 Jan 2027 to revision 4 on 1 Jan 2027: 2 added, 1 changed, 2 removed."
    )


def test_what_days_change(recorded: SqliteStore) -> None:
    first, last = Point(None, date(2027, 1, 1)), Point(None, date(2027, 3, 1))
    found = told_between(recorded, first, last)
    (line,) = found["ceasing"]["nodes"]
    assert (line["relation"]["to"]["id"], line["since"], line["until"]) == (
        "ci:a",
        None,
        "2027-03-01",
    )
    assert [c["id"] for c in found["ending"]["nodes"]] == ["contract:c"]
    assert [c["id"] for c in found["starting"]["nodes"]] == ["contract:d"]
    assert found["verdict"].endswith(
        "1 relation ceases to hold, 1 contract comes into force, 1 contract goes out of force."
    )


def test_nothing_between(recorded: SqliteStore) -> None:
    found = told_between(recorded, Point(3, None), Point(4, None))
    assert found["verdict"].endswith("nothing recorded, begun or ended.")


HIDDEN = {
    # what is hidden; then what is told and withheld of added, changed, removed, ceasing, ending
    "ci:b": ([0, 2], [1, 0], [2, 0], [1, 0], [1, 0]),
    "ci:a": ([2, 0], [0, 1], [2, 0], [0, 1], [1, 0]),
    "agency:g": ([2, 0], [1, 0], [0, 2], [1, 0], [1, 0]),
    "contract:c": ([2, 0], [1, 0], [2, 0], [1, 0], [0, 1]),
}


@pytest.mark.parametrize(("hidden", "counts"), HIDDEN.items(), ids=HIDDEN)
def test_what_is_hidden_on_either_side_is_counted(
    recorded: SqliteStore, hidden: str, counts: tuple[list[int], ...]
) -> None:
    first, last = Point(1, date(2027, 1, 1)), Point(4, date(2027, 3, 1))
    found = told_between(recorded, first, last, hiding([hidden]))
    *lists, ending = ("added", "changed", "removed", "ceasing", "ending")
    told = [[found[name]["totalCount"], found[name]["hidden"]] for name in lists]
    told += [[found[ending]["totalCount"], found["endingHidden"]]]
    assert told == list(counts)
    assert hidden not in str(found)
