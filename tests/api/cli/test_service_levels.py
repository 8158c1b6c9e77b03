"""``ramify service-levels`` and ``ramify health``: tables, JSON, before and after, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from tests.support.door import Door, door_of_drawn
from tests.support.levels import levels

OFFICE = levels(
    "sla:portal 99.95% service:portal service:pay",
    "sla:portal -PROMISED_TO-> agency:health",
    "sla:portal -SETS-> target:odd",
    "target:odd metric=availability value=4 unit=hours",
    "service:portal -DEPENDS_ON[net]-> service:a",
    "service:portal -DEPENDS_ON[net]-> service:b",
    "service:a -DEPENDS_ON-> ci:river",
    "service:b -DEPENDS_ON-> ci:river",
    "ola:a 99% service:a",
    "ola:b 99% service:b",
    "sla:portal -UNDERPINNED_BY-> ola:a",
    "document:d -DESCRIBES-> ola:a",
    "document:d -DESCRIBES-> ola:b",
    "service:alone mode=managed",
)
DAY = ("--as-of", "2027-01-01")
DATED = "as of 1 Jan 2027, revision 1"
GAP = "a target that nothing measures"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def test_promises_and_gaps_as_a_table(door: Door) -> None:
    assert door.printed("service-levels", "service:portal", "service:alone", *DAY) == [
        "2 promises: 2 undetermined; 4 gaps in what is agreed or measured.",
        DATED,
        "service:portal:",
        "SLA TARGET PROMISED SUPPORT IF INDEPENDENT VERDICT SHORT BY WHY FAIL TOGETHER",
        "sla:portal target:odd - - - undetermined - unit 'hours' does not fit availability -",
        (
            "sla:portal target:sla:portal 99.95 % 99 % to 100 % 99.99 % undetermined - "
            "whether what it rests on fails together is not known ci:river"
        ),
        "service:alone:",
        "no promise is recorded",
        "gaps: service:portal:",
        "GAP WHERE",
        f"{GAP} target:odd, sla:portal",
        f"{GAP} target:sla:portal, sla:portal",
        f"{GAP} target:ola:a, ola:a",
        f"{GAP} target:ola:b, ola:b",
    ]


def test_as_json(door: Door) -> None:
    found = door.json("service-levels", "service:portal", *DAY)
    assert (found["asOf"], found["complete"]) == ("2027-01-01", True)
    (portal,) = found["services"]
    assert portal["about"]["id"] == "service:portal"
    promise = next(p for p in portal["promises"] if p["target"]["id"] == "target:sla:portal")
    assert promise["support"]["independent"] == pytest.approx(0.9999)
    support = promise["support"]["lower"], promise["support"]["upper"]
    assert support == pytest.approx((0.99, 1))
    assert (promise["verdict"], promise["shortBy"]) == ("UNDETERMINED", 0)
    assert [item["id"] for item in promise["shared"]] == ["ci:river"]
    one_for = [item["id"] for item in (*promise["services"], *promise["customers"])]
    assert one_for == ["service:pay", "service:portal", "agency:health"]
    assert {gap["kind"] for gap in portal["gaps"]} == {"A_TARGET_THAT_NOTHING_MEASURES"}
    assert portal["changes"] == []


def test_before_and_after_edits(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "edits.json"
    edit = {"remove": {"id": "ola:b"}}
    path.write_text(json.dumps({"edits": [edit]}), encoding="utf-8")
    edited = ("service-levels", "service:portal", "--what-if", str(path), *DAY)
    printed = door.printed(*edited)
    at = printed.index("promises that change: service:portal:")
    assert printed[at + 1 :] == [
        "TARGET BEFORE WAS AFTER IS",
        "target:sla:portal 99 % to 100 % undetermined 99 % to 100 % undetermined",
    ]
    (portal,) = door.json(*edited)["services"]
    (change,) = portal["changes"]
    assert change["before"]["support"]["independent"] == pytest.approx(0.9999)
    assert change["after"]["support"]["independent"] is None
    assert change["after"]["why"] == "nothing is committed for service:b"


def test_health_as_a_table(door: Door) -> None:
    printed = door.printed("health", "service:alone", *DAY)
    assert printed[:3] == [
        (
            "Of 13 indicators of service:alone, 1 service, the lowest are access to "
            "technology choices 0 %, completeness of the manual 0 % and currency of "
            "information 0 %; 9 are not known."
        ),
        DATED,
        "LEVER INDICATOR SHARE MET OF FORMULA",
    ]
    assert printed[3].startswith("transparency currency of information 0 % 0 1 items verified")
    managed = next(line for line in printed if "managed services" in line and "%" in line)
    assert managed.startswith("sourcing managed services 100 % 1 1 ")
    whole = door.printed("health", *DAY)
    assert "MANUAL DESCRIBES EMPTY PAGES STALE PAGES" in whole
    assert "document:d 2 0 1" in whole


def test_health_over_time(door: Door) -> None:
    printed = door.printed("health", "--trend", "1999-01-01", *DAY)
    at = printed.index("trend:")
    assert printed[at + 1 : at + 3] == [
        "TREND COURSE",
        "currency of information 1 Jan 1999: unknown",
    ]
    found = door.json("health", "--trend", "1999-01-01", *DAY)
    assert found["trend"][0]["points"] == [{"revision": 0, "date": "1999-01-01", "share": None}]
    currency = found["indicators"][0]
    assert (currency["name"], currency["share"]) == ("currency of information", 0)
    assert currency["unmet"]["totalCount"] == currency["counted"] == 15
    assert found["manual"][0]["document"]["id"] == "document:d"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("service-levels", "document:d"), InvalidQuestion, "of kind Document, expected an agency"),
        (("service-levels", "service:none"), NotFound, "service:none"),
        (("health", "document:d"), InvalidQuestion, "one of Service, Agency, Supplier"),
        (("health", "--trend", "soon"), InvalidQuestion, "found 'soon'"),
    ],
)
def test_what_is_refused(
    door: Door, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        door.printed(*arguments)
