"""A question on top of what is open: what is joint, what was already so, and what it adds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.answers.office import Office
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.impact.asking import answer
from queries.impact.background import Background, open_tickets
from queries.questions.catalog import question
from queries.questions.grid import grids
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot
from tests.support.asking import asked
from tests.support.graphs import DATES, Graph, graphs, start_sets
from tests.support.naive import LEVELS, Question
from tests.support.sketch import sketch

ZONE = ZoneInfo("America/Chicago")
DAY = date(2027, 1, 9)
AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])

RELAYS = (
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    "agency:tax -CONSUMES-> service:mail",
    "ticket:mine type=change planned_start=2027-01-09T08:00:00Z planned_end=2027-01-09T12:00:00Z",
    "ticket:mine -AFFECTS-> ci:a",
)
AT_NIGHT = "planned_start=2027-01-09T09:00:00Z planned_end=2027-01-09T10:00:00Z"


def ask(lines: Sequence[str], of: str) -> Background:
    return on_top(sketch(*lines).snapshot, [of], "outage", DAY)


def on_top(snapshot: Snapshot, of: Sequence[str], lens: str, as_of: date) -> Background:
    about = asked(snapshot, as_of, office=Office(zone=ZONE))
    found = answer(about, of, lens, background=True).background
    assert found is not None
    return found


def ids(found: Background, rows: Ints) -> str:
    snapshot = found.joint.snapshot
    return " ".join(sorted(f"{snapshot.id(r)}:{found.joint.level_at(r)}" for r in rows.tolist()))


def test_two_changes_at_once_take_what_neither_takes_alone() -> None:
    lines = (*RELAYS, f"ticket:other type=change {AT_NIGHT}", "ticket:other -AFFECTS-> ci:b")
    found = ask(lines, "ticket:mine")
    assert ids(found, found.joint.rows) == "agency:tax:LOST ci:a:LOST ci:b:LOST service:mail:LOST"
    assert ids(found, found.added_rows) == "agency:tax:LOST ci:a:LOST service:mail:LOST"
    assert ids(found, found.so_already_rows) == "ci:b:LOST"
    mail = int(found.joint.snapshot.rows(["service:mail"])[0])
    assert found.level_at(mail) == "DEGRADED"
    assert found.level_at(int(found.joint.snapshot.rows(["ci:a"])[0])) is None


OPEN = {
    # what is recorded of ticket:other; incidents, changes, unplanned
    "an open incident": ("type=incident", "", "other", "", ""),
    "a closed one": ("type=incident closed_on=2027-01-08", "", "", "", ""),
    "one whose effect has ended": ("type=incident", "until=2027-01-09", "", "", ""),
    "one whose effect begins later": ("type=incident", "since=2027-01-10", "", "", ""),
    "a change at that time": (f"type=change {AT_NIGHT}", "", "", "other", ""),
    "a change on that day": ("type=change planned_start=2027-01-09", "", "", "other", ""),
    "a change the day after": ("type=change planned_start=2027-01-10", "", "", "", ""),
    "a change that is over": (
        "type=change planned_start=2027-01-08 planned_end=2027-01-08",
        "",
        "",
        "",
        "",
    ),
    "a change that nobody planned": ("type=change", "", "", "", "other"),
    "a change that ends before it begins": (
        "type=change planned_start=2027-01-09 planned_end=2027-01-07",
        "",
        "",
        "",
        "other",
    ),
    "a problem": ("type=problem", "", "", "", ""),
    "of no type": ("", "", "", "", ""),
}


@pytest.mark.parametrize(
    ("fields", "period", "incidents", "changes", "unplanned"), OPEN.values(), ids=OPEN
)
def test_what_is_open(
    fields: str, period: str, incidents: str, changes: str, unplanned: str
) -> None:
    lines = (f"ticket:other {fields}".strip(), f"ticket:other -AFFECTS-> ci:b {period}".strip())
    snapshot = sketch(*RELAYS, *lines).snapshot
    found = open_tickets(snapshot, ["ticket:mine"], DAY, ZONE)
    told = [
        " ".join(id_.removeprefix("ticket:") for id_ in snapshot.ids_of(rows))
        for rows in (found.incidents, found.changes, found.unplanned)
    ]
    assert told == [incidents, changes, unplanned]


def test_the_verdict_names_what_was_asked_about_and_counts_what_is_open() -> None:
    lines = (*RELAYS, "ticket:other type=incident", "ticket:other -AFFECTS-> ci:b")
    about = asked(sketch(*lines).snapshot, DAY, office=Office(zone=ZONE))
    found = answer(about, ["ticket:mine"], "outage", background=True)
    assert found.sentence(about.view) == (
        "If ci:a fails: 1 service LOST; 1 of 1 agency (1 as customer); "
        "hardest hit is agency:tax: 1 of 1 service LOST; "
        "3 items new or worse for what was asked about, 1 already so from 1 open incident."
    )


def test_a_ticket_is_no_background_of_itself() -> None:
    lines = [*RELAYS, f"ticket:mine type=change {AT_NIGHT}"]
    found = ask(lines, "ticket:mine")
    assert (len(found.changes), len(found.before.rows)) == (0, 0)
    assert ids(found, found.added_rows) == ids(found, found.joint.rows)


def test_what_is_asked_about_may_be_so_already() -> None:
    lines = [
        *RELAYS[:3],
        "ticket:other type=incident",
        "ticket:other -AFFECTS-> ci:a level=partial",
    ]
    found = ask(lines, "ci:a")
    assert found.level_at(int(found.joint.snapshot.rows(["ci:a"])[0])) == "DEGRADED"
    assert ids(found, found.added_rows) == "ci:a:LOST"
    assert ids(found, found.so_already_rows) == "agency:tax:DEGRADED service:mail:DEGRADED"


@settings(max_examples=60)
@given(graphs(("Ticket", "Ticket", "Service", "ConfigurationItem")), st.data(), AS_OF)
def test_joint_is_the_impact_of_all_of_them_together(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    snapshot, of = graph.snapshot, data.draw(start_sets(graph))
    for lens in LEVELS:
        found = on_top(snapshot, of, lens, as_of)
        beside = snapshot.ids_of(found.tickets.rows)
        joint = Question(graph.records, [*of, *beside], lens, as_of).answer.affected
        before = Question(graph.records, beside, lens, as_of).answer.affected
        told = {snapshot.id(r): found.joint.level_at(r) for r in found.joint.rows.tolist()}
        assert told == joint
        rank = ["", *reversed(LEVELS[lens])].index
        adds = {i for i, level in joint.items() if rank(level) > rank(before.get(i, ""))}
        assert set(snapshot.ids_of(found.added_rows)) == adds
        assert set(snapshot.ids_of(found.so_already_rows)) == set(joint) - adds


def test_what_comes_into_service_by_being_named_is_brought_at_its_level() -> None:
    # Not live yet: what is open reaches it and does not affect it, until a ticket names it.
    lines = (
        "service:new lifecycle=planned",
        "ci:a",
        "service:new -DEPENDS_ON-> ci:a",
        *("ticket:mine type=change planned_start=2026-11-25", "ticket:other type=incident"),
        *("ticket:mine -AFFECTS-> service:new level=notice", "ticket:other -AFFECTS-> ci:a"),
    )
    found = on_top(sketch(*lines).snapshot, ["ticket:mine"], "outage", DAY)
    assert ids(found, found.added_rows) == "service:new:LOST"
    brought = found.joint.brought
    assert [brought.level_at(row) for row in brought.rows.tolist()] == ["LOST"]


@settings(max_examples=60)
@given(graphs(("Ticket", "Ticket", "Service", "ConfigurationItem")), st.data(), AS_OF)
def test_what_it_brings_is_its_own_and_what_is_worse_and_no_more_than_both(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    snapshot, of = graph.snapshot, data.draw(start_sets(graph))
    for lens in LEVELS:
        joint = on_top(snapshot, of, lens, as_of).joint
        brought, rank = joint.brought, ["", *reversed(LEVELS[lens])].index
        told = {snapshot.id(r): rank(brought.level_at(r)) for r in brought.rows.tolist()}
        both = {snapshot.id(r): rank(joint.level_at(r)) for r in joint.rows.tolist()}
        alone = Question(graph.records, of, lens, as_of).answer.affected
        worse = snapshot.ids_of(on_top(snapshot, of, lens, as_of).added_rows)
        assert all(level <= both[id_] for id_, level in told.items())
        assert all(told[id_] == both[id_] for id_ in worse)
        # Not all of its own: what is out of service holds up a group if another ticket names it.
        own = {id_: rank(level) for id_, level in alone.items() if id_ in both}
        assert all(told[id_] >= min(level, both[id_]) for id_, level in own.items())
        if not len(joint.beside.tickets.rows):  # type: ignore[union-attr]
            assert told == both


NARROWED = [
    # kinds, level at least, added, so already
    (None, None, "agency:tax ci:a service:mail", "ci:b"),
    (["Service", "ConfigurationItem"], None, "ci:a service:mail", "ci:b"),
    (["Agency"], "LOST", "agency:tax", ""),
    (["Supplier"], None, "", ""),
]


@pytest.mark.parametrize(("kinds", "least", "added", "already"), NARROWED)
def test_both_lists_are_narrowed_as_that_of_all_affected(
    kinds: list[str] | None, least: str | None, added: str, already: str
) -> None:
    lines = (*RELAYS, f"ticket:other type=change {AT_NIGHT}", "ticket:other -AFFECTS-> ci:b")
    about = asked(sketch(*lines).snapshot, DAY, office=Office(zone=ZONE))
    found = Shown(answer(about, ["ticket:mine"], "outage", background=True), about.view)
    narrowed = {"kinds": kinds, "min_level": least}
    told = record(found, (), narrowed, "affected")["background"]
    tables = {grid.path: grid for grid in grids(question("impact"), found, narrowed)}
    assert _told(told["adds"]) == added
    assert _told(told["already"]) == already
    assert " ".join(sorted(row[3] for row in tables["background.adds"].rows)) == added


def _told(page: dict[str, Any]) -> str:
    return " ".join(sorted(line["item"]["id"] for line in page["nodes"]))
