"""``ramify criticality``, ``spof``, ``cut-sets`` and ``concentration``: tables and refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_model.errors import InvalidQuestion, LimitExceeded, NotFound
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


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


TABLES = [
    (
        ("spof", "--first", "2"),
        [
            "AGENCIES CITIZEN FACING SLAS SERVICES ITEMS KIND ID NAME",
            "1 1 1 2 4 Supplier supplier:cloud supplier:cloud",
            "1 1 1 1 3 Service service:cloud service:cloud",
            "and 2 more (--first N, at most 1,000)",
        ],
    ),
    (("single-points-of-failure", "--kind", "agency"), []),
    (
        ("cut-sets", "service:case"),
        [
            "SIZE WAYS LOST TOGETHER",
            "2 2 ci:rack (or 1 more); ci:web-1",
            (
                "each takes it alone (see criticality): "
                "service:cloud, supplier:cloud, supplier:vendor"
            ),
        ],
    ),
    (("cut-sets", "ci:rack", "--size", "2"), []),
    (
        ("criticality", "service:case"),
        [
            "what hangs on each:",
            "ID AGENCIES CITIZEN FACING SLAS SERVICES ITEMS",
            "service:case 1 0 1 0 2",
            "lost with it: service:case:",
            "KIND ID NAME",
            "Agency agency:welfare agency:welfare",
            "ServiceLevelAgreement sla:case sla:case",
            "critical to it: service:case:",
            "KIND ID NAME",
            "Service service:cloud service:cloud",
            "Supplier supplier:cloud supplier:cloud",
            "Supplier supplier:vendor supplier:vendor",
        ],
    ),
    (
        ("concentration", "--order-by", "sourcing-agencies-direct", "--first", "1"),
        [
            (
                "SUPPLIER AGENCIES LOST CITIZEN FACING LOST SLAS LOST SERVICES LOST SERVICE SHARE "
                "AGENCY SHARE CONTRACTS DIRECT AGENCIES DIRECT SERVICES DIRECT UNDERLYING"
            ),
            "supplier:vendor 1 1 1 1 50 % 100 % 0 1 1 1",
            "and 1 more (--first N, at most 1,000)",
        ],
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), TABLES, ids=lambda cell: str(cell)[:40])
def test_table(door: Door, arguments: tuple[str, ...], expected: list[str]) -> None:
    verdict, *printed = door.printed(*arguments, *DAY)
    assert verdict
    assert printed == ["as of 25 Nov 2026, revision 1", *expected]


@pytest.mark.parametrize(
    "column", ["sourcing-agencies-direct", "sourcing_agencies_direct", "sourcingAgenciesDirect"]
)
def test_a_column_is_named_as_anywhere(door: Door, column: str) -> None:
    answer = door.json("concentration", "--order-by", column, *DAY)
    lines = answer["suppliers"]["nodes"]
    assert [line["supplier"]["id"] for line in lines] == ["supplier:vendor", "supplier:cloud"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("criticality", "x"), NotFound, "'x'"),
        (("criticality", "ci:rack", "--as-of", "soon"), InvalidQuestion, "--as-of: found 'soon'"),
        (("spof", "--kind", "ticket"), InvalidQuestion, "kinds: found 'Ticket'"),
        (("cut-sets", "ci:rack", "--size", "5"), LimitExceeded, "size: found 5, expected 2 to 3"),
        (("concentration", "--order-by", "name"), InvalidQuestion, "orderBy: found 'name'"),
    ],
)
def test_what_is_refused(
    door: Door, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        door.printed(*arguments)
