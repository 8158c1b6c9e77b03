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


NAMES = st.sampled_from(["A", "B"])
ALIASES = mostly(st.just([]), st.lists(st.sampled_from(["x:1", "x:2"]), unique=True, max_size=2))
DAYS = mostly(st.sampled_from([None, "2026-01-01", "2027-01-01"]), st.just("2027-1-1"))


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item, nearly always of its id's kind."""
    id_ = draw(IDS)
    kind = draw(mostly(st.just(KINDS.get(id_, "Service")), st.just("Supplier")))
    fields: dict[str, object] = {"name": draw(NAMES)}
    if aliases := draw(ALIASES):
        fields["aliases"] = aliases
    if kind == "Service" and draw(st.booleans()):
        fields["tier"] = draw(st.sampled_from(["catalog", "element"]))
    if kind == "ConfigurationItem" and draw(st.booleans()):
        fields["ram"] = draw(st.integers(0, 2))
    return Item(kind, id_, fields)  # type: ignore[arg-type]


def keys() -> st.SearchStrategy[RelationKey]:
    """What identifies a relation, whose ends are nearly always of kinds that it joins."""
    types = st.sampled_from(["DEPENDS_ON", "CONSUMES", "PART_OF"])
    return mostly(st.sampled_from(GOOD_KEYS), st.builds(RelationKey, types, IDS, IDS, st.just("")))


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    """A relation, with or without a day."""
    day = draw(st.sampled_from([None, "2026-01-01", "2027-01-01"]))
    return Relation(*draw(keys()), {"since": day} if day else {})


@st.composite
def edits(draw: st.DrawFn) -> SetFields:
    """Fields set and cleared, sometimes wrongly."""
    if draw(st.booleans()):
        return SetFields(draw(keys()), {"since": draw(DAYS)})
    id_ = draw(IDS)
    optional: dict[str, st.SearchStrategy[object]] = {
        "name": mostly(NAMES, st.none()),
        "aliases": ALIASES,
        "description": st.sampled_from([None, "d"]),
    }
    if id_.startswith("s"):
        optional["tier"] = mostly(st.sampled_from([None, "catalog"]), st.just("moon"))
    if id_.startswith("c"):
        ram = st.none() | st.integers(0, 2)
        optional["attributes"] = st.fixed_dictionaries({}, optional={"ram": ram})
    return SetFields(id_, draw(st.fixed_dictionaries({}, optional=optional)))


def changes() -> st.SearchStrategy[Change]:
    """One change of any sort, most often valid."""
    puts = (items() | relations()).map(Put)
    return puts | puts | edits() | (IDS | keys()).map(Remove)


def sequences() -> st.SearchStrategy[list[list[Change]]]:
    """ChangeSets' worth of changes, one after the other, to be applied to the seed."""
    return st.lists(st.lists(changes(), min_size=1, max_size=6), min_size=1, max_size=6)
