"""The file form of a ChangeSet: there and back, its digest, and what is said of a wrong one."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.change_file import change_record, change_set_record, digest, read_change_set
from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, Relation, RelationKey, ref_of
from graph_model.model import standard_model
from tests.support.changes import changes
from tests.support.facts import any_fact

MODEL = standard_model()
CHANGES: st.SearchStrategy[Change] = (
    changes() | any_fact(MODEL).map(Put) | any_fact(MODEL).map(lambda fact: Remove(ref_of(fact)))
)
CHANGE_SETS = st.builds(
    ChangeSet,
    st.just("load:1/1"),
    st.lists(CHANGES, min_size=1, max_size=4).map(tuple),
    st.none() | st.integers(0, 9),
)


def reordered(value: Any) -> Any:
    """The same JSON with every object's entries in the other order."""
    if isinstance(value, dict):
        return {name: reordered(value[name]) for name in reversed(value)}
    return [reordered(one) for one in value] if isinstance(value, list) else value


@given(CHANGE_SETS)
def test_there_and_back(change_set: ChangeSet) -> None:
    record = change_set_record(change_set, MODEL)
    assert read_change_set(record, MODEL) == change_set
    assert read_change_set(orjson.loads(orjson.dumps(record)), MODEL) == change_set


@given(CHANGE_SETS)
def test_the_digest_does_not_hang_on_the_order_of_entries(change_set: ChangeSet) -> None:
    again = read_change_set(reordered(change_set_record(change_set, MODEL)), MODEL)
    assert digest(again, MODEL) == digest(change_set, MODEL)


@given(CHANGE_SETS, CHANGE_SETS)
def test_the_digest_tells_content_apart(one: ChangeSet, other: ChangeSet) -> None:
    records = [
        orjson.dumps(change_set_record(each, MODEL)["changes"], option=orjson.OPT_SORT_KEYS)
        for each in (one, other)
    ]
    assert (digest(one, MODEL) == digest(other, MODEL)) == (records[0] == records[1])


def test_id_and_base_are_not_content() -> None:
    content = (Remove("a"),)
    digests = {digest(ChangeSet(id_, content, base), MODEL) for id_ in "ab" for base in (None, 7)}
    assert len(digests) == 1
    assert digest(ChangeSet("a", content), MODEL) != digest(ChangeSet("a", content * 2), MODEL)


AGENCY = {"kind": "Agency", "id": "a", "name": "A"}
BINDS = {"type": "BINDS", "from": "o", "to": "a"}


@pytest.mark.parametrize(
    ("raw", "change"),
    [
        ({"put": AGENCY}, Put(Item("Agency", "a", {"name": "A"}))),
        ({"put": BINDS | {"role": "CLIENT"}}, Put(Relation("BINDS", "o", "a", "client"))),
        ({"set": {"id": "a", "name": None}}, SetFields("a", {"name": None})),
        ({"set": {"id": "a", "attributes": {"x": 1}}}, SetFields("a", {"attributes": {"x": 1}})),
        (
            {"set": BINDS | {"role": "Client", "since": "2026-01-01"}},
            SetFields(RelationKey("BINDS", "o", "a", "client"), {"since": "2026-01-01"}),
        ),
        ({"remove": {"id": "a"}}, Remove("a")),
        ({"remove": BINDS | {"type": "binds"}}, Remove(RelationKey("BINDS", "o", "a"))),
    ],
)
def test_a_change_is_read(raw: object, change: Change) -> None:
    assert read_change_set({"id": "x", "changes": [raw]}, MODEL).changes == (change,)


@pytest.mark.parametrize(
    ("change", "record"),
    [
        (Remove("a"), {"remove": {"id": "a"}}),
        (
            Remove(RelationKey("DEPENDS_ON", "a", "b", "g")),
            {"remove": {"type": "DEPENDS_ON", "from": "a", "to": "b", "group": "g"}},
        ),
        (
            SetFields(RelationKey("WITH", "a", "b"), {"since": None}),
            {"set": {"type": "WITH", "from": "a", "to": "b", "since": None}},
        ),
    ],
)
def test_a_change_is_written(change: Change, record: object) -> None:
    assert change_record(change, MODEL) == record


NO_CHANGES: list[object] = [7, {}, {"add": {}}, {"put": 1, "set": 2}]
VERBS = 'expected one of {"put": …}, {"set": …}, {"remove": …}'


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (7, "ChangeSet: found int, expected an object"),
        ([], "ChangeSet: found list, expected an object"),
        ({"changes": []}, "ChangeSet, id: found None, expected text"),
        ({"id": "", "changes": []}, "ChangeSet, id: found '', expected 1 to 512 characters"),
        ({"id": "x"}, "changes: found NoneType, expected a list"),
        ({"id": "x", "changes": {}}, "changes: found dict, expected a list"),
        ({"id": "x", "changes": [], "basis": 1}, "ChangeSet: found an unknown entry 'basis'"),
        *(
            ({"id": "x", "changes": [], "base": base}, f"ChangeSet, base: found {base!r}, expected")
            for base in (-1, "1", True, 1.0)
        ),
        *(
            ({"id": "x", "changes": [one]}, f"change 1: found {one!r}, {VERBS}")
            for one in NO_CHANGES
        ),
        ({"id": "x", "changes": [{"put": 7}]}, "change 1, put: found 7, expected an object"),
        (
            {"id": "x", "changes": [{"put": AGENCY}, {"put": AGENCY | {"verified_on": "x"}}]},
            "change 2, put (a), verified_on: found 'x', expected a date",
        ),
        ({"id": "x", "changes": [{"set": 7}]}, "change 1, set: found 7, expected an object"),
        ({"id": "x", "changes": [{"set": {}}]}, "change 1, set, id: found None, expected text"),
        (
            {"id": "x", "changes": [{"set": {"type": "MOON", "from": "a", "to": "b"}}]},
            "change 1, set, type: found 'MOON', expected one of AFFECTS",
        ),
        (
            {"id": "x", "changes": [{"set": {"id": "a", "x": 2**70}}]},
            "change 1, set: found x, expected fields with values that JSON can hold",
        ),
        (
            {"id": "x", "changes": [{"remove": {"id": "a", "kind": "Agency"}}]},
            "change 1, remove: found kind, expected nothing beside what names the item or relation",
        ),
        (
            {"id": "x", "changes": [{"remove": BINDS | {"rôle": "client"}}]},
            "change 1, remove: found rôle, expected nothing beside",
        ),
        (
            {"id": "x", "changes": [{"remove": BINDS | {"role": "moon"}}]},
            "change 1, remove (o -BINDS-> a), role: found 'moon', expected one of provider, client",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_position(raw: object, problem: str) -> None:
    with pytest.raises(InvalidChangeSet) as caught:
        read_change_set(raw, MODEL)
    assert str(caught.value).startswith(problem)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidChangeSet) as caught:
        read_change_set({"base": -1, "changes": [{}, {"put": AGENCY}, {"set": 1}]}, MODEL)
    assert len(caught.value.problems) == 4
