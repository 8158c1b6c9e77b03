"""``ramify impact --fail-on``: an exit code by which a pipeline stops a change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidQuestion
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

FOUND = 3
AS_OF = ("--as-of", "2027-01-09")
NIGHT = "planned_start=2027-01-10T22:00:00Z planned_end=2027-01-11T02:00:00Z"
GRAPH = sketch(
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    "service:web -DEPENDS_ON-> ci:b",
    "agency:tax -CONSUMES-> service:mail",
    "ci:spare -DEPENDS_ON-> ci:shelf",
    f"ticket:chg type=change {NIGHT}",
    "ticket:chg -AFFECTS-> ci:b since=2027-01-10",
    "ticket:inc type=incident",
    "ticket:inc -AFFECTS-> ci:a",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(GRAPH, tmp_path_factory.mktemp("pipeline")) as door:
        yield door


CODES = [
    # arguments, level, exit code
    (("ci:a",), "LOST", 0),
    (("ci:a",), "DEGRADED", FOUND),
    (("ci:a",), "notify", FOUND),
    (("ci:a", "ci:b"), "LOST", FOUND),
    (("ci:shelf",), "NOTIFY", 0),  # nobody feels it
    (("ci:a", "--lens", "sourcing"), "INDIRECT", 0),
    (("ci:b", "--background"), "LOST", FOUND),
    (("ci:a", "--background"), "NOTIFY", 0),  # the open incident has done so already
    (("ticket:chg",), "LOST", FOUND),  # on the day it is planned for
    (("ticket:chg", *AS_OF), "NOTIFY", 0),  # not before
]


@pytest.mark.parametrize(("arguments", "level", "code"), CODES)
def test_the_exit_code(door: Door, arguments: tuple[str, ...], level: str, code: int) -> None:
    dated = () if "ticket:chg" in arguments else AS_OF
    for format in ("table", "text", "json"):
        plain = door.run("impact", *arguments, *dated, "--format", format)
        checked = door.run("impact", *arguments, *dated, "--format", format, "--fail-on", level)
        assert (plain.exit_code, checked.exit_code) == (0, code)
        assert checked.stdout == plain.stdout


def test_of_a_what_if(door: Door, tmp_path: Path) -> None:
    edits = tmp_path / "what-if.json"
    gone = {
        "remove": {"type": "DEPENDS_ON", "from": "service:mail", "to": "ci:b", "group": "relays"}
    }
    edits.write_text(json.dumps([gone]), encoding="utf-8")
    asked = ("impact", "ci:a", *AS_OF, "--fail-on", "LOST")
    codes = [door.run(*asked, *more).exit_code for more in ((), ("--what-if", str(edits)))]
    assert codes == [0, FOUND]


def test_the_level_in_json_is_the_same(door: Door) -> None:
    assert [door.json("impact", of, *AS_OF)["level"] for of in ("ci:a", "ci:b", "ci:shelf")] == [
        *("DEGRADED", "LOST"),
        None,
    ]


@pytest.mark.parametrize("level", ["DIRECT", "", "bad"])
def test_a_level_of_another_lens_is_refused(door: Door, level: str) -> None:
    with pytest.raises(InvalidQuestion, match=r"--fail-on: found .*, expected one of LOST, DEG"):
        door.printed("impact", "ci:a", "--fail-on", level)
