"""``ramify why``, ``why-not``, ``paths``, ``corridor``, ``redundancy-ends``, ``dependencies``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from tests.support.door import Door, door_of_drawn
from tests.support.office import DAY, OFFICE, TOLD_DAY

AS_OF = ("--as-of", DAY)
DATED = f"as of {TOLD_DAY}, revision 1"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


HELD = (
    "a redundancy group still holds service:tax -DEPENDS_ON[site]-> ci:site-a ci:site-a ci:site-b 1"
)
NOT_YET = "a relation does not hold yet ci:app -DEPENDS_ON-> ci:site-a"
TABLES: dict[tuple[str, ...], list[str]] = {
    ("why", "ci:power", "--to", "service:tax"): [
        "service:tax is DEGRADED: 2 steps from ci:power.",
        DATED,
        "LEVEL OVER ID NAME",
        "LOST DEPENDS_ON ci:site-a ci:site-a",
        "DEGRADED DEPENDS_ON[site] service:tax service:tax",
        "rests on 5 facts: 2 verified, the oldest on 1 Oct 2026; weakest source: survey",
    ],
    ("why", "ci:power", "ci:generator", "--to", "service:tax"): [
        "service:tax is LOST: 2 steps from ci:generator.",
        DATED,
        "LEVEL OVER ID NAME FAILED TOGETHER WITH",
        "LOST DEPENDS_ON ci:site-b ci:site-b -",
        "LOST DEPENDS_ON[site] service:tax service:tax ci:site-a",
        "rests on 5 facts: 1 verified, the oldest on 1 Nov 2026; weakest source: survey",
    ],
    ("why", "ci:power", "--to", "ci:power"): [
        "ci:power is LOST: it was asked about.",
        DATED,
        "rests on 1 fact: 0 verified; weakest source: drawn",
    ],
    ("why-not", "ci:site-a", "--to", "service:tax"): [
        "service:tax is DEGRADED, not LOST: lifting any one of 2 blockers would let it through.",
        DATED,
        "STOPPED BY WHERE FAILED STILL HOLDING MORE",
        HELD,
        f"{NOT_YET} - - -",
    ],
    ("why-not", "supplier:cirrus", "--to", "service:payroll", "--lens", "sourcing"): [
        "service:payroll is not affected, not NOTIFY: a contract is not in force.",
        DATED,
        "STOPPED BY WHERE",
        "a contract is not in force contract:old -COVERS-> service:payroll",
    ],
    ("why-not", "supplier:cirrus", "--to", "contract:old", "--lens", "sourcing"): [
        "contract:old was reached by DIRECT, but is not affected: a contract is not in force.",
        DATED,
        "STOPPED BY WHERE",
        "a contract is not in force contract:old",
    ],
    ("why-not", "ci:power", "--to", "service:mail"): [
        (
            "service:mail is not affected, not NOTIFY: no relations lead there from "
            "anything at that level."
        ),
        DATED,
        "STOPPED BY WHERE",
        "no relations lead there from anything at that level service:mail",
    ],
    ("why-not", "ci:site-a", "--to", "service:tax", "--first", "1"): [
        "service:tax is DEGRADED, not LOST: lifting any one of 2 blockers would let it through.",
        DATED,
        "STOPPED BY WHERE FAILED STILL HOLDING MORE",
        HELD,
    ],
    ("paths", "ci:app", "ci:site-a", "ci:site-b", "--to", "service:tax", "--first", "1"): [
        "service:tax is LOST: 1 way, and there may be others.",
        DATED,
        "1 step from ci:app:",
        "LEVEL OVER ID NAME",
        "LOST DEPENDS_ON service:tax service:tax",
        "this answer is not complete: the first 1 were asked for",
    ],
    ("paths", "ci:app", "ci:site-a", "ci:site-b", "--to", "service:tax"): [
        "service:tax is LOST: 2 ways.",
        DATED,
        "1 step from ci:app:",
        "LEVEL OVER ID NAME",
        "LOST DEPENDS_ON service:tax service:tax",
        "1 step from ci:site-b:",
        "LEVEL OVER ID NAME FAILED TOGETHER WITH",
        "LOST DEPENDS_ON[site] service:tax service:tax ci:site-a",
    ],
    ("corridor", "ci:power", "--to", "service:tax"): [
        "service:tax is DEGRADED: 3 items and 2 relations lie on the way.",
        DATED,
        "LEVEL KIND ID NAME",
        "LOST ConfigurationItem ci:power ci:power",
        "LOST ConfigurationItem ci:site-a ci:site-a",
        "DEGRADED Service service:tax service:tax",
        "relations:",
        "RELATION",
        "ci:site-a -DEPENDS_ON-> ci:power",
        "service:tax -DEPENDS_ON[site]-> ci:site-a",
    ],
    ("corridor", "ci:power", "--to", "service:mail"): [
        "service:mail is not affected: nothing recorded leads there.",
        DATED,
    ],
    ("redundancy-ends", "ci:power", "--until", "2027-12-31"): [
        (
            "1 redundancy group loses a member by 31 Dec 2027, the first on 1 Feb 2027; 1"
            " has none to spare then."
        ),
        DATED,
        "ON DEPENDENT GROUP LOSES AS ENDS OF NEEDED LEFT SPARE",
        "1 Feb 2027 service:tax site ci:site-b relation 2 1 1 0",
    ],
    ("redundancy-ends", "ci:power", "--until", "2027-01-31"): [
        "Nothing recorded ends by 31 Jan 2027 of the redundancy that this touches.",
        DATED,
    ],
    ("dependencies", "ci:power", "--direction", "above", "--depth", "2"): [
        "2 items lie above ci:power, up to 2 steps away.",
        DATED,
        "LIES DEPTH KIND ID NAME OVER",
        "above 1 ConfigurationItem ci:site-a ci:site-a ci:site-a -DEPENDS_ON-> ci:power",
        "above 2 Service service:tax service:tax service:tax -DEPENDS_ON[site]-> ci:site-a",
        "this answer is not complete: more lies deeper than 2, as was asked for",
    ],
    ("dependencies", "service:mail", "--direction", "above"): [
        "Nothing is recorded that lies above service:mail.",
        DATED,
    ],
}


@pytest.mark.parametrize(("command", "lines"), TABLES.items(), ids=map(" ".join, TABLES))
def test_table(door: Door, command: tuple[str, ...], lines: list[str]) -> None:
    assert door.printed(*command, *AS_OF) == lines


def test_a_corridor_is_drawn_for_graphviz(door: Door) -> None:
    drawn = ("corridor", "ci:site-a", "--to", "service:tax", "--format", "dot")
    assert door.printed(*drawn, *AS_OF) == [
        "digraph corridor {",
        'node [shape=box, style="rounded,filled"];',
        '"ci:site-a" [label="ci:site-a\\nLOST", fillcolor="#f4b6b6"];',
        '"service:tax" [label="service:tax\\nDEGRADED", fillcolor="#f7dfa8"];',
        '"service:tax" -> "ci:site-a" [label="DEPENDS_ON [site]"];',
        "}",
    ]


def test_a_short_text(door: Door) -> None:
    asked = ("why", "ci:power", "--to", "service:tax", "--format", "text")
    assert door.printed(*asked, *AS_OF) == [
        "service:tax is DEGRADED: 2 steps from ci:power.",
        "LOST DEPENDS_ON ci:site-a ci:site-a",
        "DEGRADED DEPENDS_ON[site] service:tax service:tax",
        "rests on 5 facts: 2 verified, the oldest on 1 Oct 2026; weakest source: survey",
        DATED,
    ]


REFUSED = [
    (("why", "ci:power", "--to", "service:mail"), InvalidQuestion, "to: found 'service:mail'"),
    (("paths", "ci:power", "--to", "service:mail"), InvalidQuestion, "whyNot says what stopped"),
    (("why", "ci:power", "--to", "nobody"), NotFound, "nothing is recorded under 'nobody'"),
    (("why-not", "nobody", "--to", "ci:app"), NotFound, "nothing is recorded under 'nobody'"),
    (("why-not", "ci:app", "--to", "ci:app"), InvalidQuestion, "'ci:app', which is LOST"),
    (("corridor", "ci:app", "--to", "nobody"), NotFound, "nothing is recorded under 'nobody'"),
    (("dependencies", "nobody"), NotFound, "nothing is recorded under 'nobody'"),
    (
        ("dependencies", "ci:app", "--direction", "up"),
        InvalidQuestion,
        "direction: found 'up', expected one of beneath, above, both",
    ),
]


@pytest.mark.parametrize(("command", "error", "said"), REFUSED)
def test_refusal(door: Door, command: tuple[str, ...], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        door.printed(*command, *AS_OF)
