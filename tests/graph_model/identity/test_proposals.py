"""What is proposed among items: tax ids decide, vendor numbers do not, decisions are kept."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.facts import Item
from graph_model.identity.blocking import MOST_SHARING, worth_comparing
from graph_model.identity.likeness import Verdict, likeness
from graph_model.identity.named_item import named_item
from graph_model.identity.proposals import proposals
from graph_model.identity.spelling import spelling


def supplier(id_: str, name: str, *aliases: str) -> Item:
    return Item("Supplier", id_, {"name": name, **({"aliases": [*aliases]} if aliases else {})})


def found(*items: Item, apart: frozenset[str] = frozenset()) -> list[tuple[str, str, float]]:
    told = proposals([*map(named_item, items)], lambda one, other: {one, other} == apart)
    return [(one.one.id, one.other.id, one.likeness.score) for one in told]


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        (supplier("a", "Cirrus", "ein:12-3456789"), supplier("b", "Nimbus", "EIN:123456789"), 1.0),
        (
            supplier("a", "Cirrus", "ein:12-3456789"),
            supplier("b", "Cirrus", "ein:98-7654321"),
            None,
        ),
        (supplier("a", "Cirrus", "vendor:17"), supplier("b", "CIRRUS", "vendor:18"), 1.0),
        (supplier("a", "Cirrus", "ein:1"), supplier("b", "Cirrus Inc", "lei:2"), 1.0),
        (supplier("a", "SMX", "name:Smartronix"), supplier("b", "Smartronix, Inc."), 1.0),
        (supplier("a", "Cirrus"), supplier("b", "Nimbus"), None),
    ],
)
def test_two_items_are_proposed_or_not(one: Item, other: Item, score: float | None) -> None:
    assert found(one, other) == ([] if score is None else [("a", "b", score)])


def test_what_somebody_decided_is_not_asked_again() -> None:
    items = supplier("a", "Cirrus"), supplier("b", "Cirrus Inc.")
    assert found(*items, apart=frozenset(("a", "b"))) == []


def test_pairs_are_proposed_and_never_chains() -> None:
    chain = [
        supplier(str(n), name) for n, name in enumerate(("Carasoft", "Carahsoft", "Carahsofts"))
    ]
    assert {(one, other) for one, other, _ in found(*chain)} <= set(combinations("012", 2))
    apart = found(supplier("a", "Hale Data"), supplier("b", "Hale"), supplier("c", "Hale Fire"))
    assert ("a", "c") not in {(one, other) for one, other, _ in apart}


NAMES = st.lists(
    st.builds(
        lambda *parts: " ".join(part for part in parts if part),
        st.sampled_from(("Cirrus", "Cirus", "Nimbus", "Altostratus", "Hale & Co", "H & S")),
        st.sampled_from(("", "Data", "Systems", "of Ohio", "2")),
        st.sampled_from(("", "Inc.", "LLC", "(HQ)")),
    ),
    max_size=30,
)


@given(NAMES)
def test_nothing_that_is_one_unasked_is_passed_over(names: list[str]) -> None:
    read = [*map(spelling, names)]
    compared = set(worth_comparing(read))
    assert len(names) < MOST_SHARING
    for one, other in combinations(range(len(read)), 2):
        if likeness(read[one], read[other]).verdict is Verdict.SAME:
            assert (one, other) in compared
