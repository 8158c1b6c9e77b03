"""Whom a substitution exposes as customers, worked by hand; the sweep counts the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from queries.substitution.sourcing_sweep import sourcing_sweep
from queries.substitution.substitution import substitution
from tests.support.sketch import sketch

DAY = date(2026, 11, 25)
MAIL = ("supplier:s -PROVIDES-> service:mail", "agency:a -CONSUMES-> service:mail")

CUSTOMERS = {
    # what is recorded; the agencies that replacing supplier:s exposes as customers
    "what it provides changes hands": (MAIL, "agency:a"),
    "what depends on that is exposed": (
        [
            MAIL[0],
            "service:portal -DEPENDS_ON-> service:mail",
            "agency:b -CONSUMES-> service:portal",
        ],
        "agency:b",
    ),
    "an OLA that it is bound by tells those who use what it governs, and no more": (
        [
            *MAIL,
            "ola:net -BINDS[provider]-> supplier:s",
            "ola:net -GOVERNS-> service:net",
            "agency:b -CONSUMES-> service:net",
        ],
        "agency:a",
    ),
    "who has a contract of its own with another is told": (
        [
            "contract:s -WITH-> supplier:s",
            "contract:s -COVERS-> service:mail",
            "contract:b -COVERS-> service:mail",
            "contract:b -HELD_BY-> agency:b",
            "agency:a -CONSUMES-> service:mail",
            "agency:b -CONSUMES-> service:mail",
        ],
        "agency:a",
    ),
    "by way of a program": (
        [MAIL[0], "program:p -CONSUMES-> service:mail", "program:p -PART_OF-> agency:c"],
        "agency:c",
    ),
    "no longer a customer": ([MAIL[0], f"{MAIL[1]} until=2026-11-25"], ""),
    "a service out of service exposes nobody": ([*MAIL, "service:mail lifecycle=planned"], ""),
}


@pytest.mark.parametrize(("lines", "agencies"), CUSTOMERS.values(), ids=CUSTOMERS)
def test_customers_that_are_exposed(lines: Sequence[str], agencies: str) -> None:
    snapshot = sketch(*lines).snapshot
    found = substitution(snapshot, "supplier:s", DAY)
    assert " ".join(sorted(snapshot.ids_of(found.customers))) == agencies
    sweep = sourcing_sweep(snapshot, DAY)
    at = snapshot.ids_of(sweep.rows).index("supplier:s")
    assert sweep.numbers[at][-1] == len(agencies.split())
