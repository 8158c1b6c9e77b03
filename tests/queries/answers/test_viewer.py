"""Who may see what: hidden is answered as unknown, whatever it is called by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Put, Remove
from graph_model.errors import NotFound
from graph_model.facts import Item
from queries.answers.viewer import everything, hiding
from tests.support.graphs import Graph, graphs
from tests.support.snapshots import snapshot_of

OFFICE = snapshot_of(
    {"kind": "Supplier", "id": "supplier:s"},
    {"kind": "Supplier", "id": "supplier:secret", "aliases": ["no:1"]},
    {"kind": "Service", "id": "service:m", "aliases": ["no:2"]},
)
HIDING = hiding(["supplier:secret"])
IDS = {
    "a hidden id": ["supplier:secret"],
    "an alias of something hidden": ["no:1"],
    "one of several": ["service:m", "supplier:secret"],
    "an unknown one before it": ["nobody", "supplier:secret", "no:2"],
    "an unknown one after it": ["no:2", "supplier:secret", "nobody"],
}


def renamed(text: str) -> str:
    """The same of what is not recorded."""
    return text.replace("secret", "other").replace("no:1", "no:3")


@pytest.mark.parametrize("ids", IDS.values(), ids=IDS)
def test_a_hidden_id_is_answered_as_unknown(ids: list[str]) -> None:
    with pytest.raises(NotFound) as hidden:
        HIDING.require(OFFICE, ids)
    with pytest.raises(NotFound) as missing:
        HIDING.require(OFFICE, [renamed(id_) for id_ in ids])
    assert renamed(str(hidden.value)) == str(missing.value)
    assert [renamed(id_) for id_ in hidden.value.ids] == list(missing.value.ids)


def test_what_is_seen_is_known_by_id_and_alias() -> None:
    ids = ["supplier:s", "no:2", "supplier:secret", "no:1", "nobody"]
    assert HIDING.known(OFFICE, ids) == ["supplier:s", "no:2"]
    assert everything().known(OFFICE, ids) == ids[:-1]
    HIDING.require(OFFICE, ["supplier:s", "no:2"])


def test_a_scope_holds_in_every_snapshot() -> None:
    """It is compiled for each: what comes to be recorded under a hidden id is hidden too."""
    viewer = hiding(["service:later"])
    later = OFFICE.edited((Put(Item("Service", "service:later", {"name": "Later"})),))
    assert viewer.known(OFFICE, ["service:later"]) == []
    assert viewer.known(later, ["service:later", "service:m"]) == ["service:m"]
    gone = later.edited((Remove("service:later"),))
    assert viewer.visible(gone).all()


def test_only_who_hides_something_is_scoped() -> None:
    assert not everything().scoped
    assert HIDING.scoped


@given(graphs(), st.data())
def test_visible_are_all_but_the_hidden(graph: Graph, data: st.DataObject) -> None:
    hidden = data.draw(st.sets(st.sampled_from([*graph.ids(), "nobody"])))
    snapshot = graph.snapshot
    flags = hiding(hidden).visible(snapshot)
    assert [snapshot.id(row) in hidden for row in range(snapshot.size)] == (~flags).tolist()
    assert everything().visible(snapshot).all()
