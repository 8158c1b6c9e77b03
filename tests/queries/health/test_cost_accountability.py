"""What agencies are charged beside what contracts cost: by hand, and against the plain sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.answers.estate import Include
from queries.answers.viewer import hiding
from queries.contract.family import money
from queries.health.cost_accountability import CostAccountability, answer
from tests.support.asking import asked
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
OFFICE = (
    # 24 months: 600 USD a year; its order is a part of it
    "contract:msa value=1200_USD start=2026-01-01 end=2027-12-31",
    "contract:order value=500_USD start=2026-01-01 end=2026-12-31",
    "contract:order -UNDER-> contract:msa",
    "contract:msa -COVERS-> service:mail",
    "contract:order -COVERS-> service:mail",
    "contract:order -COVERS-> ci:relay",
    "contract:unsaid -COVERS-> service:maps",
    "contract:over value=9000_USD start=2020-01-01 end=2026-11-24",
    "contract:over -COVERS-> service:mail",
    "agency:a -CONSUMES-> service:mail annual_charge=700_USD",
    "agency:b -CONSUMES-> service:mail",
    "agency:b -CONSUMES-> service:desk annual_charge=50_USD",
    "agency:a -CONSUMES-> service:desk annual_charge=1_USD until=2026-11-25",
)


def found(*lines: str, of: Sequence[str] | None = None) -> CostAccountability:
    return answer(asked(sketch(*lines).snapshot, TODAY), of, Include.OURS)


def told(of: CostAccountability) -> list[str]:
    facts = of.snapshot
    return [
        f"{facts.id(line.service)}: {line.uncharged} of {line.consumers}, {line.charged}"
        f" beside {line.cost} of {facts.ids_of(line.contracts)}, {line.unvalued} unvalued,"
        f" {line.also_covered} besides"
        for line in of.lines
    ]


def test_by_hand() -> None:
    of = found(*OFFICE)
    both = "['contract:msa', 'contract:order']"
    assert told(of) == [
        "service:desk: 0 of 1, ['50 USD'] beside [] of [], 0 unvalued, 0 besides",
        f"service:mail: 1 of 2, ['700 USD'] beside ['600 USD'] of {both}, 0 unvalued, 1 besides",
        "service:maps: 0 of 0, [] beside [] of ['contract:unsaid'], 1 unvalued, 0 besides",
    ]
    assert (of.charged, of.cost, of.contract_count, of.unvalued) == (["750 USD"], ["600 USD"], 3, 1)
    assert of.sentence(of.view) == (
        "Consumers are charged 750 USD a year; 1 of 2 consumed services have a charge for each of "
        "them. The 3 contracts in force come to 600 USD a year (1 without a recorded value): "
        "150 USD more is charged than they cost."
    )


@pytest.mark.parametrize(
    ("charge", "value", "end"),
    [
        ("5_USD", "5_USD", ": all is charged."),
        ("5_USD", "9_USD", ": 4 USD of that is charged to nobody."),
        # currencies are never added, nor set against each other
        ("5_EUR", "5_USD", "5 USD a year."),
    ],
)
def test_what_lies_between(charge: str, value: str, end: str) -> None:
    of = found(
        f"agency:a -CONSUMES-> service:mail annual_charge={charge}",
        f"contract:c value={value} start=2026-01-01 end=2026-12-31",
        "contract:c -COVERS-> service:mail",
    )
    assert of.sentence(of.view).endswith(end)


def test_of_nothing_and_without_money() -> None:
    nothing = found("service:mail")
    told_of_it = nothing.sentence(nothing.view)
    assert told_of_it == "Nothing is recorded that is consumed or under contract."
    of = found("agency:a -CONSUMES-> service:mail", "contract:c -COVERS-> service:mail")
    assert of.sentence(of.view) == (
        "Consumers are charged nothing on record; 0 of 1 consumed service have a charge for each "
        "of them. Of the 1 contract in force (1 without a recorded value) no cost a year is "
        "recorded."
    )


def test_what_may_not_be_seen_is_not_in_the_sums() -> None:
    snapshot = sketch(*OFFICE).snapshot
    viewer = hiding(["agency:b", "contract:msa"])
    of = answer(asked(snapshot, TODAY, viewer=viewer), None, Include.OURS)
    assert (of.charged, of.cost, of.contract_count) == (["700 USD"], ["500 USD"], 2)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.none() | st.integers(0, 9)),
        unique_by=lambda one: one[:2],
    )
)
def test_charges_are_the_plain_sum(consumed: list[tuple[str, str, int | None]]) -> None:
    lines = (
        f"agency:{a} -CONSUMES-> service:{s}" + ("" if n is None else f" annual_charge={n}_USD")
        for a, s, n in consumed
    )
    of = found("agency:a", *lines)
    sums: Counter[str] = Counter()
    for _, service, charge in consumed:
        sums[f"service:{service}"] += charge or 0
    amounts = {
        of.snapshot.id(line.service): sum((money(one)[0] for one in line.charged), Decimal(0))
        for line in of.lines
    }
    assert amounts == {
        service: sums[service] for service in {f"service:{s}" for _, s, _ in consumed}
    }
    assert [line.uncharged for line in of.lines] == [
        sum(s == of.snapshot.id(line.service)[8:] and n is None for _, s, n in consumed)
        for line in of.lines
    ]
