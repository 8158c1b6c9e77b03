"""Edits of somebody who sees a part: what is hidden is reached, counted, and unknown to them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, NotFound
from graph_model.facts import Item, Relation, RelationKey, ref_of
from queries.answers.viewer import hiding
from queries.what_if.edit import Create, Edit, EndContract, MakeRedundant, ReplaceSupplier
from queries.what_if.scenario import scenario
from tests.support.asking import edited, view_of, what_if
from tests.support.edits import edits, facts_of, suppliers_too
from tests.support.graphs import SEEDS, Graph
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
SECRETS = (
    "supplier:s -PROVIDES-> service:m",
    "supplier:t -PROVIDES-> service:n",
    "supplier:secret aliases=no:1",
    "supplier:secret -PROVIDES-> service:m",
    "contract:secret -WITH-> supplier:s",
    "contract:secret -COVERS-> service:m",
    "service:secret -DEPENDS_ON-> service:m",
    "ci:secret name=C",
)
HIDDEN = ("supplier:secret", "contract:secret", "service:secret", "ci:secret")


def secrets() -> Graph:
    """The graph of SECRETS; the supplier's alias is a list."""
    graph = sketch(*SECRETS)
    items = tuple(
        Item(i.kind, i.id, {**i.fields, "aliases": ["no:1"]}) if "aliases" in i.fields else i
        for i in graph.items
    )
    return Graph(items, graph.relations)


NAMING: dict[str, list[Edit]] = {
    "a start of a relation": [Put(Relation("PROVIDES", "supplier:secret", "service:n"))],
    "an end of a relation": [Put(Relation("DEPENDS_ON", "service:m", "ci:secret"))],
    "a relation that is there": [
        SetFields(RelationKey("PROVIDES", "supplier:secret", "service:m"), {"since": "2026-01-01"})
    ],
    "a relation to be removed": [Remove(RelationKey("PROVIDES", "supplier:secret", "service:m"))],
    "an item to be removed": [Remove("service:secret")],
    "a field": [SetFields("service:secret", {"tier": "catalog"})],
    "a field of a wrong kind": [SetFields("service:secret", {"nonsense": 1})],
    "a contract to be ended": [EndContract("contract:secret", DAY)],
    "a contract of the wrong kind": [EndContract("supplier:secret", DAY)],
    "a supplier to be replaced": [ReplaceSupplier("supplier:secret", "supplier:t")],
    "a supplier to replace by": [ReplaceSupplier("supplier:s", "supplier:secret")],
    "a service to replace in": [ReplaceSupplier("supplier:s", "supplier:t", ("service:secret",))],
    "after a valid one": [SetFields("service:m", {"tier": "catalog"}), Remove("ci:secret")],
    "after one that works things out": [
        ReplaceSupplier("supplier:s", "supplier:t"),
        Remove("ci:secret"),
    ],
}


@pytest.mark.parametrize("asked", NAMING.values(), ids=NAMING)
def test_an_edit_of_what_is_hidden_is_one_of_what_is_unknown(asked: list[Edit]) -> None:
    snapshot, scope = secrets().snapshot, hiding(HIDDEN)
    with pytest.raises(InvalidChangeSet) as hidden:
        edited(snapshot, asked, DAY, scope)
    with pytest.raises(InvalidChangeSet) as missing:
        edited(snapshot, [renamed(edit) for edit in asked], DAY, scope)
    assert str(hidden.value).replace("secret", "nobody") == str(missing.value)


def renamed(value: Any) -> Any:
    """The same edit of what is not recorded."""
    if isinstance(value, str):
        return value.replace("secret", "nobody")
    if isinstance(value, RelationKey):
        return RelationKey(*map(renamed, value))
    if isinstance(value, tuple):
        return tuple(map(renamed, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: renamed(getattr(value, f.name)) for f in fields(value)})
    return value


@pytest.mark.parametrize(
    "asked",
    [
        Put(Item("Service", "service:secret", {"name": "Mine"})),
        Put(Item("Agency", "service:secret", {"name": "Mine"})),
        Put(Item("Service", "no:1", {"name": "Mine"})),
        Put(Item("Service", "service:x", {"name": "Mine", "aliases": ["no:1"]})),
        SetFields("service:m", {"aliases": ["no:1"]}),
    ],
)
def test_a_name_that_something_hidden_has_says_nothing_of_it(asked: Edit) -> None:
    with pytest.raises(InvalidChangeSet) as raised:
        edited(secrets().snapshot, [asked], DAY, hiding(HIDDEN))
    (problem,) = raised.value.problems
    assert (problem.where, problem.expected) == ("edit 1", "a recorded id")
    assert problem.found in ("nothing under 'service:secret'", "nothing under 'no:1'")


def test_a_replacement_reaches_what_is_hidden_and_tells_how_much_it_is() -> None:
    snapshot, scope = secrets().snapshot, hiding(HIDDEN)
    asked: list[Edit] = [ReplaceSupplier("supplier:s", "supplier:t")]
    found = edited(snapshot, asked, DAY, scope)
    assert facts_of(found.snapshot) == facts_of(edited(snapshot, asked, DAY).snapshot)
    assert [str(change.ref) for change in found.changes] == [
        "supplier:s -PROVIDES-> service:m",
        "supplier:t -PROVIDES-> service:m",
    ]
    assert found.untold == 2
    saved = scenario(snapshot, asked, DAY, "scenario:t", scope)
    assert (saved.change_set.changes, saved.untold) == (found.changes, 2)
    assert "secret" not in repr(saved.change_set)


def test_an_item_removed_goes_with_its_hidden_relations() -> None:
    snapshot = secrets().snapshot
    found = edited(snapshot, [Remove("service:m")], DAY, hiding(HIDDEN)).snapshot
    assert facts_of(found) == facts_of(edited(snapshot, [Remove("service:m")], DAY).snapshot)


@settings(max_examples=60)
@given(st.builds(suppliers_too, SEEDS, st.integers(2, 10), st.integers(0, 40)), SEEDS, st.data())
def test_no_error_and_no_change_names_what_is_hidden(
    graph: Graph, seed: int, data: st.DataObject
) -> None:
    """Edits that name no hidden id are what they are for one who sees all; no error names one."""
    hidden = data.draw(st.sets(st.sampled_from(graph.ids())))
    asked = edits(graph, seed)
    named = hidden & names(asked)
    try:
        found = edited(graph.snapshot, asked, DAY, hiding(hidden))
    except InvalidChangeSet as error:
        told = {
            id_ for id_ in hidden if f"'{id_}'" in str(error) or f"which names {id_}" in str(error)
        }
        assert told <= named
        if not named:
            with pytest.raises(InvalidChangeSet):
                edited(graph.snapshot, asked, DAY)
        return
    assert not hidden & {id_ for change in found.changes for id_ in ends_of(change.ref)}
    assert facts_of(found.snapshot) == facts_of(edited(graph.snapshot, asked, DAY).snapshot)


def names(asked: list[Edit]) -> set[str]:
    """Every id that edits name."""
    found: set[str] = set()
    for edit in asked:
        if isinstance(edit, EndContract):
            found.add(edit.contract)
        elif isinstance(edit, ReplaceSupplier):
            found |= {edit.supplier, edit.by, *(edit.services or ())}
        elif isinstance(edit, MakeRedundant):
            found |= {edit.dependent, *edit.members}
        elif isinstance(edit, Create):
            found |= set(ends_of(ref_of(edit.fact)))
        else:
            found |= set(ends_of(edit.ref))
    return found


def ends_of(ref: str | RelationKey) -> tuple[str, ...]:
    return (ref.start, ref.end) if isinstance(ref, RelationKey) else (ref,)


def test_a_what_if_hides_on_both_sides() -> None:
    snapshot, scope = secrets().snapshot, hiding(HIDDEN)
    asked: list[Edit] = [Put(Relation("DEPENDS_ON", "service:m", "service:n"))]
    view = view_of(snapshot, DAY, scope)
    found = what_if(view, ["service:n"], "outage", asked)
    later = view.on(found.later.snapshot)
    assert later.snapshot.ids_of(later.shown(found.new_rows)) == ["supplier:s", "service:m"]
    assert "service:secret" in later.snapshot.ids_of(found.new_rows)
    with pytest.raises(NotFound, match="'service:secret'"):
        what_if(view, ["service:secret"], "outage", asked)
