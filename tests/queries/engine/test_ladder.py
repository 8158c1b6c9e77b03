"""What is kept while tickets come and go gives the answers of working it out anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Change, Image, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, Relation, ref_of
from graph_model.plan import plan
from graph_model.state import MemoryState
from queries.answers.office import Office
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, everything, hiding
from queries.engine import ladder
from queries.engine.adjacency import adjacency
from queries.engine.ladder import reach_of_owned
from queries.engine.passes import settled
from queries.engine.propagation import propagate
from queries.engine.start import NO_STARTS, owned_starts, starts, starts_at
from queries.impact.asking import answer
from queries.impact.impact import Impact
from queries.impact.impact_state import fingerprint
from queries.questions.catalog import question
from queries.questions.reading import short_text
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.asking import asked
from tests.support.graphs import DATES, KINDS, MODEL, SEEDS, Graph, drawn, drawn_office
from tests.support.history import Revised, applied, history
from tests.support.naive import LEVELS
from tests.support.sketch import sketch

ZONE = ZoneInfo("America/Chicago")
AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
AFFECTED = ("ConfigurationItem", "Service", "Supplier", "Contract")


@pytest.fixture(autouse=True)
def always_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also over a small graph."""
    monkeypatch.setattr(ladder, "compiles", lambda *_: True)


def _ticket_changes(random: Random, graph: Graph) -> tuple[Change, ...]:
    """A ticket that comes, is changed, closed or removed, and what it affects by then."""
    tickets, about = graph.ids("Ticket"), graph.ids(*AFFECTED)
    known = random.choice(tickets) if tickets and random.random() < 0.6 else None
    if known and random.random() < 0.2:
        return (Remove(known),)
    id_ = known or f"ticket:{random.randrange(10**6)}"
    fields: dict[str, Any] = {"type": random.choice(("incident", "incident", "change"))}
    if random.random() < 0.2:
        fields["closed_on"] = random.choice(DATES[:2])
    if fields["type"] == "change":
        fields["planned_start"] = random.choice(DATES[:4])
    item: Change = (
        SetFields(known, fields) if known else Put(Item("Ticket", id_, {"name": id_} | fields))
    )
    ends = random.sample(about, min(len(about), random.randint(0, 2)))
    levels = random.choice(({}, {}, {"level": "partial"}, {"until": "2027-01-01"}))
    return (item, *(Put(Relation("AFFECTS", id_, end, "", levels)) for end in ends))


def _revised(random: Random, graph: Graph) -> Revised:
    """Mostly tickets; now and then anything."""
    if random.random() < 0.2:
        return history(random, graph, 1)[0]
    changes = _ticket_changes(random, graph)
    try:
        images = plan(changes, MemoryState(graph.facts), MODEL)
    except InvalidChangeSet:  # the id is another kind's, or removed
        return Revised((), (), graph)
    return Revised(changes, images, applied(graph, images))


def _times(seed: int, size: int, relations: int, revisions: int) -> list[tuple[Snapshot, Graph]]:
    """A snapshot after each revision, laid over the one before, and the graph that it is of."""
    random = Random(seed)
    office = random.random() < 0.4
    graph = (
        drawn_office(random, size, relations) if office else drawn(random, KINDS, size, relations)
    )
    snapshot = graph.snapshot
    found = [(snapshot, graph)]
    for number in range(1, revisions + 1):
        revised = _revised(random, graph)
        graph, snapshot = revised.graph, snapshot.overlaid(revised.images, number)
        found.append((snapshot, graph))
    return found


TIMES = st.builds(_times, SEEDS, st.integers(2, 14), st.integers(4, 70), st.integers(1, 6))


def _anew(snapshot: Snapshot) -> Snapshot:
    """The same facts, of which nothing is kept."""
    return Snapshot(snapshot.model, snapshot.base, snapshot.patch)


def _named(snapshot: Snapshot, levels: Bytes) -> dict[str, int]:
    return {snapshot.id(row): int(levels[row]) for row in range(snapshot.size) if levels[row]}


@settings(max_examples=120, deadline=None)
@given(TIMES, AS_OF, st.randoms(use_true_random=False))
def test_a_graph_is_the_same_with_tickets_that_came_since(
    times: Sequence[tuple[Snapshot, Graph]], as_of: date, random: Random
) -> None:
    day = day_number(as_of)
    for snapshot, graph in times:
        ids = random.sample(graph.ids(), min(3, len(graph.ids()))) if graph.ids() else []
        for lens in map(MODEL.lens, LEVELS):
            found = starts(snapshot, ids, day, allow_none=True)
            kept = adjacency(snapshot, lens, day, found.rows)
            bare = adjacency(_anew(snapshot), lens, day, found.rows)
            levels = propagate(bare, found.rows, found.levels).levels[: snapshot.size]
            for told in (propagate, settled):
                reached = told(kept, found.rows, found.levels).levels[: snapshot.size]
                assert reached.tolist() == levels.tolist()
            for flags in ("lapsed", "idle", "closed", "holds"):
                assert getattr(kept.day, flags).tolist() == getattr(bare.day, flags).tolist()


@settings(max_examples=120, deadline=None)
@given(TIMES, AS_OF, st.randoms(use_true_random=False))
def test_steps_reach_what_one_pass_reaches(
    times: Sequence[tuple[Snapshot, Graph]], as_of: date, random: Random
) -> None:
    day = day_number(as_of)
    for snapshot, graph in times:
        tickets = snapshot.rows_of_kind("Ticket")
        for lens in map(MODEL.lens, LEVELS):
            apart = random.choice([*tickets.tolist(), ladder.NEWEST])
            others = as_ints([row for row in tickets.tolist() if row != apart])
            own = NO_STARTS
            if graph.ids() and random.random() < 0.7:
                own = starts(snapshot, [random.choice(graph.ids())], day)
            both = own.and_of(starts_at(snapshot, others, day))
            of = adjacency(snapshot, lens, day, both.rows)
            found = reach_of_owned(of, owned_starts(snapshot, others, day), own, apart)
            bare = adjacency(_anew(snapshot), lens, day, both.rows)
            whole = propagate(bare, both.rows, both.levels)
            assert found.levels.tolist() == whole.levels.tolist()


def _viewers(random: Random, graph: Graph) -> Iterator[Viewer]:
    yield everything()
    yield hiding(random.sample(graph.ids(), len(graph.ids()) // 3))


def _told(snapshot: Snapshot, as_of: date, viewer: Viewer, of: str, lens: str) -> list[Any]:
    """All that a note says, and what it rests on."""
    asking = asked(snapshot, as_of, viewer, office=Office(zone=ZONE))
    found: Impact = answer(asking, [of], lens, background=True)
    assert found.beside is not None
    parts = (found, found.beside.impact, found.brought)
    text = short_text(question("impact"), Shown(found, asking.view), {}, "")
    return [*(_named(snapshot, part.levels) for part in parts), fingerprint(found), text]


@settings(max_examples=60, deadline=None)
@given(TIMES, AS_OF, st.randoms(use_true_random=False))
def test_a_note_is_the_same_as_one_worked_out_anew(
    times: Sequence[tuple[Snapshot, Graph]], as_of: date, random: Random
) -> None:
    for snapshot, graph in times:
        for viewer in _viewers(random, graph):
            seen = [id_ for id_ in graph.ids() if viewer.known(snapshot, [id_])]
            for of in random.sample(seen, min(2, len(seen))):
                lens = random.choice(list(LEVELS))
                kept = _told(snapshot, as_of, viewer, of, lens)
                assert kept == _told(_anew(snapshot), as_of, viewer, of, lens)


@pytest.mark.parametrize(
    ("image", "stays"),
    [
        (Image(None, Item("Ticket", "ticket:new", {"name": "new"})), True),
        (Image(None, Relation("AFFECTS", "ticket:old", "ci:a", "", {})), True),
        (Image(Item("Ticket", "ticket:old", {"name": "old"}), None), True),
        (Image(None, Item("Service", "service:new", {"name": "new"})), False),
        (Image(Item("ConfigurationItem", "ci:a", {"name": "a"}), None), False),
        (Image(None, Relation("DEPENDS_ON", "ci:b", "ci:a", "", {})), False),
        (Image(None, Item("Ticket", "ci:a", {"name": "a"})), False),
    ],
    ids=lambda one: str(ref_of(one.fact)) if isinstance(one, Image) else str(one),
)
def test_what_stands_while_tickets_come_and_go(image: Image, stays: bool) -> None:
    snapshot = sketch("ticket:old -AFFECTS-> ci:b", "ci:a -DEPENDS_ON-> ci:b").snapshot
    assert (snapshot.overlaid([image], 2).but_for_tickets is snapshot) is stays


STEPS = {
    # what each of two tickets affects; the lens; the service by the first alone, and by both
    "each a member": ("ci:a", "ci:b", "outage", "DEGRADED", "LOST"),
    "one member, harder": ("ci:a level=partial", "ci:a", "sourcing", "NOTIFY", "NOTIFY"),
    "the second is only softened": ("ci:a", "ci:b level=partial", "outage", "DEGRADED", "DEGRADED"),
}


@pytest.mark.parametrize(("first", "then", "lens", "alone", "both"), STEPS.values(), ids=STEPS)
def test_a_group_of_two_of_which_one_is_needed_in_two_steps(
    first: str, then: str, lens: str, alone: str, both: str
) -> None:
    snapshot = sketch(
        "service:s -DEPENDS_ON[pair:1]-> ci:a",
        "service:s -DEPENDS_ON[pair:1]-> ci:b",
        f"ticket:first -AFFECTS-> {first}",
        f"ticket:then -AFFECTS-> {then}",
    ).snapshot
    day, seen = day_number(date(2027, 1, 9)), MODEL.lens(lens)
    row, apart, service = snapshot.rows(["ticket:first", "ticket:then", "service:s"]).tolist()
    owned = owned_starts(snapshot, as_ints([row]), day)
    graph = adjacency(snapshot, seen, day, owned.rows)
    for own, level in ((NO_STARTS, alone), (starts(snapshot, ["ticket:then"], day), both)):
        found = reach_of_owned(graph, owned, own, apart).levels[service]
        assert seen.level(int(found)) == level
