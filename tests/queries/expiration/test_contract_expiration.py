"""One contract's ending: renewals, options, families, successors, and what it is unsure of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from queries.answers.calendar import Calendar
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import expirations
from queries.snapshot.snapshot import Snapshot
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
CALENDAR = Calendar({"MSA": "P9M", "SOW": "P4M"}, {"MSA": "P6M", "SOW": "P3M"}, "P6M")


def ending(snapshot: Snapshot, id_: str, as_of: date = TODAY) -> Expiration:
    answer = expirations(snapshot, as_of, CALENDAR)
    return Expiration.of_row(answer, int(snapshot.rows([id_])[0]))


def of(*lines: str) -> Expiration:
    return ending(sketch(*lines).snapshot, "contract:c")


@pytest.mark.parametrize(
    ("line", "ends_on", "renews_to"),
    [
        ("end=2027-01-31 renewal=tacit renewal_term=P1M", "2027-01-31", "2027-02-28"),
        ("end=2024-02-29 renewal=tacit renewal_term=P1Y", "2027-02-28", "2028-02-29"),
        ("end=2026-10-31 renewal=tacit renewal_term=P1M", "2026-11-30", "2026-12-31"),
        ("end=2026-10-31 renewal=tacit renewal_term=P1M renewals_left=1", "2026-11-30", "None"),
        (
            "end=2027-01-31 renewal=tacit renewal_term=P1M notice_given=2026-01-01",
            "2027-01-31",
            "None",
        ),
        ("end=2027-01-31 renewal=option renewal_term=P1M", "2027-01-31", "None"),
        ("end=2027-01-31 renewal=tacit", "2027-01-31", "None"),
        ("end=2027-01-31 renewal=tacit renewal_term=P0D", "2027-01-31", "None"),
        ("renewal=tacit renewal_term=P1M", "None", "None"),
    ],
)
def test_tacit_renewals_roll_forward(line: str, ends_on: str, renews_to: str) -> None:
    found = of(f"contract:c {line}")
    assert (str(found.ends_on), str(found.renews_to)) == (ends_on, renews_to)


@pytest.mark.parametrize(
    ("line", "options"),
    [
        (
            "end=2027-08-31 renewal=option renewal_term=P6M renewals_left=3",
            "2028-02-29 2028-08-31 2029-02-28",
        ),
        ("end=2028-02-29 renewal=option renewal_term=P1Y renewals_left=1", "2029-02-28"),
        ("end=2027-08-31 renewal=option renewal_term=P6M renewals_left=0", ""),
        ("end=2027-08-31 renewal=tacit renewal_term=P6M", ""),
        ("end=2027-08-31 renewal=option", ""),
        ("end=2027-08-31 renewal=option renewal_term=P0D", ""),
        ("renewal=option renewal_term=P6M", ""),
        ("end=2027-08-31 renewal=option renewal_term=P4000Y renewals_left=2", "6027-08-31"),
    ],
)
def test_options_have_their_dates(line: str, options: str) -> None:
    assert " ".join(map(str, of(f"contract:c {line}").options)) == options


def test_options_without_a_limit_are_cut() -> None:
    found = of("contract:c end=2027-08-31 renewal=option renewal_term=P1M").options
    assert (len(found), found[-1]) == (12, date(2028, 8, 31))


UNDER = ("contract:c -UNDER-> contract:p", "contract:c -COVERS-> service:a")
PARENT = "contract:p end=2027-02-28 verified_on=2026-11-01"
GOOD = "verified_on=2026-11-01 notice=P1M"
ENDS = f"{GOOD} renewal=none"


@pytest.mark.parametrize(
    ("lines", "ends_on", "warnings"),
    [
        (
            ("contract:c end=2027-06-30 survives_parent=no " + ENDS, PARENT, *UNDER),
            "2027-02-28",
            [],
        ),
        (
            ("contract:c end=2027-06-30 survives_parent=yes " + ENDS, PARENT, *UNDER),
            "2027-06-30",
            [],
        ),
        (
            ("contract:c end=2027-06-30 " + ENDS, PARENT, *UNDER),
            "2027-06-30",
            [
                (
                    "survives_parent is not recorded: taken as outliving what it is under; "
                    "else it ends on 28 Feb 2027"
                )
            ],
        ),
        (
            ("contract:c " + ENDS, PARENT, *UNDER),
            "None",
            [
                (
                    "survives_parent is not recorded: taken as outliving what it is under; "
                    "else it ends on 28 Feb 2027"
                )
            ],
        ),
        # what is not recorded of a contract above decides as well
        (
            (
                "contract:c end=2027-06-30 survives_parent=no " + ENDS,
                "contract:p end=2027-05-31",
                "contract:p -UNDER-> contract:root",
                "contract:root end=2027-02-28",
                *UNDER,
            ),
            "2027-05-31",
            [
                (
                    "survives_parent of a contract above it is not recorded: taken as outliving "
                    "what it is under; else it ends on 28 Feb 2027"
                )
            ],
        ),
        # it makes no difference: nothing to warn about
        (("contract:c end=2027-01-31 " + ENDS, PARENT, *UNDER), "2027-01-31", []),
        (
            ("contract:c end=2027-01-31 " + ENDS, UNDER[1], "contract:c -UNDER-> contract:c"),
            "2027-01-31",
            ["it is under itself, by way of others: that is skipped"],
        ),
        (
            (
                "contract:c end=2027-06-30 " + ENDS,
                "contract:p end=2027-05-31",
                "contract:p -UNDER-> contract:c",
                *UNDER,
            ),
            "2027-06-30",
            [
                (
                    "survives_parent is not recorded: taken as outliving what it is under; "
                    "else it ends on 31 May 2027"
                ),
                "it is under itself, by way of others: that is skipped",
            ],
        ),
        (
            (
                "contract:c start=2027-08-01 end=2027-06-30 " + ENDS,
                "contract:c -COVERS-> service:a",
            ),
            "2027-06-30",
            [
                "it starts on 1 Aug 2027, after its end: it is never in force",
                "it covers nothing on record: what falls uncovered is not known",
            ],
        ),
        (
            (
                (
                    "contract:c start=2027-01-01 end=2027-06-30 notice=P9M renewal=none "
                    "verified_on=2026-11-01"
                ),
                UNDER[1],
            ),
            "2027-06-30",
            ["its notice is longer than its term: it is due before the contract begins"],
        ),
        # 31 Dec 2026 - P1M = 30 Nov
        (
            (
                "contract:c end=2026-12-31 renewal=tacit renewal_term=P1Y notice_given=2026-12-01 "
                + GOOD,
                UNDER[1],
            ),
            "2027-12-31",
            [
                (
                    "notice was given on 1 Dec 2026, too late for the term that ran then: "
                    "it ends on 31 Dec 2027"
                )
            ],
        ),
        (
            ("contract:c end=2027-06-30 renewal=tacit " + GOOD, UNDER[1]),
            "2027-06-30",
            ["it renews tacitly, but no renewal_term is recorded: taken as ending on its end"],
        ),
        (
            ("contract:c end=2027-06-30 renewal=tacit renewal_term=P0D " + GOOD, UNDER[1]),
            "2027-06-30",
            ["it renews tacitly, but renewal_term is P0D: taken as ending on its end"],
        ),
        (
            ("contract:c end=2027-06-30 renewal=tacit renewal_term=P1Y verified_on=2026-05-28",),
            "2027-06-30",
            [
                "it covers nothing on record: what falls uncovered is not known",
                "no notice is recorded",
                "it was last verified on 28 May 2026",
            ],
        ),
        (
            (
                "contract:c end=2027-06-30 survives_parent=yes renewal=option",
                "contract:p end=2029-02-28 notice=P6M",
                *UNDER,
            ),
            "2027-06-30",
            [
                "no notice is recorded; contract:p, which it is under, asks P6M: by 30 Dec 2026",
                "it was never verified",
            ],
        ),
        (
            (
                "contract:c end=2028-06-30 " + ENDS,
                UNDER[1],
                "forum:board meetings=[2027-07-04]",
                "forum:board -OVERSEES-> contract:c",
                "forum:gone -OVERSEES-> contract:c",
                "forum:brief meetings=[2026-02-01,2026-11-01,2027-04-01]",
                "forum:brief -OVERSEES-> contract:c",
            ),
            "2028-06-30",
            [
                "forum:board has no meeting on record before 30 Jun 2027",
                "forum:gone has no meeting on record before 30 Jun 2027",
            ],
        ),
        # what hangs on a notice that nobody says is due
        (
            ("contract:c end=2027-06-30 " + GOOD, UNDER[1]),
            "2027-06-30",
            ["whether it renews is not recorded: taken as ending without notice"],
        ),
        (
            ("contract:c verified_on=2026-11-01", UNDER[1]),
            "None",
            ["no notice is recorded"],
        ),
        (
            ("contract:c verified_on=2026-11-01", "contract:p notice=P6M", *UNDER),
            "None",
            ["no notice is recorded; contract:p, which it is under, asks P6M"],
        ),
    ],
)
def test_an_answer_says_what_it_took_for_granted(
    lines: Sequence[str], ends_on: str, warnings: list[str]
) -> None:
    found = of(*lines)
    assert (str(found.ends_on), found.doubts) == (ends_on, warnings)


def test_meetings_on_record_for_too_short() -> None:
    found = of(
        f"contract:c end=2029-06-30 {ENDS}",
        "contract:c -COVERS-> service:a",
        "forum:board meetings=[2026-12-01,2027-01-04]",
        "forum:board -OVERSEES-> contract:c",
    )
    assert found.doubts == ["forum:board's meetings are on record to 4 Jan 2027 only"]


def test_a_child_falls_with_its_parent() -> None:
    snapshot = sketch(
        "contract:c end=2027-06-30 survives_parent=no",
        PARENT,
        *UNDER,
        "contract:d survives_parent=yes",
        "contract:d -UNDER-> contract:p",
        "contract:e end=2026-12-31 survives_parent=no",
        "contract:e -UNDER-> contract:p",
    ).snapshot
    parent, child = ending(snapshot, "contract:p"), ending(snapshot, "contract:c")
    assert [snapshot.id(row) for row in parent.falls_with] == ["contract:c"]
    assert child.capped_by == parent.row
    assert child.worked_out[0] == (
        "ends on: 28 Feb 2027, with contract:p, before its own end on 30 Jun 2027"
    )
    assert [snapshot.id(u.item) for u in child.uncovered] == ["service:a"]


def test_renewals_are_counted_in_the_arithmetic() -> None:
    found = of("contract:c end=2024-06-30 renewal=tacit renewal_term=P1Y notice=P3M")
    assert found.worked_out == [
        "own end: end 30 Jun 2024 + 3 × P1Y renewal = 30 Jun 2027",
        (
            "latest safe start: end 30 Jun 2027 − P6M procurement (default for no form) "
            "− P6M transition (default for no form) = 30 Jun 2026, 148 days ago"
        ),
        "last day for notice: end 30 Jun 2027 − P3M notice = 30 Mar 2027",
        "next step: last day for notice, Tuesday 30 Mar 2027",
    ]


@pytest.mark.parametrize(
    ("start", "days"),
    [("2027-03-01", 0), ("2027-03-02", 1), ("2027-02-28", -1), ("2026-12-31", -60), ("", None)],
)
def test_a_successor_starts_early_or_late(start: str, days: int | None) -> None:
    line = f"contract:n start={start}" if start else "contract:n"
    found = of("contract:c end=2027-02-28", line, "contract:n -SUCCEEDS-> contract:c")
    assert [s.days for s in found.successors] == [days]
