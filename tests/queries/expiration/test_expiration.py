"""Expirations: one worked by hand, the states, and which contracts an answer lists."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.errors import InvalidQuestion
from queries.answers.calendar import Calendar
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import expirations
from queries.expiration.expiration_warnings import doubts
from queries.snapshot.snapshot import Snapshot
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
CALENDAR = Calendar({"MSA": "P9M", "SOW": "P4M"}, {"MSA": "P6M", "SOW": "P3M"}, "P6M")


def ending(snapshot: Snapshot, id_: str, as_of: date = TODAY) -> Expiration:
    answer = expirations(snapshot, as_of, CALENDAR)
    return Expiration.of_row(answer, int(snapshot.rows([id_])[0]))


WORKED = (
    "contract:c form=MSA end=2028-05-31 notice=P3M procurement_time=P5M verified_on=2026-11-01",
    "contract:c -COVERS-> service:a",
    "contract:c -COVERS-> service:b",
    "contract:c -WITH-> supplier:s",
    "contract:next start=2028-06-11",
    "contract:next -SUCCEEDS-> contract:c",
    "contract:next -COVERS-> service:b",
    "forum:board meetings=[2026-10-14,2027-04-14,2027-06-28,2027-07-14]",
    "forum:board -OVERSEES-> contract:c",
    "forum:vendors meetings=[2026-12-05,2027-06-05,2028-01-05]",
    "forum:vendors -OVERSEES-> supplier:s",
    "agency:x -CONSUMES-> service:a",
    "sla:a -GOVERNS-> service:a",
    "stakeholder:o -OWNS-> contract:c",
)


def test_worked_by_hand() -> None:
    """31 May 2028 less 3 months is 29 February: there is no 31st, and 2028 is a leap year.

    Less 5 months of procurement it is 31 December 2027, less 6 of transition (an MSA's default) 30
    June 2027: there is no 31st. Before that the board meets on 28 June, the vendors' forum on 5
    June 2027, a Saturday: the working day before it is Friday, 4 June.
    """
    found = ending(sketch(*WORKED).snapshot, "contract:c")
    snapshot = found.answer.snapshot
    assert found.state == "ok"
    assert found.ends_on == date(2028, 5, 31)
    assert found.notice_by == date(2028, 2, 29)
    assert found.latest_safe_start == date(2027, 6, 30)
    assert [(snapshot.id(forum), day) for forum, day in found.meetings] == [
        ("forum:board", date(2027, 6, 28)),
        ("forum:vendors", date(2027, 6, 5)),
    ]
    assert found.act_by == date(2027, 6, 4)
    assert found.arithmetic == [
        "notice by: end 31 May 2028 − P3M notice = 29 Feb 2028 (there is no 31 Feb 2028)",
        (
            "latest safe start: end 31 May 2028 − P5M procurement "
            "− P6M transition (default for MSA) "
            "= 30 Jun 2027 (there is no 31 Jun 2027)"
        ),
        "last meeting of forum:board before 30 Jun 2027: 28 Jun 2027",
        "last meeting of forum:vendors before 30 Jun 2027: 5 Jun 2027",
        (
            "act by: the earliest is the meeting of forum:vendors, Saturday 5 Jun 2027, "
            "moved back to Friday 4 Jun 2027"
        ),
    ]
    assert [(snapshot.id(u.row), u.days, u.by) for u in found.uncovered] == [
        ("service:a", None, None),
        ("service:b", 10, snapshot.find("contract:next")),
    ]
    assert [(snapshot.id(s.row), s.days) for s in found.successors] == [("contract:next", 10)]
    assert doubts(found) == []
    touched = found.touched
    assert {snapshot.id(row): touched.level(row) for row in touched.rows.tolist()} == {
        "contract:c": "DIRECT",
        "service:a": "DIRECT",
        "service:b": "DIRECT",
        "agency:x": "DIRECT",
        "sla:a": "DIRECT",
        "supplier:s": "NOTIFY",
        "stakeholder:o": "NOTIFY",
        "forum:board": "NOTIFY",
    }


SHORT = "procurement_time=P0D transition_time=P0D"


@pytest.mark.parametrize(
    ("line", "as_of", "state"),
    [
        (f"end=2027-06-30 notice=P3M {SHORT}", "2026-11-25", "ok"),
        # the day to act by is 30 March 2027, a Tuesday
        (f"end=2027-06-30 notice=P3M {SHORT}", "2027-03-29", "ok"),
        (f"end=2027-06-30 notice=P3M {SHORT}", "2027-03-30", "act now"),
        (f"end=2027-06-30 notice=P3M {SHORT}", "2027-03-31", "notice missed"),
        (f"end=2027-06-30 notice=P3M notice_given=2027-03-01 {SHORT}", "2027-03-31", "ok"),
        (f"end=2027-06-30 notice=P3M {SHORT}", "2027-06-30", "notice missed"),
        (f"end=2027-06-30 notice=P3M {SHORT}", "2027-07-01", "expired"),
        (f"end=2027-06-30 notice=P3M notice_given=2027-03-01 {SHORT}", "2027-06-30", "act now"),
        # procurement and transition take longer than the notice
        (
            "end=2027-06-30 notice=P1M procurement_time=P3M transition_time=P3M",
            "2026-12-30",
            "act now",
        ),
        # 6 months each where neither the contract nor its form says
        ("end=2027-06-30", "2026-06-29", "ok"),
        ("end=2027-06-30", "2026-06-30", "act now"),
        ("form=SOW end=2027-06-30", "2026-11-29", "act now"),  # 28 November is a Saturday: the 27th
        ("form=SOW end=2027-06-30", "2026-11-26", "ok"),
        ("notice=P3M", "2026-11-25", "evergreen"),
        ("end=2099-01-01 notice=P3M", "2026-11-25", "evergreen"),
        # renewed by itself to 30 June 2027
        (f"end=2026-06-30 notice=P3M renewal=tacit renewal_term=P1Y {SHORT}", "2026-11-25", "ok"),
        (
            f"end=2026-06-30 notice=P3M renewal=tacit renewal_term=P1Y renewals_left=0 {SHORT}",
            "2026-11-25",
            "expired",
        ),
        # ends before it starts
        (f"start=2027-01-01 end=2026-01-01 {SHORT}", "2026-11-25", "expired"),
    ],
)
def test_state(line: str, as_of: str, state: str) -> None:
    snapshot = sketch(f"contract:c {line}").snapshot
    assert ending(snapshot, "contract:c", date.fromisoformat(as_of)).state == state


MANY = sketch(
    "contract:a end=2027-01-31",
    "contract:b end=2027-01-31 renewal=tacit renewal_term=P1Y notice=P6M",
    "contract:c end=2026-11-30",
    "contract:d end=2026-11-24",
    "contract:e end=2028-01-01",
    "contract:f",
    "contract:g end=9999-12-31",
)


@pytest.mark.parametrize(
    ("first", "until", "states", "ids", "left_out"),
    [
        (
            "2026-11-25",
            "2027-05-24",
            None,
            "c a b",
            {
                "they ended before 2026-11-25": 1,
                "they end after 2027-05-24": 1,
                "no end is recorded": 1,
                "they renew without end, or their end is in 2099 or later": 1,
            },
        ),
        ("2026-11-25", None, None, "c a b e f g", {"they ended before 2026-11-25": 1}),
        ("2020-01-01", None, ["expired"], "d", {}),
        ("2026-11-25", None, ["evergreen", "notice missed"], "b f g", None),
        ("2027-01-31", "2027-01-31", None, "a b", None),
        ("2027-02-01", "2027-02-01", None, "", None),
    ],
)
def test_which_contracts(
    first: str,
    until: str | None,
    states: list[str] | None,
    ids: str,
    left_out: dict[str, int] | None,
) -> None:
    answer = expirations(MANY.snapshot, TODAY, CALENDAR)
    days = date.fromisoformat(first), None if until is None else date.fromisoformat(until)
    positions = answer.between(*days, states)
    found = answer.snapshot.ids_of(answer.rows[positions])
    assert found == [f"contract:{letter}" for letter in ids.split()]
    if left_out is not None:
        assert dict(answer.left_out(*days)) == left_out


def test_bad_arguments_are_named() -> None:
    answer = expirations(MANY.snapshot, TODAY)
    with pytest.raises(InvalidQuestion, match="until: found 2026-11-24, expected 2026-11-25 or l"):
        answer.between(TODAY, date(2026, 11, 24))
    with pytest.raises(InvalidQuestion, match="states: found 'fine', expected one of ok, act now"):
        answer.between(TODAY, None, ["fine"])
