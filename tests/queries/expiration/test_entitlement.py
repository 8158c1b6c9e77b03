"""Whether a supplier may be replaced: rights of the family, notice, what renews, triggers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from queries.expiration.entitlement import Entitlement, entitlements
from queries.expiration.expiration import expirations
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
ON = date(2027, 7, 1)


def entitlement(lines: Sequence[str], on: date = ON) -> Entitlement:
    snapshot = sketch(*lines).snapshot
    (found,) = entitlements(
        expirations(snapshot, TODAY), [int(snapshot.rows(["contract:c"])[0])], on
    )
    return found


TACIT = "renewal=tacit renewal_term=P1Y"


@pytest.mark.parametrize(
    ("lines", "may", "in_time"),
    [
        (("contract:c",), "no right is recorded, and it has no end", False),
        (
            ("contract:c end=2027-06-30",),
            "no right is recorded; it ends by itself on 30 Jun 2027",
            True,
        ),
        (
            ("contract:c end=2027-07-01",),
            "no right is recorded; it ends by itself on 1 Jul 2027",
            False,
        ),
        # an end needs no notice where nothing renews
        (
            ("contract:c end=2027-01-31 notice=P3M",),
            "no right is recorded; it ends by itself on 31 Jan 2027",
            True,
        ),
        (
            (f"contract:c end=2027-06-30 notice=P3M {TACIT}",),
            "no right is recorded; at its end on 30 Jun 2027, with notice by 30 Mar 2027",
            True,
        ),
        (
            (f"contract:c end=2027-06-30 {TACIT}",),
            "no right is recorded; at its end on 30 Jun 2027",
            True,
        ),
        (
            (f"contract:c end=2027-01-31 notice=P3M {TACIT}",),
            "no right is recorded, notice was due by 31 Oct 2026, and it renews to 31 Jan 2028",
            False,
        ),
        (
            (f"contract:c end=2027-01-31 notice=P3M notice_given=2026-10-01 {TACIT}",),
            "no right is recorded; it ends by itself on 31 Jan 2027",
            True,
        ),
        (
            (
                "contract:c rights=[audit,step-in]",
                "contract:c -UNDER-> contract:msa",
                "contract:msa rights=[substitution,benchmarking]",
            ),
            "by right of substitution, step-in",
            False,
        ),
        (
            (
                "contract:c rights=[termination_for_convenience,plug-and-play]",
                "contract:c -UNDER-> contract:msa until=2026-01-01",
                "contract:msa rights=[substitution]",
            ),
            "by right of termination for convenience, plug-and-play",
            False,
        ),
    ],
)
def test_may(lines: Sequence[str], may: str, in_time: bool) -> None:
    found = entitlement(lines)
    assert (found.may, found.ends_in_time) == (may, in_time)


def test_rights_say_which_contract_gives_them() -> None:
    lines = (
        "contract:c rights=[step-in]",
        "contract:c -UNDER-> contract:msa",
        "contract:msa rights=[substitution,step-in]",
    )
    snapshot = sketch(*lines).snapshot
    found = entitlement(lines)
    assert [(held.right, snapshot.id(held.contract)) for held in found.rights] == [
        ("substitution", "contract:msa"),
        ("step-in", "contract:c"),
    ]


def test_triggers_that_fire_by_then() -> None:
    lines = (
        "contract:c",
        "trigger:a fires_on=2027-06-30",
        "trigger:a -TRIGGERS_ON-> contract:c",
        "trigger:b fires_on=2027-07-02",
        "trigger:b -TRIGGERS_ON-> contract:c",
        "trigger:d condition=sale",
        "trigger:d -TRIGGERS_ON-> contract:c",
    )
    snapshot = sketch(*lines).snapshot
    for on, expected in ((ON, "a d"), (date(2027, 7, 2), "a b d"), (date(2026, 1, 1), "d")):
        told = [snapshot.id(f.trigger) for f in entitlement(lines, on).triggers]
        assert told == [f"trigger:{letter}" for letter in expected.split()]
