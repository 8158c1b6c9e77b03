"""Two items made one, and one made two again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Image
from graph_model.errors import InvalidInput
from graph_model.facts import Fact, Item, Ref, Relation
from graph_model.identity.merging import merging, parting
from graph_model.model import standard_model
from graph_model.plan import plan
from graph_model.state import MemoryState

MODEL = standard_model()
KEPT = Item("Supplier", "supplier:carahsoft", {"name": "Carahsoft", "sourcing": "outsourced"})
OTHER = Item(
    "Supplier",
    "supplier:carasoft",
    {"name": "Carasoft", "description": "A reseller", "sourcing": "cloud", "aliases": ["ein:1"]},
)
MAIL, WEB = (Item("Service", f"service:{name}", {"name": name}) for name in ("mail", "web"))


def state_of(*facts: Fact) -> MemoryState:
    return MemoryState(facts)


def applied(state: MemoryState, changes: object) -> tuple[Image, ...]:
    images = plan(changes, state, MODEL)  # type: ignore[arg-type]
    for image in images:
        if image.after is None:
            state.remove(image.ref)
        else:
            state.put(image.after)
    return images


def facts(state: MemoryState) -> dict[Ref, Fact]:
    return dict((*state.items.items(), *state.relations.items()))


def merged(state: MemoryState) -> tuple[Image, ...]:
    return applied(state, merging(state.items[KEPT.id], state.items[OTHER.id], state, MODEL))


def test_the_kept_item_takes_over_what_it_has_not() -> None:
    gives = Relation("PROVIDES", OTHER.id, MAIL.id, fields={"extent": "part"})
    both = Relation("PROVIDES", KEPT.id, WEB.id), Relation("PROVIDES", OTHER.id, WEB.id)
    state = state_of(KEPT, OTHER, MAIL, WEB, gives, *both)
    merged(state)
    assert state.item(OTHER.id) is None
    assert state.items[KEPT.id].fields == {
        "name": "Carahsoft",
        "sourcing": "outsourced",
        "description": "A reseller",
        "aliases": ["supplier:carasoft", "ein:1", "name:Carasoft"],
    }
    assert {(key.start, key.end) for key in state.relations} == {
        (KEPT.id, MAIL.id),
        (KEPT.id, WEB.id),
    }
    assert state.relations[gives.key._replace(start=KEPT.id)].fields == {"extent": "part"}


def test_a_relation_between_the_two_is_none_any_more() -> None:
    state = state_of(KEPT, OTHER, Relation("PART_OF", OTHER.id, KEPT.id))
    merged(state)
    assert not state.relations


@pytest.mark.parametrize("other", [KEPT, MAIL])
def test_only_two_items_of_one_kind_are_merged(other: Item) -> None:
    with pytest.raises(InvalidInput, match="two items of one kind"):
        merging(KEPT, other, state_of(KEPT, other), MODEL)


def test_what_changed_since_a_merge_stays_when_it_is_taken_back() -> None:
    state = state_of(KEPT, OTHER, MAIL, Relation("PROVIDES", OTHER.id, MAIL.id))
    images = merged(state)
    state.put(Item("Supplier", KEPT.id, {**state.items[KEPT.id].fields, "description": "Mended"}))
    applied(state, parting(images, state, MODEL))
    assert state.items[KEPT.id].fields["description"] == "Mended"
    assert state.items[OTHER.id] == OTHER
    assert [*state.relations] == [("PROVIDES", OTHER.id, MAIL.id, "")]


def test_relations_to_what_is_gone_since_stay_gone() -> None:
    state = state_of(KEPT, OTHER, MAIL, Relation("PROVIDES", OTHER.id, MAIL.id))
    images = merged(state)
    for key in [*state.relations]:
        state.remove(key)
    state.remove(MAIL.id)
    applied(state, parting(images, state, MODEL))
    assert not state.relations


FIELDS = st.fixed_dictionaries(
    {"name": st.sampled_from(("Carahsoft", "Carasoft"))},
    optional={
        "description": st.sampled_from(("One", "Two")),
        "verified_on": st.just(date(2026, 1, 1).isoformat()),
        "platform": st.booleans(),
    },
)
ENDS = st.sampled_from((KEPT.id, OTHER.id))
RELATIONS = st.lists(
    st.one_of(
        st.builds(
            lambda start, end, fields: Relation("PROVIDES", start, end, fields=fields),
            ENDS,
            st.sampled_from((MAIL.id, WEB.id)),
            st.sampled_from(({}, {"extent": "part"}, {"extent": "whole"})),
        ),
        st.just(Relation("PART_OF", OTHER.id, KEPT.id)),
    ),
    max_size=6,
)


@given(FIELDS, FIELDS, RELATIONS)
def test_a_merge_taken_back_leaves_all_as_it_was(
    kept: dict[str, object], other: dict[str, object], relations: list[Relation]
) -> None:
    items = Item("Supplier", KEPT.id, kept), Item("Supplier", OTHER.id, other)  # type: ignore[arg-type]
    state = state_of(*items, MAIL, WEB, *relations)
    before = facts(state)
    images = merged(state)
    applied(state, parting(images, state, MODEL))
    now = facts(state)
    for ref, fact in before.items():
        cleared = {n: v for n, v in now[ref].fields.items() if v not in ([], None)}
        assert cleared == dict(fact.fields)
    assert now.keys() == before.keys()
