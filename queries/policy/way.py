"""Reading a way: relations' names as an item knows them, such as ``coveredBy.under*``."""

from __future__ import annotations

from graph_model.errors import Problem
from graph_model.lens import Direction
from graph_model.model import Model
from graph_model.records import Report
from queries.policy.condition import Way, WayStep

Kinds = frozenset[str]
Crossing = tuple[str, Direction]
CLOSURE = "*"


def read_ways(
    raw: object, kinds: Kinds, model: Model, where: str, report: Report
) -> tuple[tuple[Way, ...], Kinds]:
    """The ways of a text, or of a list of them, from items of some kinds; and where they lead."""
    given = list(raw) if isinstance(raw, list | tuple) else [raw]
    if not given:
        report(Problem(where, "an empty list", "a relation's name, or several"))
    ways: list[Way] = []
    reached: Kinds = frozenset()
    for text in given:
        way, ends = _way(text, kinds, model, where, report)
        ways.append(way)
        reached |= ends
    return tuple(ways), reached


def _way(raw: object, kinds: Kinds, model: Model, where: str, report: Report) -> tuple[Way, Kinds]:
    if not isinstance(raw, str) or not raw.strip():
        report(Problem(where, repr(raw)[:80], "a relation's name, such as coveredBy"))
        return (), frozenset()
    steps: list[WayStep] = []
    for name in raw.strip().split("."):
        if not kinds:  # a step before was reported
            break
        step, kinds = _step(name.strip(), kinds, model, where, report)
        steps.append(step)
    return tuple(steps), kinds


def _step(
    text: str, kinds: Kinds, model: Model, where: str, report: Report
) -> tuple[WayStep, Kinds]:
    name, closure = text.removesuffix(CLOSURE), text.endswith(CLOSURE)
    known = crossings(kinds, model)
    if name not in known:
        names = ", ".join(sorted(known)) or "nothing: no relation leads on from there"
        found = f"{name!r} of {' or '.join(sorted(kinds))}"
        report(Problem(where, found, f"one of {names}"))
        return WayStep(name, (), closure), frozenset()
    crossed = tuple(known[name])
    ends = _ends(kinds, crossed, model)
    if closure:
        ends = _closed(kinds | ends, name, model)
    return WayStep(
        name, crossed if not closure else _all_crossings(ends, name, model), closure
    ), ends


def _closed(kinds: Kinds, name: str, model: Model) -> Kinds:
    """The kinds that any number of the steps lead to, the first included."""
    while True:
        grown = kinds | _ends(kinds, _all_crossings(kinds, name, model), model)
        if grown == kinds:
            return kinds
        kinds = grown


def _all_crossings(kinds: Kinds, name: str, model: Model) -> tuple[Crossing, ...]:
    return tuple(crossings(kinds, model).get(name, ()))


def crossings(kinds: Kinds, model: Model) -> dict[str, list[Crossing]]:
    """The relations that items of the kinds have, by the names they know them by."""
    known: dict[str, list[Crossing]] = {}
    for relation in model.relations:
        if kinds & set(relation.starts):
            known.setdefault(relation.forward, []).append((relation.name, Direction.FORWARD))
        if kinds & set(relation.ends):
            known.setdefault(relation.backward, []).append((relation.name, Direction.BACKWARD))
    return known


def _ends(kinds: Kinds, crossed: tuple[Crossing, ...], model: Model) -> Kinds:
    found: set[str] = set()
    for name, direction in crossed:
        for start, end in model.relation_by_name[name].joins:
            here, there = (start, end) if direction is Direction.FORWARD else (end, start)
            if here in kinds:
                found.add(there)
    return frozenset(found)
