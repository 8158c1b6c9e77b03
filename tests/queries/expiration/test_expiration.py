"""Expirations: one worked by hand, the states, and which contracts an answer lists."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.errors import InvalidQuestion
from queries.answers.calendar import Calendar
from queries.expiration.contract_expiration import Expiration
from queries.expiration.contract_state import ContractState, Urgency
from queries.expiration.expiration import expirations
from queries.snapshot.snapshot import Snapshot
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
CALENDAR = Calendar({"MSA": "P9M", "SOW": "P4M"}, {"MSA": "P6M", "SOW": "P3M"}, "P6M")


def ending(snapshot: Snapshot, id_: str, as_of: date = TODAY) -> Expiration:
    answer = expirations(snapshot, as_of, CALENDAR)
    return Expiration.of_row(answer, int(snapshot.rows([id_])[0]))


WORKED = (
    (
        "contract:c form=MSA end=2028-05-31 notice=P3M renewal=option renewal_term=P1Y "
        "renewals_left=1 procurement_time=P5M verified_on=2026-11-01"
    ),
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
    assert found.state is ContractState.MAY_BE_EXTENDED
    assert (found.ends_on, found.exit_on) == (date(2028, 5, 31), date(2028, 5, 31))
    assert (found.renews_on, found.renews_to, found.notice_by) == (None, None, None)
    assert found.option_by == date(2028, 2, 29)
    assert found.options == [date(2029, 5, 31)]
    assert found.latest_safe_start == date(2027, 6, 30)
    assert [(str(s.on), s.kind.value, s.forum and snapshot.id(s.forum)) for s in found.ahead] == [
        ("2027-06-05", "last meeting in time", "forum:vendors"),
        ("2027-06-28", "last meeting in time", "forum:board"),
        ("2027-06-30", "latest safe start", None),
        ("2028-02-29", "last day to use its option", None),
        ("2028-05-31", "contract ends", None),
    ]
    assert (found.next, found.missed) == (found.ahead[0], [])
    assert (found.next_step_on, found.act_by) == (date(2027, 6, 5), date(2027, 6, 4))
    assert (found.urgency, found.too_late) == (Urgency.LATER, False)
    assert found.worked_out == [
        "last meeting of forum:vendors before 30 Jun 2027: 5 Jun 2027",
        "last meeting of forum:board before 30 Jun 2027: 28 Jun 2027",
        (
            "latest safe start: end 31 May 2028 − P5M procurement "
            "− P6M transition (default for MSA) "
            "= 30 Jun 2027 (there is no 31 Jun 2027)"
        ),
        (
            "last day to use its option: end 31 May 2028 − P3M notice = 29 Feb 2028 "
            "(there is no 31 Feb 2028)"
        ),
        "next step: last meeting in time, Saturday 5 Jun 2027; act by Friday 4 Jun 2027",
    ]
    assert [(snapshot.id(u.item), u.days, u.next) for u in found.uncovered] == [
        ("service:a", None, None),
        ("service:b", 10, snapshot.find("contract:next")),
    ]
    assert [(snapshot.id(s.contract), s.days) for s in found.successors] == [("contract:next", 10)]
    assert found.doubts == []
    touched = found.touched
    assert {snapshot.id(row): touched.level_at(row) for row in touched.rows.tolist()} == {
        "contract:c": "DIRECT",
        "service:a": "DIRECT",
        "service:b": "DIRECT",
        "agency:x": "DIRECT",
        "sla:a": "DIRECT",
        "supplier:s": "NOTIFY",
        "stakeholder:o": "NOTIFY",
        "forum:board": "NOTIFY",
    }


YEARLY = "renewal=tacit renewal_term=P1Y"


@pytest.mark.parametrize(
    ("line", "as_of", "state"),
    [
        ("end=2027-06-30", "2026-11-25", "ends"),
        ("end=2027-06-30", "2027-06-30", "ends"),
        ("end=2027-06-30", "2027-07-01", "expired"),
        # a notice that would change nothing changes no state either
        ("end=2027-06-30 notice=P3M renewal=none", "2027-03-31", "ends"),
        ("notice=P3M", "2026-11-25", "no end"),
        ("end=2099-01-01 notice=P3M", "2026-11-25", "no end"),
        ("start=2026-11-26 end=2027-06-30", "2026-11-25", "not yet begun"),
        ("start=2026-11-25 end=2027-06-30", "2026-11-25", "ends"),
        ("start=2026-11-26", "2026-11-25", "not yet begun"),
        # renewed by itself to 30 June 2027, and on from there
        (f"end=2026-06-30 notice=P3M {YEARLY}", "2026-11-25", "renews"),
        (f"end=2026-06-30 notice=P3M {YEARLY}", "2027-06-30", "renews"),
        (f"end=2026-06-30 notice=P3M {YEARLY} notice_given=2026-11-01", "2026-11-25", "ends"),
        (f"end=2026-06-30 notice=P3M {YEARLY} renewals_left=1", "2026-06-30", "renews"),
        (f"end=2026-06-30 notice=P3M {YEARLY} renewals_left=1", "2026-07-01", "ends"),
        (f"end=2026-06-30 notice=P3M {YEARLY} renewals_left=0", "2026-11-25", "expired"),
        ("end=2027-06-30 renewal=option renewal_term=P1Y", "2026-11-25", "may be extended"),
        ("end=2027-06-30 renewal=option", "2026-11-25", "may be extended"),
        ("end=2027-06-30 renewal=option renewals_left=0", "2026-11-25", "ends"),
        ("end=2027-06-30 renewal=option notice_given=2026-11-01", "2026-11-25", "ends"),
        # ends before it starts
        ("start=2027-01-01 end=2026-01-01", "2026-11-25", "expired"),
    ],
)
def test_state(line: str, as_of: str, state: str) -> None:
    snapshot = sketch(f"contract:c {line}").snapshot
    assert ending(snapshot, "contract:c", date.fromisoformat(as_of)).state.value == state


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((f"contract:p end=2027-02-28 {YEARLY}",), "renews"),
        ((f"contract:p end=2027-02-28 {YEARLY} notice_given=2026-11-01",), "ends"),
        (("contract:p end=2027-02-28 renewal=option",), "may be extended"),
        (("contract:p end=2027-02-28",), "ends"),
        (("contract:p end=2026-02-28",), "expired"),
    ],
)
def test_a_child_goes_on_with_its_parent(lines: tuple[str, ...], state: str) -> None:
    child = ("contract:c end=2029-06-30 survives_parent=no", "contract:c -UNDER-> contract:p")
    assert ending(sketch(*lines, *child).snapshot, "contract:c").state.value == state


SHORT = "procurement_time=P0D transition_time=P0D"


def told(line: str) -> tuple[str, list[str]]:
    """The next step, and what is past, each with its day."""
    found = ending(sketch(f"contract:c {line}").snapshot, "contract:c")
    step = found.next
    passed = [f"{p.on} {p.kind.name} {p.days}" for p in found.missed]
    return ("-" if step is None else f"{step.on} {step.kind.name}"), passed


@pytest.mark.parametrize(
    ("line", "step", "passed"),
    [
        # 30 Jun 2027 less 12 months: a new one could be begun until 30 Jun 2026, 148 days ago
        ("end=2027-06-30", "2027-06-30 END", ["2026-06-30 START 148"]),
        (f"end=2027-06-30 {SHORT}", "2027-06-30 START", []),
        ("end=2028-06-30", "2027-06-30 START", []),
        # a missed start does not hide the notice that is due tomorrow
        (
            f"end=2026-12-26 notice=P1M {YEARLY}",
            "2026-11-26 NOTICE",
            ["2025-12-26 START 334"],
        ),
        (f"end=2026-12-25 notice=P1M {YEARLY} {SHORT}", "2026-11-25 NOTICE", []),
        # a day later the next term is what can be left
        (
            f"end=2026-12-24 notice=P1M {YEARLY} {SHORT}",
            "2027-11-24 NOTICE",
            ["2026-11-24 NOTICE 1"],
        ),
        (
            f"end=2026-12-24 notice=P1M {YEARLY} {SHORT} renewals_left=1",
            "2027-12-24 START",
            ["2026-11-24 NOTICE 1"],
        ),
        (
            f"end=2027-06-30 notice=P3M renewal=option renewal_term=P1Y {SHORT}",
            "2027-03-30 OPTION",
            [],
        ),
        (
            f"end=2026-12-31 notice=P3M renewal=option renewal_term=P1Y {SHORT}",
            "2026-12-31 START",
            ["2026-09-30 OPTION 56"],
        ),
        # nothing hangs on the notice of what does not renew
        (f"end=2026-12-31 notice=P3M renewal=none {SHORT}", "2026-12-31 START", []),
        ("notice=P3M", "-", []),
        ("end=2026-11-24", "-", []),
        ("start=2027-01-01 end=2028-06-30", "2027-06-30 START", []),
    ],
)
def test_next_step_and_what_is_past(line: str, step: str, passed: list[str]) -> None:
    assert told(line) == (step, passed)


@pytest.mark.parametrize(
    ("lines", "helps"),
    [
        # begun today a replacement is there on 25 Nov 2027: P6M and P6M
        (
            ("contract:c end=2027-06-30",),
            [
                "an extension by agreement",
                "a bridge of 148 days, until all of it can be replaced on 25 Nov 2027",
            ],
        ),
        (
            ("contract:c end=2027-06-30 renewal=option renewal_term=P1Y renewals_left=1",),
            [
                "its option, used by 30 Jun 2027, extends it to 30 Jun 2028",
                "a bridge of 148 days, until all of it can be replaced on 25 Nov 2027",
            ],
        ),
        (
            (
                "contract:c end=2027-06-30",
                "contract:c -COVERS-> service:a",
                "contract:c -COVERS-> service:b",
                "contract:n -SUCCEEDS-> contract:c",
            ),
            [
                "contract:n succeeds it",
                "an extension by agreement",
                "a bridge of 148 days, until all of it can be replaced on 25 Nov 2027",
                "replacing a part of the 2 items that it covers in time",
            ],
        ),
        (
            (f"contract:c end=2027-06-30 {YEARLY}",),
            [
                "without notice it renews to 30 Jun 2028",
                "a bridge of 148 days, until all of it can be replaced on 25 Nov 2027",
            ],
        ),
    ],
)
def test_what_helps_where_the_safe_start_is_past(lines: tuple[str, ...], helps: list[str]) -> None:
    (past,) = ending(sketch(*lines).snapshot, "contract:c").missed
    assert list(past.helps) == helps


def test_what_helps_where_the_notice_is_past() -> None:
    """Notice was due by 24 Nov; with P2M termination notice from today it is over on 25 Jan."""
    line = f"contract:c end=2026-12-24 notice=P1M termination_notice=P2M {YEARLY} {SHORT}"
    found = ending(sketch(f"{line} rights=[step-in]").snapshot, "contract:c")
    (past,) = found.missed
    assert list(past.helps) == [
        "notice by 24 Nov 2027 ends it on 24 Dec 2027",
        "leaving early by right of step-in, from 25 Jan 2027 on",
        "an end by agreement",
    ]
    assert not found.too_late


@pytest.mark.parametrize(
    ("end", "urgency"),
    [
        ("2026-11-25", "this week"),
        ("2026-12-01", "this week"),
        ("2026-12-02", "this month"),
        ("2026-12-25", "this month"),
        ("2026-12-26", "this quarter"),
        ("2027-02-24", "this quarter"),
        ("2027-02-25", "later"),
    ],
)
def test_urgency_is_how_soon_the_next_step_is(end: str, urgency: str) -> None:
    found = ending(sketch(f"contract:c end={end} {SHORT}").snapshot, "contract:c")
    assert found.urgency is not None
    assert (str(found.next_step_on), found.urgency.value) == (end, urgency)


def test_nothing_urges_without_a_step() -> None:
    assert ending(sketch("contract:c").snapshot, "contract:c").urgency is None


RENEWING = (
    f"contract:c end=2026-12-31 notice=P1M {YEARLY}",
    "contract:c -COVERS-> service:a",
    "contract:c -COVERS-> service:b",
    "contract:d start=2027-02-01",
    "contract:d -COVERS-> service:b",
    # an order under it that covers what it covers, and more
    "contract:o survives_parent=no",
    "contract:o -UNDER-> contract:c",
    "contract:o -COVERS-> service:a",
    "contract:o -COVERS-> service:x",
)


def test_what_falls_if_nobody_acts_and_if_notice_is_given() -> None:
    """It renews: nothing falls. With notice it is over on 31 Dec, and the order with it.

    Then nobody covers a and x, and nobody covers b for the 31 days of January.
    """
    found = ending(sketch(*RENEWING).snapshot, "contract:c")
    snapshot = found.answer.snapshot
    assert found.uncovered == []
    assert found.kept_in_part == []
    lost = [(snapshot.id(u.item), u.days, u.next) for u in found.uncovered_if_noticed]
    assert lost == [
        ("service:a", None, None),
        ("service:b", 31, snapshot.find("contract:d")),
        ("service:x", None, None),
    ]
    order = ending(snapshot, "contract:o")
    assert (order.state, order.uncovered) == (ContractState.RENEWS, [])
    assert {snapshot.id(u.item) for u in order.uncovered_if_noticed} == {
        "service:a",
        "service:b",
        "service:x",
    }


def test_a_notice_changes_nothing_of_what_ends() -> None:
    found = ending(
        sketch("contract:c end=2026-12-31", "contract:c -COVERS-> ci:x").snapshot, "contract:c"
    )
    assert found.uncovered == found.uncovered_if_noticed != []


@pytest.mark.parametrize(
    ("lines", "first", "arithmetic"),
    [
        # the evergreen of report 36: 2 Nov 2026 + P6M
        (
            ("contract:c notice=P6M",),
            "2027-05-02",
            ["first possible exit: notice given 2 Nov 2026 + P6M notice = 2 May 2027"],
        ),
        (
            ("contract:c notice=P6M termination_notice=P1M rights=[substitution]",),
            "2026-12-02",
            ["first possible exit: notice given 2 Nov 2026 + P1M termination notice = 2 Dec 2026"],
        ),
        (
            ("contract:c", "contract:c -UNDER-> contract:p", "contract:p notice=P3M"),
            "2027-02-02",
            ["first possible exit: notice given 2 Nov 2026 + P3M notice = 2 Feb 2027"],
        ),
        (
            ("contract:c rights=[step-in]",),
            "2026-11-02",
            ["first possible exit: notice given 2 Nov 2026; none is recorded that it would take"],
        ),
        (("contract:c",), "None", []),
        (("contract:c end=2026-12-31 notice=P1M",), "None", None),
    ],
)
def test_first_possible_exit_of_what_has_no_end(
    lines: tuple[str, ...], first: str, arithmetic: list[str] | None
) -> None:
    found = ending(sketch(*lines).snapshot, "contract:c", date(2026, 11, 2))
    assert str(found.first_exit) == first
    assert arithmetic is None or found.worked_out == arithmetic


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
                "they ended before 25 Nov 2026": 1,
                "they end after 24 May 2027": 1,
                "no end is recorded": 1,
                "their end is in 2099 or later": 1,
            },
        ),
        # e has to be begun by 1 January, before a ends; b wants notice by 31 July
        ("2026-11-25", None, None, "c e a b f g", {"they ended before 25 Nov 2026": 1}),
        ("2020-01-01", None, ["expired"], "d", {}),
        ("2026-11-25", None, ["no end", "renews"], "b f g", None),
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
    positions = answer.between(
        *days, None if states is None else [ContractState(state) for state in states]
    )
    found = answer.snapshot.ids_of(answer.rows[positions])
    assert found == [f"contract:{letter}" for letter in ids.split()]
    if left_out is not None:
        assert dict(answer.left_out(*days)) == left_out


def test_bad_arguments_are_named() -> None:
    answer = expirations(MANY.snapshot, TODAY)
    with pytest.raises(InvalidQuestion, match="until: found 2026-11-24, expected 2026-11-25 or l"):
        answer.between(TODAY, date(2026, 11, 24))
