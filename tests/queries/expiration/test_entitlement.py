"""Whether a supplier may be replaced: rights of the family, notice, what renews, triggers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from graph_model.facts import Item
from queries.expiration.entitlement import Entitlement, entitlements
from queries.expiration.expiration import expirations
from tests.support.graphs import Graph
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
            "no right is recorded; at its end on 30 Jun 2027, with notice by 30 Jun 2027",
            True,
        ),
        (
            (f"contract:c end=2027-01-31 notice=P3M {TACIT}",),
            (
                "no right is recorded, notice was due by 31 Oct 2026, and it renews to "
                "31 Jan 2028; the next end is on 31 Jan 2028, with notice by 31 Oct 2027"
            ),
            False,
        ),
        (
            (f"contract:c end=2027-01-31 notice=P3M notice_given=2026-10-01 {TACIT}",),
            "no right is recorded; it ends by itself on 31 Jan 2027",
            True,
        ),
        # it goes on with what it is under
        (
            (
                "contract:c end=2029-06-30 survives_parent=no",
                "contract:c -UNDER-> contract:msa",
                f"contract:msa end=2027-01-31 {TACIT}",
            ),
            "no right is recorded, and it renews to 31 Jan 2028",
            False,
        ),
        # an agreement that has lapsed gives no right
        (
            (
                "contract:c",
                "contract:c -UNDER-> contract:msa",
                "contract:msa end=2026-11-24 rights=[substitution]",
            ),
            "no right is recorded, and it has no end",
            False,
        ),
        # leaving early: 25 Nov 2026 + P3M, or the notice of the end where nothing else is said
        (
            ("contract:c termination_notice=P3M notice=P6M rights=[substitution]",),
            "by right of substitution, with notice of P3M from 25 Feb 2027 on",
            False,
        ),
        (
            ("contract:c end=2028-12-31 notice=P6M rights=[substitution]",),
            "by right of substitution, with notice of P6M from 25 May 2027 on",
            False,
        ),
        # it is over before a notice would be
        (
            ("contract:c end=2027-04-30 notice=P6M rights=[substitution]",),
            "by right of substitution",
            True,
        ),
        (
            ("contract:c notice=P6M",),
            (
                "no right is recorded, and it has no end; "
                "it can be left with notice of P6M from 25 May 2027 on"
            ),
            False,
        ),
        (
            (
                "contract:c",
                "contract:c -UNDER-> contract:msa",
                "contract:msa rights=[substitution] termination_notice=P1M",
            ),
            "by right of substitution, with notice of P1M from 25 Dec 2026 on",
            False,
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


@pytest.mark.parametrize(
    ("end", "fee"),
    [
        ("2027-06-30", None),
        ("2027-07-01", "50000.00 USD"),
    ],
)
def test_leaving_before_its_end_costs_a_fee(end: str, fee: str | None) -> None:
    graph = sketch(f"contract:c end={end} rights=[step-in]")
    fields = {**graph.items[0].fields, "termination_fee": "50000.00 USD"}
    snapshot = Graph((Item("Contract", "contract:c", fields),), ()).snapshot
    (found,) = entitlements(expirations(snapshot, TODAY), [0], ON)
    assert found.fee == fee
    assert ("for a fee of 50,000 USD" in found.may) is (fee is not None)


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
