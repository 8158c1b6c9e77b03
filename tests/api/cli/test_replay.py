"""``ramify impact --replay``: what was known then, by the digest that stands below a text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from application.asking import About, Asker
from graph_model.errors import InvalidQuestion, UnknownDigest
from queries.questions.catalog import question
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

GRAPH = sketch(
    "service:mail name=Mail",
    "service:mail -DEPENDS_ON-> ci:a",
    "agency:tax -CONSUMES-> service:mail",
    "ci:a name=Relay",
)
ASKED = ("impact", "Relay", "--as-of", "2027-01-09", "--since", "2027-01-09T02:10")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(GRAPH, tmp_path_factory.mktemp("replay")) as door:
        yield door


def digest(door: Door, *asked: str) -> str:
    *_, last = door.printed(*asked, "--format", "text")
    return last.rpartition("--replay ")[2]


def test_a_text_is_told_again_with_what_it_was_asked_by_name(door: Door) -> None:
    found = digest(door, *ASKED)
    verdict, again, *rest = door.printed("impact", "--replay", found, "--format", "text")
    first = door.printed(*ASKED, "--format", "text")
    assert again.startswith("told again as asked on ")
    assert again.endswith("; by now nothing material is different")
    assert [verdict, *rest[:-1]] == first[:-1]
    assert rest[-1] == "as of 9 Jan 2027, revision 1"
    assert door.json("impact", "--replay", found)["level"] == "LOST"


def test_the_same_question_has_one_digest(door: Door) -> None:
    assert digest(door, *ASKED) == digest(door, ASKED[0], "ci:a", *ASKED[2:])
    assert digest(door, *ASKED) != digest(door, *ASKED[:-2])


def test_what_is_refused(door: Door) -> None:
    with pytest.raises(UnknownDigest, match="no question is kept under the digest '0000'"):
        door.printed("impact", "--replay", "0000")
    with pytest.raises(InvalidQuestion, match="replay: found other arguments"):
        door.printed("impact", "ci:a", "--replay", digest(door, *ASKED))
    with pytest.raises(InvalidQuestion, match="of: found nothing"):
        Asker.of(door.graph).ask(question("impact"), {}, About())
    with pytest.raises(SystemExit, match="2"):  # as of any argument that must be given
        door.printed("impact")
