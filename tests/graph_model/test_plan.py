"""Planning against a naive definition: a ChangeSet applies change by change, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given

from graph_model.changes import Change, Image, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, ref_of
from graph_model.model import standard_model
from graph_model.plan import plan
from graph_model.state import MemoryState, mentions
from tests.support.changes import SEED, sequences

MODEL = standard_model()
Graph = dict[Ref, Fact]


class Wrong(Exception):
    """The naive definition refuses a change."""


def names(fact: Fact) -> set[str]:
    """What an item is known by."""
    aliases = fact.fields.get("aliases", [])
    return {fact.id, *aliases} if isinstance(fact, Item) and isinstance(aliases, list) else set()


def naive(changes: list[Change], graph: Graph) -> Graph:
    """The graph after the changes, written from DESIGN section 1 with nothing but a dict."""
    first, graph = graph, dict(graph)
    for change in changes:
        if isinstance(change, Remove):
            remove(change.ref, graph)
            continue
        fact = change.fact if isinstance(change, Put) else changed(change, graph)
        if isinstance(fact, Item):
            must_keep_its_kind_and_have_names_of_its_own(fact, graph, first)
        graph[ref_of(fact)] = fact
    for fact in graph.values():
        if isinstance(fact, Relation):
            must_join(fact, graph.get(fact.start), graph.get(fact.end))
    return graph


def remove(ref: Ref, graph: Graph) -> None:
    """Take a fact out, and an item's relations with it."""
    if ref not in graph:
        raise Wrong
    gone = [key for key in graph if isinstance(key, RelationKey) and ref in (key.start, key.end)]
    for one in (ref, *gone):
        del graph[one]


def must_keep_its_kind_and_have_names_of_its_own(item: Item, graph: Graph, first: Graph) -> None:
    known = graph.get(item.id, first.get(item.id))
    others = [held for ref, held in graph.items() if ref != item.id]
    if isinstance(known, Item) and known.kind != item.kind:
        raise Wrong
    if any(names(item) & names(other) for other in others):
        raise Wrong


def must_join(relation: Relation, start: Fact | None, end: Fact | None) -> None:
    if not (isinstance(start, Item) and isinstance(end, Item)):
        raise Wrong
    if (start.kind, end.kind) not in MODEL.relation_by_name[relation.type].joins:
        raise Wrong


def changed(change: SetFields, graph: Graph) -> Fact:
    """The fact with the fields set; only what tests.support.changes sets wrongly is refused."""
    if change.ref not in graph:
        raise Wrong
    held = graph[change.ref]
    given = {n: v for n, v in change.fields.items() if n != "attributes"}
    attributes = change.fields.get("attributes")
    assert attributes is None or isinstance(attributes, dict)
    kind = MODEL.kind_by_name[held.kind] if isinstance(held, Item) else None
    if given.get("since") == "2027-1-1" or given.get("tier") == "moon":
        raise Wrong
    if kind and ((attributes and not kind.open) or any(kind.field(n) is None for n in given)):
        raise Wrong
    merged = {**held.fields, **given, **(attributes or {})}
    fields = {n: v for n, v in merged.items() if v not in (None, [])}
    if kind and "name" not in fields:
        raise Wrong
    if isinstance(held, Item):
        return Item(held.kind, held.id, fields)
    if str(fields.get("since", "")) > str(fields.get("until", "9999")):
        raise Wrong
    return Relation(*held.key, fields)


def applied(images: tuple[Image, ...], graph: Graph) -> Graph:
    """The graph with the images written to it, each of which must say what was there."""
    graph = dict(graph)
    for image in images:
        assert graph.get(image.ref) == image.before
        assert image.before != image.after
        if image.after is None:
            del graph[image.ref]
        else:
            graph[image.ref] = image.after
    return graph


@given(sequences())
def test_planning_is_what_the_naive_definition_says(sequence: list[list[Change]]) -> None:
    graph: Graph = {ref_of(fact): fact for fact in SEED}
    for changes in sequence:
        state = MemoryState(graph.values())
        try:
            expected: Graph | None = naive(changes, graph)
        except Wrong:
            expected = None
        if expected is None:
            with pytest.raises(InvalidChangeSet):
                plan(changes, state, MODEL)
            continue
        images = plan(changes, state, MODEL)
        after = applied(images, graph)
        assert after == expected
        assert applied(tuple(image.undone for image in reversed(images)), after) == graph
        graph = after


@given(sequences())
def test_what_the_changes_mention_is_all_that_planning_needs(sequence: list[list[Change]]) -> None:
    graph: Graph = {ref_of(fact): fact for fact in SEED}
    for changes in sequence:
        whole, part = MemoryState(graph.values()), mentioned(changes, graph)
        assert outcome(changes, part) == outcome(changes, whole)
        try:
            graph = applied(plan(changes, whole, MODEL), graph)
        except InvalidChangeSet:
            continue


def outcome(changes: list[Change], state: MemoryState) -> object:
    """The images, or the problems."""
    try:
        return plan(changes, state, MODEL)
    except InvalidChangeSet as error:
        return error.problems


def mentioned(changes: list[Change], graph: Graph) -> MemoryState:
    """The part of the graph that a store looks up."""
    needed = mentions(changes)
    return MemoryState(
        fact
        for ref, fact in graph.items()
        if (isinstance(fact, Item) and (fact.id in needed.ids or names(fact) & needed.aliases))
        or ref in needed.keys
        or (isinstance(fact, Relation) and {fact.start, fact.end} & needed.removed)
    )


S = Item("Service", "s", {"name": "S", "aliases": ["x:1"]})
T = Item("Service", "t", {"name": "T"})
A = Item("Agency", "a", {"name": "A"})
CI = Item("ConfigurationItem", "c", {"name": "C", "on": 1})
USES = Relation("CONSUMES", "a", "s")
DEPENDS = Relation("DEPENDS_ON", "s", "t", "g")
PERSON = Item("Stakeholder", "p", {"name": "P", "influence": "high"})


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ([Remove("u")], ["change 1 (remove u): found nothing under that id, expected an item or"]),
        ([SetFields("u", {})], ["change 1 (set u): found nothing under that id"]),
        (
            [Put(T), Remove(USES.key._replace(end="t"))],
            ["change 2 (remove a -CONSUMES-> t): found"],
        ),
        (
            [Put(Item("Agency", "s", {"name": "S"}))],
            ["change 1 (put s): found kind Agency, expected kind Service: an id keeps its kind"],
        ),
        (
            [Remove("s"), Put(Item("Agency", "s", {"name": "S"}))],
            ["change 2 (put s): found kind Agency, expected kind Service"],
        ),
        (
            [Put(Item("Service", "u", {"name": "U", "aliases": ["x:1", "t"]}))],
            [
                "change 1 (put u), aliases: found 'x:1', which names s, expected a name of its own",
                "change 1 (put u), aliases: found 't', which names t, expected a name of its own",
            ],
        ),
        (
            [Put(Item("Service", "x:1", {"name": "U"}))],
            ["change 1 (put x:1), aliases: found 'x:1', which names s"],
        ),
        (
            [SetFields("t", {"aliases": [" x:1 "]})],
            ["change 1 (set t), aliases: found 'x:1', which names s"],
        ),
        (
            [SetFields("t", {"name": None, "tier": "moon", "colour": 1, "kind": "Agency"})],
            [
                "change 1 (set t), tier: found 'moon', expected one of catalog, element",
                "change 1 (set t), colour: found an unknown field",
                "change 1 (set t), kind: found an unknown field",
                "change 1 (set t), name: found nothing, expected a text",
            ],
        ),
        ([SetFields("t", {"name": 7})], ["change 1 (set t), name: found 7, expected text"]),
        (
            [SetFields("p", {"category": "person"})],
            ["change 1 (set p), influence: found influence, expected none where category is"],
        ),
        (
            [SetFields(DEPENDS.key, {"group": "h", "since": "x"})],
            [
                "change 1 (set s -DEPENDS_ON[g]-> t), since: found 'x'",
                "change 1 (set s -DEPENDS_ON[g]-> t), group: found a new value, expected none",
            ],
        ),
        (
            [SetFields(DEPENDS.key, {"since": "2026-01-02", "until": "2026-01-01"})],
            ["change 1 (set s -DEPENDS_ON[g]-> t), until: found '2026-01-01', expected a day"],
        ),
        (
            [Put(Relation("CONSUMES", "a", "u"))],
            ["change 1 (put a -CONSUMES-> u): found no item 'u', expected both ends to exist"],
        ),
        (
            [Put(Relation("CONSUMES", "s", "t"))],
            ["change 1 (put s -CONSUMES-> t): found Service → Service, expected CONSUMES to join"],
        ),
    ],
)
def test_each_problem_has_its_position(changes: list[Change], problems: list[str]) -> None:
    with pytest.raises(InvalidChangeSet) as caught:
        plan(changes, MemoryState([S, T, A, USES, DEPENDS, PERSON]), MODEL)
    found = [str(problem) for problem in caught.value.problems]
    assert len(found) == len(problems)
    assert all(line.startswith(start) for start, line in zip(problems, found, strict=True)), found


@pytest.mark.parametrize(
    ("changes", "images"),
    {
        "nothing changes": ([Put(S), SetFields("t", {"name": "T"})], []),
        "there and back": ([Put(Item("Agency", "b", {"name": "B"})), Remove("b")], []),
        "removal takes relations along": (
            [Remove("s")],
            [Image(USES, None), Image(DEPENDS, None), Image(S, None)],
        ),
        "removed and put again, without its relations": (
            [Remove("s"), Put(S)],
            [Image(USES, None), Image(DEPENDS, None)],
        ),
        "a relation before its end": (
            [Put(Relation("CONSUMES", "b", "s")), Put(Item("Agency", "b", {"name": "B"}))],
            [
                Image(None, Relation("CONSUMES", "b", "s")),
                Image(None, Item("Agency", "b", {"name": "B"})),
            ],
        ),
        "an alias passed on": (
            [SetFields("s", {"aliases": None}), SetFields("t", {"aliases": "x:1"})],
            [
                Image(S, Item("Service", "s", {"name": "S"})),
                Image(T, Item("Service", "t", {"name": "T", "aliases": ["x:1"]})),
            ],
        ),
        "set merges, and null clears": (
            [SetFields("s", {"aliases": None, "tier": "Catalog"})],
            [Image(S, Item("Service", "s", {"name": "S", "tier": "catalog"}))],
        ),
        "one is not true": (
            [SetFields("c", {"attributes": {"on": True}})],
            [Image(CI, Item("ConfigurationItem", "c", {"name": "C", "on": True}))],
        ),
        "put replaces": (
            [Put(Item("Service", "s", {"name": "New"}))],
            [Image(S, Item("Service", "s", {"name": "New"}))],
        ),
    }.values(),
)
def test_images(changes: list[Change], images: list[Image]) -> None:
    assert list(plan(changes, MemoryState([S, T, A, CI, USES, DEPENDS]), MODEL)) == images


def test_fields_that_were_read_before_are_taken_as_they_are_and_others_read() -> None:
    state = MemoryState([Item("Service", "s", {"name": "S", "tier": "element"})])
    for kept, tier in ((False, "catalog"), (True, "Catalog")):
        change = SetFields("s", {"tier": "Catalog", "description": None}, kept)
        (image,) = plan([change], state, MODEL)
        assert image.after == Item("Service", "s", {"name": "S", "tier": tier})


def test_fields_that_were_read_before_still_have_to_stand_together() -> None:
    state = MemoryState([Item("Service", "s", {"name": "S"})])
    with pytest.raises(InvalidChangeSet, match="name: found nothing"):
        plan([SetFields("s", {"name": None}, kept=True)], state, MODEL)
