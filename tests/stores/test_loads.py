"""Which loads were cut short, from the ids of their ChangeSets alone."""

from __future__ import annotations

import pytest

from graph_model.changes import ChangeSet
from stores.loads import incomplete_loads
from tests.support.store_graphs import ci, put
from tests.support.store_place import Place

TABLE: list[tuple[list[str], list[str]]] = [
    ([], []),
    (["load:fedramp:u1:1/1"], []),
    (["load:fedramp:u1:1/3"], ["fedramp 1/3"]),
    (["load:fedramp:u1:1/2", "load:fedramp:u1:2/2"], []),
    (["load:fedramp:u1:1/3", "load:fedramp:u1:2/3"], ["fedramp 2/3"]),
    (["load:fedramp:u1:1/3", "load:fedramp:u2:1/1"], []),
    (["load:fedramp:u1:1/1", "load:fedramp:u2:1/2"], ["fedramp 1/2"]),
    (["load:b:u1:1/2", "load:a:u2:1/9", "edit"], ["a 1/9", "b 1/2"]),
    (["load:a:b:u1:1/2", "load:a:u2:1/1"], ["a:b 1/2"]),
    (["load:", "load:x", "load:x:y", "load:x:y:z", "load:x:y:1/", "load:x:y:a/b", "upload"], []),
]


@pytest.mark.parametrize(("ids", "incomplete"), TABLE)
def test_incomplete_loads(place: Place, ids: list[str], incomplete: list[str]) -> None:
    store = place.open()
    for id_ in ids:
        store.apply(ChangeSet(id_, put(ci("a", last=id_))), "ann", "test")
    found = incomplete_loads(store)
    assert [f"{load.source} {load.applied}/{load.parts}" for load in found] == incomplete
    assert all(load.source in str(load) for load in found)
