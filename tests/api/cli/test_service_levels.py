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
HEAD = "as of 2027-01-01, revision 1:"
PROMISED = "sla:portal target:sla:portal 99.95 %"
GAP = "a target that nothing measures"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def test_promises_and_gaps_as_a_table(door: Door) -> None:
    assert door.printed("service-levels", "service:portal", "service:alone", *DAY) == [
        f"{HEAD} 2 figures promised for service:portal, 4 gaps",
        "SLA TARGET PROMISED SUPPORT IF INDEPENDENT VERDICT SHORT BY",
        "sla:portal target:odd ? ? undetermined",
        f"{PROMISED} 99 % to 100 % 99.99 % undetermined",
        "target:odd: unit 'hours' does not fit availability",
        "target:sla:portal: whether what it rests on fails together is not known",
        "target:odd: one figure for 2 services and 1 customer",
        "target:sla:portal: one figure for 2 services and 1 customer",
        "beneath several, so not independent: ci:river",
        "GAP WHERE",
        f"{GAP} target:odd, sla:portal",
        f"{GAP} target:sla:portal, sla:portal",
        f"{GAP} target:ola:a, ola:a",
        f"{GAP} target:ola:b, ola:b",
        f"{HEAD} 0 figures promised for service:alone, 0 gaps",
        "no promise is recorded",
    ]


def test_as_json(door: Door) -> None:
    (found,) = door.json("service-levels", "service:portal", *DAY)
    assert (found["asOf"], found["complete"], found["service"]["id"]) == (
        "2027-01-01",
        True,
        "service:portal",
    )
    promise = next(p for p in found["promises"] if p["target"]["id"] == "target:sla:portal")
    assert promise["independent"] == pytest.approx(0.9999)
    assert (promise["lower"], promise["upper"]) == pytest.approx((0.99, 1))
    assert (promise["verdict"], promise["shortBy"]) == ("undetermined", 0)
    assert [row["id"] for row in promise["shared"]] == ["ci:river"]
    assert {gap["kind"] for gap in found["gaps"]} == {GAP}
    assert found["changes"] == []


def test_before_and_after_edits(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "edits.json"
    edit = {"remove": {"id": "ola:b"}}
    path.write_text(json.dumps({"edits": [edit]}), encoding="utf-8")
    printed = door.printed("service-levels", "service:portal", "--what-if", str(path), *DAY)
    at = printed.index("promises that change:")
    assert printed[at + 2 :] == [
        f"before {PROMISED} 99 % to 100 % 99.99 % undetermined",
        f"after {PROMISED} 99 % to 100 % undetermined",
    ]


def test_health_as_a_table(door: Door) -> None:
    printed = door.printed("health", "service:alone", *DAY)
    assert printed[:2] == [
        f"{HEAD} the health of service:alone, 1 service",
        "INDICATOR SHARE COUNTED FORMULA",
    ]
    assert printed[2].startswith("currency of information 0% 0 of 1")
    managed = next(line for line in printed if line.startswith("managed services"))
    assert managed.startswith("managed services 100% 1 of 1")
    whole = door.printed("health", *DAY)
    assert "MANUAL DESCRIBES EMPTY PAGES STALE PAGES" in whole
    assert "document:d 2 0 1" in whole


def test_health_over_time(door: Door) -> None:
    printed = door.printed("health", "--trend", "1999-01-01", *DAY)
    assert "TREND 1999-01-01 (revision 0)" in printed
    assert "currency of information unknown" in printed
    found = door.json("health", "--trend", "1999-01-01", *DAY)
    assert found["trend"][0]["points"] == [{"revision": 0, "date": "1999-01-01", "share": None}]
    currency = found["indicators"][0]
    assert (currency["name"], currency["share"]) == ("currency of information", 0)
    assert len(currency["unmet"]) == currency["counted"]
    assert found["manual"][0]["document"]["id"] == "document:d"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("service-levels", "ci:river"), InvalidQuestion, "a Service"),
        (("service-levels", "service:none"), NotFound, "service:none"),
        (("health", "document:d"), InvalidQuestion, "a Service, an Agency or a Supplier"),
        (("health", "--trend", "soon"), InvalidQuestion, "found 'soon'"),
    ],
)
def test_what_is_refused(
    door: Door, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        door.printed(*arguments)
