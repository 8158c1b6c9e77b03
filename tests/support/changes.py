"""A small graph and any sequence of changes to it, most of them valid, as hypothesis finds them."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from graph_model.changes import Change, Put, Remove, SetFields
from graph_model.facts import Fact, Item, Relation, RelationKey

T = TypeVar("T")

KINDS = {"s1": "Service", "s2": "Service", "c1": "ConfigurationItem", "a1": "Agency"}
GOOD_KEYS = [
    RelationKey("DEPENDS_ON", "s1", "s2"),
    RelationKey("DEPENDS_ON", "s1", "c1", "g"),
    RelationKey("DEPENDS_ON", "s1", "s2", "g"),
    RelationKey("DEPENDS_ON", "c1", "c1"),
    RelationKey("PART_OF", "s2", "s1"),
    RelationKey("CONSUMES", "a1", "s1"),
    RelationKey("CONSUMES", "a1", "s2"),
]
SEED: list[Fact] = [
    *(Item(kind, id_, {"name": id_}) for id_, kind in KINDS.items()),
    *(Relation(*key) for key in GOOD_KEYS[::2]),
]
"""Where the changes start."""

IDS = st.sampled_from([*KINDS, *KINDS, "x:1"])


def mostly(usual: st.SearchStrategy[T], rare: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """The first strategy, and once in a dozen times the second."""
    return st.sampled_from(range(12)).flatmap(lambda n: usual if n else rare)


# What is drawn from often is made once: making it takes longer than drawing from it.
RARELY = st.sampled_from(range(12)).map(lambda n: n == 0)
NAMES = st.sampled_from(["A", "B"])
RAM = st.integers(0, 2)
TIERS = st.sampled_from(["catalog", "element"])
SINCE = st.sampled_from([None, "2026-01-01", "2027-01-01"])
ALIASES = mostly(st.just([]), st.lists(st.sampled_from(["x:1", "x:2"]), unique=True, max_size=2))
DAYS = mostly(SINCE, st.just("2027-1-1"))
TYPES = st.sampled_from(["DEPENDS_ON", "CONSUMES", "PART_OF"])
KEYS = mostly(st.sampled_from(GOOD_KEYS), st.builds(RelationKey, TYPES, IDS, IDS, st.just("")))
"""What identifies a relation, whose ends are nearly always of kinds that it joins."""
SET: dict[str, st.SearchStrategy[object]] = {
    "name": mostly(NAMES, st.none()),
    "aliases": ALIASES,
    "description": st.sampled_from([None, "d"]),
}
OF_A_SERVICE = {"tier": mostly(st.sampled_from([None, "catalog"]), st.just("moon"))}
OF_AN_ITEM = {"attributes": st.fixed_dictionaries({}, optional={"ram": st.none() | RAM})}
EDITED = {
    "s": st.fixed_dictionaries({}, optional={**SET, **OF_A_SERVICE}),
    "c": st.fixed_dictionaries({}, optional={**SET, **OF_AN_ITEM}),
}
"""Fields set and cleared, by the first letter of an id; of others none of their own."""
OTHERS_EDITED = st.fixed_dictionaries({}, optional=SET)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item, nearly always of its id's kind."""
    id_ = draw(IDS)
    kind = "Supplier" if draw(RARELY) else KINDS.get(id_, "Service")
    fields: dict[str, object] = {"name": draw(NAMES)}
    if aliases := draw(ALIASES):
        fields["aliases"] = aliases
    if kind == "Service" and draw(st.booleans()):
        fields["tier"] = draw(TIERS)
    if kind == "ConfigurationItem" and draw(st.booleans()):
        fields["ram"] = draw(RAM)
    return Item(kind, id_, fields)  # type: ignore[arg-type]


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    """A relation, with or without a day."""
    day = draw(SINCE)
    return Relation(*draw(KEYS), {"since": day} if day else {})


@st.composite
def edits(draw: st.DrawFn) -> SetFields:
    """Fields set and cleared, sometimes wrongly."""
    if draw(st.booleans()):
        return SetFields(draw(KEYS), {"since": draw(DAYS)})
    id_ = draw(IDS)
    return SetFields(id_, draw(EDITED.get(id_[0], OTHERS_EDITED)))


def changes() -> st.SearchStrategy[Change]:
    """One change of any sort, most often valid."""
    puts = (items() | relations()).map(Put)
    return puts | puts | edits() | (IDS | KEYS).map(Remove)


def sequences() -> st.SearchStrategy[list[list[Change]]]:
    """ChangeSets' worth of changes, one after the other, to be applied to the seed."""
    return st.lists(st.lists(changes(), min_size=1, max_size=6), min_size=1, max_size=6)
