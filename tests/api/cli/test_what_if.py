"""``--what-if``, ``--at-revision``, ``scenario``, ``apply`` and ``diff``: from idea to fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_model.errors import InvalidChangeSet, InvalidQuestion, StaleRevision, UnreadableFile
from tests.support.door import Door, door_of_drawn
from tests.support.office import DAY, OFFICE

AS_OF = ("--as-of", DAY)
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
    at = lines.index("what the edits change:")
    assert lines[at + 1 :] == [
        "WHAT BEFORE AFTER KIND ID NAME",
        "new – NOTIFY Supplier supplier:alto supplier:alto",
        "worse DEGRADED LOST Agency agency:revenue agency:revenue",
        "worse DEGRADED LOST Service service:tax service:tax",
        "worse DEGRADED LOST ServiceLevelAgreement sla:tax sla:tax",
        "gone NOTIFY – Supplier supplier:cirrus supplier:cirrus",
    ]
    found = door.json("impact", "ci:power", *AS_OF, "--what-if", str(file))["difference"]
    assert found["new"] == [
        {
            "kind": "Supplier",
            "id": "supplier:alto",
            "name": "supplier:alto",
            "before": None,
            "after": "NOTIFY",
        }
    ]
    assert {name: len(lines) for name, lines in found.items()} == {
        "new": 1,
        "worse": 3,
        "better": 0,
        "gone": 1,
    }
    plain = door.json("impact", "ci:power", *AS_OF)
    assert "difference" not in plain
    assert plain["revision"] == 1


def test_edits_that_change_nothing_of_an_answer(door: Door, file: Path) -> None:
    lines = door.printed("impact", "service:mail", *AS_OF, "--what-if", str(file))
    assert "the edits change nothing of this answer" in lines


QUESTIONS: list[tuple[tuple[str, ...], str, object, object]] = [
    (("why", "ci:power", "--to", "service:tax"), "level", "DEGRADED", "LOST"),
    (("substitute", "supplier:cirrus"), "verdict", "If supplier:cirrus is replaced: 1", "If sup"),
    (("criticality", "ci:site-a"), "items", None, None),
    (("spof",), "ranked", None, None),
    (("cut-sets", "service:tax"), "single", None, None),
    (("concentration",), "suppliers", None, None),
    (("path", "ci:site-b", "service:tax"), "items", ["ci:site-b", "service:tax"], []),
    (("structure",), "relations", None, None),
]


@pytest.mark.parametrize(("command", "field", "before", "after"), QUESTIONS)
def test_every_command_takes_a_what_if_and_a_revision(
    door: Door, file: Path, command: tuple[str, ...], field: str, before: object, after: object
) -> None:
    asked = (*command, *AS_OF)
    now, edited = door.json(*asked)[field], door.json(*asked, "--what-if", str(file))[field]
    assert now != edited
    for found, expected in ((now, before), (edited, after)):
        if isinstance(expected, str):
            assert str(found).startswith(expected)
        elif expected is not None:
            assert found == expected
    saved = scenario(door, file)
    door.printed("apply", str(saved))
    assert door.json(*asked)[field] == edited
    assert door.json(*asked, "--at-revision", "1")[field] == now


def scenario(door: Door, file: Path) -> Path:
    """The edits, saved as a ChangeSet's file."""
    result = door.run("scenario", str(file), "--id", "scenario:one", *AS_OF)
    path = file.with_name("scenario.json")
    path.write_text(result.stdout, encoding="utf-8")
    return path


def test_a_search_takes_a_what_if(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "named.json"
    path.write_text('{"edits": [{"set": {"id": "service:tax", "name": "Levies"}}]}')
    assert door.json("search", "levies")["hits"] == []
    (hit,) = door.json("search", "levies", "--what-if", str(path))["hits"]
    assert hit["id"] == "service:tax"


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
    assert door.printed("apply", str(saved), "--author", "me") == [applied]
    assert door.printed("apply", str(saved)) == [applied]
    (entry,) = door.graph.store.journal(1)
    assert (entry.author, entry.source) == ("me", "command line")


def test_a_scenario_of_another_revision_is_refused(door: Door, file: Path, tmp_path: Path) -> None:
    saved = scenario(door, file)
    path = tmp_path / "other.json"
    other = {"id": "other", "changes": [{"set": {"id": "service:tax", "name": "Tax"}}]}
    path.write_text(json.dumps(other))
    door.printed("apply", str(path))
    with pytest.raises(StaleRevision, match="written for revision 1, the store is at 2"):
        door.printed("apply", str(saved))


def test_a_difference_between_revisions_and_between_days(door: Door, file: Path) -> None:
    door.printed("apply", str(scenario(door, file)))
    lines = door.printed("diff", "1", "2")
    assert lines[0].startswith("from revision 1 on ")
    assert lines[1:] == [
        "WHAT OF",
        "added supplier:alto -PROVIDES-> service:tax",
        "added contract:msa -WITH-> supplier:alto",
        "removed service:tax -DEPENDS_ON[site]-> ci:site-b",
        "removed supplier:cirrus -PROVIDES-> service:tax",
        "removed contract:msa -WITH-> supplier:cirrus",
    ]
    assert door.printed("diff", "2027-01-01", "2027-07-01") == [
        "from revision 2 on 2027-01-01 to revision 2 on 2027-07-01",
        "WHAT OF",
        "beginning ci:app -DEPENDS_ON-> ci:site-a",
        "ending contract:msa",
    ]
    assert door.printed("diff", "2", "2")[1:] == ["nothing recorded, begun or ended between"]
    found = door.json("diff", "2", "1")
    assert [image["after"]["to"] for image in found["added"]] == [
        "ci:site-b",
        "service:tax",
        "supplier:cirrus",
    ]


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
        (("diff", "soon", "1"), "FROM: found 'soon', expected a revision's number, or a day"),
    ],
)
def test_a_point_that_there_is_not(door: Door, command: tuple[str, ...], said: str) -> None:
    with pytest.raises(InvalidQuestion, match=said):
        door.printed(*command)
