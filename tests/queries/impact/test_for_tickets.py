"""What an impact tells a ticket: level, promises, time left, what holds, other work, freezes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.answers.office import Office
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.impact.asking import answer
from queries.questions.catalog import question
from queries.questions.reading import MOST_LINES, short_text
from tests.support.asking import asked
from tests.support.graphs import DATES, Graph, graphs, start_sets
from tests.support.naive import BREAKS, FAILS, LEVELS, Question, holds, in_service
from tests.support.sketch import sketch

ZONE = ZoneInfo("America/Chicago")
DAY = date(2027, 1, 9)
AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
IMPACT = question("impact")
BRIEF = ("hit", "promises", "away", "holds", "together", "closed", "calls")
NIGHT = "planned_start=2027-01-09T22:00:00-06:00 planned_end=2027-01-10T02:00:00-06:00"
LATER = "planned_start=2027-01-09T23:00:00-06:00 planned_end=2027-01-10T00:30:00-06:00"
MAIL = (
    "service:mail recovery_time=PT2H",
    "service:mail -DEPENDS_ON-> ci:a",
    "sla:mail -GOVERNS-> service:mail",
    "sla:mail -PROMISED_TO-> agency:tax",
    "agency:tax -CONSUMES-> service:mail",
)
RELAYS = (
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    "service:mail recovery_time=PT2H",
)
TICKETS = (
    f"ticket:mine type=change {NIGHT}",
    "ticket:mine -AFFECTS-> ci:a",
    f"ticket:other type=change {LATER}",
    "ticket:other -AFFECTS-> ci:b",
)


def found(lines: Sequence[str], of: str, hidden: str = "", **given: Any) -> Shown:
    viewer = hiding(set(hidden.split())) if hidden else None
    about = asked(sketch(*lines).snapshot, DAY, viewer, office=Office(zone=ZONE))
    return Shown(answer(about, of.split(), given.pop("lens", "outage"), **given), about.view)


def lines_of(lines: Sequence[str], of: str, hidden: str = "", **given: Any) -> list[str]:
    """The short text, without its verdict and its last line."""
    return short_text(IMPACT, found(lines, of, hidden, **given), {})[1:-1]


THEIRS = "service:x source=source:s"
LEVEL = [
    # lines, of, level
    (MAIL, "ci:a", "LOST"),
    (MAIL, "service:mail", "LOST"),
    (RELAYS, "ci:a", "DEGRADED"),
    (RELAYS, "ci:a ci:b", "LOST"),
    (("ci:b -DEPENDS_ON-> ci:a",), "ci:a", None),  # nobody feels it
    ((*MAIL, "ticket:t -AFFECTS-> ci:a level=partial"), "ticket:t", "DEGRADED"),
    ((*MAIL, "ticket:t type=change"), "ticket:t", None),
    (
        ("source:s role=reference", "service:x source=source:s", "service:x -DEPENDS_ON-> ci:a"),
        "ci:a",
        None,
    ),
]


@pytest.mark.parametrize(("lines", "of", "level"), LEVEL)
def test_the_level_is_the_worst_that_is_felt(
    lines: Sequence[str], of: str, level: str | None
) -> None:
    assert found(lines, of).told("level") == level


def test_on_top_of_what_is_open_the_level_is_what_this_adds() -> None:
    open_ = ("ticket:other type=incident", "ticket:other -AFFECTS-> ci:a")
    for of, level in (("ci:a", None), ("ci:b", "LOST")):
        lines = (*RELAYS, *open_, "service:web -DEPENDS_ON-> ci:b")
        assert found(lines, of, background=True).told("level") == level


NOT_LONG = "too long from 10 Jan 2027, 00:00 on"
MINE = (*MAIL, *TICKETS[:2])
AWAY = [
    # lines, of, since, what is said
    (MAIL, "ci:a", None, "may be away for 2 h"),
    (MAIL, "ci:a", "2027-01-09T02:10", "may be away until 04:10"),
    (MAIL, "ci:a", "2027-01-09T23:10", "may be away until 10 Jan 2027, 01:10"),
    (MAIL, "ci:a", "2027-01-09T08:10Z", "may be away until 04:10"),
    (MINE, "ticket:mine", None, f"away for 4 h, may be for 2 h: {NOT_LONG}"),
    (MINE, "ticket:mine", "2027-01-10T00:30", "within tolerance until 02:30"),
    (RELAYS, "ci:a", None, None),  # it is not away
    (MAIL[1:], "ci:a", None, None),  # how long it may be is not recorded
]


@pytest.mark.parametrize(("lines", "of", "since", "said"), AWAY)
def test_what_is_away_beside_how_long_it_may_be(
    lines: Sequence[str], of: str, since: str | None, said: str | None
) -> None:
    began = None if since is None else datetime.fromisoformat(since)
    told = [line for line in lines_of(lines, of, since=began) if line.startswith("away")]
    assert told == ([] if said is None else [f"away: service:mail: {said}"])


def test_what_is_away_too_long_is_first_then_the_soonest() -> None:
    lines = [
        f"service:{name} recovery_time={time}"
        for name, time in (("a", "PT9H"), ("b", "PT30M"), ("c", "PT3H"), ("d", "PT1H"))
    ]
    lines += [f"service:{name} -DEPENDS_ON-> ci:a" for name in "abcd"]
    for of in ("ci:a", "ticket:mine"):
        away = found([*lines, *TICKETS[:2]], of).told("away")
        assert [shown.told("service").id[-1] for shown in away] == ["b", "d", "c", "a"]


PROMISES = [
    # lines, of, what is said
    (MAIL, "ci:a", "sla:mail broken, may be away for 2 h"),
    (MINE, "ticket:mine", f"sla:mail broken, {NOT_LONG}"),
    ((*RELAYS, "sla:mail -GOVERNS-> service:mail"), "ci:a", "sla:mail DEGRADED"),
    ((*MAIL[1:], "sla:b -UNDERPINNED_BY-> sla:mail"), "ci:a", "sla:mail broken"),  # b is told only
    (MAIL, "agency:tax", None),
]


@pytest.mark.parametrize(("lines", "of", "said"), PROMISES)
def test_promises_with_what_they_still_allow(
    lines: Sequence[str], of: str, said: str | None
) -> None:
    told = [line for line in lines_of(lines, of) if line.startswith("promises")]
    assert told == ([] if said is None else [f"promises: {said}"])


MORE = "service:mail -DEPENDS_ON[relays:{}]-> ci:c"
HOLDS = [
    # lines, of, what still holds
    (RELAYS, "ci:a", "1 of 2 left, none to spare"),
    ((*RELAYS, MORE.format(1)), "ci:a", "2 of 3 left, 1 to spare"),
    ((*RELAYS, MORE.format(2)), "ci:a", "2 of 3 left, none to spare"),
    (RELAYS, "ci:a ci:b", None),
    ((*RELAYS, "service:mail -DEPENDS_ON-> ci:a"), "ci:a", None),  # it is lost anyhow
    ((*RELAYS, "ticket:t -AFFECTS-> ci:a level=partial"), "ticket:t", None),  # none has failed
    ((*RELAYS, "ci:b status=retired"), "ci:a", None),  # the only one in service
]


@pytest.mark.parametrize(("lines", "of", "said"), HOLDS)
def test_what_still_holds(lines: Sequence[str], of: str, said: str | None) -> None:
    told = [line for line in lines_of(lines, of) if line.startswith("still holds")]
    assert told == ([] if said is None else [f"still holds: group relays of service:mail: {said}"])


@settings(max_examples=60)
@given(graphs(), st.data(), AS_OF)
def test_groups_that_hold_are_those_of_the_definition(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        about = asked(graph.snapshot, as_of)
        held = answer(about, of, lens).holds
        wanted = sorted(naive_groups(graph, Question(graph.records, of, lens, as_of)))
        id_of = graph.snapshot.id
        told = [(id_of(g.row), g.group, g.left, g.size, g.need) for g in held]
        assert sorted(told) == wanted
        assert [g.spare for g in held] == sorted(g.spare for g in held)


def naive_groups(graph: Graph, asked: Question) -> list[tuple[str, str, int, int, int]]:
    """Dependent, group, members left, members, need: of each group with a failed member."""
    affected, lens, as_of = asked.answer.affected, asked.lens, asked.as_of
    items = {item["id"]: item for item in graph.records["items"]}
    members: dict[tuple[Any, Any], list[Any]] = {}
    for one in graph.records["relations"]:
        if one["type"] == "DEPENDS_ON" and one.get("group") and holds(one, as_of):
            members.setdefault((one["from"], one["group"]), []).append(one)
    rank = ["", *reversed(LEVELS[lens])].index
    found = []
    for (dependent, group), relations in members.items():
        there = {
            r["to"]
            for r in relations
            if r["to"] in asked.starts or in_service(items[r["to"]], as_of)
        }
        failed = {id_ for id_ in there if affected.get(id_) in FAILS[lens]}
        need = min(max(max(r.get("need") or 1, 1) for r in relations), len(there))
        level = affected.get(dependent, "")
        if failed and level and rank(level) < rank(BREAKS[lens]):
            found.append((dependent, group, len(there) - len(failed), len(there), need))
    return found


def test_other_work_that_takes_more_together() -> None:
    (line,) = (one for one in lines_of((*RELAYS, *TICKETS), "ticket:mine") if "together" in one)
    assert line == (
        "worse together: 9 Jan 2027: ticket:mine and ticket:other, together service:mail LOST "
        "until 10 Jan 2027, 00:30 UTC-06:00"
    )
    for lines, of in (
        ((*MAIL, *TICKETS), "ticket:mine"),  # each takes what it takes alone
        ((*RELAYS, *TICKETS), "ci:a"),  # nobody said when
        ((*RELAYS, *TICKETS[:2]), "ticket:mine"),
    ):
        assert not [one for one in lines_of(lines, of) if "together" in one]


FREEZE = "window:close type=freeze starts_at=2027-01-09T00:00:00-06:00 ends_at=2027-01-11"
CLOSED = [
    # lines, of, what is closed
    (("window:close -APPLIES_TO-> ci:a", *TICKETS[:2]), "ticket:mine", True),
    (("window:close -APPLIES_TO-> service:mail",), "ci:a", True),  # what it degrades counts
    (("window:close -APPLIES_TO-> ci:b",), "ci:a", False),
    (("window:close -APPLIES_TO-> ci:a until=2027-01-01",), "ci:a", False),
    (("window:close -APPLIES_TO-> ci:a", "window:close type=maintenance"), "ci:a", False),
]


@pytest.mark.parametrize(("lines", "of", "closed"), CLOSED)
def test_freezes_of_what_is_touched(lines: Sequence[str], of: str, closed: bool) -> None:
    told = [one for one in lines_of((*RELAYS, FREEZE, *lines), of) if one.startswith("closed")]
    assert told == ["closed then: freeze window:close, until 12 Jan 2027, 00:00 UTC-06:00"] * closed


def test_who_is_called() -> None:
    lines = (
        *MAIL,
        "stakeholder:o -OWNS-> ci:a",
        "stakeholder:p -OWNS-> service:mail",
        "stakeholder:q -REPRESENTS-> agency:tax",
    )
    (line,) = (one for one in lines_of(lines, "ci:a") if one.startswith("call"))
    assert line == "call: decide: stakeholder:o; consult: stakeholder:p; tell: stakeholder:q"


def test_nothing_recorded_is_said_so() -> None:
    text = short_text(IMPACT, found(("ci:a -DEPENDS_ON-> ci:b",), "ci:a"), {})
    assert text == [
        "Nothing is recorded beyond what was asked about.",
        "as of 9 Jan 2027, revision 0",
    ]


def test_hidden_items_are_in_no_line() -> None:
    lines = (*RELAYS, *TICKETS, FREEZE, "window:close -APPLIES_TO-> ci:a", *MAIL[2:])
    hidden = "service:mail ticket:other window:close agency:tax ci:b"
    told = "\n".join(short_text(IMPACT, found(lines, "ticket:mine", hidden), {}))
    assert not [id_ for id_ in hidden.split() if id_ in told]
    assert "relays" not in told


@settings(max_examples=80)
@given(graphs(), st.data(), AS_OF)
def test_a_short_text_has_twelve_lines_names_nothing_hidden_and_is_the_same_again(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    hidden = data.draw(st.sets(st.sampled_from(graph.ids()))) - set(of)
    for lens in LEVELS:
        for background in (False, True):
            texts = []
            for _ in range(2):
                about = asked(graph.snapshot, as_of, hiding(hidden), office=Office(zone=ZONE))
                found = Shown(answer(about, of, lens, background), about.view)
                texts.append(short_text(IMPACT, found, {}, "replay 0123456789abcdef"))
            assert texts[0] == texts[1]
            assert 2 <= len(texts[0]) <= MOST_LINES
            words = set(" ".join(texts[0]).replace(",", " ").replace(";", " ").split())
            assert not {f"({id_})" for id_ in hidden} & words
            told = record(found, BRIEF)
            assert not hidden & set(ids(told))


def ids(value: Any) -> list[str]:
    """Every id of an item anywhere in an answer."""
    if isinstance(value, dict):
        own = [value["id"]] if "kind" in value and "id" in value else []
        return own + [id_ for one in value.values() for id_ in ids(one)]
    return [id_ for one in value for id_ in ids(one)] if isinstance(value, list) else []


def test_long_lists_are_cut_at_five_and_counted() -> None:
    lines = [f"service:{n} -DEPENDS_ON-> ci:a" for n in range(9)]
    lines += [f"agency:{n} -CONSUMES-> service:{n}" for n in range(9)]
    lines += [f"sla:{n} -GOVERNS-> service:{n}" for n in range(9)]
    told = lines_of(lines, "ci:a")
    assert told[0].endswith("agency:4 1 LOST of 1 service and 4 more")
    assert told[1].endswith("sla:4 broken and 4 more")
