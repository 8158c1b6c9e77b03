"""``ramify structure`` and ``ramify export``: tables, JSON, and GraphML that other tools read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest

from graph_model.errors import InvalidQuestion
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

# a → b → c → a is a ring, from which c → d leads away; agency:z stands alone
OFFICE = sketch(
    "ci:a -DEPENDS_ON-> ci:b",
    "ci:b -DEPENDS_ON-> ci:c",
    "ci:c -DEPENDS_ON-> ci:a",
    "ci:c -DEPENDS_ON-> ci:d",
    "ci:c -DEPENDS_ON[g]-> ci:d until=2026-01-01",
    "agency:z",
)
DAY = ("--as-of", "2026-11-25")


HEAD = "5 items and 4 relations in 2 components, with 1 ring and 1 articulation point."


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def test_the_tables_list_the_largest_of_each(door: Door) -> None:
    assert door.printed("structure", *DAY) == [
        HEAD,
        "as of 25 Nov 2026, revision 1",
        "components:",
        "SIZE ITEMS",
        "4 ci:a, ci:b, ci:c, ci:d",
        "1 agency:z",
        "rings:",
        "SIZE ITEMS",
        "3 ci:a, ci:b, ci:c",
        "biconnected: no one item's removal parts them:",
        "SIZE ITEMS",
        "3 ci:a, ci:b, ci:c",
        "articulation points: without which their component falls apart:",
        "PARTS KIND ID NAME",
        "2 ConfigurationItem ci:c ci:c",
    ]


def test_json_counts_all_and_lists_the_first(door: Door) -> None:
    found = door.json("structure", *DAY, "--relation", "depends on", "--first", "1")
    assert (found["items"], found["relations"], found["complete"]) == (5, 4, True)
    (component,) = found["components"]["nodes"]
    assert (found["components"]["totalCount"], component["size"]) == (2, 4)
    ids = [item["id"] for item in component["items"]["nodes"]]
    assert ids == ["ci:a", "ci:b", "ci:c", "ci:d"]
    (point,) = found["articulationPoints"]["nodes"]
    assert (point["item"]["id"], point["parts"]) == ("ci:c", 2)


def test_an_unknown_relation_is_refused(door: Door) -> None:
    assert isinstance(door.run("structure", "--relation", "LIKES").exception, InvalidQuestion)


@pytest.mark.parametrize("named", [True, False])
def test_graphml_is_read_by_networkx(door: Door, tmp_path: Path, named: bool) -> None:
    path = tmp_path / "office.graphml"
    arguments = ("-o", str(path)) if named else ("--format", "graphml")
    result = door.run("export", *arguments)
    assert result.exit_code == 0
    document = path.read_bytes() if named else result.stdout_bytes
    found = nx.read_graphml(BytesIO(document), force_multigraph=True)
    assert sorted(found) == ["agency:z", "ci:a", "ci:b", "ci:c", "ci:d"]
    assert found.number_of_edges() == 5
    told = {"kind": "Agency", "name": "agency:z", "source": "drawn"}
    assert found.nodes["agency:z"] == told
