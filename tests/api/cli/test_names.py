"""On the command line a unique name stands for its id; what is near to an unknown id is told."""

from __future__ import annotations

import json
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from tests.support.door import Door, door_of

CAFE = "service:café"
FACTS = {
    "items": [
        {"kind": "Agency", "id": "agency:health", "name": "Department of Health"},
        {"kind": "Service", "id": CAFE, "name": "Café Orders"},
        {"kind": "Service", "id": "service:mail", "name": "Mail"},
        {"kind": "ConfigurationItem", "id": "ci:mail", "name": "mail"},
        {"kind": "Supplier", "id": "supplier:cirrus", "name": "Cirrus"},
        {"kind": "Contract", "id": "contract:cirrus", "name": "Cirrus Master", "end": "2027-06-30"},
    ],
    "relations": [
        {"type": "CONSUMES", "from": "agency:health", "to": CAFE},
        {"type": "DEPENDS_ON", "from": CAFE, "to": "service:mail"},
        {"type": "PROVIDES", "from": "supplier:cirrus", "to": CAFE},
        {"type": "WITH", "from": "contract:cirrus", "to": "supplier:cirrus"},
        {"type": "COVERS", "from": "contract:cirrus", "to": CAFE},
    ],
}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Of a file whose ids and names are in NFD."""
    folder = tmp_path_factory.mktemp("names")
    path = folder / "facts.json"
    path.write_text(unicodedata.normalize("NFD", json.dumps(FACTS, ensure_ascii=False)), "utf-8")
    with door_of([path], folder) as door:
        yield door


BY_NAME = {
    # by name, and by id
    "impact 'CAFÉ orders'": f"impact {CAFE}",
    "why 'Café Orders' --to 'department of health'": f"why {CAFE} --to agency:health",
    "path Cirrus 'Department of Health'": "path supplier:cirrus agency:health",
    "substitute cirrus --service 'Café Orders'": f"substitute supplier:cirrus --service {CAFE}",
    "family 'cirrus master'": "family contract:cirrus",
    "expirations 'Department of Health' --all": "expirations agency:health --all",
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("by_name", "by_id"), BY_NAME.items())
def test_a_name_that_is_unique_is_accepted(door: Door, by_name: str, by_id: str, form: str) -> None:
    given, meant = (shlex.split(line) for line in (by_name, by_id))
    spelt = [unicodedata.normalize(form, word) for word in given]  # type: ignore[arg-type]
    told = door.json(*spelt)
    assert told == door.json(*meant)
    assert told["verdict"]


def test_an_id_in_another_form_is_the_same_id(door: Door, tmp_path: Path) -> None:
    spelt = unicodedata.normalize("NFD", CAFE)
    assert door.json("impact", spelt) == door.json("impact", CAFE)
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps([{"remove": {"id": spelt}}]), "utf-8")
    with_it, without = (
        door.json("impact", "service:mail", *more)["affected"]["totalCount"]
        for more in ((), ("--what-if", str(edits)))
    )
    assert (with_it, without) == (4, 1)


def refused(door: Door, *arguments: str) -> Exception:
    error = door.run(*arguments).exception
    assert isinstance(error, Exception)
    return error


def test_a_name_of_several_is_refused_with_their_ids(door: Door) -> None:
    error = refused(door, "impact", "MAIL")
    assert isinstance(error, InvalidQuestion)
    assert str(error) == (
        "of: found 'MAIL', the name of 2 items, expected the id of one: ci:mail, service:mail"
    )


def test_an_id_comes_before_a_name(door: Door) -> None:
    assert door.json("impact", "ci:mail")["affected"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("impact", "service:maill"), "the nearest: Mail (service:mail), mail (ci:mail)"),
        (("calendar", "--agency", "agency:helth"), "the nearest: Department of Health (agency:"),
        (("report", "impact", "servce:mail", "-o", "x.html"), "the nearest: mail (ci:mail), Mail"),
        (("substitute", "supplier:cirus"), "the nearest: Cirrus (supplier:cirrus), Cirrus Master"),
        (("impact", "nothing like it"), "search for it by name"),
    ],
)
def test_an_unknown_id_is_told_what_is_near(
    door: Door, arguments: tuple[str, ...], near: str
) -> None:
    error = refused(door, *arguments)
    assert isinstance(error, NotFound)
    assert near in str(error)


def test_an_edit_of_an_unknown_id_is_told_what_is_near(door: Door, tmp_path: Path) -> None:
    edits = tmp_path / "edits.json"
    end = {"contract": "contract:cirus", "on": "2027-01-01"}
    edits.write_text(json.dumps([{"endContract": end}]), "utf-8")
    error = refused(door, "impact", "service:mail", "--what-if", str(edits))
    assert str(error).startswith(
        "edit 1: found nothing under 'contract:cirus', expected a recorded id; "
        "the nearest: Cirrus Master (contract:cirrus), Cirrus (supplier:cirrus)"
    )


def test_the_id_of_a_change_set_is_no_name(door: Door, tmp_path: Path) -> None:
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps([{"remove": {"id": "service:mail"}}]), "utf-8")
    assert door.json("scenario", str(edits), "--id", "Cirrus")["file"]["id"] == "Cirrus"
