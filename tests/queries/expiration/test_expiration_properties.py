"""States, steps and what falls against their definitions, on graphs full of odd dates."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.answers.scope import hiding
from queries.contract.deadline import Calendar
from queries.expiration.contract_date import contract_dates
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import expirations
from queries.expiration.story import story
from queries.snapshot.days import day_of
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.naive import Record, Records, holds, own_last_day
from tests.support.naive_contract import (
    contract_of,
    covering,
    ending_with,
    extended,
    first_exit,
    furthest,
    less,
    noticed,
    seen_last_day,
)

TODAY = date(2026, 11, 25)
CALENDAR = Calendar({"MSA": "P9M", "SOW": "P4M"}, {"MSA": "P6M", "SOW": "P3M"}, "P6M")


def start_of(contract: Record, end: date) -> date | None:
    """The latest day to begin replacing what ends on a day."""
    form = str(contract.get("form"))
    procurement = contract.get("procurement_time") or CALENDAR.procurement.get(form, "P6M")
    transition = contract.get("transition_time") or CALENDAR.transition.get(form, "P6M")
    return None if end == date.max else less(less(end, procurement), transition)


def option_of(graph: Records, id_: str, last: date) -> date | None:
    """The last day to use an option, where that would extend it."""
    contract = contract_of(graph, id_)
    left = contract.get("renewals_left") != 0 and not contract.get("notice_given")
    own = own_last_day(contract, TODAY) == last
    if contract.get("renewal") != "option" or not left or not own:
        return None
    longer = seen_last_day(extended(graph), id_, last + timedelta(days=1), TODAY) > last
    return less(last, contract.get("notice")) if longer else None


def meeting_of(graph: Records, id_: str, before: date | None) -> date | None:
    """The earliest of the overseeing forums' last meetings from today on and before a day."""
    relations = [r for r in graph["relations"] if holds(r, TODAY)]
    about = {id_} | {r["to"] for r in relations if (r["type"], r["from"]) == ("WITH", id_)}
    forums = {r["from"] for r in relations if r["type"] == "OVERSEES" and r["to"] in about}
    found = []
    for item in graph["items"]:
        if item["id"] in forums and before is not None:
            days = [date.fromisoformat(text) for text in item.get("meetings", ())]
            met = [day for day in days if TODAY <= day < before]
            found += [max(met)] if met else []
    return min(found, default=None)


def naive_steps(graph: Records, id_: str) -> dict[str, date]:
    """What can still be done about a contract, each with its day."""
    last = seen_last_day(graph, id_, TODAY, TODAY)
    if last < TODAY or last == date.max:
        return {}
    contract, far = contract_of(graph, id_), furthest(graph, id_, TODAY)
    left = first_exit(graph, id_, TODAY)
    found = {
        "NOTICE": less(left, contract.get("notice")) if left < far else None,
        "OPTION": option_of(graph, id_, last),
        "START": start_of(contract, left),
    }
    ahead = {kind: day for kind, day in found.items() if day is not None and day >= TODAY}
    meeting = meeting_of(graph, id_, min(ahead.values(), default=None))
    if meeting is not None:
        ahead["MEETING"] = meeting
    return ahead | ({} if far == date.max else {"END": far})


def naive_state(graph: Records, id_: str) -> str:
    contract, last = contract_of(graph, id_), seen_last_day(graph, id_, TODAY, TODAY)
    if last < TODAY:
        return "expired"
    if date.fromisoformat(contract.get("start", "0001-01-01")) > TODAY:
        return "not yet begun"
    if last == date.max:
        return "no end"
    later = last + timedelta(days=1)
    if seen_last_day(graph, id_, later, TODAY) > last:
        return "renews"
    extends = seen_last_day(extended(graph), id_, later, TODAY) > last
    return "may be extended" if extends else "ends"


@settings(max_examples=300, deadline=None)
@given(contract_graphs())
def test_states_and_steps_agree_with_their_definitions(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    answer = expirations(snapshot, TODAY, CALENDAR)
    for position, id_ in enumerate(snapshot.ids_of(answer.rows)):
        found, expected = Expiration(answer, position), naive_steps(records, id_)
        soonest: dict[str, date] = {}
        for step in found.steps:
            soonest.setdefault(step.kind.name, step.on)
        assert soonest == expected
        first = min(expected.values(), default=None)
        assert (found.next_step and found.next_step.on) == found.next_step_on == first
        assert found.state.value == naive_state(records, id_)
        assert all(past.on < TODAY for past in found.passed)


@settings(max_examples=200, deadline=None)
@given(contract_graphs())
def test_dates_of_all_are_those_of_each(graph: Graph) -> None:
    snapshot = graph.snapshot
    answer, dates = expirations(snapshot, TODAY), contract_dates(snapshot, TODAY)
    for position, row in enumerate(dates.rows.tolist()):
        found = Expiration.of_row(answer, row)
        days = found.ends_on, found.renews_on, found.next_step_on
        columns = dates.ends_on, dates.renews_on, dates.next_step_on
        assert days == tuple(day_of(int(column[position])) for column in columns)
        if found.renews_on is not None:
            assert found.ends_on is not None
            assert found.renews_on == found.ends_on + timedelta(days=1)


@settings(max_examples=100, deadline=None)
@given(contract_graphs(), st.randoms(use_true_random=False))
def test_what_may_not_be_seen_dates_nothing(graph: Graph, random: Random) -> None:
    """The dates of the visible are those of a graph in which the hidden never was."""
    hidden = {item.id for item in graph.items if random.random() < 0.3}
    left = Graph(
        tuple(item for item in graph.items if item.id not in hidden),
        tuple(r for r in graph.relations if not {r.start, r.end} & hidden),
    )
    visible = hiding(hidden).visible(graph.snapshot)
    whole = contract_dates(graph.snapshot, TODAY, None, visible)
    part = contract_dates(left.snapshot, TODAY)
    by_id = {
        id_: (whole.ends_on[n], whole.renews_on[n], whole.next_step_on[n])
        for n, id_ in enumerate(graph.snapshot.ids_of(whole.rows))
    }
    for n, id_ in enumerate(left.snapshot.ids_of(part.rows)):
        assert by_id[id_] == (part.ends_on[n], part.renews_on[n], part.next_step_on[n])


SPAN = 500


@settings(max_examples=60, deadline=None)
@given(contract_graphs(8, 40, ("Contract", "Contract", "Contract", "Service")))
def test_what_falls_if_notice_is_given_is_what_every_day_shows(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    answer = expirations(snapshot, TODAY)
    for position, id_ in enumerate(snapshot.ids_of(answer.rows)):
        found = Expiration(answer, position)
        if found.renews_on is None:
            assert found.uncovered_if_noticed == found.uncovered
            continue
        assert found.uncovered == []
        end = day_of(int(answer.prospects.exit_together[position]))
        told = {snapshot.id(u.row): u.days for u in found.uncovered_if_noticed}
        if end is None:
            assert told == {}
            continue
        # notice is given of whatever of its family ends it on that day
        family = ending_with(records, id_, TODAY)
        ended = {
            a
            for a in family
            if own_last_day(contract_of(noticed(records, {a}, TODAY), a), TODAY) == end
        }
        after = noticed(records, ended, TODAY)
        with_it = {c for c in graph.ids("Contract") if ended & ending_with(records, c, TODAY)}
        for item in graph.ids("Service"):
            mine = covering(records, item, end) & with_it
            ahead = (end + timedelta(days=n) for n in range(1, SPAN))
            again = (n for n, day in enumerate(ahead) if covering(after, item, day) - with_it)
            days = next(again, SPAN) if mine else 0
            assert told.get(item, 0) == (days if days < SPAN else None)


@settings(max_examples=200, deadline=None)
@given(contract_graphs())
def test_what_it_renews_to_is_its_last_day_a_day_later(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    answer = expirations(snapshot, TODAY)
    for position, id_ in enumerate(snapshot.ids_of(answer.rows)):
        found = Expiration(answer, position)
        if found.ends_on is None:
            assert found.renews_to is None
            continue
        later = seen_last_day(records, id_, found.ends_on + timedelta(days=1), TODAY)
        assert found.renews_to == (later if later > found.ends_on else None)


@settings(max_examples=100, deadline=None)
@given(contract_graphs())
def test_no_facts_crash_an_answer(graph: Graph) -> None:
    snapshot = graph.snapshot
    answer = expirations(snapshot, TODAY)
    for position in answer.between(date.min, None).tolist():
        found = Expiration(answer, position)
        assert found.touched.levels[found.row] == 3
        told = (story(found), found.doubts, found.options, found.successors, found.covers)
        assert all(isinstance(part, list) for part in told)
        assert {u.row for u in found.uncovered} <= set(found.covers)
        for child in found.falls_with:
            assert child.ends_on == found.ends_on
            assert child.capped_by is not None
