"""Small graphs dense with dependencies, redundancy and cycles, and what is critical by trying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from random import Random

from hypothesis import strategies as st

from graph_model.facts import Item, Relation
from graph_model.values import Value
from tests.support.graphs import DATES, Graph, graph_from
from tests.support.naive import Question, in_service

CAUSES = ("ConfigurationItem", "Service", "Supplier")
ONLY = ("ConfigurationItem", "ConfigurationItem", "Service")
"""Kinds that do nothing but depend on each other."""
KINDS = (*ONLY, *ONLY, "Service", "Supplier", "Agency", "Program", "ServiceLevelAgreement")
JOINS: tuple[tuple[int, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (9, "DEPENDS_ON", ONLY, ONLY),
    (3, "PROVIDES", ("Supplier",), ONLY),
    (2, "CONSUMES", ("Agency", "Program"), ("Service",)),
    (1, "PART_OF", ("Program",), ("Agency",)),
    (1, "GOVERNS", ("ServiceLevelAgreement",), ONLY),
    (1, "PART_OF", ("Service",), ("Service",)),
)
"""How often each relation is drawn, and what it joins."""
OWN: dict[str, dict[str, Sequence[Value | None]]] = {
    "DEPENDS_ON": {"need": (None, *(1,) * 20, 0, 2, 2, 3, 9)},
    "PROVIDES": {"extent": (None, "part", "whole")},
}


def dependencies(
    kinds: Sequence[str] = KINDS, most_items: int = 9, most_draws: int = 10
) -> st.SearchStrategy[Graph]:
    """Graphs in which most relations are dependencies and most of those are in groups.

    The first item is a Service, never alone.
    """
    return st.builds(
        lambda seed, size, count: _graph(Random(seed), kinds, size, count),
        st.integers(0, 2**32 - 1),
        st.integers(2, most_items),
        st.integers(0, most_draws),
    )


def _graph(random: Random, kinds: Sequence[str], size: int, count: int) -> Graph:
    ids = random.sample("abcdefghijklmnopq", size)
    drawn = ["Service", *random.choices(kinds, k=size - 1)]
    items = tuple(_item(random, id_, kind) for id_, kind in zip(ids, drawn, strict=True))
    found = (relation for _ in range(count) for relation in _relations(random, items))
    joined = {relation.key: relation for relation in found}
    return Graph(items, tuple(joined.values()))


def _item(random: Random, id_: str, kind: str) -> Item:
    citizen = random.choice((None, False, True, True)) if kind == "Service" else None
    fields: dict[str, Value] = {} if citizen is None else {"citizen_facing": citizen}
    idle = {"ConfigurationItem": ("status", "in stock"), "Service": ("retires_on", DATES[1])}
    if kind in idle and random.random() < 0.08:
        name, value = idle[kind]
        fields[name] = value
    return Item(kind, id_, {"name": id_.upper(), **fields})


def _relations(random: Random, items: Sequence[Item]) -> list[Relation]:
    """A relation, or the several of a group."""
    weights = [weight for weight, *_ in JOINS]
    _, type_, starts, ends = random.choices(JOINS, weights)[0]
    start = [item.id for item in items if item.kind in starts]
    end = [item.id for item in items if item.kind in ends]
    if not start or not end:
        return []
    grouped = type_ == "DEPENDS_ON" and random.random() < 0.8
    members = random.sample(end, min(len(end), random.randint(2, 4) if grouped else 1))
    at = items[0].id if random.random() < 0.3 and items[0].id in start else random.choice(start)
    discriminator = random.choice("gh") if grouped else ""
    return [
        Relation(type_, at, member, discriminator, _fields(random, type_)) for member in members
    ]


def _fields(random: Random, type_: str) -> dict[str, Value]:
    dates = (*(None,) * 40, *DATES)
    choices = {**OWN.get(type_, {}), "since": dates, "until": dates}
    drawn = {name: random.choice(among) for name, among in choices.items()}
    return {name: value for name, value in drawn.items() if value is not None}


def drawn(*lines: str) -> Graph:
    """A graph of lines such as "portal: db, web 2 of web-1 web-2 web-3": services depend on CIs.

    A name that begins a line is a Service, any other a ConfigurationItem.
    """
    services = [line.partition(":")[0] for line in lines]
    relations: list[dict[str, object]] = []
    names = dict.fromkeys(services)
    for line in lines:
        start, _, needs = line.partition(": ")
        for number, need in enumerate(needs.split(", ")):
            least, _, members = need.rpartition(" of ")
            for member in members.split():
                names.setdefault(member)
                group = {"group": f"g{number}", "need": int(least)} if least else {}
                end = {"from": start, "to": member}
                relations.append({"type": "DEPENDS_ON", **end, **group})
    kinds = {name: "Service" if name in services else "ConfigurationItem" for name in names}
    items = [{"kind": kind, "id": name, "name": name} for name, kind in kinds.items()]
    return graph_from({"items": items, "relations": relations})


def causes(graph: Graph, as_of: date, *kinds: str) -> list[str]:
    """The ids of some kinds' items that are in service: what can be lost."""
    records = {str(record["id"]): record for record in graph.records["items"]}
    return [id_ for id_ in graph.ids(*kinds or CAUSES) if in_service(records[id_], as_of)]


def lost(graph: Graph, of: Iterable[str], as_of: date, level: str = "LOST") -> set[str]:
    """What is LOST (or at another level) if all of some items are, by a naive reading."""
    found = Question(graph.records, list(of), "outage", as_of).answer.affected
    return {id_ for id_, reached in found.items() if reached == level}


def minimal_cut_sets(
    graph: Graph, target: str, causes: Sequence[str], as_of: date, size: int
) -> set[frozenset[str]]:
    """Every set of at most ``size`` causes that takes the target, and no part of which does."""
    found: set[frozenset[str]] = set()
    candidates = [id_ for id_ in causes if id_ != target]
    for count in range(1, size + 1):
        for chosen in map(frozenset, combinations(candidates, count)):
            if not any(held < chosen for held in found) and target in lost(graph, chosen, as_of):
                found.add(chosen)
    return found
