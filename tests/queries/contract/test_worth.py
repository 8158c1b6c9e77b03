"""What contracts are worth together: an order is a part of its MSA, currencies are never added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.contract.worth import Worth, annual_value, texts, worth
from queries.snapshot.snapshot import Snapshot
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
TERM = "start=2026-01-01 end=2027-12-31"


def office(values: dict[str, str], *under: str) -> Snapshot:
    """Contracts of some values, each UNDER another: "sow msa"."""
    pairs = (pair.split() for pair in under)
    return sketch(
        *(f"contract:{name} {TERM}{_valued(value)}" for name, value in values.items()),
        *(f"contract:{one} -UNDER-> contract:{over}" for one, over in pairs),
    ).snapshot


def _valued(value: str) -> str:
    return f" value={value.replace(' ', '_')}" if value else ""


def found(snapshot: Snapshot, names: Sequence[str]) -> Worth:
    rows = snapshot.rows([f"contract:{name}" for name in names]).tolist()
    return worth(snapshot, rows, TODAY)


# name: values, who is under whom, what is asked about, the total
FAMILIES: dict[str, tuple[dict[str, str], tuple[str, ...], str, list[str]]] = {
    "one": ({"a": "100 USD"}, (), "a", ["100 USD"]),
    "an order is a part of its MSA": (
        {"msa": "1000 USD", "po": "300 USD"},
        ("po msa",),
        "msa po",
        ["1000 USD"],
    ),
    "an order alone is worth what it says": (
        {"msa": "1000 USD", "po": "300 USD"},
        ("po msa",),
        "po",
        ["300 USD"],
    ),
    "orders that come to more than their MSA": (
        {"msa": "500 USD", "one": "300 USD", "two": "400 USD"},
        ("one msa", "two msa"),
        "msa one two",
        ["700 USD"],
    ),
    "an MSA without a value": (
        {"msa": "", "one": "300 USD", "two": "400 USD"},
        ("one msa", "two msa"),
        "msa one two",
        ["700 USD"],
    ),
    "through one that is not asked about": (
        {"msa": "1000 USD", "sow": "900 USD", "po": "300 USD"},
        ("sow msa", "po sow"),
        "msa po",
        ["1000 USD"],
    ),
    "currencies are never added": (
        {"msa": "1000 USD", "po": "300 EUR", "else": "5 EUR"},
        ("po msa",),
        "msa po else",
        ["305 EUR", "1000 USD"],
    ),
    "under two, counted under the first by id": (
        {"a": "100 USD", "b": "200 USD", "po": "150 USD"},
        ("po a", "po b"),
        "a b po",
        ["350 USD"],
    ),
    "in a circle each counts": (
        {"a": "100 USD", "b": "200 USD"},
        ("a b", "b a"),
        "a b",
        ["300 USD"],
    ),
    "under itself": ({"a": "100 USD"}, ("a a",), "a", ["100 USD"]),
    "below a circle": (
        {"a": "100 USD", "b": "200 USD", "po": "150 USD"},
        ("a b", "b a", "po a"),
        "a b po",
        ["350 USD"],
    ),
    "nothing recorded": ({"a": ""}, (), "a", []),
}


@pytest.mark.parametrize(("values", "under", "asked", "total"), FAMILIES.values(), ids=FAMILIES)
def test_the_total(
    values: dict[str, str], under: tuple[str, ...], asked: str, total: list[str]
) -> None:
    told = found(office(values, *under), asked.split())
    assert texts(told.total) == total
    assert (told.contracts, told.unvalued) == (
        len(asked.split()),
        sum(not values[name] for name in asked.split()),
    )


@pytest.mark.parametrize(
    ("value", "start", "end", "annual"),
    [
        ("14800000", "2022-03-01", "2027-02-28", "2960000"),  # 60 months
        ("1000000", "2024-01-01", "2026-12-31", "333333"),  # 36 months, rounded
        ("1500", "2024-01-01", "2025-06-30", "1000"),  # 18 months
        ("100", "2026-01-01", "2026-06-30", "100"),  # half a year: no more is spent in a year
        ("1200", "2024-01-01", "2025-01-15", "1153"),  # 12 months and 15 of 31 days
        ("100", None, "2026-06-30", None),
        ("100", "2026-01-01", None, None),
        ("100", "2026-01-01", "2025-06-30", None),
    ],
)
def test_a_year_of_a_value(
    value: str, start: str | None, end: str | None, annual: str | None
) -> None:
    days = (None if day is None else date.fromisoformat(day) for day in (start, end))
    told = annual_value(Decimal(value), *days)
    assert told == (None if annual is None else Decimal(annual))


def test_years_are_summed_by_the_family_too() -> None:
    values = {"msa": "1000 USD", "po": "300 USD", "else": "50 EUR"}
    told = found(office(values, "po msa"), list(values))
    assert texts(told.annual) == ["25 EUR", "500 USD"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["14800000.00 USD", "2000 EUR", ""], "worth 2,000 EUR and 14,800,000 USD, 1 without"),
        (["5 USD"], "worth 5 USD"),
        (["", ""], "without a recorded value"),
    ],
)
def test_in_words(values: list[str], said: str) -> None:
    names = {f"c{n}": value for n, value in enumerate(values)}
    assert found(office(names), list(names)).in_words.startswith(said)


def test_a_chain_of_many_is_linear_in_depth() -> None:
    names = [f"c{n:05}" for n in range(3_000)]
    pairs = [f"{below} {above}" for above, below in pairwise(names)]
    told = found(office(dict.fromkeys(names, "1 USD"), *pairs), names)
    assert texts(told.total) == ["1 USD"]


NAMES = "abcdef"


@st.composite
def families(draw: st.DrawFn) -> tuple[dict[str, str], list[str], list[str]]:
    amounts = st.sampled_from(["", "1 USD", "2 USD", "3 USD", "5 USD", "7 EUR", "2 EUR"])
    values = {name: draw(amounts) for name in NAMES}
    # who is under whom: no circles, since these are worked out by hand above
    pairs = [f"{b} {a}" for i, a in enumerate(NAMES) for b in NAMES[i + 1 :]]
    under = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6))
    return values, under, draw(st.lists(st.sampled_from(NAMES), unique=True))


@given(families())
def test_the_total_is_the_sum_over_the_tree(
    case: tuple[dict[str, str], list[str], list[str]],
) -> None:
    """The definition, walked from the roots: more of its own, and of what is listed under it."""
    values, under, asked = case
    above: dict[str, str] = {}
    for one, over in sorted(pair.split() for pair in under):
        above.setdefault(one, over)  # the first by id

    def of(name: str, currency: str) -> Decimal:
        below = [of(one, currency) for one, over in above.items() if over == name]
        amount, _, unit = values[name].partition(" ")
        own = [Decimal(amount)] if name in asked and unit == currency else []
        return max([*own, sum(below, Decimal(0))])

    told = found(office(values, *under), asked).total
    for currency in ("USD", "EUR"):
        total = sum((of(name, currency) for name in NAMES if name not in above), Decimal(0))
        assert told.get(currency, Decimal(0)) == total
