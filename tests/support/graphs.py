"""Small graphs of every kind and relation, drawn for property tests, and as a store has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from graph_model.columns import Tables
from graph_model.facts import Fact, Item, Relation
from graph_model.model import standard_model
from graph_model.records import fact_of, record_of
from graph_model.tabulate import tables_of
from graph_model.values import Value
from queries.snapshot.snapshot import Snapshot

T = TypeVar("T")
MODEL = standard_model()

KINDS = (
    *(kind.name for kind in MODEL.kinds),
    *("Service", "ConfigurationItem") * 4,
    *("Contract", "Supplier", "Agency", "ServiceLevelAgreement") * 2,
)
"""Kinds as often as they are drawn: all, and more of those that redundancy and dates are about."""
WEIGHTS = {"DEPENDS_ON": 6, "UNDER": 3, "PART_OF": 3, "COVERS": 3, "HELD_BY": 2, "CONSUMES": 2}
"""How often a relation is drawn, where its ends are there; once the others."""

OFFICE = (
    *("Contract",) * 4,
    *("Service", "Agency", "Program") * 2,
    *("Agency", "Supplier", "ConfigurationItem", "Stakeholder"),
)
OFFICE_WEIGHTS = {"COVERS": 8, "HELD_BY": 5, "CONSUMES": 8, "PART_OF": 3, "PROVIDES": 3, "WITH": 2}
"""Kinds and relations as often as they are drawn where it matters whose contract ends."""

DATES = ("2026-12-31", "2027-01-01", "2027-01-02", "2027-02-28", "2028-02-29", "2030-05-31")
"""The days that questions are asked about, and that dates are taken from: they meet often."""
ENDS = (*DATES, "2098-12-31", "2099-01-01", "9999-12-31")
NEED = (None, 1, 1, 2, 2, 3, 0, -5, 9, 2**40)
TERMS = ("P1M", "P3M", "P1Y", "P30D", "P1Y2M3D", "P0D", "P2W")

Choices = Mapping[str, Sequence[Value | None]]
CONTRACT: Choices = {
    "start": (None, None, *DATES),
    "end": (None, *ENDS),
    "renewal": (None, "none", "option", "tacit", "tacit", "tacit"),
    "renewal_term": (None, *TERMS),
    "notice": (None, None, "P30D", "P3M"),
    "notice_given": (None, None, None, *DATES[:2]),
    "renewals_left": (None, 0, 1, 2, 40),
    "survives_parent": (None, False, False, True),
    "form": (None, None, "SOW", "licence", "MOU", "authorisation"),
    "serves": (None, None, None, "all", "holder"),
}
SERVICE: Choices = {
    "lifecycle": (*(None,) * 8, "live", "live", "planned", "proposed", "retired"),
    "live_on": (*(None,) * 12, *DATES[:4]),
    "retires_on": (*(None,) * 12, *DATES[:4]),
}
STATUS: Choices = {"status": (*(None,) * 9, "in use", "in maintenance", "in stock", "retired")}
TICKET: Choices = {
    "type": (None, "incident", "incident", "change", "change", "problem"),
    "planned_start": (None, *DATES[:4]),
    "closed_on": (None, None, None, *DATES[:2]),
}
KIND: Mapping[str, Choices] = {
    "Contract": CONTRACT,
    "Service": SERVICE,
    "ConfigurationItem": STATUS,
    "Ticket": TICKET,
}
"""The fields of a kind's own that decide an answer."""
ITEM: Choices = {"verified_on": (None, "2026-01-01", "2026-12-01", "2030-01-01")}
DATED: Choices = {
    "since": (*(None,) * 40, *DATES),
    "until": (*(None,) * 40, *ENDS),
}
OWN: Mapping[str, Choices] = {
    "DEPENDS_ON": {"need": NEED},
    "PROVIDES": {"extent": (None, "part", "whole")},
    "COVERS": {"extent": (None, "part", "whole")},
    "AFFECTS": {"level": (None, "full", "partial", "notice")},
}
MARKS = {"DEPENDS_ON": ("", "a", "a", "b"), "BINDS": ("", "provider", "client")}
JOINED: Mapping[str, Mapping[str, Set[str]]] = {
    type_.name: {
        kind: {end for start, end in type_.joins if start == kind} for kind in type_.starts
    }
    for type_ in MODEL.relations
}
"""By relation and start kind, the kinds that it may lead to."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Graph:
    """Items and relations; every relation joins what its type may join, and none comes twice."""

    items: tuple[Item, ...]
    relations: tuple[Relation, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (*self.items, *self.relations)

    @cached_property
    def records(self) -> dict[str, list[dict[str, object]]]:
        """The graph in the words of the plain graph file; nobody changes them."""
        return {
            "items": [record_of(item, MODEL) for item in self.items],
            "relations": [record_of(relation, MODEL) for relation in self.relations],
        }

    @property
    def tables(self) -> Tables:
        return tables(self.facts)

    @cached_property
    def snapshot(self) -> Snapshot:
        """Made once, as a server has it: one test in :mod:`test_ladder` makes it anew each time."""
        return Snapshot.of(self.tables, MODEL)

    def ids(self, *kinds: str) -> list[str]:
        """The ids of some kinds' items; of all where none is named."""
        return [item.id for item in self.items if not kinds or item.kind in kinds]


def graph_of(facts: Iterable[Fact]) -> Graph:
    """The graph of facts in any order."""
    found = list(facts)
    items = tuple(fact for fact in found if isinstance(fact, Item))
    return Graph(items, tuple(fact for fact in found if isinstance(fact, Relation)))


def graph_from(records: Mapping[str, Iterable[Mapping[str, object]]]) -> Graph:
    """The graph of a plain graph file's content, which must be valid."""
    found = [fact_of(record, MODEL) for part in ("items", "relations") for record in records[part]]
    return graph_of(found)


def tables(facts: Iterable[Fact], revision: int = 0) -> Tables:
    """The facts by kind and type; handles are neither dense nor in the order of the items."""
    made = tables_of(facts, MODEL, revision)
    count = sum(len(table.ids) for table in made.items)
    for items in made.items:
        items.handles = [7 * (count - handle) for handle in items.handles]
    for relations in made.relations:
        relations.starts = [7 * (count - handle) for handle in relations.starts]
        relations.ends = [7 * (count - handle) for handle in relations.ends]
    return made


def drawn(
    random: Random,
    kinds: Sequence[str],
    size: int,
    relations: int,
    often: Mapping[str, int] = WEIGHTS,
) -> Graph:
    """A graph with cycles, groups, dates and families of contracts; ids in no order of rows."""
    ids = random.sample(LETTERS, size)
    items = tuple(_item(random, id_, random.choice(kinds)) for id_ in ids)
    candidates = [
        (name, start.id, end.id)
        for name, joined in JOINED.items()
        for start in items
        if (kinds_joined := joined.get(start.kind))
        for end in items
        if end.kind in kinds_joined
    ]
    weights = [often.get(type_, 1) for type_, _, _ in candidates]
    chosen = random.choices(candidates, weights, k=relations) if candidates else ()
    found = [_relation(random, *ends) for ends in chosen]
    return Graph(items, tuple({relation.key: relation for relation in found}.values()))


def drawn_office(random: Random, size: int, relations: int) -> Graph:
    """A graph of agencies that share services, each perhaps with a contract of its own."""
    graph = drawn(random, OFFICE, size, relations, OFFICE_WEIGHTS)
    undated = ("start", "end", "notice_given", "survives_parent")
    items = (
        Item(i.kind, i.id, {n: v for n, v in i.fields.items() if n not in undated})
        if i.kind == "Contract" and random.random() < 0.8
        else i
        for i in graph.items
    )
    return Graph(tuple(items), graph.relations)


def _item(random: Random, id_: str, kind: str) -> Item:
    fields: dict[str, Value] = {"name": id_.upper(), **_chosen(random, ITEM)}
    fields |= _chosen(random, KIND.get(kind, {}))
    if random.random() < 0.1:
        fields["aliases"] = [f"no:{id_}"]
    return Item(kind, id_, fields)


def _relation(random: Random, type_: str, start: str, end: str) -> Relation:
    fields = _chosen(random, {**OWN.get(type_, {}), **DATED})
    return Relation(type_, start, end, random.choice(MARKS.get(type_, ("",))), fields)


def _chosen(random: Random, choices: Choices) -> dict[str, Value]:
    found = {name: random.choice(among) for name, among in choices.items()}
    return {name: value for name, value in found.items() if value is not None}


NEEDS = st.sampled_from(NEED)
PERIOD: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {}, optional={"since": st.sampled_from(DATES), "until": st.sampled_from(ENDS)}
)
"""What a test of its own make may want to draw for a relation."""
SEEDS = st.integers(0, 2**32 - 1)


def graphs(
    kinds: Sequence[str] = KINDS, most_items: int = 14, most_relations: int = 70
) -> st.SearchStrategy[Graph]:
    """Graphs drawn from a seed, which is quick and dense; they shrink by their size."""
    return st.builds(
        lambda seed, size, relations: drawn(Random(seed), kinds, size, relations),
        SEEDS,
        st.integers(1, most_items),
        st.integers(0, most_relations),
    )


def offices(most_items: int = 12, most_relations: int = 60) -> st.SearchStrategy[Graph]:
    """Graphs in which it matters whose contract ends."""
    return st.builds(
        lambda seed, size, relations: drawn_office(Random(seed), size, relations),
        SEEDS,
        st.integers(1, most_items),
        st.integers(0, most_relations),
    )


def start_sets(graph: Graph) -> st.SearchStrategy[list[str]]:
    """One or several items to start from, tickets among them; an id may come twice."""
    return st.lists(st.sampled_from(graph.ids()), min_size=1, max_size=3)
