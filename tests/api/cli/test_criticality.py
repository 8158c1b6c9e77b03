"""``ramify criticality``, ``spof``, ``cut-sets`` and ``concentration``: tables, JSON, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

OFFICE = sketch(
    "supplier:cloud -PROVIDES-> service:cloud",
    "service:case -DEPENDS_ON-> service:cloud",
    "service:case -DEPENDS_ON[web:1]-> ci:web-1",
    "service:case -DEPENDS_ON[web:1]-> ci:web-2",
    "ci:web-2 -DEPENDS_ON-> ci:rack",
    "supplier:vendor -PROVIDES-> service:case",
    "agency:welfare -CONSUMES-> service:case",
    "sla:case -GOVERNS-> service:case",
    "service:case citizen_facing=yes",
)
DAY = ("--as-of", "2026-11-25")
HEAD = "as of 2026-11-25, revision 1:"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


SUPPLIERS = (
    "SUPPLIER AGENCIES LOST CITIZEN FACING LOST SLAS LOST SERVICES LOST SERVICE SHARE AGENCY SHARE "
    "CONTRACTS DIRECT SERVICES DIRECT UNDERLYING AGENCIES DIRECT"
)

TABLES = [
    (
        ("criticality", "service:case"),
        [
            "the loss of service:case alone makes 2 others LOST; 3 are critical to it",
            "KIND ID NAME",
            "takes Agency agency:welfare agency:welfare",
            "takes ServiceLevelAgreement sla:case sla:case",
            "hangs on Service service:cloud service:cloud",
            "hangs on Supplier supplier:cloud supplier:cloud",
            "hangs on Supplier supplier:vendor supplier:vendor",
        ],
    ),
    (
        ("criticality", "ci:web-1", "ci:rack", "--kind", "service"),
        [
            "the loss of ci:web-1 alone makes 0 others LOST; 0 are critical to it",
            f"{HEAD} the loss of ci:rack alone makes 1 others LOST; 0 are critical to it",
            "it takes 1 of other kinds too: --format json lists them",
        ],
    ),
    (
        ("spof", "--first", "2"),
        [
            "4 single points of failure, the first 2",
            "AGENCIES CITIZEN-FACING SLAS SERVICES ITEMS KIND ID NAME",
            "1 1 1 2 4 Supplier supplier:cloud supplier:cloud",
            "1 1 1 1 3 Service service:cloud service:cloud",
        ],
    ),
    (
        ("spof", "--kind", "agency"),
        ["nothing recorded whose loss alone takes an agency, a service or an SLA"],
    ),
    (
        ("cut-sets", "service:case"),
        [
            "1 cut sets of 2 or 3 classes take service:case, 2 of items, the first 1",
            "3 need no company: see ramify criticality",
            "SIZE WAYS LOST TOGETHER",
            "2 2 ci:rack (or 1 more) + ci:web-1",
        ],
    ),
    (
        ("cut-sets", "ci:rack", "--size", "2"),
        ["0 cut sets of 2 classes take ci:rack, 0 of items, the first 0"],
    ),
    (
        ("concentration", "--order-by", "sourcing-agencies-direct", "--first", "1"),
        [
            "2 suppliers, the first 1",
            SUPPLIERS,
            "supplier:vendor 1 1 1 1 50.0% 100.0% 0 1 1 1",
        ],
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), TABLES, ids=lambda cell: str(cell)[:40])
def test_table(door: Door, arguments: tuple[str, ...], expected: list[str]) -> None:
    first, *rest = expected
    assert door.printed(*arguments, *DAY) == [f"{HEAD} {first}", *rest]


def test_concentration_without_suppliers(tmp_path: Path) -> None:
    with door_of_drawn(sketch("service:case -DEPENDS_ON-> ci:rack"), tmp_path) as door:
        assert door.printed("concentration", *DAY) == [f"{HEAD} nothing recorded of suppliers"]


def item(id_: str) -> dict[str, str]:
    kinds = {"ci": "ConfigurationItem", "sla": "ServiceLevelAgreement"}
    kind = id_.partition(":")[0]
    return {"kind": kinds.get(kind, kind.title()), "id": id_, "name": id_}


HEAD_JSON = {"revision": 1, "asOf": "2026-11-25", "complete": True, "reason": None}


def test_criticality_as_json(door: Door) -> None:
    counts = {"agencies": 1, "citizenFacing": 0, "slas": 1, "services": 0, "items": 2}
    found = {
        **item("service:case"),
        "counts": counts,
        "takes": [item("agency:welfare"), item("sla:case")],
        "critical": [item(i) for i in ("service:cloud", "supplier:cloud", "supplier:vendor")],
    }
    answer = door.json("criticality", "service:case", *DAY)
    assert answer == {**HEAD_JSON, "items": [found]}


def test_spof_as_json(door: Door) -> None:
    counts = {"agencies": 1, "citizenFacing": 1, "slas": 1, "services": 2, "items": 4}
    ranked = [{**counts, **item("supplier:cloud")}]
    assert door.json("spof", "--first", "1", *DAY) == {**HEAD_JSON, "total": 4, "ranked": ranked}


def test_cut_sets_as_json(door: Door) -> None:
    classes = [[item("ci:rack"), item("ci:web-2")], [item("ci:web-1")]]
    assert door.json("cut-sets", "service:case", *DAY) == {
        **HEAD_JSON,
        "item": item("service:case"),
        "single": [item(i) for i in ("service:cloud", "supplier:cloud", "supplier:vendor")],
        "found": 1,
        "itemSets": 2,
        "cutSets": [{"size": 2, "ways": 2, "classes": classes}],
    }


def test_concentration_as_json(door: Door) -> None:
    answer = door.json("concentration", "--first", "1", *DAY)
    (line,) = answer.pop("suppliers")
    assert answer == {**HEAD_JSON, "services": 2, "agencies": 1, "total": 2}
    assert line["id"] == "supplier:cloud"
    assert (line["outageServicesLost"], line["serviceShare"], line["underlying"]) == (2, 1.0, [])


@pytest.mark.parametrize(
    "column", ["sourcing-agencies-direct", "sourcing_agencies_direct", "sourcingAgenciesDirect"]
)
def test_a_column_is_named_as_anywhere(door: Door, column: str) -> None:
    answer = door.json("concentration", "--order-by", column, *DAY)
    assert [line["id"] for line in answer["suppliers"]] == ["supplier:vendor", "supplier:cloud"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("criticality", "x"), NotFound, "'x'"),
        (("criticality", "ci:rack", "--as-of", "soon"), InvalidQuestion, "--as-of: found 'soon'"),
        (("spof", "--kind", "ticket"), InvalidQuestion, "kinds: found 'ticket'"),
        (("cut-sets", "ci:rack", "--size", "5"), InvalidQuestion, "size: found 5"),
        (("concentration", "--order-by", "name"), InvalidQuestion, "orderBy: found 'name'"),
    ],
)
def test_what_is_refused(
    door: Door, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        door.printed(*arguments)
