"""What does not fit into memory comes back from a file as it was, in its order."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import Problem
from graph_model.facts import Item, Relation
from graph_model.said_rows import Placed
from loaders.intake import rejects
from loaders.intake.reading import RowReader, SourceReading
from loaders.intake.rejects import HeldRejects, Reject
from loaders.intake.spilled import MOST_HELD, PlacedFacts, SpilledList
from loaders.intake.spilled_table import SeenKeys, SpilledDict, SpilledTable
from loaders.mapping.gathering import Gathered
from loaders.mapping.spoken import Spoken, SpokenItems
from tests.support.tables import MODEL, csv_file, items, links, mapped

VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.lists(st.text()),
)


def same(value: object) -> object:
    return value


@given(st.lists(VALUES, max_size=40), st.integers(1, 8))
def test_values_come_back_in_order_as_often_as_is_asked(values: list[object], most: int) -> None:
    found = SpilledList(same, same, values, most)
    assert len(found) == len(values)
    assert [*found] == [*found] == values
    found.bring_back()
    found.append("one more")
    assert [*found] == [*values, "one more"]
    assert len(found) == len(values) + 1


def test_facts_and_their_places_come_back_and_the_file_goes() -> None:
    facts = [
        Placed(
            Item("Service", f"s{n}", {"name": f"S{n}", "aliases": ["a"], "need": 2**70}),
            f"line {n}",
        )
        if n % 2
        else Placed(
            Relation("DEPENDS_ON", f"s{n}", "x", "g", {"need": 1}), f"line {n}", "cmdb", "2026"
        )
        for n in range(MOST_HELD + 10)
    ]
    found = PlacedFacts(facts)
    assert [*found] == facts
    number = found._file
    assert os.fstat(number).st_size > 0
    del found
    gc.collect()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(number)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.integers(1, 4))
def test_items_are_gathered_alike_however_few_are_held(ids: list[str], most: int) -> None:
    one, other = (SpokenItems(most=size) for size in (most, 1_000))
    reader = RowReader(SourceReading("t", "t"), MODEL, lambda count: None)
    for number, id_ in enumerate(ids):
        for held in (one, other):
            spoken = held.of(("Service", id_), reader)
            spoken.own = spoken.own or Gathered({})
            spoken.own.places.append(f"line {number}")
            spoken.own.add({"name": f"{id_} {number}"}, {"name": "last"})
    assert [_told(*found) for found in one.taken()] == [_told(*found) for found in other.taken()]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.integers(1, 4))
def test_a_key_is_new_once(keys: list[str], most: int) -> None:
    seen = SeenKeys(most)
    new = [key for key in keys if seen.is_new(key)]
    assert new == list(dict.fromkeys(keys))
    assert [key for key in "abcdefgh" if key in seen] == sorted({*keys})


def test_a_table_keeps_the_last_said_of_a_key() -> None:
    table = SpilledTable()
    table.put([("b", 2, b"x"), ("a", 1, b"y")])
    table.put([("b", 2, b"z")])
    assert (table.get("b"), table.get("c"), [*table.in_order()]) == (b"z", None, [b"y", b"z"])


STEPS = st.lists(
    st.tuples(st.sampled_from(("put", "first")), st.sampled_from("abcdefgh"), VALUES), max_size=60
)


@given(STEPS, st.integers(1, 4))
def test_a_dictionary_is_one_however_little_of_it_is_held(
    steps: list[tuple[str, str, object]], most: int
) -> None:
    held, known = SpilledDict(most), dict[str, object]()
    for step, key, value in steps:
        if step == "first":
            assert held.first(key, value) == known.get(key)
            known.setdefault(key, value)
        else:
            held.put(key, value)
            known.pop(key, None)
            known[key] = value
    assert [held.get(key) for key in "abcdefgh"] == [known.get(key) for key in "abcdefgh"]
    assert [*held.values()] == [*known.values()]
    assert [*held.by_key()] == [known[key] for key in sorted(known)]


def _told(key: tuple[str, str], spoken: Spoken) -> object:
    assert spoken.own
    return key, spoken.fields, spoken.own.places


RAWS: list[object] = [
    {"id": "x", "need": 2**70, "rate": 1e400, "name": "half \ud800", "parts": [1, None, {"a": ""}]},
    "no row at all",
    None,
    [1.5, "two"],
]


def test_rows_kept_back_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejects, "_MOST_HELD", 1)
    problems = (Problem("line 1 (\ud800)", "x", "y", "z"), Problem("line 1, need", "a", "b"))
    given = [Reject(f"line {n}", problems, raw) for n, raw in enumerate(RAWS)]
    held = HeldRejects(given)
    assert held._file >= 0
    assert [*held] == given


MAPPING = """
tables:
  - file: t.csv
    items:
      contract: {kind: Contract, id: "c:{No}", name: "{No}", value: {from: Sum, gather: sum}}
      supplier: {kind: Supplier, id: "s:{Vendor}", name: "{Vendor}"}
    relations:
      - {type: WITH, from: contract, to: {kind: Supplier, by: name, from: Vendor}}
"""


def test_a_long_table_is_read_as_a_short_one(tmp_path: Path) -> None:
    count = MOST_HELD + 100
    lines = [f"{n % count},V{n % 7},1 USD" for n in range(count + 50)]
    found = mapped(tmp_path, MAPPING, csv_file(tmp_path, "\n".join(["No,Vendor,Sum", *lines])))
    assert not found.rejects
    told = items(found)
    assert (len(told), told["c:3"], told["c:60"]["value"]) == (
        *(count + 7, {"name": "3", "value": "2.00 USD"}),
        "1.00 USD",
    )
    assert [id_ for id_ in told if id_.startswith("c:")] == [f"c:{n}" for n in range(count)]
    assert len(set(links(found))) == len(links(found)) == count + 50
