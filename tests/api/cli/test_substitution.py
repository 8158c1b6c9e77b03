"""``ramify substitution``: a supplier in full, a scenario kept, and the sweep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from tests.support.broker import CASE
from tests.support.door import Door, door_of_drawn
from tests.support.levels import levels

DAY = ("--as-of", "2026-11-25")
SOW, BEGUN = "contract:sow end 28 Feb 2027", "contract:sow: begun 25 Nov 2026"
MORE = (
    "service:case -NEEDS-> capability:cases",
    "offering:bridge -DELIVERS-> capability:cases",
    "offering:bridge -SETS-> target:offered",
    "target:offered metric=availability value=99.5 unit=percent",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    graph = levels(*CASE, *MORE)
    with door_of_drawn(graph, tmp_path_factory.mktemp("broker")) as door:
        yield door


def test_one_service_of_a_supplier_by_a_candidate(door: Door) -> None:
    printed = door.printed(
        "substitution", "supplier:cirrus", "--by", "supplier:bridge", "--service", "service:case",
        "--on", "2027-06-01", *DAY,
    )  # fmt: skip
    assert printed[0] == (
        "Replacing supplier:cirrus by supplier:bridge on 1 Jun 2027 can be done with 96 "
        "days to spare: begun today it is done on 25 Feb 2027 at the earliest; the first "
        "step is due by 27 Nov 2026. 1 contract (without a recorded value; no right to "
        "leave is recorded), 1 service and 1 promise change hands; 1 service is exposed; "
        "2 services face citizens, for 1 of 1 agency."
    )
    assert printed[1:4] == [
        "as of 25 Nov 2026, revision 1",
        "what it touches:",
        "LEVEL KIND ID NAME",
    ]
    assert "DIRECT Contract contract:sow contract:sow" in printed
    at = printed.index("to engage: force not recorded:")
    end = printed.index("what hangs on who is replaced:")
    assert printed[at:end] == [
        "to engage: force not recorded:",
        "ID NAME",
        "stakeholder:clerk stakeholder:clerk",
        "to engage: political:",
        "ID NAME",
        "stakeholder:director stakeholder:director",
        "may we:",
        "CONTRACT NAME MAY WE RIGHTS TRIGGERS UNTIL THEN",
        "contract:sow contract:sow no right is recorded; it ends by itself on 28 Feb 2027 - -",
        "can they (market information, not an evaluation):",
        (
            "SUPPLIER NAME DELIVERS LACKS MEETS SHORT UNKNOWN NOT CERTIFIED PRICES SHARE BEFORE "
            "SHARE AFTER CONCENTRATION BEFORE CONCENTRATION AFTER"
        ),
        "supplier:bridge supplier:bridge 1 0 0 2 0 - - 0 % 50 % 1 0.5",
        "target by target: supplier:bridge:",
        "TARGET NAME VERDICT SHORT BY OFFERED",
        "target:ola:case target:ola:case falls short 0.45 % target:offered",
        "target:sla:case target:sla:case falls short 0.4 % target:offered",
        "by when:",
        "BY WHAT CONTRACT HOW IT WAS WORKED OUT",
        f"28 Nov 2026 latest safe start {SOW} − P2M procurement − P1M transition = 28 Nov 2026",
        f"28 Jan 2027 transition begins {SOW} − P1M transition = 28 Jan 2027",
        f"28 Feb 2027 contract ends {SOW}",
        "what the dates take for granted:",
        "CONTRACT NOTE",
        "contract:sow forum:board has no meeting on record before 28 Nov 2026",
        "contract:sow it was never verified",
    ]
    # the order stays under the master agreement with Cirrus: what it covers still hangs there
    hangs = printed[end : printed.index("what hangs on who takes the place:")]
    assert "DIRECT - OperatingLevelAgreement ola:case ola:case" in hangs
    assert not [line for line in hangs if "Contract contract:sow" in line]
    earliest = f"at the earliest: 25 Feb 2027, for {BEGUN} + P2M procurement + P1M transition"
    assert "metrics that lose their source: metric:case" in printed
    assert any(line.startswith(earliest) for line in printed)


def test_the_list_of_what_it_touches_takes_its_arguments_as_json_too(door: Door) -> None:
    only = ("--kind", "contract", "--first", "1")
    found = door.json("substitution", "supplier:cirrus", *only, *DAY)["impact"]["affected"]
    (line,) = found["nodes"]
    assert (line["item"]["id"], found["totalCount"]) == ("contract:msa", 2)


def test_a_scenario_is_kept_and_asked_about_again(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "bridge.json"
    arguments = ("substitution", "supplier:cirrus", "--by", "supplier:bridge")
    door.printed(*arguments, "--save", str(path), *DAY)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["id"] == "bridge"
    after = door.json("substitution", "supplier:bridge", "--what-if", str(path), *DAY)
    assert [may["contract"]["id"] for may in after["may"]] == ["contract:sow", "contract:msa"]
    assert door.json("substitution", "supplier:bridge", *DAY)["may"] == []


SWEEP = (
    "SUPPLIER CONTRACTS SERVICES EXPOSED SERVICES CITIZEN FACING SLAS OLAS METRICS AGENCIES ACT BY"
)


@pytest.mark.parametrize("order", ["exposed-services", "exposedServices", "ACT_BY", "contracts"])
def test_the_sweep(door: Door, order: str) -> None:
    _, *printed = door.printed("sourcing-sweep", "--order-by", order, *DAY)
    assert printed == [
        "as of 25 Nov 2026, revision 1",
        SWEEP,
        "supplier:cirrus 2 2 1 2 1 2 2 1 27 Nov 2026",
        "supplier:bridge 0 0 0 0 0 0 0 0 -",
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("supplier:cirrus", "--order-by", "score"), InvalidQuestion, "orderBy: found 'score'"),
        (("supplier:cirrus", "--save", "x.json"), InvalidQuestion, "--save: found no --by"),
        (("supplier:cirrus", "--on", "soon"), InvalidQuestion, "found 'soon'"),
        (("supplier:none",), NotFound, "supplier:none"),
    ],
)
def test_what_is_refused(
    door: Door, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        door.printed("substitution", *arguments)
