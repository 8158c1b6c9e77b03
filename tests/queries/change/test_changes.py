"""Which changes may not go ahead: worked out by hand, and joint impact by its definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Item, Relation
from queries.answers.estate import Include
from queries.answers.office import Office
from queries.answers.view import View
from queries.answers.viewer import hiding
from queries.change.changes import Changes, answer
from queries.change.planned_ticket import PlannedTicket, together
from queries.change.ticket_window import Interval, moment
from tests.support.asking import asked
from tests.support.graphs import Graph, graphs
from tests.support.naive import LEVELS, Question
from tests.support.sketch import sketch

ZONE = ZoneInfo("America/Chicago")
OFFICE = Office(zone=ZONE)
DAY, UNTIL = date(2027, 1, 9), date(2027, 2, 9)


def changes(
    *lines: str,
    of: Sequence[str] | None = None,
    hidden: Sequence[str] = (),
    office: Office = OFFICE,
) -> Changes:
    viewer = hiding(hidden) if hidden else None
    about = asked(sketch(*lines).snapshot, DAY, viewer, office=office)
    return answer(about, of, UNTIL, Include.OURS)


def view_of(found: Changes, *hidden: str) -> View:
    return asked(found.snapshot, DAY, hiding(hidden) if hidden else None, office=OFFICE).view


def told(found: Changes) -> list[tuple[str, str]]:
    """Each collision: its tickets, and what rises with its level alone and together."""
    name, level = found.snapshot.id, found.lens.level
    return [
        (
            " ".join(map(name, one.rows)),
            " ".join(f"{name(r.row)}:{r.alone or '-'}>{level(r.now)}" for r in one.raised),
        )
        for one in found.colliding.found
    ]


RELAYS = (
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    "agency:tax -CONSUMES-> service:mail",
)


def ticket(name: str, start: str, end: str, *affected: str, more: str = "type=change") -> list[str]:
    window = f"planned_start=2027-01-{start} planned_end=2027-01-{end}"
    lines = [f"ticket:{name} -AFFECTS-> {item}" for item in affected]
    return [f"ticket:{name} {more} {window}", *lines]


A = ticket("a", "12T08:00:00Z", "12T12:00:00Z", "ci:a")


def test_two_changes_at_one_time_take_what_neither_takes_alone() -> None:
    found = changes(*RELAYS, *A, *ticket("b", "12T11:00:00Z", "12T14:00:00Z", "ci:b"))
    raised = "agency:tax:DEGRADED>LOST service:mail:DEGRADED>LOST"
    assert told(found) == [("ticket:a ticket:b", raised)]
    (one,) = found.colliding.found
    assert (one.begins, one.ends) == ("2027-01-12T05:00:00-06:00", "2027-01-12T06:00:00-06:00")
    assert found.snapshot.ids_of(one.agencies) == ["agency:tax"]
    assert found.sentence(view_of(found)) == (
        "2 of 2 changes planned until 9 Feb 2027 should not go ahead as planned: 1 set of tickets "
        "takes together what none takes alone. First, on 12 Jan 2027: ticket:a and ticket:b, "
        "together service:mail LOST until 12 Jan 2027, 06:00 UTC-06:00."
    )


OTHERS = {
    # the other ticket's window, what it affects; whether they collide
    "at another time": (("12T12:00:00Z", "12T14:00:00Z", "ci:b"), False),
    "at another time, in another form": (("12T06:00:00-06:00", "12T14:00:00Z", "ci:b"), False),
    "all of that day, in our zone": (("12", "12", "ci:b"), True),
    "on the same member": (("12T08:00:00Z", "12T12:00:00Z", "ci:a"), False),
    "taking it alone": (("12T08:00:00Z", "12T12:00:00Z", "service:mail"), False),
    "that touches nothing of it": (("12T08:00:00Z", "12T12:00:00Z", "ci:c"), False),
    "that ends before it begins": (("12T10:00:00Z", "12T09:00:00Z", "ci:b"), False),
    "after the last day": (("31T08:00:00Z", "31T09:00:00Z", "ci:b"), False),
}


@pytest.mark.parametrize(("other", "collide"), OTHERS.values(), ids=OTHERS)
def test_with_another_change(other: tuple[str, str, str], collide: bool) -> None:
    found = changes(*RELAYS, "ci:c", *A, *ticket("b", *other))
    assert bool(told(found)) == collide


def test_three_that_only_together_break_a_group() -> None:
    pool = [f"service:db -DEPENDS_ON[nodes:1]-> ci:{n}" for n in "abc"]
    three = [line for n in "abc" for line in ticket(n, "12T08:00:00Z", "12T12:00:00Z", f"ci:{n}")]
    assert told(changes(*pool, *three)) == [
        ("ticket:a ticket:b ticket:c", "service:db:DEGRADED>LOST")
    ]


def test_what_two_break_lets_a_third_break_more() -> None:
    further = (
        "service:desk -DEPENDS_ON[ways:1]-> service:mail",
        "service:desk -DEPENDS_ON[ways:1]-> ci:phone",
    )
    b = ticket("b", "12T08:00:00Z", "12T12:00:00Z", "ci:b")
    phone = ticket("phone", "12T08:00:00Z", "12T12:00:00Z", "ci:phone")
    assert told(changes(*RELAYS, *further, *A, *b, *phone)) == [
        ("ticket:a ticket:b", "agency:tax:DEGRADED>LOST service:mail:DEGRADED>LOST"),
        (
            "ticket:a ticket:b ticket:phone",
            "agency:tax:DEGRADED>LOST service:desk:DEGRADED>LOST service:mail:DEGRADED>LOST",
        ),
    ]


def test_an_open_incident_counts_today_and_what_incidents_take_is_so_already() -> None:
    tonight = ticket("a", "09T20:00:00Z", "09T22:00:00Z", "ci:a")
    incident = ("ticket:inc type=incident", "ticket:inc -AFFECTS-> ci:b")
    assert [tickets for tickets, _ in told(changes(*RELAYS, *tonight, *incident))] == [
        "ticket:a ticket:inc"
    ]
    assert told(changes(*RELAYS, *A, *incident)) == []
    second = ("ticket:old type=incident", "ticket:old -AFFECTS-> ci:a")
    assert told(changes(*RELAYS, *tonight, *incident, *second)) == []


FREEZE = (
    "window:freeze type=freeze starts_at=2027-01-11 ends_at=2027-01-12",
    "window:freeze -APPLIES_TO-> agency:tax",
)
CLOSED = {
    # the window, what it applies to; whether the change of 12 Jan from 02:00 to 06:00 is in it
    "an agency, days": ("starts_at=2027-01-11 ends_at=2027-01-12", "agency:tax", True),
    "hours": ("starts_at=2027-01-12T09:00:00Z ends_at=2027-01-12T10:00:00Z", "ci:a", True),
    "hours before": ("starts_at=2027-01-12T06:00:00Z ends_at=2027-01-12T08:00:00Z", "ci:a", False),
    "the day before, in our zone": ("starts_at=2027-01-11 ends_at=2027-01-11", "ci:a", False),
    "what is touched by way of others": ("starts_at=2027-01-12", "service:mail", True),
    "what is not touched": ("starts_at=2027-01-12", "ci:b", False),
    "each week": (
        "starts_at=2026-12-01T01:00:00-06:00 ends_at=2026-12-01T03:00:00-06:00 repeats=P7D",
        "ci:a",
        True,
    ),
    "each week, but no more": (
        "starts_at=2026-12-01 ends_at=2026-12-01 repeats=P7D repeats_until=2027-01-11",
        "ci:a",
        False,
    ),
    "each year since long ago": (
        "starts_at=1990-01-10 ends_at=1990-01-15 repeats=P1Y",
        "ci:a",
        True,
    ),
}


@pytest.mark.parametrize("type_", ["freeze", "blackout", "maintenance"])
@pytest.mark.parametrize(("window", "to", "inside"), CLOSED.values(), ids=CLOSED)
def test_in_a_freeze_or_blackout(type_: str, window: str, to: str, inside: bool) -> None:
    lines = (f"window:w type={type_} {window}", f"window:w -APPLIES_TO-> {to}")
    found = changes(*RELAYS, *A, *lines)
    assert bool(found.in_closed) == (inside and type_ != "maintenance")


def test_what_a_freeze_means_for_a_change() -> None:
    found = changes(*RELAYS, *A, *FREEZE)
    (one,) = found.in_closed
    assert found.snapshot.ids_of(one.touches) == ["agency:tax"]
    assert one.said(view_of(found)) == (
        "waits for the end of window:freeze, until 13 Jan 2027, 00:00 UTC-06:00"
    )
    assert "1 of 1 change planned until 9 Feb 2027" in found.sentence(view_of(found))


RECOVERY = {
    # how long it may be away; what is said of four hours from 02:00 on
    "PT6H": "within tolerance until 08:00",
    "PT4H": "within tolerance until 06:00",
    "PT3H30M": "away for 4 h, may be for 3 h 30 min: too long from 05:30 on",
    "P1D": "within tolerance until 13 Jan 2027, 02:00",
    "PT0S": "away for 4 h, may be for no time: too long from 02:00 on",
}


@pytest.mark.parametrize(("may", "said"), RECOVERY.items())
def test_how_long_a_service_may_be_away(may: str, said: str) -> None:
    lines = ("service:web -DEPENDS_ON-> ci:a", f"service:web recovery_time={may}")
    found = changes(*lines, *A)
    assert [one.said for one in found.away] == [said]
    too_long = "too long" in said
    assert ("should not go ahead" in found.sentence(view_of(found))) == too_long


def test_how_long_what_is_taken_together_may_be_away() -> None:
    b = ticket("b", "12T11:00:00Z", "12T14:00:00Z", "ci:b")
    found = changes(*RELAYS, "service:mail recovery_time=PT30M", *A, *b)
    (one,) = found.colliding.found
    (mail,) = [raised for raised in one.raised if raised.tolerance]
    assert mail.tolerance
    assert mail.tolerance.said == ("away for 1 h, may be for 30 min: too long from 05:30 on")


def test_without_an_end_nobody_knows_how_long() -> None:
    lines = ("service:web -DEPENDS_ON-> ci:a", "service:web recovery_time=PT1H")
    open_end = ("ticket:a type=change planned_start=2027-01-12", "ticket:a -AFFECTS-> ci:a")
    found = changes(*lines, *open_end)
    assert [one.said for one in found.away] == [
        "may be away until 01:00; when it ends is not recorded"
    ]


def test_what_has_no_window_that_can_be_read_is_said() -> None:
    lines = (
        *ticket("backwards", "12T08:00:00Z", "11T08:00:00Z", "ci:a"),
        "ticket:none type=change",
        "ticket:none -AFFECTS-> ci:b",
        "ticket:problem type=problem",
        "window:backwards type=freeze starts_at=2027-01-12 ends_at=2027-01-01",
        "window:begun type=blackout ends_at=2027-01-01",
    )
    found = changes(*lines)
    view = view_of(found)
    assert [one.in_words(view) for one in found.without_window] == [
        "ticket:backwards: its window ends before it begins",
        "ticket:none: no window is recorded: when it takes place is not known",
        "window:backwards: its window ends before it begins",
        "window:begun: it is not recorded when it begins",
    ]
    assert found.sentence(view) == (
        "No change is planned until 9 Feb 2027; 4 have no window that can be read."
    )


def test_narrowed_to_a_ticket_or_to_what_is_touched() -> None:
    b = ticket("b", "12T11:00:00Z", "12T14:00:00Z", "ci:b")
    other = ticket("c", "12T11:00:00Z", "12T14:00:00Z", "ci:c")
    lines = (*RELAYS, "ci:c", *A, *b, *other)

    def planned(*of: str) -> list[str]:
        found = changes(*lines, of=of)
        assert bool(told(found)) == ("ticket:c" not in of)
        return [found.snapshot.id(one.row) for one in found.changes]

    assert planned("ticket:a") == ["ticket:a"]
    assert planned("ticket:c") == ["ticket:c"]
    assert planned("agency:tax") == ["ticket:a", "ticket:b"]
    assert planned("ci:a") == ["ticket:a"]


def test_nothing_speaks_against_it() -> None:
    found = changes(*RELAYS, *A)
    assert found.sentence(view_of(found)) == (
        "Nothing recorded speaks against 1 change planned until 9 Feb 2027."
    )


def test_what_is_hidden_is_not_named() -> None:
    lines = (*RELAYS, *A, *ticket("b", "12T11:00:00Z", "12T14:00:00Z", "ci:b"))
    found = changes(*lines, hidden=["ticket:b"])
    said = found.sentence(view_of(found, "ticket:b"))
    assert said == "Nothing recorded speaks against 1 change planned until 9 Feb 2027."


def test_bad_input() -> None:
    about = asked(sketch("ci:a").snapshot, DAY, office=OFFICE)
    with pytest.raises(InvalidQuestion):
        answer(about, None, date(2027, 1, 8), Include.OURS)
    with pytest.raises(NotFound):
        answer(about, ["ticket:none"], UNTIL, Include.OURS)


HOURS = st.tuples(st.integers(0, 6), st.integers(0, 4))
AT = "2027-01-12T{:02d}:00:00+00:00"


@settings(max_examples=300, deadline=None)
@given(st.lists(HOURS, max_size=8))
def test_the_sets_at_one_moment_are_the_largest_whose_windows_all_overlap(
    hours: list[tuple[int, int]],
) -> None:
    windows = [
        Interval(*(moment(AT.format(at), ZONE) for at in (begin, begin + lasts)))
        for begin, lasts in sorted(hours)
    ]
    tickets = [PlannedTicket(n, window) for n, window in enumerate(windows)]
    moments = {one.window.begin for one in tickets}
    at_once = {
        frozenset(
            t.row
            for t in tickets
            if t.window.begin <= now and (now < t.window.end or now == t.window.begin)
        )
        for now in moments
    }
    largest = {one for one in at_once if not any(one < other for other in at_once)}
    found = [frozenset(one.row for one in each) for each in together(tickets)]
    assert set(found) >= largest
    assert all(any(one <= each for each in at_once) for one in found)


def with_tickets(
    graph: Graph, affected: Sequence[Sequence[str]], hours: Sequence[tuple[int, int]]
) -> Graph:
    """The graph with changes that affect some of its items, and no other tickets."""
    gone = {item.id for item in graph.items if item.kind == "Ticket"}
    items = [item for item in graph.items if item.id not in gone]
    relations = [r for r in graph.relations if not {r.start, r.end} & gone]
    for n, (ids, (begin, lasts)) in enumerate(zip(affected, hours, strict=True)):
        window = {"planned_start": AT.format(begin), "planned_end": AT.format(begin + lasts)}
        items.append(Item("Ticket", f"change:{n}", {"name": f"{n}", "type": "change", **window}))
        relations += [Relation("AFFECTS", f"change:{n}", id_, "", {}) for id_ in ids]
    return Graph(tuple(items), tuple(relations))


@st.composite
def planned_graphs(draw: st.DrawFn) -> Graph:
    graph = draw(graphs())
    kinds = ("ConfigurationItem", "Service", "Supplier", "Contract")
    able = [item.id for item in graph.items if item.kind in kinds]
    many = draw(st.integers(2, 4)) if able else 0
    some = st.lists(st.sampled_from(able or [""]), min_size=1, max_size=2, unique=True)
    affected = [draw(some) for _ in range(many)]
    return with_tickets(graph, affected, [draw(HOURS) for _ in range(many)])


Levels = dict[str, int]


def levels(graph: Graph, of: Sequence[str]) -> Levels:
    """How badly each item is affected by some tickets together, by the naive definition."""
    found = Question(graph.records, list(of), "outage", date(2027, 1, 12)).answer.affected
    return {id_: 3 - LEVELS["outage"].index(level) for id_, level in found.items()}


def rising(graph: Graph, of: Sequence[str]) -> dict[str, tuple[int, int]]:
    """What rises only for some tickets together: the highest level alone, and together."""
    alone = [levels(graph, [one]) for one in of]
    highest = {id_: max(one.get(id_, 0) for one in alone) for id_ in levels(graph, of)}
    return {
        id_: (highest[id_], now) for id_, now in levels(graph, of).items() if now > highest[id_]
    }


def at_one_moment(found: Changes) -> Iterator[list[str]]:
    """Every set of two or more tickets whose windows all overlap."""
    for size in range(2, len(found.tickets) + 1):
        for some in combinations(found.tickets, size):
            if all(a.window.meets(b.window) for a, b in combinations(some, 2)):
                yield sorted(found.snapshot.id(one.row) for one in some)


@settings(max_examples=250, deadline=None)
@given(planned_graphs())
def test_what_tickets_take_together_is_joint_impact_by_definition(graph: Graph) -> None:
    """A collision tells exactly what rises; no two tickets that take more together are missed.

    And whatever rises for all that take place at one moment rises in some collision of them.
    """
    about = asked(graph.snapshot, DAY, office=Office())
    found = answer(about, None, UNTIL, Include.REFERENCE)
    id_of = found.snapshot.id
    told_of = {tuple(map(id_of, one.rows)): one for one in found.colliding.found}
    for tickets, one in told_of.items():
        raised = {id_of(row): pair for row, pair in one.raised_to.items()}
        assert raised == rising(graph, tickets) != {}
    every = list(at_one_moment(found))
    assert set(told_of) <= {tuple(some) for some in every}
    for some in every:
        within = [one for tickets, one in told_of.items() if set(tickets) <= set(some)]
        expected = rising(graph, some)
        if len(some) == 2 and expected:
            assert any(set(some) <= set(tickets) for tickets in told_of)
        if not any(set(some) < set(other) for other in every):
            got = {id_of(r): now for one in within for r, (_, now) in one.raised_to.items()}
            assert all(got.get(id_, 0) > 0 for id_ in expected)
