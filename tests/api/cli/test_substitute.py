"""``ramify substitute``: one supplier in full, a candidate, a scenario kept, and the sweep."""

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
HEAD = "as of 2026-11-25, revision 1:"
SOW, BEGUN = "contract:sow end 28 Feb 2027", "(contract:sow): begun 25 Nov 2026"
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
        "substitute", "supplier:cirrus", "--by", "supplier:bridge", "--service", "service:case",
        "--on", "2027-06-01", *DAY,
    )  # fmt: skip
    verdict = (
        "If supplier:cirrus is replaced by supplier:bridge: 1 contract changes, "
        "1 SLA is re-papered, 2 citizen-facing services, 1 customer agency"
    )
    assert printed[0] == f"{HEAD} {verdict}"
    assert "DIRECT Contract contract:sow contract:sow" in printed
    at = printed.index("to engage, force unknown: stakeholder:clerk")
    assert printed[at:] == [
        "to engage, force unknown: stakeholder:clerk",
        "to engage, political: stakeholder:director",
        "metrics that lose their source: metric:case",
        "CONTRACT MAY WE TRIGGERS UNTIL THEN RIGHTS COME FROM",
        "contract:sow no right is recorded; it ends by itself on 28 Feb 2027",
        "candidates: market information, not an evaluation",
        "SUPPLIER DELIVERS MEETS SHORT UNKNOWN NOT CERTIFIED PRICES SHARE OF SERVICES SPREAD (HHI)",
        "supplier:bridge 1 of 1 0 of 2 2 0 – – 0.0% → 50.0% 1.0000 → 0.5000",
        "falls short of target:ola:case by 0.45 %",
        "falls short of target:sla:case by 0.4 %",
        "BY WHAT CONTRACT HOW IT WAS WORKED OUT",
        f"2026-11-28 latest safe start {SOW} − P2M procurement − P1M transition = 28 Nov 2026",
        f"2027-01-28 transition begins {SOW} − P1M transition = 28 Jan 2027",
        f"2027-02-28 contract ends {SOW}",
        "note: contract:sow: forum:board has no meeting on record before 28 Nov 2026",
        "note: contract:sow: it was never verified",
        (
            f"at the earliest on 2027-02-25 {BEGUN} + P2M procurement + P1M transition "
            "= 25 Feb 2027; by agreement: no right to leave it before its end is recorded"
        ),
        "for 2027-06-01: 96 days to spare",
        *printed[-2:],
    ]
    # by then the order has ended with the master agreement: what it covered hangs there no more
    old, new = (
        f"what hangs on supplier:{name}, before and after:" for name in ("cirrus", "bridge")
    )
    assert printed[-2] == f"{old} 0 new, 0 worse, 0 better, 8 gone"
    assert printed[-1].startswith(new)


def test_as_json(door: Door) -> None:
    found = door.json("substitute", "supplier:cirrus", "--by", "supplier:bridge", *DAY)
    assert (found["supplier"], found["by"], found["on"]) == (
        "supplier:cirrus",
        "supplier:bridge",
        "2026-11-25",
    )
    assert found["impact"]["lens"] == "sourcing"
    assert [metric["id"] for metric in found["metrics"]] == ["metric:case", "metric:mail"]
    assert {force: [s["id"] for s in who] for force, who in found["forces"].items()} == {
        "unknown": ["stakeholder:clerk"],
        "political": ["stakeholder:director"],
    }
    assert [may["contract"]["id"] for may in found["may"]] == ["contract:sow", "contract:msa"]
    (bridge,) = found["candidates"]
    assert [level["verdict"] for level in bridge["levels"]].count("falls short") == 2
    assert found["when"]["actBy"] == "2026-11-27"
    assert "contract:msa" in [line["id"] for line in found["difference"]["replaced"]["gone"]]
    assert found["promises"] == []


def test_a_scenario_is_kept_and_asked_about_again(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "bridge.json"
    arguments = ("substitute", "supplier:cirrus", "--by", "supplier:bridge")
    door.printed(*arguments, "--save", str(path), *DAY)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["id"] == "bridge"
    after = door.json("substitute", "supplier:bridge", "--what-if", str(path), *DAY)
    assert [may["contract"]["id"] for may in after["may"]] == ["contract:sow", "contract:msa"]
    assert door.json("substitute", "supplier:bridge", *DAY)["may"] == []


SWEEP = (
    "SUPPLIER CONTRACTS SERVICES EXPOSED SERVICES CITIZEN FACING SLAS OLAS METRICS AGENCIES ACT BY"
)


@pytest.mark.parametrize("order", ["exposed-services", "exposedServices", "ACT_BY", "contracts"])
def test_the_sweep(door: Door, order: str) -> None:
    assert door.printed("substitute", "--all", "--order-by", order, *DAY) == [
        f"{HEAD} 2 suppliers, the first 2",
        SWEEP,
        "supplier:cirrus 2 2 1 2 1 2 2 1 2026-11-27",
        "supplier:bridge 0 0 0 0 0 0 0 0 –",
    ]


def test_the_sweep_as_json(door: Door) -> None:
    found = door.json("substitute", "--all", "--first", "1", *DAY)
    (line,) = found["suppliers"]
    assert (found["total"], line["id"], line["exposedServices"]) == (2, "supplier:cirrus", 1)
    assert line["actBy"] == "2026-11-27"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), InvalidQuestion, "a supplier, or --all"),
        (("supplier:cirrus", "--all"), InvalidQuestion, "a supplier, or --all"),
        (("--all", "--order-by", "score"), InvalidQuestion, "orderBy: found 'score'"),
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
        door.printed("substitute", *arguments)
