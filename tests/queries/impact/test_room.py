"""Who must be in the room: one line for each way into it, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, everything, hiding
from queries.impact.asking import answer
from queries.impact.room import Role
from tests.support.asking import asked
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
# The server fails: mail is LOST, desk DEGRADED, since one of two still holds.
OFFICE = (
    "service:mail -DEPENDS_ON-> ci:a",
    "service:desk -DEPENDS_ON[r:1]-> ci:a",
    "service:desk -DEPENDS_ON[r:1]-> ci:b",
    "agency:g -CONSUMES-> service:mail",
    "agency:h -CONSUMES-> service:desk",
)


def told(*lines: str, of: str = "ci:a", lens: str = "outage", viewer: Viewer | None = None) -> Any:
    graph = sketch(*OFFICE, *lines)
    question = asked(graph.snapshot, DAY, viewer or everything())
    shown = Shown(answer(question, [of], lens), question.view)
    return record(shown, ["room"])


def seats(*lines: str, of: str = "ci:a", lens: str = "outage") -> list[str]:
    found = told(*lines, of=of, lens=lens)["room"]["nodes"]
    return [f"{one['who']['id']} {one['role']}: {one['reason']}" for one in found]


BOARD = ("stakeholder:p -SITS_ON-> forum:f role=decide",)
ROOMS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "who answers for what changes decides": (
        ("stakeholder:p -OWNS-> ci:a",),
        ["stakeholder:p DECIDE: answers for ci:a, what changes"],
    ),
    "who answers for what is lost is consulted": (
        ("stakeholder:p -OWNS-> service:mail",),
        ["stakeholder:p CONSULT: answers for service:mail, LOST"],
    ),
    "who answers for what is degraded is told": (
        ("stakeholder:p -OWNS-> service:desk",),
        ["stakeholder:p TELL: answers for service:desk, DEGRADED"],
    ),
    "who answers for what is not touched is not there": (("stakeholder:p -OWNS-> ci:b",), []),
    "who speaks for an agency that loses something is told": (
        ("stakeholder:p -REPRESENTS-> agency:g",),
        ["stakeholder:p TELL: speaks for agency:g, LOST"],
    ),
    "who speaks for an agency that something still holds for is not": (
        ("stakeholder:p -REPRESENTS-> agency:h",),
        [],
    ),
    "a member decides where he and his forum do": (
        (*BOARD, "forum:f -OVERSEES-> service:mail role=decide"),
        ["stakeholder:p DECIDE: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a member does no more than his forum": (
        (*BOARD, "forum:f -OVERSEES-> service:mail role=consult"),
        ["stakeholder:p CONSULT: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a member does no more than his seat says": (
        ("stakeholder:p -SITS_ON-> forum:f role=tell", "forum:f -OVERSEES-> service:mail"),
        ["stakeholder:p TELL: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a member of whom nothing is said is consulted": (
        ("stakeholder:p -SITS_ON-> forum:f", "forum:f -OVERSEES-> service:mail"),
        ["stakeholder:p CONSULT: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a board of which nothing is said is told of an outage": (
        (*BOARD, "forum:f tier=strategic", "forum:f -OVERSEES-> service:mail"),
        ["stakeholder:p TELL: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a board that is said to decide does": (
        (*BOARD, "forum:f tier=strategic", "forum:f -OVERSEES-> service:mail role=decide"),
        ["stakeholder:p DECIDE: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a forum does not meet over what is degraded": (
        (*BOARD, "forum:f -OVERSEES-> service:desk"),
        [],
    ),
    "a supplier sits on a forum too": (
        ("supplier:s -SITS_ON-> forum:f", "forum:f -OVERSEES-> service:mail"),
        ["supplier:s CONSULT: sits on forum:f, which oversees service:mail, LOST"],
    ),
    "a seat that is over counts no more": (
        (
            "stakeholder:p -SITS_ON-> forum:f role=decide until=2026-12-31",
            "forum:f -OVERSEES-> service:mail",
        ),
        [],
    ),
    "the strongest reason is told, the others counted": (
        (*BOARD, "forum:f -OVERSEES-> service:mail", "stakeholder:p -OWNS-> service:mail"),
        [
            (
                "stakeholder:p DECIDE: sits on forum:f, which oversees service:mail, LOST "
                "(and 1 more reason)"
            )
        ],
    ),
}


@pytest.mark.parametrize("case", ROOMS)
def test_who_is_called_and_why(case: str) -> None:
    lines, expected = ROOMS[case]
    assert seats(*lines) == expected


def test_who_decides_over_a_contract_is_not_the_change_board() -> None:
    lines = (
        "contract:c -WITH-> supplier:s",
        "forum:board tier=strategic",
        "forum:cab tier=operational",
        *(f"forum:{forum} -OVERSEES-> contract:c" for forum in ("board", "cab")),
        "stakeholder:cio -SITS_ON-> forum:board role=decide",
        "stakeholder:ops -SITS_ON-> forum:cab role=decide",
        "stakeholder:rep -REPRESENTS-> supplier:s",
    )
    found = [
        seat.partition(":  ")[0].split(":")[1]
        for seat in seats(*lines, of="supplier:s", lens="sourcing")
    ]
    assert found == ["cio DECIDE", "ops CONSULT", "rep CONSULT"]
    called = told(*lines, of="supplier:s", lens="sourcing")["called"]
    assert called == "stakeholder:cio decides; 2 are consulted"


def test_nobody_on_record_is_said() -> None:
    assert told()["called"] is None
    called = told("stakeholder:p -REPRESENTS-> agency:g")["called"]
    assert called == "nobody on record decides; 1 is told"


def test_hidden_people_are_counted_and_hidden_reasons_name_nothing() -> None:
    lines = ("stakeholder:p -OWNS-> ci:a", "stakeholder:q -OWNS-> service:mail")
    everybody = told(*lines)["room"]
    assert [one["role"] for one in everybody["nodes"]] == [Role.DECIDE.name, Role.CONSULT.name]
    found = told(*lines, viewer=hiding({"stakeholder:p", "service:mail"}))
    assert found["room"]["hidden"] == 1
    (seat,) = found["room"]["nodes"]
    assert (seat["who"]["id"], "service:mail" in seat["reason"]) == ("stakeholder:q", False)
    assert "stakeholder:p" not in str(found)
