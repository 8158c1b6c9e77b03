"""Ids that go on from another are found, and told where there are several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.longer_ids import LongerIds

IDS = ("ci:web", "ci:web:s2", "ci:web:s1", "ci:web2", "ci:web;", "ci:we", "ci:db:1", "zz")
SEVERAL = "several are called so: "
TELLS = "; only a whole id tells which is meant"


@pytest.mark.parametrize(
    ("id_", "told"),
    [
        ("ci:web", f"{SEVERAL}ci:web:s1, ci:web:s2{TELLS}"),
        ("ci:db", ""),
        ("ci:nothing", ""),
        ("zz", ""),
    ],
)
def test_several_that_go_on_are_told_and_one_is_not(id_: str, told: str) -> None:
    assert LongerIds(IDS).told(id_) == told


def test_of_many_the_first_are_told_and_how_many_more() -> None:
    told = LongerIds(f"a:{n}" for n in range(8)).told("a")
    assert told == f"{SEVERAL}a:0, a:1, a:2, a:3, a:4 and 3 more{TELLS}"


@given(st.lists(st.text("ab:;9", max_size=5), unique=True), st.text("ab:;9", max_size=3))
def test_they_are_those_that_begin_so(ids: list[str], id_: str) -> None:
    assert LongerIds(ids).of(id_) == sorted(one for one in ids if one.startswith(f"{id_}:"))
