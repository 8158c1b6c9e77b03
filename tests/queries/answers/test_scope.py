"""What is hidden is traversed, counted and masked: never skipped, never named."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queries.impact.masked import masked

from graph_model.changes import Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, NotFound
from graph_model.facts import Item, Relation, RelationKey
from queries.answers.viewer import everything, hiding
from queries.impact.impact import impact
from queries.what_if.comparison import what_if
from queries.what_if.edit import Edit, EndContract, ReplaceSupplier, edited, scenario
from tests.support.edits import edits, facts_of, suppliers_too
from tests.support.graphs import DATES, SEEDS, Graph, graphs, start_sets
from tests.support.naive import LEVELS
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DAY = date(2027, 1, 1)


@settings(max_examples=80)
@given(graphs(), st.data(), AS_OF)
def test_seen_and_hidden_together_are_the_unmasked_answer(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    hidden = data.draw(st.sets(st.sampled_from(graph.ids())))
    for lens in LEVELS:
        found = impact(graph.snapshot, of, lens, as_of)
        told = masked(found, hiding(hidden))
        seen = Counter((found.snapshot.kind(row), found.level(row)) for row in told.rows.tolist())
        counted = Counter({(kind, level): n for kind, level, n in told.hidden()})
        assert dict(seen + counted) == {(k, level): n for k, level, n in found.counts()}
        assert not hidden & set(found.snapshot.ids_of(told.rows))
        numbers = np.arange(found.snapshot.relation_rows, dtype=np.int32)
        keys = map(found.snapshot.key_at, numbers.tolist())
        seen_relations = [not hidden & {key.start, key.end} for key in keys]
        assert told.sees_relations(numbers).tolist() == seen_relations
        for row in told.rows.tolist():
            chain = found.witness(row)
            passed = [told.seen(step.origin) for step in chain.steps]
            ids = [found.snapshot.id(step.origin) for step in chain.steps]
            assert [row is None for row in passed] == [id_ in hidden for id_ in ids]


def test_everything_is_seen() -> None:
    found = impact(sketch("service:m -DEPENDS_ON-> ci:a").snapshot, ["ci:a"], "outage", DAY)
    told = masked(found, everything())
    assert (told.rows.tolist(), told.hidden()) == (found.rows.tolist(), [])


def test_an_effect_goes_on_through_what_is_hidden() -> None:
    graph = sketch("service:m -DEPENDS_ON-> ci:secret", "ci:secret -DEPENDS_ON-> ci:a")
    found = impact(graph.snapshot, ["ci:a"], "outage", DAY)
    told = masked(found, hiding(["ci:secret"]))
    assert found.snapshot.ids_of(told.rows) == ["service:m", "ci:a"]
    assert told.hidden() == [("ConfigurationItem", "LOST", 1)]
    chain = found.witness(int(found.snapshot.rows(["service:m"])[0]))
    assert [told.seen(step.origin) is None for step in chain.steps] == [False, True]


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


@pytest.mark.parametrize("ids", [["supplier:secret"], ["no:1"], ["service:m", "supplier:secret"]])
def test_a_hidden_id_is_answered_as_unknown(ids: list[str]) -> None:
    snapshot, scope = secrets().snapshot, hiding(HIDDEN)
    with pytest.raises(NotFound) as hidden:
        scope.require(snapshot, ids)
    unknown = [id_.replace("secret", "nobody").replace("no:1", "no:2") for id_ in ids]
    with pytest.raises(NotFound) as missing:
        scope.require(snapshot, unknown)
    told = str(hidden.value).replace("secret", "nobody").replace("no:1", "no:2")
    assert told == str(missing.value)


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
    assert "secret" not in repr(saved)


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
        else:
            found |= set(ends_of(edit.ref))
    return found


def ends_of(ref: str | RelationKey) -> tuple[str, ...]:
    return (ref.start, ref.end) if isinstance(ref, RelationKey) else (ref,)


def test_a_what_if_hides_on_both_sides() -> None:
    snapshot, scope = secrets().snapshot, hiding(HIDDEN)
    asked: list[Edit] = [Put(Relation("DEPENDS_ON", "service:m", "service:n"))]
    found = what_if(snapshot, ["service:n"], "outage", DAY, asked, scope).comparison
    rows = found.new[found.visible(scope)[found.new]]
    assert found.after.snapshot.ids_of(rows) == ["supplier:s", "service:m"]
    assert "service:secret" in found.after.snapshot.ids_of(found.new)
    with pytest.raises(NotFound, match="'service:secret'"):
        what_if(snapshot, ["service:secret"], "outage", DAY, asked, scope)
