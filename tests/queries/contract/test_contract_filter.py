"""Which contracts concern whom, by table."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from queries.contract.contract_filter import concerning
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
OFFICE = sketch(
    "contract:held -HELD_BY-> agency:a",
    "contract:mail -COVERS-> service:mail",
    "contract:food -COVERS-> service:food",
    "contract:host -COVERS-> ci:host",
    "contract:old -COVERS-> service:mail until=2026-01-01",
    "agency:a -CONSUMES-> service:mail",
    "program:p -PART_OF-> agency:a",
    "program:p -CONSUMES-> service:food",
    "agency:part -PART_OF-> agency:a",
    "contract:part -COVERS-> service:part",
    "agency:part -CONSUMES-> service:part",
    "contract:mail -WITH-> supplier:s",
    "contract:host -WITH-> supplier:t",
    "forum:f -OVERSEES-> contract:held",
    "forum:f -OVERSEES-> supplier:t",
    "stakeholder:o -OWNS-> contract:food",
    "stakeholder:o -OWNS-> service:mail",
    "capability:c",
)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (["agency:a"], "food held mail"),
        (["program:p"], "food"),
        (["supplier:s"], "mail"),
        (["service:mail"], "mail"),
        (["ci:host"], "host"),
        (["forum:f"], "held host"),
        (["stakeholder:o"], "food"),
        (["contract:old"], "old"),
        (["supplier:s", "contract:old", "supplier:s"], "mail old"),
        ([], ""),
    ],
)
def test_concerning(of: list[str], expected: str) -> None:
    snapshot = OFFICE.snapshot
    found = sorted(snapshot.ids_of(concerning(snapshot, of, TODAY)))
    assert found == [f"contract:{name}" for name in expected.split()]


def test_what_has_no_contracts() -> None:
    with pytest.raises(InvalidQuestion, match="of: found 'capability:c', of kind Capability"):
        concerning(OFFICE.snapshot, ["capability:c"], TODAY)
    with pytest.raises(NotFound, match="contract:none"):
        concerning(OFFICE.snapshot, ["contract:none"], TODAY)
