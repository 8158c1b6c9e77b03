"""Edits as files and requests give them: every form read, and nothing that ends in a traceback."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.edit import read_edit_file, read_edits
from graph_model.changes import Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, RelationKey
from graph_model.model import standard_model
from queries.what_if.edit import Create, Edit, EndContract, MakeRedundant, ReplaceSupplier

MODEL = standard_model()
ITEM = {"kind": "Service", "id": "service:x", "name": "X"}
FORMS: dict[str, tuple[object, Edit]] = {
    "put": ({"put": ITEM}, Put(Item("Service", "service:x", {"name": "X"}))),
    "set": ({"set": {"id": "a", "name": None}}, SetFields("a", {"name": None})),
    "remove": (
        {"remove": {"type": "depends on", "from": "a", "to": "b", "group": "g"}},
        Remove(RelationKey("DEPENDS_ON", "a", "b", "g")),
    ),
    "create": ({"create": ITEM}, Create(Item("Service", "service:x", {"name": "X"}))),
    "make redundant": (
        {"makeRedundant": {"dependent": "a", "members": ["b", "c"]}},
        MakeRedundant("a", ("b", "c")),
    ),
    "make redundant, two needed": (
        {"makeRedundant": {"dependent": "a", "members": ["b", "c", "d"], "need": 2}},
        MakeRedundant("a", ("b", "c", "d"), 2),
    ),
    "end a contract": (
        {"endContract": {"contract": "c", "on": "2027-01-31"}},
        EndContract("c", date(2027, 1, 31)),
    ),
    "replace a supplier": (
        {"replaceSupplier": {"supplier": "s", "by": "t"}},
        ReplaceSupplier("s", "t"),
    ),
    "replace a supplier somewhere, from a day on": (
        {"replaceSupplier": {"supplier": "s", "by": "t", "services": ["a"], "on": "2027-01-31"}},
        ReplaceSupplier("s", "t", ("a",), date(2027, 1, 31)),
    ),
}


@pytest.mark.parametrize(("raw", "expected"), FORMS.values(), ids=FORMS)
def test_form(raw: object, expected: Edit, tmp_path: Path) -> None:
    assert read_edits([raw], MODEL) == [expected]
    path = tmp_path / "edits.json"
    for form in ([raw], {"edits": [raw]}, {"id": "x", "base": 1, "changes": [raw]}):
        path.write_text(json.dumps(form), encoding="utf-8")
        assert read_edit_file(path, MODEL) == [expected]


WRONG: dict[str, tuple[object, list[str]]] = {
    "no list": ({}, ["edits: found dict, expected a list"]),
    "no object": (["put"], ["edit 1: found 'put', expected one of {"]),
    "an unknown verb": ([{"move": {}}], ["edit 1: found {'move': {}}, expected one of {"]),
    "every problem": (
        [{"put": {"kind": "Moon", "id": "m"}}, {"set": ITEM}, {"endContract": {"contract": ""}}],
        [
            "edit 1, put, kind: found 'Moon', expected one of",
            "edit 3, endContract, contract: found '', expected",
        ],
    ),
    "no day": (
        [{"endContract": {"contract": "c"}}],
        ["edit 1, endContract, on: found nothing, expected the last day"],
    ),
    "a day that there is not": (
        [{"endContract": {"contract": "c", "on": "2027-02-30"}}],
        ["edit 1, endContract, on: found '2027-02-30', expected a date that exists"],
    ),
    "no whole number": (
        [{"makeRedundant": {"dependent": "a", "members": ["b"], "need": "two"}}],
        ["edit 1, makeRedundant, need: found 'two', expected a whole number"],
    ),
    "what is no item": (
        [{"create": {"kind": "Moon", "id": "m", "name": "M"}}],
        ["edit 1, create"],
    ),
    "an unknown entry": (
        [{"replaceSupplier": {"supplier": "s", "by": "t", "from": "2027-01-01"}}],
        ["edit 1, replaceSupplier: found unknown entries from, expected supplier, by, services"],
    ),
    "services that are text": (
        [{"replaceSupplier": {"supplier": "s", "by": "t", "services": "a"}}],
        ["edit 1, replaceSupplier, services: found 'a', expected ids"],
    ),
    "an edit of nothing": (
        [{"endContract": None}],
        ["edit 1, endContract: found None, expected an object"],
    ),
}


@pytest.mark.parametrize(("raw", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_position(raw: object, expected: list[str]) -> None:
    with pytest.raises(InvalidChangeSet) as raised:
        read_edits(raw, MODEL)
    told = [str(problem) for problem in raised.value.problems]
    assert len(told) == len(expected)
    for line, start in zip(told, expected, strict=True):
        assert line.startswith(start)


WORDS = st.sampled_from(
    [*("put", "set", "remove", "endContract", "replaceSupplier", "kind", "id", "type", "from"),
     *("to", "group", "contract", "on", "supplier", "by", "services", "Service", "DEPENDS_ON"),
     *("2027-01-01", "name", "attributes")]
)  # fmt: skip
LEAVES = WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4)
)


@given(st.lists(st.dictionaries(WORDS, ANYTHING, max_size=2), max_size=3) | ANYTHING)
def test_whatever_is_given_is_read_or_refused(raw: object) -> None:
    with suppress(InvalidChangeSet):  # any other error fails here
        read_edits(raw, MODEL)
