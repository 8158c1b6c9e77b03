"""Conditions evaluated in bulk agree with a naive reading of them, item by item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import Problem
from graph_model.model import standard_model
from queries.check.dated import Dated
from queries.policy.condition_file import read_condition
from queries.policy.evaluation import holds
from queries.snapshot.rows import as_ints
from tests.support.graphs import DATES, Graph, graphs
from tests.support.naive import holds as relation_holds
from tests.support.naive import in_force, last_day
from tests.support.naive_contract import seen_last_day
from tests.support.snapshots import snapshot_of

MODEL = standard_model()
Raw = dict[str, Any]

NAMES = {
    (side, relation.name, kind): name
    for relation in MODEL.relations
    for side, name, kinds in (
        ("from", relation.forward, relation.starts),
        ("to", relation.backward, relation.ends),
    )
    for kind in kinds
}
BY_KIND = {
    kind.name: sorted({name for (_, _, k), name in NAMES.items() if k == kind.name})
    for kind in MODEL.kinds
}


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "at_least": lambda value, wanted: bool(value >= wanted),
    "below": lambda value, wanted: bool(value < wanted),
}


class Naive:
    """The words of the language read one item at a time, from the plain graph file's records."""

    def __init__(self, graph: Graph, as_of: date) -> None:
        self.graph: dict[str, list[dict[str, Any]]] = graph.records
        self.as_of = as_of
        self.items: dict[Any, Any] = {item["id"]: item for item in self.graph["items"]}

    def condition(self, raw: Any, item: Mapping[str, Any]) -> bool:
        if isinstance(raw, list):
            return all(self.condition(one, item) for one in raw)
        for word in ("some", "none", "every", "count"):
            if word in raw:
                return self.quantified(word, raw, item)
        return all(self.entry(name, value, item) for name, value in raw.items())

    def entry(self, name: str, raw: Any, item: Mapping[str, Any]) -> bool:
        if name == "not":
            return not self.condition(raw, item)
        if name in ("all", "any"):
            held = [self.condition(one, item) for one in raw]
            return all(held) if name == "all" else any(held)
        return all(self.passes(op, wanted, self.value(name, item)) for op, wanted in raw.items())

    def value(self, name: str, item: Mapping[str, Any]) -> Any:
        if name == "in_force":
            return in_force(self.graph, item, self.as_of) if item["kind"] == "Contract" else None
        if name == "renews" and item["kind"] == "Contract":
            last = last_day(self.graph, item["id"], self.as_of)
            later = last if last == date.max else last + timedelta(days=1)
            return seen_last_day(self.graph, item["id"], later, self.as_of) > last
        if name == "renews":
            return None
        if name == "ends_on":
            day = last_day(self.graph, item["id"], self.as_of)
            return day.isoformat() if day.year < 2099 else None
        return item.get(name)

    def passes(self, operator: str, wanted: Any, value: Any) -> bool:
        if operator == "present":
            return (value is not None) is bool(wanted)
        wanted = self.as_of.isoformat() if wanted == "today" else wanted
        if value is None:
            return False
        return OPERATORS[operator](value, wanted)

    def quantified(self, word: str, raw: Raw, item: Mapping[str, Any]) -> bool:
        reached = self.reached(raw[word], raw.get("relation", {}), item)
        met = [one for one in reached if self.condition(raw.get("where", {}), self.items[one])]
        if word == "every":
            return all(self.condition(raw["require"], self.items[one]) for one in met)
        if word in ("some", "none"):
            return bool(met) is (word == "some")
        if "exactly" in raw:
            return len(met) == int(raw["exactly"])
        return int(raw.get("at_least", 0)) <= len(met) <= int(raw.get("at_most", 10**9))

    def reached(self, ways: Any, last: Raw, item: Mapping[str, Any]) -> set[str]:
        found: set[str] = set()
        for way in ways if isinstance(ways, list) else [ways]:
            here, steps = {item["id"]}, way.split(".")
            for n, step in enumerate(steps):
                on_relation = last if n == len(steps) - 1 else {}
                if step.endswith("*"):
                    here = self.closure(step[:-1], here)
                else:
                    here = {to for one in here for to in self.step(step, one, on_relation)}
            found |= here
        return found

    def closure(self, step: str, here: set[str]) -> set[str]:
        while True:
            grown = here | {to for one in here for to in self.step(step, one, {})}
            if grown == here:
                return here
            here = grown

    def step(self, name: str, id_: str, last: Raw) -> set[str]:
        found = set()
        for relation in self.graph["relations"]:
            for side, other in (("from", "to"), ("to", "from")):
                known = NAMES.get((side, relation["type"], self.items[relation[side]]["kind"]))
                if relation[side] != id_ or known != name:
                    continue
                passed = all(relation.get(field) == wanted for field, wanted in last.items())
                if passed and relation_holds(relation, self.as_of):
                    found.add(relation[other])
        return found


DAYS = st.sampled_from((*DATES, "today"))
TESTS: Mapping[str, st.SearchStrategy[Raw]] = {
    "verified_on": st.fixed_dictionaries({"at_least": DAYS})
    | st.fixed_dictionaries({"below": DAYS})
    | st.builds(lambda known: {"present": known}, st.booleans()),
    "name": st.builds(lambda names: {"in": names}, st.lists(st.sampled_from("ABCXYZ"), min_size=1)),
}
DEPENDENCIES = ("dependsOn", "dependedOnBy")
OF_CONTRACTS: Mapping[str, st.SearchStrategy[Raw]] = {
    "renews": st.builds(lambda known: {"is": known}, st.booleans()),
    "in_force": st.builds(lambda known: {"is": known}, st.booleans()),
    "ends_on": st.fixed_dictionaries({"at_least": DAYS}),
    "renewal": st.just({"is": "tacit"}),
    "renewals_left": st.builds(lambda n: {"at_least": n}, st.integers(0, 2)),
}


@cache
def ends(kinds: frozenset[str], name: str) -> frozenset[str]:
    """The kinds that a step of that name leads to."""
    found = set()
    for relation in MODEL.relations:
        for start, end in relation.joins:
            if start in kinds and relation.forward == name:
                found.add(end)
            if end in kinds and relation.backward == name:
                found.add(start)
    return frozenset(found)


@dataclass(frozen=True)
class Conditions:
    """Conditions that lead to items of the kinds that a graph has."""

    present: frozenset[str]

    def any(self, kinds: frozenset[str], depth: int = 3) -> st.SearchStrategy[Any]:
        return any_of(self, kinds, depth)

    def fields(self, kinds: frozenset[str]) -> st.SearchStrategy[Raw]:
        known = {**TESTS, **(OF_CONTRACTS if kinds == {"Contract"} else {})}
        one = st.sampled_from(sorted(known))
        return one.flatmap(lambda name: known[name].map(lambda test: {name: test}))

    def quantified(self, kinds: frozenset[str], depth: int) -> st.SearchStrategy[Raw]:
        @st.composite
        def draw_one(draw: st.DrawFn) -> Raw:
            return self._quantified(draw, kinds, depth)

        return draw_one()

    def _quantified(self, draw: st.DrawFn, kinds: frozenset[str], depth: int) -> Raw:
        many = [self._way(draw, kinds) for _ in range(draw(st.integers(1, 2)))]
        reached = frozenset().union(*(ends for _, ends in many))
        texts = [text for text, _ in many]
        word = draw(st.sampled_from(("some", "none", "every", "count")))
        raw: Raw = {word: texts if len(texts) > 1 else texts[0]}
        if draw(st.booleans()):
            raw["where"] = draw(self.any(reached, depth - 1))
        if word == "every":
            raw["require"] = draw(self.any(reached, depth - 1))
        if word == "count":
            bound = draw(st.sampled_from(("at_least", "at_most", "exactly")))
            raw[bound] = draw(st.integers(0, 3))
        dependencies = all(text.split(".")[-1] in DEPENDENCIES for text in texts)
        if dependencies and draw(st.booleans()):
            raw["relation"] = {"group": draw(st.sampled_from("ab"))}
        return raw

    def _way(self, draw: st.DrawFn, kinds: frozenset[str]) -> tuple[str, frozenset[str]]:
        steps: list[str] = []
        for _ in range(draw(st.integers(1, 3))):
            names = {name for kind in kinds for name in BY_KIND[kind]}
            leading = sorted(name for name in names if ends(kinds, name) & self.present)
            # Dependencies more often: they alone have a field of their own to test.
            often = [name for name in DEPENDENCIES if name in leading] * 4
            name = draw(st.sampled_from([*often, *leading] or sorted(names)))
            starred = draw(st.booleans())
            kinds = self._closed(kinds, name) if starred else ends(kinds, name)
            steps.append(name + "*" * starred)
        return ".".join(steps), kinds

    def _closed(self, kinds: frozenset[str], name: str) -> frozenset[str]:
        while not ends(kinds, name) <= kinds:
            kinds |= ends(kinds, name)
        return kinds


@cache
def any_of(drawing: Conditions, kinds: frozenset[str], depth: int) -> st.SearchStrategy[Any]:
    """Made once: to make one takes longer than to draw from it."""
    plain: st.SearchStrategy[Any] = drawing.fields(kinds)
    if depth <= 0:
        return plain
    inner = any_of(drawing, kinds, depth - 1)
    return (
        plain
        | drawing.quantified(kinds, depth)
        | st.lists(inner, min_size=1, max_size=2)
        | st.builds(lambda one: {"not": one}, inner)
        | st.builds(lambda many: {"any": many}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda many: {"all": many}, st.lists(inner, min_size=1, max_size=2))
    )


KINDS = st.sampled_from(
    (
        ("Service", "ConfigurationItem"),
        ("Contract",),
        ("Service", "Contract"),
        ("Service", "Contract", "Supplier", "Agency", "ServiceLevelAgreement"),
    )
)


@settings(max_examples=300)
@given(st.data(), KINDS, st.sampled_from(DATES))
def test_a_condition_holds_as_a_naive_reading_says(
    data: st.DataObject, kinds: tuple[str, ...], day: str
) -> None:
    graph = data.draw(graphs(kinds, most_items=8, most_relations=40))
    kind = data.draw(st.sampled_from(sorted({item.kind for item in graph.items})))
    drawing = Conditions(frozenset(kinds))
    raw = data.draw(drawing.quantified(frozenset({kind}), 2) | drawing.any(frozenset({kind})))
    problems: list[Problem] = []
    read = read_condition(raw, frozenset({kind}), MODEL, "here", problems.append)
    assert not problems, problems[0]

    snapshot, as_of = graph.snapshot, date.fromisoformat(day)
    rows = snapshot.rows_of_kind(kind)
    held = holds(read, rows, Dated(snapshot, as_of))
    naive = Naive(graph, as_of)
    expected = [naive.condition(raw, naive.items[id_]) for id_ in snapshot.ids_of(rows)]
    assert held.tolist() == expected


def test_no_items_are_no_trouble() -> None:
    at = Dated(snapshot_of({"kind": "Agency", "id": "a"}), date(2026, 11, 25))
    problems: list[Problem] = []
    raw = {"some": ["coveredBy.under*", "providedBy"], "where": {"name": "x"}}
    read = read_condition(raw, frozenset({"Service"}), MODEL, "here", problems.append)
    assert not problems
    assert np.array_equal(holds(read, as_ints([]), at), np.empty(0, np.bool_))
