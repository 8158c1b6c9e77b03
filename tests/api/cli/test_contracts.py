"""The commands about contracts: what they print for people and for programs, and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.support.contract_office import CONTRACTS
from tests.support.door import Door, door_of_drawn

AS_OF = ("--as-of", "2026-11-25")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(CONTRACTS, tmp_path_factory.mktemp("office")) as door:
        yield door


def test_expirations_are_listed(door: Door) -> None:
    assert door.printed("expirations", "--until", "2027-12-31", *AS_OF) == [
        "as of 2026-11-25, revision 1: 3 contracts end from 2026-11-25 by 2027-12-31",
        "NEXT STEP WHAT STATE ENDS FALLS CONTRACT NUMBER PAST",
        "2027-02-28 latest safe start ends 2027-08-31 2 contract:sow - -",
        (
            "2027-08-30 latest safe start renews 2026-12-31 0 contract:auto - "
            "last day for notice, 25 days ago"
        ),
        (
            "2027-08-31 contract ends ends 2027-08-31 0 contract:msa MA-1 "
            "latest safe start, 179 days ago"
        ),
        "left out: 1, they ended before 2026-11-25",
        "left out: 1, they end after 2027-12-31",
        "left out: 1, no end is recorded",
    ]


def test_an_expiration_is_explained(door: Door) -> None:
    printed = door.printed("expirations", "contract:sow", "--all", "--explain", *AS_OF)
    assert printed[3:] == [
        "contract:sow",
        "ends on: 31 Aug 2027, with contract:msa, before its own end on 31 Dec 2027",
        (
            "latest safe start: end 31 Aug 2027 − P4M procurement (default for SOW) − P2M "
            "transition = 28 Feb 2027 (there is no 31 Apr 2027, there is no 30 Feb 2027)"
        ),
        "next step: latest safe start, Sunday 28 Feb 2027; act by Friday 26 Feb 2027",
        (
            "it can be left before its end by right of substitution: "
            "notice given 25 Nov 2026 + P6M notice = 25 May 2027"
        ),
        "if nobody acts, uncovered for good: ci:app",
        "if nobody acts, uncovered for 10 days, until contract:next: service:case",
        "succeeded by contract:next, a gap of 10 days",
        "touches 1 service level agreement: sla:case",
        "touches 1 agency: agency:welfare",
        "touches 1 stakeholder: stakeholder:owner",
        "note: it was never verified",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--state", "renews", "--all"), ["auto"]),
        (("--state", "Renews", "--state", "NO_END", "--all"), ["auto", "ever"]),
        (("--all", "--first", "2"), ["sow", "auto"]),
        (("--from", "2026-01-01", "--until", "2026-02-01"), ["old"]),
        (("agency:welfare", "--all"), ["sow", "next"]),
        ((), ["auto"]),  # within 180 days
    ],
)
def test_expirations_for_programs(
    door: Door, arguments: tuple[str, ...], expected: list[str]
) -> None:
    answer = door.json("expirations", *arguments, *AS_OF)
    found = [line["contract"]["id"] for line in answer["expirations"]]
    assert found == [f"contract:{name}" for name in expected]
    assert answer["complete"] is True


def test_json_has_what_graphql_has(door: Door) -> None:
    (sow,) = door.json("expirations", "contract:sow", "--all", *AS_OF)["expirations"]
    assert (sow["endsOn"], sow["cappedBy"], sow["actBy"]) == (
        "2027-08-31",
        "contract:msa",
        "2027-02-26",
    )
    assert sow["uncovered"][1] == {"item": "service:case", "days": 10, "next": "contract:next"}
    assert {"level": "DIRECT", "kind": "Agency", "id": "agency:welfare"} in sow["touched"]
    assert (sow["nextStepOn"], sow["steps"][0]["what"]) == ("2027-02-28", "latest safe start")
    (auto,) = door.json("expirations", "contract:auto", "--all", *AS_OF)["expirations"]
    assert (auto["endsOn"], auto["renewsOn"], auto["renewsTo"], auto["exitOn"]) == (
        "2026-12-31",
        "2027-01-01",
        "2027-12-31",
        "2027-12-31",
    )
    assert (auto["noticeMissed"], auto["noticeBy"]) == ("2026-10-31", "2027-10-31")
    assert [p["what"] for p in auto["passed"]] == ["last day for notice"]
    assert auto["uncovered"] == []
    assert [u["item"] for u in auto["uncoveredIfNoticed"]] == ["service:mail"]


def test_a_what_if_and_an_earlier_day(door: Door, tmp_path: Path) -> None:
    edits = tmp_path / "edits.json"
    edits.write_text(
        json.dumps([{"endContract": {"contract": "contract:auto", "on": "2029-01-01"}}])
    )
    answer = door.json("expirations", "contract:auto", "--all", "--what-if", str(edits), *AS_OF)
    assert answer["expirations"][0]["endsOn"] == "2029-01-01"
    (auto,) = door.json("expirations", "contract:auto", "--all", "--as-of", "2028-01-01")[
        "expirations"
    ]
    assert (auto["endsOn"], auto["renewsTo"]) == ("2028-12-31", "2029-12-31")


def test_coverage_gaps(door: Door) -> None:
    printed = door.printed("coverage-gaps", "contract:sow", "--until", "2028-01-01", *AS_OF)
    assert printed == [
        "as of 2026-11-25, revision 1: 2 of 2 items have a gap from 2026-11-25 to 2028-01-01",
        "FROM TO DAYS ITEM AFTER NEXT",
        "2027-09-01 - - ci:app contract:sow -",
        "2027-09-01 2027-09-10 10 service:case contract:sow contract:next",
    ]
    answer = door.json("coverage-gaps", "service:case", "--until", "2028-01-01", *AS_OF)
    (case,) = answer["items"]
    assert case["gaps"][0]["days"] == 10
    assert (answer["from"], answer["until"]) == ("2026-11-25", "2028-01-01")


def test_a_family(door: Door) -> None:
    assert door.printed("family", "contract:sow", *AS_OF) == [
        "as of 2026-11-25, revision 1: the family of contract:sow",
        "CONTRACT ENDS STATE VALUE BENEATH IT",
        "contract:msa 2027-08-31 ends - -",
        "contract:sow 2027-08-31 ends - -",
        "contract:sow:",
        "TERM FROM",
        "notice P6M contract:msa",
        "procurement_time P4M default for SOW",
        "transition_time P2M contract:sow",
        "right audit contract:msa",
        "right substitution contract:msa",
        "supplier supplier:cirrus contract:msa",
    ]
    answer = door.json("family", "contract:msa", *AS_OF)
    assert [m["contract"]["id"] for m in answer["members"]] == ["contract:msa", "contract:sow"]
    assert answer["members"][1]["suppliers"] == {"supplier:cirrus": "contract:msa"}


def test_triggers(door: Door) -> None:
    assert door.printed("triggers", "--until", "2027-12-31", *AS_OF) == [
        "as of 2026-11-25, revision 1: 2 triggers from 2026-11-25 to 2027-12-31, or on a condition",
        "FIRES TYPE TRIGGER CONTRACT ON CONDITION",
        "2027-03-31 audit trigger:audit contract:msa -",
        "- rights trigger:sale contract:msa sale",
        "2 rights of contracts in force were never called on, as far as is",
        "recorded (--format json lists them)",
        "left out, on no contract: trigger:stray",
    ]
    answer = door.json("triggers", "--type", "audit", *AS_OF)
    assert [f["trigger"] for f in answer["firings"]] == ["trigger:audit"]
    assert [use["right"] for use in answer["rightsNeverUsed"]] == ["audit", "substitution"]


def test_the_roadmap(door: Door) -> None:
    printed = door.printed("roadmap", "--until", "2027-12-31", "--first", "2", *AS_OF)
    assert printed == [
        "as of 2026-11-25, revision 1: 9 changes until 2027-12-31, the first 2",
        "ON CHANGE ITEM SERVICES AGENCIES PROGRAMS CHARGED A YEAR READY",
        "2027-01-01 contract renews contract:auto 1 1 0 - -",
        "2027-01-11 procurement opens procurement:rebid 1 1 0 - 1",
        "2026-11-25 to 2027-12-31: 9 changes",
        "as-is 2 services live, 0 of them uncovered, 4 contracts in force",
        "to-be 2 services live, 0 of them uncovered, 3 contracts in force",
        "1 clash",
        "procurement:other and procurement:rebid are both open from 1 Mar 2027 to 12 Mar 2027",
        "OPEN BY AWARD BY CONTRACT PLANNED OPENS SUCCESSOR PROBLEMS",
        (
            "2026-05-30 2027-02-28 contract:msa - - - nothing is planned, and the latest safe "
            "start is 179 days past"
        ),
        (
            "2027-02-28 2027-06-30 contract:sow procurement:rebid 2027-01-11 contract:next its "
            "successor starts 10 days late"
        ),
    ]
    answer = door.json("roadmap", "--until", "2027-12-31", "--by", "readiness", *AS_OF)
    assert answer["events"][0]["ready"] == ["supplier:bridge"]
    assert answer["total"] == 9


def test_the_calendar_is_written(door: Door) -> None:
    result = door.run("calendar", *AS_OF)
    assert result.exit_code == 0
    assert b"\r\n" in result.stdout_bytes
    assert len(list(Calendar.from_ical(result.stdout_bytes).walk("VEVENT"))) == 15
    of_one = door.run("calendar", "--agency", "agency:ocio", *AS_OF)
    assert len(list(Calendar.from_ical(of_one.stdout_bytes).walk("VEVENT"))) == 3


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command",
    [
        "expirations --all --explain",
        "coverage-gaps",
        "family contract:sow",
        "triggers",
        "roadmap",
        "calendar",
    ],
)
def test_the_first_and_the_last_day_of_the_calendar(door: Door, command: str, day: str) -> None:
    result = door.run(*command.split(), "--as-of", day)
    assert result.exception is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("expirations", "--until", "soon"), "--until: found 'soon', expected a date that exists"),
        (("expirations", "--state", "fine"), "states: found 'fine', expected one of renews, may"),
        (("expirations", "--until", "2020-01-01"), "until: found 2020-01-01, expected"),
        (("triggers", "--type", "tax"), "types: found 'tax', expected one of timing"),
        (("roadmap", "--by", "cost"), "by: found 'cost', expected one of date, agencies"),
        (("family", "service:case"), "of: found 'service:case', of kind Service"),
        (("calendar", "--agency", "agency:none"), "nothing is recorded under 'agency:none'"),
    ],
)
def test_bad_arguments_are_named(door: Door, arguments: tuple[str, ...], message: str) -> None:
    result = door.run(*arguments)
    assert result.exit_code != 0
    assert message in str(result.exception)
