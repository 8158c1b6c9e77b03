"""``--what-if``, ``--at-revision``, ``scenario``, ``apply`` and ``diff``: from idea to fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_model.errors import InvalidChangeSet, InvalidQuestion, StaleRevision, UnreadableFile
from tests.support.door import Door, door_of_drawn
from tests.support.office import DAY, OFFICE, TOLD_DAY

AS_OF = ("--as-of", DAY)
SAVE = ("scenario", "--format", "file")
SITE_B = {"type": "DEPENDS_ON", "from": "service:tax", "to": "ci:site-b", "group": "site"}
EDITS: list[Any] = [
    {"remove": SITE_B},
    {"replaceSupplier": {"supplier": "supplier:cirrus", "by": "supplier:alto"}},
]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path) as door:
        yield door


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the edits."""
    path = tmp_path / "edits.json"
    path.write_text(json.dumps(EDITS), encoding="utf-8")
    return path


def test_an_impact_shows_what_the_edits_change(door: Door, file: Path) -> None:
    lines = door.printed("impact", "ci:power", *AS_OF, "--what-if", str(file))
    assert lines[0] == (
        "If ci:power fails: 1 service LOST; 1 service level agreement LOST (promise "
        "broken); 1 of 1 agency (1 as customer, 1 promised to); hardest hit is agency:revenue: 1 "
        "of 1 service LOST. The edits make 1 affected that were not, 3 worse, 1 no longer affected."
    )
    at = lines.index("before and after the edits:")
    assert lines[at:] == [
        "before and after the edits:",
        "WAS IS KIND ID NAME",
        "DEGRADED LOST Agency agency:revenue agency:revenue",
        "DEGRADED LOST Service service:tax service:tax",
        "DEGRADED LOST ServiceLevelAgreement sla:tax sla:tax",
        "- NOTIFY Supplier supplier:alto supplier:alto",
        "NOTIFY - Supplier supplier:cirrus supplier:cirrus",
        "services without an OLA: service:tax",
    ]
    found = door.json("impact", "ci:power", *AS_OF, "--what-if", str(file))["difference"]
    (new,) = found["new"]["nodes"]
    assert (new["item"]["id"], new["level"], new["before"]) == ("supplier:alto", "NOTIFY", None)
    assert {name: page["totalCount"] for name, page in found.items()} == {
        "changes": 5,
        "new": 1,
        "gone": 1,
        "worse": 3,
        "better": 0,
    }
    plain = door.json("impact", "ci:power", *AS_OF)
    assert (plain["difference"], plain["revision"]) == (None, 1)


def test_edits_that_change_nothing_of_an_answer(door: Door, file: Path) -> None:
    verdict, *_ = door.printed("impact", "service:mail", *AS_OF, "--what-if", str(file))
    assert verdict.endswith(". The edits change nothing of this.")


QUESTIONS: list[tuple[tuple[str, ...], str, str]] = [
    # the command, and its verdict without and with the edits
    (
        ("why", "ci:power", "--to", "service:tax"),
        "service:tax is DEGRADED: 2 steps from ci:power.",
        "service:tax is LOST: 2 steps from ci:power.",
    ),
    (
        ("path", "ci:site-b", "service:tax"),
        "1 relation joins ci:site-b and service:tax.",
        "Nothing recorded joins ci:site-b and service:tax.",
    ),
    (
        ("dependencies", "ci:generator", "--direction", "above"),
        "3 items lie above ci:generator, up to 3 steps away.",
        "1 item lies above ci:generator, up to 1 step away.",
    ),
    (
        ("structure", "--relation", "DEPENDS_ON"),
        "15 items and 5 relations in 10 components, with 0 rings and 3 articulation points.",
        "15 items and 4 relations in 11 components, with 0 rings and 2 articulation points.",
    ),
]


@pytest.mark.parametrize(("command", "before", "after"), QUESTIONS)
def test_every_command_takes_a_what_if_and_a_revision(
    door: Door, file: Path, command: tuple[str, ...], before: str, after: str
) -> None:
    def verdict(*more: str) -> str:
        return str(door.json(*command, *AS_OF, *more)["verdict"])

    assert (verdict(), verdict("--what-if", str(file))) == (before, after)
    door.printed("apply", str(scenario(door, file)))
    assert (verdict(), verdict("--at-revision", "1")) == (after, before)


def scenario(door: Door, file: Path) -> Path:
    """The edits, saved as a ChangeSet's file."""
    result = door.run(*SAVE, str(file), "--id", "scenario:one", *AS_OF)
    path = file.with_name("scenario.json")
    path.write_text(result.stdout, encoding="utf-8")
    return path


def test_a_search_takes_a_what_if(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "named.json"
    path.write_text('{"edits": [{"set": {"id": "service:tax", "name": "Levies"}}]}')
    assert door.json("search", "levies")["hits"]["nodes"] == []
    (hit,) = door.json("search", "levies", "--what-if", str(path))["hits"]["nodes"]
    assert hit["item"]["id"] == "service:tax"


def test_a_scenario_is_asked_again_and_applied_once(door: Door, file: Path) -> None:
    saved = scenario(door, file)
    changes = json.loads(saved.read_text())["changes"]
    verbs = ["remove", "remove", "put", "remove", "put"]
    assert [next(iter(change)) for change in changes] == verbs
    over = [
        door.json("impact", "ci:power", *AS_OF, "--what-if", str(path))["difference"]
        for path in (file, saved)
    ]
    assert over[0] == over[1]
    applied = f"scenario:one: revision 2, {len(changes)} changed"
    assert door.printed("apply", str(saved), "--as", "me") == [applied]
    assert door.printed("apply", str(saved)) == [applied]
    (entry,) = door.graph.store.journal(1)
    assert (entry.author, entry.source, entry.via.door) == ("me", "command line", "command line")


def test_a_scenario_of_another_revision_is_refused(door: Door, file: Path, tmp_path: Path) -> None:
    saved = scenario(door, file)
    path = tmp_path / "other.json"
    other = {"id": "other", "changes": [{"set": {"id": "service:tax", "name": "Tax"}}]}
    path.write_text(json.dumps(other))
    door.printed("apply", str(path))
    with pytest.raises(StaleRevision, match="written for revision 1, the store is at 2"):
        door.printed("apply", str(saved))


def test_a_scenario_says_what_it_changes(door: Door, file: Path) -> None:
    assert door.printed("scenario", str(file), "--id", "scenario:one", *AS_OF) == [
        "The edits come to 5 changes, written for revision 1.",
        f"as of {TOLD_DAY}, revision 1",
        "DOES TO",
        "remove service:tax -DEPENDS_ON[site]-> ci:site-b",
        "remove supplier:cirrus -PROVIDES-> service:tax",
        "put supplier:alto -PROVIDES-> service:tax",
        "remove contract:msa -WITH-> supplier:cirrus",
        "put contract:msa -WITH-> supplier:alto",
    ]


def test_a_difference_between_revisions_and_between_days(door: Door, file: Path) -> None:
    door.printed("apply", str(scenario(door, file)))
    lines = door.printed("diff", "1", "2", *AS_OF)
    assert lines == [
        f"From revision 1 on {TOLD_DAY} to revision 2 on {TOLD_DAY}: 2 added, 3 removed.",
        f"as of {TOLD_DAY}, revision 2",
        "added:",
        "WHAT",
        "supplier:alto -PROVIDES-> service:tax",
        "contract:msa -WITH-> supplier:alto",
        "removed:",
        "WHAT",
        "service:tax -DEPENDS_ON[site]-> ci:site-b",
        "supplier:cirrus -PROVIDES-> service:tax",
        "contract:msa -WITH-> supplier:cirrus",
    ]
    assert door.printed("diff", "2027-01-01", "2027-07-01")[2:] == [
        "beginning to hold:",
        "RELATION SINCE",
        "ci:app -DEPENDS_ON-> ci:site-a 1 Jun 2027",
        "going out of force:",
        "ID NAME START ENDS",
        "contract:msa contract:msa - 30 Jun 2027",
    ]
    at = f"revision 2 on {TOLD_DAY}"
    nothing = f"From {at} to {at}: nothing recorded, begun or ended."
    assert door.printed("diff", "2", "2", *AS_OF)[0] == nothing


def test_two_days_differ_by_what_is_supposed(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "later.json"
    path.write_text('{"edits": [{"set": {"id": "contract:msa", "end": "2027-12-31"}}]}')
    days = ("diff", "2027-01-01", "2027-07-01")
    assert door.printed(*days)[2:][-1] == "contract:msa contract:msa - 30 Jun 2027"
    assert "contract:msa" not in "".join(door.printed(*days, "--what-if", str(path)))
    for points in (("1", "2027-07-01"), ("2027-07-01", "1"), ("1", "1")):
        with pytest.raises(InvalidQuestion, match="whatIf: found edits and a revision"):
            door.printed("diff", *points, "--what-if", str(path))


def test_the_journal(door: Door, file: Path) -> None:
    door.printed("apply", str(scenario(door, file)), "--as", "me")
    lines = door.printed("journal", "1")
    assert lines[0] == "1 revision after revision 1."
    assert lines[2] == "REVISION RECORDED AUTHOR DOOR SOURCE CHANGES CHANGE SET"
    number, _, _, _, _, zone, *rest = lines[3].split()
    assert (number, zone, rest) == (
        "2",
        "UTC",
        ["me", *["command", "line", "command", "line"], "5", "scenario:one"],
    )


REFUSED: list[tuple[tuple[str, ...], object, type[Exception], str]] = [
    (("impact", "ci:app"), {}, InvalidChangeSet, "edits: found NoneType, expected a list"),
    (("impact", "ci:app"), [{"remove": {"id": "x"}}], InvalidChangeSet, "edit 1 .remove x.: found"),
    (("apply",), [], InvalidChangeSet, "ChangeSet: found list, expected an object"),
    (("scenario", "--id", "s"), [{}], InvalidChangeSet, "edit 1: found {}, expected one of"),
]


@pytest.mark.parametrize(("command", "content", "error", "said"), REFUSED)
def test_a_file_that_is_wrong(
    door: Door,
    tmp_path: Path,
    command: tuple[str, ...],
    content: object,
    error: type[Exception],
    said: str,
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(content))
    given = ("--what-if", str(path)) if command[0] == "impact" else (str(path),)
    with pytest.raises(error, match=said):
        door.printed(*command, *given)
    assert door.graph.store.revision() == 1


@pytest.mark.parametrize("content", [None, "{"])
def test_a_file_that_cannot_be_read(door: Door, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "unreadable.json"
    if content is not None:
        path.write_text(content)
    for command in (("apply", str(path)), ("impact", "ci:app", "--what-if", str(path))):
        with pytest.raises(
            UnreadableFile, match=r"unreadable.json: found .*, expected a JSON file"
        ):
            door.printed(*command)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("impact", "ci:app", "--at-revision", "9"), "atRevision: found 9, expected a revision"),
        (("diff", "1", "9"), "atRevision: found 9, expected a revision from 0 to 1"),
        (("diff", "soon", "1"), "from: found 'soon', expected a revision's number, or a date"),
    ],
)
def test_a_point_that_there_is_not(door: Door, command: tuple[str, ...], said: str) -> None:
    with pytest.raises(InvalidQuestion, match=said):
        door.printed(*command)
