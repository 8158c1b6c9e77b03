"""Structure over GraphQL: the measures, in pages, with codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

OFFICE = sketch(
    "ci:a -DEPENDS_ON-> ci:b",
    "ci:b -DEPENDS_ON-> ci:c",
    "ci:c -DEPENDS_ON-> ci:a",
    "ci:c -DEPENDS_ON-> ci:d",
    "ci:d -DEPENDS_ON-> ci:e",
    "agency:y",
    "agency:z",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def ids(connection: dict[str, Any]) -> list[str]:
    return [node["id"] for node in connection["nodes"]]


STRUCTURE = """query($relations: [RelationType!], $after: String) {
  structure(relations: $relations, asOf: "2026-11-25") {
    revision asOf complete types items relations
    components(first: 1) { totalCount nodes { size items { totalCount nodes { id } } } }
    cycles { nodes { size items(kinds: [ConfigurationItem], first: 2) { nodes { id } } } }
    biconnected { totalCount }
    articulationPoints(first: 1, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor } nodes { parts item { id } }
    }
  }
}"""


def test_structure_is_answered_in_pages(door: Door) -> None:
    found = door.ask(STRUCTURE, relations=["DEPENDS_ON"])["structure"]
    assert (found["asOf"], found["complete"]) == ("2026-11-25", True)
    assert (found["types"], found["items"], found["relations"]) == (["DEPENDS_ON"], 7, 5)
    (component,) = found["components"]["nodes"]
    assert (found["components"]["totalCount"], component["size"]) == (3, 5)
    assert component["items"]["totalCount"] == 5
    assert [ids(cycle["items"]) for cycle in found["cycles"]["nodes"]] == [["ci:a", "ci:b"]]
    assert found["biconnected"]["totalCount"] == 1
    points = found["articulationPoints"]
    assert points["nodes"] == [{"parts": 2, "item": {"id": "ci:c"}}]
    assert (points["totalCount"], points["pageInfo"]["hasNextPage"]) == (2, True)
    again = door.ask(STRUCTURE, relations=["DEPENDS_ON"], after=points["pageInfo"]["endCursor"])
    (second,) = again["structure"]["articulationPoints"]["nodes"]
    assert second["item"]["id"] == "ci:d"


def test_an_unknown_relation_is_refused(door: Door) -> None:
    code, message = door.refused("{ structure(relations: [LIKES]) { items } }")
    assert code == "INVALID_DOCUMENT"
    assert message.startswith("Value 'LIKES' does not exist in 'RelationType' enum.")
