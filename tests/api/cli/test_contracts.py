"""The commands about contracts: what they print for people and for programs, and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.support.contract_office import CONTRACTS
from tests.support.door import Door, door_of, door_of_drawn

AS_OF = ("--as-of", "2026-11-25")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(CONTRACTS, tmp_path_factory.mktemp("office")) as door:
        yield door


DATED = "as of 25 Nov 2026, revision 1"


def test_expirations_are_listed(door: Door) -> None:
    assert door.printed("expirations", "--until", "2027-12-31", *AS_OF) == [
        (
            "3 contracts (without a recorded value) end or renew by 31 Dec 2027 for 2 of "
            "2 agencies: no step is due within a quarter; for 1 it is too late for a full"
            " re-bid. First, by 28 Feb 2027: contract:sow, begin to replace it; if nobody"
            " acts 2 items fall uncovered (what 1 of them cover is not recorded)."
        ),
        DATED,
        "how soon to act:",
        "STEP DUE CONTRACTS WORTH A YEAR WITHOUT A VALUE FIRST",
        "later 3 - - 3 contract:sow, contract:auto, contract:msa",
        "too late for a full re-bid 1 - - 1 contract:msa",
        (
            "BY NEXT STEP WHAT IT TAKES CONTRACT NAME NUMBER ENDS STATE SUPPLIER OWNER USED BY "
            "FALLS UNCOVERED PAST WHAT STILL HELPS"
        ),
        (
            "28 Feb 2027 latest safe start "
            "a replacement: 4 months of procurement, then 2 months of transition "
            "contract:sow contract:sow - 31 Aug 2027 ends supplier:cirrus stakeholder:owner "
            "agency:welfare ci:app for good; service:case for 10 days - -"
        ),
        (
            "30 Aug 2027 latest safe start "
            "a replacement: 3 months of procurement, then 1 month of transition "
            "contract:auto contract:auto - 31 Dec 2026 renews - - agency:ocio - "
            "last day for notice, 25 days ago notice by 31 Oct 2027 ends it on 31 Dec 2027; or "
            "an end by agreement"
        ),
        (
            "31 Aug 2027 contract ends letting it end, or an agreement that extends it "
            "contract:msa contract:msa MA-1 31 Aug 2027 ends supplier:cirrus - - - "
            "latest safe start, 179 days ago an extension by agreement; or a bridge of 178 days, "
            "until all of it can be replaced on 25 Feb 2028"
        ),
        (
            "left out: 1, they ended before 25 Nov 2026; 1, they end after 31 Dec 2027; "
            "1, no end is recorded"
        ),
    ]


def test_an_expiration_is_explained(door: Door) -> None:
    printed = door.printed("expirations", "contract:sow", "--all", "--with", "story", *AS_OF)
    assert printed[printed.index("how it was worked out: contract:sow:") :] == [
        "how it was worked out: contract:sow:",
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
        "it was never verified",
    ]
    master = door.printed("expirations", "contract:msa", "--all", "--with", "story", *AS_OF)
    assert "ends with it: contract:sow" in master


def test_whom_an_expiration_touches_is_told_on_request(door: Door) -> None:
    whom = ("--with", "slas", "--with", "agencies", "--with", "stakeholders")
    *_, heads, line = door.printed("expirations", "contract:sow", "--all", *whom, *AS_OF)
    assert heads.endswith("FALLS UNCOVERED SLAS AGENCIES STAKEHOLDERS")
    assert line.endswith("for 10 days sla:case agency:welfare stakeholder:owner")


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
    found = [line["contract"]["id"] for line in answer["contracts"]["nodes"]]
    assert found == [f"contract:{name}" for name in expected]
    assert answer["complete"] is True


def of_one(door: Door, contract: str, *arguments: str) -> Any:
    """The one line of a contract, for programs."""
    answer = door.json("expirations", contract, "--all", *arguments)
    (line,) = answer["contracts"]["nodes"]
    return line


def test_one_that_ends_for_programs(door: Door) -> None:
    sow = of_one(door, "contract:sow", *AS_OF)
    dates = (sow["endsOn"], sow["cappedBy"]["id"], sow["actBy"])
    assert dates == ("2027-08-31", "contract:msa", "2027-02-26")
    app, case = sow["uncovered"]
    assert (app["item"]["id"], app["days"], app["next"]) == ("ci:app", None, None)
    assert (case["item"]["id"], case["days"]) == ("service:case", 10)
    assert case["next"]["id"] == "contract:next"
    assert (sow["nextStepOn"], sow["steps"][0]["kind"]) == ("2027-02-28", "LATEST_SAFE_START")


def test_one_that_renews_for_programs(door: Door) -> None:
    auto = of_one(door, "contract:auto", *AS_OF)
    assert (auto["endsOn"], auto["renewsOn"], auto["renewsTo"], auto["exitOn"]) == (
        "2026-12-31",
        "2027-01-01",
        "2027-12-31",
        "2027-12-31",
    )
    assert (auto["noticeMissed"], auto["noticeBy"]) == ("2026-10-31", "2027-10-31")
    assert [(p["kind"], p["days"]) for p in auto["passed"]] == [("LAST_DAY_FOR_NOTICE", 25)]
    assert auto["uncovered"] == []
    assert [gap["item"]["id"] for gap in auto["uncoveredIfNoticed"]] == ["service:mail"]


def test_a_what_if_and_an_earlier_day(door: Door, tmp_path: Path) -> None:
    edits = tmp_path / "edits.json"
    edits.write_text(
        json.dumps([{"endContract": {"contract": "contract:auto", "on": "2029-01-01"}}])
    )
    edited = of_one(door, "contract:auto", "--what-if", str(edits), "--with", "before", *AS_OF)
    assert (edited["endsOn"], edited["before"]["endsOn"]) == ("2029-01-01", "2026-12-31")
    later = of_one(door, "contract:auto", "--as-of", "2028-01-01")
    assert (later["endsOn"], later["renewsTo"]) == ("2028-12-31", "2029-12-31")


def test_coverage_gaps(door: Door) -> None:
    printed = door.printed("coverage-gaps", "contract:sow", "--until", "2028-01-01", *AS_OF)
    assert printed == [
        (
            "2 of 2 items are without a contract in force at some time from 25 Nov 2026 "
            "to 1 Jan 2028, 1 of them for good, for 1 of 2 agencies. First is ci:app, "
            "from 1 Sep 2027 on."
        ),
        DATED,
        "ITEM KIND GAPS EVER COVERED",
        "ci:app ConfigurationItem 1 Sep 2027 on, after contract:sow yes",
        (
            "service:case Service 1 Sep 2027 to 10 Sep 2027, after contract:sow, "
            "until contract:next yes"
        ),
    ]
    answer = door.json("coverage-gaps", "service:case", "--until", "2028-01-01", *AS_OF)
    assert answer["verdict"].endswith("First is service:case, from 1 Sep 2027 to 10 Sep 2027.")
    (case,) = answer["items"]["nodes"]
    assert case["gaps"][0]["days"] == 10
    assert (answer["first"], answer["until"]) == ("2026-11-25", "2028-01-01")


@pytest.mark.parametrize("command", ["contract-family", "family"])
def test_a_family(door: Door, command: str) -> None:
    assert door.printed(command, "contract:sow", *AS_OF) == [
        (
            "contract:sow is one of a family of 2 contracts (without a recorded value), "
            "under contract:msa. The first, contract:msa, ends on 31 Aug 2027."
        ),
        DATED,
        "the family:",
        "CONTRACT ENDS STATE VALUE BENEATH IT",
        "contract:msa 31 Aug 2027 ends - -",
        "contract:sow 31 Aug 2027 ends - -",
        "its terms:",
        "TERM VALUE FROM DEFAULT",
        "notice P6M contract:msa -",
        "procurement_time P4M - default for SOW",
        "transition_time P2M contract:sow -",
        "the rights it gives:",
        "RIGHT FROM",
        "audit contract:msa",
        "substitution contract:msa",
        "whom it is with:",
        "SUPPLIER FROM",
        "supplier:cirrus contract:msa",
    ]


def test_the_suppliers_of_a_family_for_programs(door: Door) -> None:
    members = door.json("contract-family", "contract:msa", *AS_OF)["members"]["nodes"]
    assert [m["contract"]["id"] for m in members] == ["contract:msa", "contract:sow"]
    (supplier,) = members[1]["suppliers"]
    told = supplier["supplier"]["id"], supplier["statedBy"]["id"]
    assert told == ("supplier:cirrus", "contract:msa")


@pytest.mark.parametrize("command", ["contract-triggers", "triggers"])
def test_triggers(door: Door, command: str) -> None:
    assert door.printed(command, "--until", "2027-12-31", *AS_OF) == [
        (
            "1 trigger fires on a day, the next on 31 Mar 2027: trigger:audit; 1 fires on"
            " a condition. 2 rights were never called on."
        ),
        DATED,
        "ON TYPE TRIGGER CONTRACT CONDITION LAPSED",
        "31 Mar 2027 audit trigger:audit contract:msa - no",
        "- rights trigger:sale contract:msa sale no",
        "rights of contracts in force:",
        "CONTRACT RIGHT LAST NEXT",
        "contract:msa audit - 31 Mar 2027: trigger:audit",
        "contract:msa substitution - -",
        "left out, on no contract: trigger:stray",
    ]


def test_triggers_of_a_type_for_programs(door: Door) -> None:
    answer = door.json("contract-triggers", "--type", "audit", *AS_OF)
    assert [f["trigger"]["id"] for f in answer["firings"]["nodes"]] == ["trigger:audit"]
    assert [use["right"] for use in answer["rights"]["nodes"]] == ["AUDIT", "SUBSTITUTION"]


def test_the_roadmap(door: Door) -> None:
    printed = door.printed("roadmap", "--until", "2027-12-31", "--first", "2", *AS_OF)
    assert printed == [
        (
            "9 changes until 31 Dec 2027, the next on 1 Jan 2027: contract renews "
            "(contract:auto); 1 conflict. 2 of 2 re-bids are too late or not planned."
        ),
        DATED,
        "ON CHANGE ITEM SERVICES AGENCIES PROGRAMS CHARGED A YEAR READY",
        "1 Jan 2027 contract renews contract:auto 1 1 0 - -",
        "11 Jan 2027 procurement opens procurement:rebid 1 1 0 - 1",
        "and 7 more (--first N, at most 1,000)",
        "increments:",
        "FIRST LAST CHANGES AS IS TO BE",
        (
            "25 Nov 2026 31 Dec 2027 9 "
            "2 services live, 0 of them uncovered, 4 contracts in force "
            "2 services live, 0 of them uncovered, 3 contracts in force"
        ),
        "conflicts:",
        "FROM TO CONFLICT",
        (
            "1 Mar 2027 12 Mar 2027 procurement:other and procurement:rebid are both open "
            "from 1 Mar 2027 to 12 Mar 2027"
        ),
        "re-bid calendar:",
        "OPEN BY AWARD BY CONTRACT PLANNED OPENS SUCCESSOR PROBLEMS",
        (
            "30 May 2026 28 Feb 2027 contract:msa - - - nothing is planned, and the latest safe "
            "start is 179 days past"
        ),
        (
            "28 Feb 2027 30 Jun 2027 contract:sow procurement:rebid 11 Jan 2027 contract:next its "
            "successor starts 10 days late"
        ),
    ]
    answer = door.json("roadmap", "--until", "2027-12-31", "--order-by", "readiness", *AS_OF)
    first = answer["events"]["nodes"][0]
    assert [supplier["id"] for supplier in first["ready"]] == ["supplier:bridge"]
    assert answer["events"]["totalCount"] == 9


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
        "expirations --all --with story",
        "coverage-gaps",
        "contract-family contract:sow",
        "contract-triggers",
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
        (("expirations", "--until", "soon"), "until: found 'soon', expected a date that exists"),
        (("expirations", "--state", "fine"), "states: found 'fine', expected one of renews, may"),
        (("expirations", "--until", "2020-01-01"), "until: found 2020-01-01, expected"),
        (("contract-triggers", "--type", "tax"), "types: found 'tax', expected one of timing"),
        (
            ("roadmap", "--order-by", "cost"),
            "orderBy: found 'cost', expected one of date, agencies",
        ),
        (("contract-family", "service:case"), "of: found 'service:case', of kind Service"),
        (("calendar", "--agency", "agency:none"), "nothing is recorded under 'agency:none'"),
    ],
)
def test_bad_arguments_are_named(door: Door, arguments: tuple[str, ...], message: str) -> None:
    result = door.run(*arguments)
    assert result.exit_code != 0
    assert message in str(result.exception)


def test_the_day_that_a_contract_without_an_end_can_be_over_is_in_the_table(
    tmp_path: Path,
) -> None:
    facts = {
        "items": [
            {
                "kind": "Contract",
                "id": "contract:ever",
                "name": "Ever",
                "rights": ["termination for convenience"],
                "termination_notice": "P6M",
            }
        ],
        "relations": [],
    }
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    with door_of([path], tmp_path) as ever:
        head, line = ever.printed("expirations", "--all", *AS_OF)[-2:]
    assert head == (
        "BY NEXT STEP WHAT IT TAKES CONTRACT NAME ENDS STATE EXIT FROM USED BY FALLS UNCOVERED"
    )
    # notice today and six months: 25 Nov 2026 + P6M
    assert line == "- - - contract:ever Ever - no end 25 May 2027 - -"
