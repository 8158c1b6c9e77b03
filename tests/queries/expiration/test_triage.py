"""Contracts in groups by how soon somebody has to act, with their money; and the verdict on top."""

from __future__ import annotations

from datetime import date

import pytest

from queries.answers.estate import Include
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.expiration.contract_state import ContractState
from queries.expiration.expiration_list import answer
from tests.support.asking import asked
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
NO_TIMES = "procurement_time=P0D transition_time=P0D"
OFFICE = (
    f"contract:week end=2026-12-01 start=2024-12-02 value=2000_USD {NO_TIMES}",
    f"contract:month end=2026-12-20 {NO_TIMES}",
    f"contract:quarter end=2027-02-20 {NO_TIMES}",
    f"contract:later end=2027-05-01 {NO_TIMES}",
    "contract:late end=2027-01-31 value=300_EUR procurement_time=P3M transition_time=P0D",
    "contract:followed end=2027-01-31 procurement_time=P3M transition_time=P0D",
    "contract:next start=2027-02-01",
    "contract:next -SUCCEEDS-> contract:followed",
    "contract:week -COVERS-> service:m",
    "contract:month -HELD_BY-> agency:b",
    "agency:a -CONSUMES-> service:m",
    "agency:c name=C",
)


def told(*hidden: str, **given: object) -> Shown:
    about = asked(sketch(*OFFICE).snapshot, TODAY, viewer=hiding(hidden) if hidden else None)
    arguments: dict[str, object] = {
        "of": None,
        "from_": TODAY,
        "until": None,
        "all": False,
        "states": None,
    }
    arguments["include"] = Include.OURS
    return Shown(answer(about, **(arguments | given)), about.view)  # type: ignore[arg-type]


GROUPS = {
    "THIS_WEEK": ["contract:week"],
    "THIS_MONTH": ["contract:month"],
    "THIS_QUARTER": ["contract:followed", "contract:late", "contract:quarter"],
    "LATER": ["contract:later"],
    "TOO_LATE_FOR_A_FULL_RE_BID": ["contract:late"],  # what is succeeded needs none
}


def test_groups() -> None:
    lines = record(told())["triage"]
    found = {line["when"]: [one["id"] for one in line["contracts"]] for line in lines}
    assert found == GROUPS
    assert [line["count"] for line in lines] == [1, 1, 3, 1, 1]


def test_groups_have_their_money_by_currency() -> None:
    lines = {line["when"]: line for line in record(told())["triage"]}
    week, quarter = lines["THIS_WEEK"], lines["THIS_QUARTER"]
    assert week["value"] == [{"amount": "2000", "currency": "USD"}]
    assert week["annualValue"] == [{"amount": "1000", "currency": "USD"}]
    assert (week["unvalued"], quarter["unvalued"]) == (0, 2)
    assert quarter["value"] == [{"amount": "300", "currency": "EUR"}]
    assert quarter["annualValue"] == []  # nothing says when it began


def test_the_verdict_has_the_money_the_agencies_and_what_to_do_first() -> None:
    assert told().told("verdict") == (
        "6 contracts (worth 300 EUR and 2,000 USD, 4 without a recorded value) end or renew by "
        "24 May 2027 for 2 of 3 agencies: a step is due for 1 this week, 1 this month, 3 this "
        "quarter; for 1 it is too late for a full re-bid. First, by 1 Dec 2026: contract:week, "
        "begin to replace it; if nobody acts 1 item falls uncovered (what 5 of them cover is "
        "not recorded)."
    )


def test_a_verdict_counts_nothing_hidden() -> None:
    assert told("contract:week", "agency:c").told("verdict") == (
        "5 contracts (worth 300 EUR, 4 without a recorded value) end or renew by 24 May 2027 for "
        "1 of 2 agencies: a step is due for 1 this month, 3 this quarter; for 1 it is too late "
        "for a full re-bid. First, by 20 Dec 2026: contract:month, begin to replace it; what "
        "they cover is not recorded."
    )


def test_what_is_in_another_state_is_counted_as_left_out() -> None:
    found = told(states=[ContractState.RENEWS])
    assert found.told("verdict") == "No contract ends or renews from 25 Nov 2026 by 24 May 2027."
    reasons = {line.told("reason"): line.told("count") for line in found.told("left_out")}
    assert reasons == {"no end is recorded": 1, "they are in another state": 6}


@pytest.mark.parametrize(
    ("lines", "takes"),
    [
        (
            ["contract:c end=2027-12-31 procurement_time=P3M transition_time=P90D"],
            "a replacement: 3 months of procurement, then 90 days of transition",
        ),
        (
            ["contract:c end=2027-12-31 renewal=tacit renewal_term=P1Y notice=P12M form=licence"],
            "notice of 1 year; it then ends on 31 Dec 2027",
        ),
        (
            ["contract:c end=2027-03-31 renewal=option renewal_term=P2Y notice=P3M"],
            "its option, which extends it to 31 Mar 2029",
        ),
        (
            [
                "contract:c end=2027-03-31 renewal=option renewal_term=P2Y notice=P3M",
                "forum:board meetings=[2026-12-08]",
                "forum:board -OVERSEES-> contract:c",
            ],
            "a decision of forum:board on its option, due on 31 Dec 2026",
        ),
        (
            [
                "contract:c end=2026-12-31",
                "contract:d start=2027-01-01",
                "contract:d -SUCCEEDS-> contract:c",
            ],
            "handing over to contract:d",
        ),
        (["contract:c end=2026-12-31"], "letting it end, or an agreement that extends it"),
    ],
)
def test_what_the_next_step_takes(lines: list[str], takes: str) -> None:
    about = asked(sketch(*lines).snapshot, TODAY)
    found = Shown(answer(about, ["contract:c"], TODAY, None, True, None, Include.OURS), about.view)
    (line,) = record(found)["contracts"]["nodes"]
    assert line["takes"] == takes
