"""The ten decisions of docs/decisions.md: the sample's answers, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.support.door import Door, sample_door

AGENCIES_WITHOUT_POWER = (
    # whose sites hang on the network, as both core switches stand in the data centre
    *("administration", "health", "human-services", "transportation", "revenue", "labor"),
    *("public-safety", "natural-resources", "bluestem-county", "prairie-junction"),
    # cases: case management signs in by way of the integration hub, which needs the network
    *("behavioral-health", "child-support"),
    "motor-vehicles",  # driver records, on the mainframe
    "highmesa",  # its racks stand there
)
ACT_BEFORE_THE_TERM_ENDS = {
    "contract:sow-larkspur-desk": "2026-11-28",  # end 31 Aug 2027 - P6M = 28 Feb, - P3M = 28 Nov
    "contract:msa-larkspur": "2026-11-29",  # end 29 Feb 2028 - P9M of an MSA - P6M
    "contract:maintenance-san": "2026-11-30",  # end 30 Apr 2027 - P4M - P1M
    "contract:sub-zoom": "2026-12-01",  # renews after 31 Dec 2026, notice P30D
    "contract:sub-nimbus-vault": "2026-12-08",  # notice by 17 Dec, the committee meets on 8 Dec
    "contract:print-mail": "2026-12-15",  # over
    "contract:licence-database": "2026-12-20",  # over
    "contract:sow-ironwood-unemployment": "2026-12-31",  # over, its successor a month late
}
"""By the next step of each; the next is a meeting on 12 January."""
COLLIDING = {
    # case management 11 Jan to 12 Mar, sign-in 1 Feb to 5 Mar, the desk 15 Feb to 19 Mar
    ("case-management", "sign-in", "2027-02-01", "2027-03-05"),
    ("case-management", "service-desk", "2027-02-15", "2027-03-12"),
    ("service-desk", "sign-in", "2027-02-15", "2027-03-05"),
    # eligibility 5 Apr to 14 May, tax 3 May to 30 Jun, the second carrier 7 Jun to 16 Jul
    ("integrated-eligibility", "tax-processing", "2027-05-03", "2027-05-14"),
    ("network", "tax-processing", "2027-06-07", "2027-06-30"),
}


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with sample_door() as door:
        yield door


def asked(door: Door, *arguments: str, day: str = "2026-11-25") -> Any:
    return door.json(*arguments, "--as-of", day)


def test_dropping_cirrus_before_the_session(door: Door) -> None:
    """Begun on 25 November, P9M of procurement and P6M of transition last until 25 February 2028.

    That is a year and 45 days after 11 January 2027. The master agreement, its two statements of
    work in force, the order of this year and the addendum change hands, worth the master agreement
    alone, since the others are under it; an addendum has no value. Leaving in January, before its
    end in February, costs its fee.
    """
    found = asked(door, "substitution", "supplier:cirrus", "--on", "2027-01-11")["verdict"]
    assert "is 410 days too late: begun today it is done on 25 Feb 2028" in found
    assert "5 contracts (worth 14,800,000 USD, 1 without a recorded value" in found
    assert "leaving early costs 350,000 USD" in found
    assert "3 services and 1 promise change hands" in found  # cases, their intake, their rules


def test_contracts_to_act_on_before_the_term_ends(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(door, "attention", "--until", "2027-01-11")["matters"]["nodes"]
    steps = {
        m["item"]["id"]: m["on"]
        for m in found
        if m["kind"] == "CONTRACT" and m["on"] and m["on"] <= "2027-01-11"
    }
    assert steps == ACT_BEFORE_THE_TERM_ENDS
    monkeypatch.setenv("RAMIFY_TERM_ENDS", "2027-01-11")
    said = asked(door, "roadmap", "--until", "2027-01-11")["verdict"]
    ending = "Before the CIO's term ends on 11 Jan 2027, 8 contracts need a step; 3 contracts end."
    assert said.endswith(ending)


def test_who_calls_on_monday_without_power(door: Door) -> None:
    """All supplies hang on the feeds and the generator; with the generator each keeps one feed."""
    power = ("ci:utility-feed-a", "ci:utility-feed-b")
    whole = ("--kind", "Agency", "--min-level", "LOST")
    found = asked(door, "impact", *power, "ci:generator-1", *whole, day="2026-11-30")["affected"]
    called = {line["item"]["id"].removeprefix("agency:") for line in found["nodes"]}
    assert called == set(AGENCIES_WITHOUT_POWER)
    held = asked(door, "impact", *power, "--min-level", "LOST", day="2026-11-30")["affected"]
    assert {line["item"]["id"] for line in held["nodes"]} == set(power)


def test_the_database_is_retained(door: Door) -> None:
    """Six months, on average above the baseline of 99.9, July below it."""
    readings = [Decimal(n) for n in ("99.96", "99.93", "99.88", "99.98", "99.91", "99.95")]
    assert sum(readings) / 6 == Decimal("99.935")
    said = asked(door, "performance", "service:database")["verdict"]
    assert said.startswith(
        "Managed Database: retain; availability 99.935 % on average, baseline 99.9 %"
    )
    assert "Altocloud offers availability 99.9 % at 720,000 USD" in said


def test_promises_that_rest_on_nothing(door: Door) -> None:
    """Of the sample's SLAs two have no UNDERPINNED_BY."""
    found = asked(door, "check", "--rule", "promise-underpinned")["findings"]["nodes"]
    items = [item["id"] for line in found for item in line["items"]["nodes"]]
    assert sorted(items) == ["sla:emergency-notification", "sla:recovery-housing"]


def test_who_decides_about_the_firmware(door: Door) -> None:
    """The Change Advisory Board oversees what the array carries; two of its members decide."""
    room = asked(door, "impact", "ticket:chg-4107", "--with", "room", day="2026-12-06")["room"]
    deciding = {s["who"]["id"] for s in room["nodes"] if s["role"] == "DECIDE"}
    assert deciding == {"role:hosting-manager", "role:network-manager"}


def test_joining_the_neighbours_desk(door: Door) -> None:
    """One contract, for the first line alone; P6M and P3M from today; six agencies call the desk.

    The latest safe start is Saturday 28 November: Friday is the last working day before it.
    """
    terms = ("--by", "supplier:highmesa-it", "--service", "service:desk-tier-1")
    said = asked(door, "substitution", "supplier:larkspur", *terms)["verdict"]
    assert "takes until 25 Aug 2027, if it is begun today; the first step is due by 27 Nov" in said
    assert "1 contract (worth 4,400,000 USD; all by right) and 1 service change hands" in said
    assert "for 6 of 15 agencies" in said


def test_who_misses_promises_and_what_we_get(door: Door) -> None:
    """Larkspur: 4 of 4 months of answers, 2 of 4 quarters of satisfaction, 2 of 2 months of calls.

    It was claimed of in July and in August.
    """
    said = asked(door, "performance")["verdict"]
    assert "most Larkspur Support Services (8 months)" in said
    assert "remedies: claimed for 2 months" in said


def test_what_collides_in_two_years(door: Door) -> None:
    found = asked(door, "roadmap", "--until", "2028-11-25", "--first", "1000")["conflicts"]["nodes"]
    pairs = {
        (*(i["id"].removeprefix("procurement:") for i in c["items"]), c["first"], c["last"])
        for c in found
        if c["type"] == "TWO_PROCUREMENTS_IN_ONE_WINDOW"
    }
    assert pairs == COLLIDING


def test_the_firmware_may_not_go_ahead(door: Door) -> None:
    """From 8 to 10 h on 6 December, in the freeze of 1 December to 15 January for the portal.

    Of the services that are LOST with the array two say how long they may be away: claims' benefits
    one hour, which is over at 9, vital records eight, until 16 h.
    """
    found = asked(door, "changes", "ticket:chg-4107")
    assert found["verdict"].startswith(
        "1 of 1 change planned until 25 Dec 2026 should not go ahead"
    )
    closed = [(c["window"]["id"], c["type"]) for c in found["closed"]["nodes"]]
    assert closed == [("window:benefits-renewal", "FREEZE")]
    away = {o["service"]["id"]: (o["away"], o["until"]) for o in found["outages"]["nodes"]}
    assert away == {
        "service:unemployment-benefits": ("TOO_LONG", "2026-12-06T09:00:00+00:00"),
        "service:vital-records-system": ("WITHIN_TOLERANCE", "2026-12-06T16:00:00+00:00"),
    }
    assert found["collisions"]["totalCount"] == 0


def test_the_firmware_on_top_of_what_is_open(door: Door) -> None:
    """The cluster and the database nodes stand on the array: five services are LOST with it.

    Hosting keeps its second site, and the tax application may move there. The sign-in and a
    database node have open incidents; no other change is at work at that hour.
    """
    on = ("impact", "ticket:chg-4107", "--background", "--kind", "Service", "--min-level", "LOST")
    found = asked(door, *on, day="2026-12-06")
    lost = {line["item"]["id"].removeprefix("service:") for line in found["affected"]["nodes"]}
    assert lost == {
        *("vm-hosting-capital", "database", "ui-claims"),
        *("unemployment-benefits", "vital-records-system"),
    }
    assert found["verdict"].endswith("already so from 2 open incidents.")
