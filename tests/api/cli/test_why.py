"""``ramify why``, ``why-not``, ``paths`` and ``corridor``: tables, JSON, drawings, refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from tests.support.door import Door, door_of_drawn
from tests.support.office import DAY, OFFICE

AS_OF = ("--as-of", DAY)
HEAD = f"outage as of {DAY}, revision 1:"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


LAPSED = (
    f"sourcing as of {DAY}, revision 1: contract:old was reached by DIRECT, but is not in force, "
    "not NOTIFY"
)
HELD = (
    "a redundancy group still holds service:tax -DEPENDS_ON[site]-> ci:site-a ci:site-a ci:site-b 1"
)
TABLES: dict[tuple[str, ...], list[str]] = {
    ("why", "ci:power", "--to", "service:tax"): [
        f"{HEAD} service:tax is DEGRADED",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:power",
        "LOST DEPENDS_ON ci:site-a",
        "DEGRADED DEPENDS_ON[site] service:tax",
        "rests on 5 facts: 2 verified, the oldest on 2026-10-01; weakest source: survey",
    ],
    ("why", "ci:site-a", "--to", "service:tax"): [
        f"{HEAD} service:tax is DEGRADED",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:site-a",
        "DEGRADED DEPENDS_ON[site] service:tax",
        "rests on 3 facts: 2 verified, the oldest on 2026-10-01; weakest source: survey",
    ],
    ("why", "ci:power", "ci:generator", "--to", "service:tax"): [
        f"{HEAD} service:tax is LOST",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:generator",
        "LOST DEPENDS_ON ci:site-b",
        "LOST DEPENDS_ON[site] service:tax ci:site-a",
        "rests on 5 facts: 1 verified, the oldest on 2026-11-01; weakest source: survey",
    ],
    ("why", "ci:power", "--to", "ci:power"): [
        f"{HEAD} ci:power is LOST",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:power",
        "rests on 1 fact: 0 verified; weakest source: drawn",
    ],
    ("why-not", "ci:site-a", "--to", "service:tax"): [
        f"{HEAD} service:tax is DEGRADED, not LOST",
        "each of these alone kept it away",
        "STOPPED BY WHERE FAILED STILL HOLDING MORE",
        HELD,
        "a relation does not hold yet ci:app -DEPENDS_ON-> ci:site-a",
    ],
    ("why-not", "supplier:cirrus", "--to", "service:payroll", "--lens", "sourcing"): [
        f"sourcing as of {DAY}, revision 1: service:payroll is not affected, not NOTIFY",
        "each of these alone kept it away",
        "STOPPED BY WHERE",
        "a contract is not in force contract:old -COVERS-> service:payroll",
    ],
    ("why-not", "supplier:cirrus", "--to", "contract:old", "--lens", "sourcing"): [
        LAPSED,
        "each of these alone kept it away",
        "STOPPED BY WHERE",
        "a contract is not in force contract:old",
    ],
    ("why-not", "ci:power", "--to", "service:mail"): [
        f"{HEAD} service:mail is not affected, not NOTIFY",
        "each of these alone kept it away",
        "STOPPED BY WHERE",
        "no relations lead there from anything at that level service:mail",
    ],
    ("why-not", "ci:site-a", "--to", "service:tax", "--first", "1"): [
        f"{HEAD} service:tax is DEGRADED, not LOST",
        "each of these alone kept it away",
        "STOPPED BY WHERE FAILED STILL HOLDING MORE",
        HELD,
        "and 1 more",
    ],
    ("paths", "ci:app", "ci:site-a", "ci:site-b", "--to", "service:tax", "--first", "1"): [
        f"{HEAD} service:tax is LOST, 1 way",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:app",
        "LOST DEPENDS_ON service:tax",
        "there may be other ways: the first 1 were asked for",
    ],
    ("paths", "ci:app", "ci:site-a", "ci:site-b", "--to", "service:tax"): [
        f"{HEAD} service:tax is LOST, 2 ways",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:app",
        "LOST DEPENDS_ON service:tax",
        "LEVEL OVER ITEM FAILED TOGETHER WITH",
        "LOST ci:site-b",
        "LOST DEPENDS_ON[site] service:tax ci:site-a",
    ],
    ("corridor", "ci:power", "--to", "service:tax"): [
        f"{HEAD} service:tax is DEGRADED, 3 items and 2 relations between",
        "LEVEL KIND ID NAME",
        "LOST ConfigurationItem ci:power ci:power",
        "LOST ConfigurationItem ci:site-a ci:site-a",
        "DEGRADED Service service:tax service:tax",
        "ci:site-a -DEPENDS_ON-> ci:power",
        "service:tax -DEPENDS_ON[site]-> ci:site-a",
    ],
    ("corridor", "ci:power", "--to", "service:mail"): [
        f"{HEAD} service:mail is not affected, 0 items and 0 relations between",
    ],
    ("corridor", "ci:site-a", "--to", "service:tax", "--format", "dot"): [
        "digraph corridor {",
        'node [shape=box, style="rounded,filled"];',
        '"ci:site-a" [label="ci:site-a\\nLOST", fillcolor="#f4b6b6"];',
        '"service:tax" [label="service:tax\\nDEGRADED", fillcolor="#f7dfa8"];',
        '"service:tax" -> "ci:site-a" [label="DEPENDS_ON [site]"];',
        "}",
    ],
}


@pytest.mark.parametrize(("command", "lines"), TABLES.items(), ids=map(" ".join, TABLES))
def test_table(door: Door, command: tuple[str, ...], lines: list[str]) -> None:
    assert door.printed(*command, *AS_OF) == lines


def test_why_for_programs(door: Door) -> None:
    found = door.json("why", "ci:power", "ci:generator", "--to", "service:tax", *AS_OF)
    assert (found["revision"], found["asOf"], found["lens"]) == (1, DAY, "outage")
    assert (found["to"]["id"], found["level"]) == ("service:tax", "LOST")
    assert found["witness"][-1] == {
        "type": "DEPENDS_ON",
        "from": "service:tax",
        "to": "ci:site-b",
        "item": "service:tax",
        "level": "LOST",
        "together": ["ci:site-a"],
    }
    assert found["confidence"] == {
        "oldest": "2026-11-01",
        "weakestSource": "survey",
        "unverified": 4,
        "facts": 5,
    }


def test_why_not_for_programs(door: Door) -> None:
    found = door.json("why-not", "ci:site-a", "--to", "service:tax", *AS_OF)
    assert (found["level"], found["notAt"], found["together"]) == ("DEGRADED", "LOST", 1)
    assert (found["complete"], found["reason"], found["totalCount"]) == (True, None, 2)
    group, later = found["stops"]
    assert group == {
        "reason": "GROUP_HELD",
        "said": "a redundancy group still holds",
        "origin": "ci:site-a",
        "target": "service:tax",
        "relation": {"type": "DEPENDS_ON", "from": "service:tax", "to": "ci:site-a"},
        "failed": ["ci:site-a"],
        "holding": ["ci:site-b"],
        "more": 1,
    }
    assert (later["reason"], later["target"]) == ("NOT_YET", "ci:app")


def test_paths_and_corridors_for_programs(door: Door) -> None:
    found = door.json("paths", "ci:app", "--to", "agency:revenue", *AS_OF)
    assert (found["complete"], found["reason"]) == (True, None)
    assert [[step["item"] for step in path] for path in found["paths"]] == [
        ["service:tax", "agency:revenue"]
    ]
    drawn = door.json("corridor", "ci:site-a", "--to", "service:tax", *AS_OF)
    assert {item["id"]: item["level"] for item in drawn["items"]} == {
        "ci:site-a": "LOST",
        "service:tax": "DEGRADED",
    }
    assert drawn["relations"] == [{"type": "DEPENDS_ON", "from": "service:tax", "to": "ci:site-a"}]


REFUSED = [
    (("why", "ci:power", "--to", "service:mail"), InvalidQuestion, "--to: found 'service:mail'"),
    (("paths", "ci:power", "--to", "service:mail"), InvalidQuestion, "ramify why-not says what"),
    (("why", "ci:power", "--to", "nobody"), NotFound, "nothing is recorded under 'nobody'"),
    (("why-not", "nobody", "--to", "ci:app"), NotFound, "nothing is recorded under 'nobody'"),
    (("why-not", "ci:app", "--to", "ci:app"), InvalidQuestion, "'ci:app', which is LOST"),
    (("corridor", "ci:app", "--to", "nobody"), NotFound, "nothing is recorded under 'nobody'"),
]


@pytest.mark.parametrize(("command", "error", "said"), REFUSED)
def test_refusal(door: Door, command: tuple[str, ...], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        door.printed(*command, *AS_OF)
