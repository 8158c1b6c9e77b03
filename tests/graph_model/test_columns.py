"""Tables hand over the facts they were made of."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.facts import Fact, Fields, Item, Relation, ref_of
from graph_model.model import standard_model
from graph_model.values import Value
from tests.support.facts import kept, raw_items, raw_relations

MODEL = standard_model()


def columns(rows: list[Fields]) -> dict[str, Column]:
    """The present values of rows, a column a field."""
    found: dict[str, tuple[list[int], list[Value]]] = defaultdict(lambda: ([], []))
    for row, fields in enumerate(rows):
        for name, value in fields.items():
            found[name][0].append(row)
            found[name][1].append(value)
    return {name: Column(at, values) for name, (at, values) in found.items()}


def tables(items: list[Item], relations: list[Relation]) -> Tables:
    """The facts by kind and type, with a handle of its own for every item."""
    handle = {item.id: 1000 - n for n, item in enumerate(items)}
    kinds: dict[str, list[Item]] = defaultdict(list)
    types: dict[str, list[Relation]] = defaultdict(list)
    for item in items:
        kinds[item.kind].append(item)
    for relation in relations:
        types[relation.type].append(relation)
    return Tables(
        7,
        [
            ItemTable(
                kind,
                [i.id for i in of],
                [handle[i.id] for i in of],
                columns([i.fields for i in of]),
            )
            for kind, of in kinds.items()
        ],
        [
            RelationTable(
                type_,
                [handle[r.start] for r in of],
                [handle[r.end] for r in of],
                columns([_marked(r) for r in of]),
            )
            for type_, of in types.items()
        ],
    )


def _marked(relation: Relation) -> Fields:
    discriminator = MODEL.relation_by_name[relation.type].discriminator
    return (
        {**relation.fields, discriminator: relation.discriminator}
        if discriminator and relation.discriminator
        else relation.fields
    )


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Item], list[Relation]]:
    """Some items, and relations between any of them: tables do not judge."""
    names = draw(st.lists(st.sampled_from("abcdefg"), min_size=1, unique=True))
    kinds, ids = st.sampled_from(MODEL.kinds), st.sampled_from(names)
    raw = [draw(kinds.flatmap(partial(raw_items, ids=st.just(name)))) for name in names]
    types = st.sampled_from(MODEL.relations)
    ends = draw(st.lists(types.flatmap(lambda type_: raw_relations(type_, ids)), max_size=5))
    facts = [kept(one, MODEL) for one in (*raw, *ends)]
    return (
        [fact for fact in facts if isinstance(fact, Item)],
        list({fact.key: fact for fact in facts if isinstance(fact, Relation)}.values()),
    )


@given(graphs())
def test_tables_give_their_facts_back(graph: tuple[list[Item], list[Relation]]) -> None:
    items, relations = graph
    found = list(tables(items, relations).facts(MODEL))
    assert all(isinstance(fact, Item) for fact in found[: len(items)])
    assert len(found) == len(items) + len(relations)
    expected: list[Fact] = [*items, *relations]
    assert {ref_of(fact): fact for fact in found} == {ref_of(fact): fact for fact in expected}


def test_an_empty_store_has_no_facts() -> None:
    assert list(Tables(0, [], []).facts(MODEL)) == []
