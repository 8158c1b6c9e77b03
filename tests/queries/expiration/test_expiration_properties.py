"""Deadlines and states against their definitions, on graphs full of odd dates."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings

from queries.contract.deadline import Calendar
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import STATES, expirations
from queries.expiration.expiration_warnings import doubts
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.naive import Records, added, holds, own_last_day

TODAY = date(2026, 11, 25)
CALENDAR = Calendar({"MSA": "P9M", "SOW": "P4M"}, {"MSA": "P6M", "SOW": "P3M"}, "P6M")


def last_day(graph: Records, id_: str, day: date, chain: tuple[str, ...] = ()) -> date:
    """As in DESIGN section 4, the family as of today."""
    contract = next(item for item in graph["items"] if item["id"] == id_)
    last = own_last_day(contract, day)
    if contract.get("survives_parent") is not False:
        return last
    chain = (*chain, id_)
    parents = [
        r["to"]
        for r in graph["relations"]
        if (r["type"], r["from"]) == ("UNDER", id_) and holds(r, TODAY) and r["to"] not in chain
    ]
    return min([last, *(last_day(graph, parent, day, chain) for parent in parents)])


def less(day: date, duration: str) -> date:
    try:
        return added(day, duration, -1)
    except (ValueError, OverflowError):
        return date.min


def naive_deadlines(graph: Records, id_: str) -> tuple[date | None, ...]:
    """The last day, notice by, latest safe start and the day to act by."""
    contract = next(item for item in graph["items"] if item["id"] == id_)
    end = last_day(graph, id_, TODAY)
    if end == date.max:
        return None, None, None, None
    form = str(contract.get("form"))
    procurement = contract.get("procurement_time") or CALENDAR.procurement.get(form, "P6M")
    transition = contract.get("transition_time") or CALENDAR.transition.get(form, "P6M")
    start = less(less(end, procurement), transition)
    notice = less(end, contract["notice"]) if contract.get("notice") else None
    due = None if contract.get("notice_given") else notice
    decide = min(start, due or date.max)
    relations = [r for r in graph["relations"] if holds(r, TODAY)]
    about = {id_} | {r["to"] for r in relations if (r["type"], r["from"]) == ("WITH", id_)}
    forums = {r["from"] for r in relations if r["type"] == "OVERSEES" and r["to"] in about}
    first = decide
    for item in graph["items"]:
        if item["id"] in forums:
            days = [date.fromisoformat(text) for text in item.get("meetings", ())]
            if any(day >= TODAY for day in days):
                met = max((day for day in days if day < decide), default=decide)
                first = min(first, met)
    while first > date.min and first.weekday() >= 5:
        first -= timedelta(days=1)
    return end, notice, start, first


def naive_state(graph: Records, id_: str) -> str:
    contract = next(item for item in graph["items"] if item["id"] == id_)
    end, notice, _, act = naive_deadlines(graph, id_)
    if end is None:
        return "evergreen"
    if end < TODAY:
        return "expired"
    if notice and notice < TODAY and not contract.get("notice_given"):
        return "notice missed"
    return "act now" if act and act <= TODAY else "ok"


@settings(max_examples=300, deadline=None)
@given(contract_graphs())
def test_deadlines_and_states_agree_with_their_definitions(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    answer = expirations(snapshot, TODAY, CALENDAR)
    for id_, position in zip(snapshot.ids_of(answer.rows), range(len(answer.rows)), strict=True):
        found = Expiration(answer, position)
        dates = found.ends_on, found.notice_by, found.latest_safe_start, found.act_by
        assert dates == naive_deadlines(records, id_)
        assert found.state == naive_state(records, id_)
        assert found.state in STATES


@settings(max_examples=200, deadline=None)
@given(contract_graphs())
def test_what_it_renews_to_is_its_last_day_a_day_later(graph: Graph) -> None:
    snapshot, records = graph.snapshot, graph.records
    answer = expirations(snapshot, TODAY, CALENDAR)
    for position, id_ in enumerate(snapshot.ids_of(answer.rows)):
        found = Expiration(answer, position)
        if found.ends_on is None:
            assert found.renews_to is None
            continue
        later = last_day(records, id_, found.ends_on + timedelta(days=1))
        assert found.renews_to == (later if later > found.ends_on else None)


@settings(max_examples=100, deadline=None)
@given(contract_graphs())
def test_no_facts_crash_an_answer(graph: Graph) -> None:
    snapshot = graph.snapshot
    answer = expirations(snapshot, TODAY)
    for position in answer.between(date.min, None).tolist():
        found = Expiration(answer, position)
        assert found.touched.levels[found.row] == 3
        told = (found.arithmetic, doubts(found), found.options, found.successors, found.covers)
        assert all(isinstance(part, list) for part in told)
        assert {u.row for u in found.uncovered} <= set(found.covers)
        for child in found.falls_with:
            assert child.ends_on == found.ends_on
            assert child.capped_by is not None
