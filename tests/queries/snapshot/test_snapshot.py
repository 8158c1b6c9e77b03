"""A patch laid over a base reads in every way like a snapshot built anew from the changed facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Image, Put, Remove
from graph_model.errors import InvalidChangeSet, NotFound
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, ref_of
from graph_model.lens import Direction
from graph_model.plan import plan
from graph_model.state import MemoryState, aliases_of
from queries.impact.exposure import exposure
from queries.impact.impact import impact
from queries.snapshot.days import day_number
from queries.snapshot.facts import facts_of
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from tests.queries.engine.test_propagation import answer
from tests.queries.engine.test_witness import told
from tests.support.graphs import DATES, KINDS, LETTERS, MODEL, SEEDS, Graph, drawn, graph_of
from tests.support.history import Revised, history
from tests.support.naive import LEVELS, holds
from tests.support.sketch import sketch

FIELDS = sorted({field.name for kind in MODEL.kinds for field in kind.fields})
AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])


def histories(revisions: int = 3) -> st.SearchStrategy[tuple[Graph, list[Revised]]]:
    """A graph and some revisions of it."""

    def make(seed: int, size: int, relations: int, count: int) -> tuple[Graph, list[Revised]]:
        random = Random(seed)
        graph = drawn(random, KINDS, size, relations)
        return graph, history(random, graph, count)

    counts = st.integers(1, revisions)
    return st.builds(make, SEEDS, st.integers(1, 12), st.integers(0, 40), counts)


def check(snapshot: Snapshot, graph: Graph) -> None:
    """Every accessor tells the facts of the graph, no more and no less."""
    check_items(snapshot, graph)
    check_relations(snapshot, graph)
    check_state(snapshot, graph)


def check_items(snapshot: Snapshot, graph: Graph) -> None:
    held = {item.id: item for item in graph.items}
    rows = np.concatenate([snapshot.rows_of_kind(kind.name) for kind in MODEL.kinds])
    assert snapshot.count == len(held) == len(rows)
    assert sorted(snapshot.ids_of(rows)) == sorted(held)
    for row in rows.tolist():
        item = held[snapshot.id(row)]
        assert snapshot.item_at(row) == item
        assert (snapshot.kind(row), snapshot.name(row)) == (item.kind, item.name)
        assert MODEL.kinds[snapshot.kinds[row]].name == item.kind
        assert [snapshot.find(name) for name in (item.id, *aliases_of(item))] == [row] * (
            1 + len(aliases_of(item))
        )
        for field in FIELDS:
            assert snapshot.value(row, field) == item.fields.get(field)
    for field in FIELDS:
        expected = [held[id_].fields.get(field) for id_ in snapshot.ids_of(rows)]
        assert snapshot.values(as_ints(rows), field).tolist() == expected
    for id_ in set(LETTERS) - set(held):
        assert snapshot.find(id_) is None


def check_relations(snapshot: Snapshot, graph: Graph) -> None:
    held = {relation.key: relation for relation in graph.relations}
    numbers = [snapshot.number(key) for key in held]
    assert None not in numbers
    numbered = as_ints(numbers)
    assert [snapshot.key_at(number) for number in numbered.tolist()] == list(held)
    assert [snapshot.relation_at(number) for number in numbered.tolist()] == list(held.values())
    check_columns(snapshot, numbered, list(held.values()))
    for type_ in MODEL.relations:
        of_type = keys(snapshot, snapshot.all_relations(type_.name))
        assert of_type == Counter(key for key in held if key.type == type_.name)
    for day in DATES:
        standing = {r.key for r in held.values() if holds(r.fields, date.fromisoformat(day))}
        on_day = snapshot.holding(numbered, day_number(date.fromisoformat(day)))
        assert keys(snapshot, on_day) == Counter(standing)
    rows = snapshot.rows(graph.ids()) if graph.items else as_ints([])
    check_both_ways(snapshot, rows, list(held))


def check_columns(snapshot: Snapshot, numbers: Ints, relations: list[Relation]) -> None:
    found = snapshot.picked(numbers)
    assert snapshot.ids_of(found.start) == [r.start for r in relations]
    assert snapshot.ids_of(found.end) == [r.end for r in relations]
    assert [MODEL.relations[type_].name for type_ in found.type] == [r.type for r in relations]
    assert [snapshot.discriminators[discriminator] for discriminator in found.discriminator] == [
        r.discriminator for r in relations
    ]
    assert found.part.tolist() == [r.fields.get("extent") == "part" for r in relations]
    needs = [min(max(int(str(r.fields.get("need") or 1)), 1), 2**31 - 1) for r in relations]
    assert found.need.tolist() == needs
    for number, relation in zip(numbers.tolist(), relations, strict=True):
        for field in MODEL.relation_by_name[relation.type].fields:
            if field.name != MODEL.relation_by_name[relation.type].discriminator:
                expected = relation.fields.get(field.name)
                assert snapshot.relation_value(number, field.name) == expected


def check_both_ways(snapshot: Snapshot, rows: Ints, held: list[RelationKey]) -> None:
    forward, backward = Direction.FORWARD, Direction.BACKWARD
    for row, id_ in zip(rows.tolist(), snapshot.ids_of(rows), strict=True):
        out, into = ([k for k in held if k.start == id_], [k for k in held if k.end == id_])
        assert keys(snapshot, snapshot.relations(row, None, forward)) == Counter(out)
        assert keys(snapshot, snapshot.relations(row, None, backward)) == Counter(into)
        assert set(keys(snapshot, snapshot.relations(row))) == {*out, *into}
        for type_ in {key.type for key in (*out, *into)}:
            typed = keys(snapshot, snapshot.relations(row, type_, forward))
            assert typed == Counter(key for key in out if key.type == type_)
    for type_ in {key.type for key in held}:
        for direction, side in ((forward, "start"), (backward, "end")):
            owner, numbers = snapshot.relations_of(rows, type_, direction)
            found = [getattr(snapshot.key_at(n), side) for n in numbers.tolist()]
            assert found == snapshot.ids_of(rows[owner])
            assert keys(snapshot, numbers) == Counter(k for k in held if k.type == type_)
    owner, numbers = snapshot.neighbours(rows)
    ends = Counter((end, key) for key in held for end in (key.start, key.end))
    met = zip(snapshot.ids_of(rows[owner]), map(snapshot.key_at, numbers.tolist()), strict=True)
    assert Counter(met) == ends


def keys(snapshot: Snapshot, numbers: Ints) -> Counter[RelationKey]:
    return Counter(snapshot.key_at(number) for number in numbers.tolist())


def check_state(snapshot: Snapshot, graph: Graph) -> None:
    """The protocol that a what-if is planned over, against the plain state in dictionaries."""
    state = MemoryState(graph.facts)
    for id_ in LETTERS:
        assert snapshot.item(id_) == state.item(id_)
        assert Counter(snapshot.touching(id_)) == Counter(state.touching(id_))
        assert snapshot.owner(f"no:{id_}") == state.owner(f"no:{id_}")
    for relation in graph.relations:
        assert snapshot.relation(relation.key) == relation
        other = relation.key._replace(discriminator="another")
        assert snapshot.relation(other) is None


def answers(snapshot: Snapshot, graph: Graph, as_of: date) -> Iterator[object]:
    """Everything a question tells about a graph, from each item alone and from all at once."""
    for lens in LEVELS:
        alone = [[id_] for id_ in sorted(graph.ids())]
        for of in (*alone, *([sorted(graph.ids())] if len(alone) > 1 else [])):
            found = impact(snapshot, of, lens, as_of)
            yield of, answer(found), sorted(found.counts, key=repr), found.agencies
            yield {id_: told(found, id_) for id_ in sorted(answer(found).affected)}
            unknowns = found.unknowns
            named = ((name, getattr(unknowns, name)) for name in unknowns.__slots__)
            yield {name: sorted(snapshot.ids_of(rows)) for name, rows in named}
            agencies = sorted(graph.ids("Agency"))
            yield [exposure(found, int(row)) for row in snapshot.rows(agencies)]


@settings(max_examples=60)
@given(histories())
def test_patched_reads_as_built_anew(made: tuple[Graph, list[Revised]]) -> None:
    graph, revisions = made
    snapshot = graph.snapshot
    check(snapshot, graph)
    for number, revised in enumerate(revisions, 1):
        before, snapshot = snapshot, snapshot.overlaid(revised.images, number)
        assert (before.revision, snapshot.revision) == (number - 1, number)
        check(snapshot, revised.graph)
        check(before, graph)
        graph = revised.graph


@settings(max_examples=60)
@given(histories(), AS_OF)
def test_answers_over_a_patch_are_those_of_the_graph_built_anew(
    made: tuple[Graph, list[Revised]], as_of: date
) -> None:
    graph, revisions = made
    snapshot = graph.snapshot
    for number, revised in enumerate(revisions, 1):
        snapshot = snapshot.overlaid(revised.images, number)
    after = revisions[-1].graph
    laid, anew = answers(snapshot, after, as_of), answers(after.snapshot, after, as_of)
    assert all(one == other for one, other in zip(laid, anew, strict=True))


@settings(max_examples=60)
@given(histories(1), AS_OF)
def test_a_what_if_answers_as_after_really_applying(
    made: tuple[Graph, list[Revised]], as_of: date
) -> None:
    graph, (revised,) = made
    snapshot = graph.snapshot.edited(revised.changes)
    check(snapshot, revised.graph)
    assert snapshot.revision == graph.snapshot.revision
    laid = answers(snapshot, revised.graph, as_of)
    anew = answers(revised.graph.snapshot, revised.graph, as_of)
    assert all(one == other for one, other in zip(laid, anew, strict=True))


@settings(max_examples=80)
@given(histories(4), st.data())
def test_replaying_the_journal_over_a_later_read_is_harmless(
    made: tuple[Graph, list[Revised]], data: st.DataObject
) -> None:
    graph, revisions = made
    read = data.draw(st.integers(0, len(revisions)))
    since = data.draw(st.integers(0, read))
    seen = revisions[read - 1].graph if read else graph
    images = [image for revised in revisions[since:] for image in revised.images]
    at_once = seen.snapshot.overlaid(images, len(revisions))
    check(at_once, revisions[-1].graph)
    one_by_one = seen.snapshot
    for number, revised in enumerate(revisions[since:], since + 1):
        one_by_one = one_by_one.overlaid(revised.images, number)
    check(one_by_one, revisions[-1].graph)


@settings(max_examples=60)
@given(histories(4), st.data())
def test_undoing_the_journal_gives_the_graph_as_it_was(
    made: tuple[Graph, list[Revised]], data: st.DataObject
) -> None:
    graph, revisions = made
    back = data.draw(st.integers(0, len(revisions)))
    present = revisions[-1].graph.snapshot
    undone: list[Image] = [
        image.undone for revised in reversed(revisions[back:]) for image in reversed(revised.images)
    ]
    check(present.overlaid(undone, back), revisions[back - 1].graph if back else graph)


def test_a_what_if_that_is_invalid_names_its_change() -> None:
    snapshot = sketch("service:mail -DEPENDS_ON-> ci:a").snapshot
    with pytest.raises(InvalidChangeSet, match=r"change 2 .*ci:b"):
        snapshot.edited((Remove("ci:a"), Remove("ci:b")))


def test_rows_name_every_missing_id() -> None:
    snapshot = sketch("service:mail aliases=x", "ci:a").snapshot
    with pytest.raises(NotFound) as raised:
        snapshot.rows(["ci:b", "ci:a", "ci:c"])
    assert list(raised.value.ids) == ["ci:b", "ci:c"]


def test_an_id_that_comes_back_as_another_kind_is_another_item() -> None:
    graph = sketch("service:mail -DEPENDS_ON-> ci:a", "supplier:s -PROVIDES-> ci:a")
    snapshot = graph.snapshot.edited((Remove("ci:a"),))
    service = Item("Service", "ci:a", {"name": "a"})
    snapshot = snapshot.edited((Put(service), Put(Relation("DEPENDS_ON", "service:mail", "ci:a"))))
    found = impact(snapshot, ["ci:a"], "outage", date(2027, 1, 1))
    assert answer(found).affected == {"ci:a": "LOST", "service:mail": "LOST"}
    assert snapshot.item("ci:a") == service


def told_facts(snapshot: Snapshot) -> dict[Ref, Fact]:
    return {ref_of(fact): fact for fact in facts_of(snapshot)}


def test_an_item_that_becomes_another_kind_takes_no_relation_along() -> None:
    """Those that it still has are restated in the images that put others' edits right."""
    spoiled = sketch("service:mail -DEPENDS_ON-> service:a", "service:a -PART_OF-> service:mail")
    right = Item("ConfigurationItem", "service:a", {"name": "a"})
    needed = Relation("DEPENDS_ON", "service:mail", "service:a")
    fresh = Relation("DEPENDS_ON", "service:a", "service:mail")
    for base in (spoiled.snapshot, spoiled.snapshot.overlaid([Image(None, fresh)], 1)):
        snapshot = base.overlaid([Image(right, right), Image(needed, needed)], 2)
        mail = next(item for item in spoiled.items if item.id == "service:mail")
        assert told_facts(snapshot) == {right.id: right, mail.id: mail, needed.key: needed}


def test_an_empty_graph_has_nothing() -> None:
    snapshot = graph_of([]).snapshot
    check(snapshot, graph_of([]))
    images = plan((Put(Item("Agency", "a", {"name": "A"})),), snapshot, MODEL)
    check(snapshot.overlaid(images, 1), graph_of([Item("Agency", "a", {"name": "A"})]))
