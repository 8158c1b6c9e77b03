"""Every chain of an answer, enumerated: slow, and obvious enough to hold quick searches to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.support import naive_ways
from tests.support.naive import (
    BREAKS,
    FAILS,
    SOFTENS,
    Question,
    Record,
    crossing,
    discriminator_of,
)
from tests.support.naive_ways import FAR, OTHERWISE, State, crossing_to, parted

Key = tuple[str, str, str, str]
Place = tuple[str, str]
"""An item and its level."""


class Hop(NamedTuple):
    """A crossing from a state to a state over a relation, known by its four parts."""

    origin: Place
    relation: Key
    target: Place


class Crossing(NamedTuple):
    """The same, each state with the last step by which an effect came to it."""

    origin: State
    relation: Key
    target: State


def key_of(record: Record) -> Key:
    """What identifies a relation."""
    return record["type"], record["from"], record["to"], discriminator_of(record)


def crossings(question: Question, from_nearest: bool = False) -> Iterator[Crossing]:
    """Every crossing between states that were reached.

    A broken group, or an item of which nothing remains, is entered by each member that failed, or
    ``from_nearest`` by those from the k′-th nearest on, of which a chain may go through any.
    """
    known = naive_ways.lengths(question)
    yield from _over_relations(question, known)
    for beside, whole in parted(question):
        members = {record["from"]: record for record in beside}
        levels = {question.levels[0]}
        late = _late(members, levels, known, len(members) - 1 if from_nearest else 0)
        for part in beside:
            if part.get("extent") == "part":
                for by in ("", part["from"] if part["type"] == "COVERS" else OTHERWISE):
                    into = State(part["to"], whole, by)
                    yield from _members(members, late, levels, known, into)
    for (dependent, _), records in question.groups.items():
        for by in ("", OTHERWISE):
            yield from _through_group(question, dependent, by, records, known, from_nearest)


def _over_relations(question: Question, known: Mapping[State, int]) -> Iterator[Crossing]:
    for record, arrow, origin, target in question.carrying:
        covers = (record["type"], arrow) == ("COVERS", "->")
        for level, other in crossing(record, arrow, question.kinds, question.lens).items():
            if (state := State(origin, level)) in known:
                for by in ("", record["from"] if covers else OTHERWISE):
                    yield Crossing(state, key_of(record), State(target, other, by))
    for record in question.relations if question.asks_whose else ():
        if record["type"] == "CONSUMES" and record["to"] not in question.idle:
            table = crossing(record, "<-", question.kinds, question.lens)
            for state in (state for state in known if state.id == record["to"]):
                arrives = table.get(crossing_to(question, record, state) or "")
                if arrives is not None:
                    yield Crossing(state, key_of(record), State(record["from"], arrives))


def _late(
    members: Mapping[str, Record], levels: set[str], known: Mapping[State, int], first: int
) -> set[str]:
    """The members at some of the levels, from the ``first`` nearest on."""
    nearest = {
        id_: min((known.get(State(id_, level), FAR), id_) for level in levels) for id_ in members
    }
    failed = sorted(found for found in nearest.values() if found[0] < FAR)
    return {id_ for _, id_ in failed[first:]}


def _members(
    members: Mapping[str, Record],
    late: set[str],
    levels: set[str],
    known: Mapping[State, int],
    into: State,
) -> Iterator[Crossing]:
    for id_ in sorted(late):
        for level in sorted(levels):
            if (state := State(id_, level)) in known:
                yield Crossing(state, key_of(members[id_]), into)


def _through_group(
    question: Question,
    dependent: str,
    by: str,
    records: list[Record],
    known: Mapping[State, int],
    from_nearest: bool,
) -> Iterator[Crossing]:
    size, need = question.size_and_need(records)
    members = {record["to"]: record for record in question.standing(records)}
    fails = set(FAILS[question.lens])
    failed = [id_ for id_ in members if question.reached.get(id_) in fails]
    broken = bool(size) and size - len(failed) < need
    levels = fails if broken else set(question.levels[:2])
    late = _late(members, levels, known, size - need if broken and from_nearest else 0)
    arriving = (BREAKS if broken else SOFTENS)[question.lens]
    yield from _members(members, late, levels, known, State(dependent, arriving, by))


def chains(question: Question, id_: str) -> list[tuple[Hop, ...]]:
    """Every chain from a start that gives an item its final level and passes no item twice."""
    onward: dict[State, list[Crossing]] = defaultdict(list)
    for hop in crossings(question, from_nearest=True):
        onward[hop.origin].append(hop)
    goal = State(id_, question.reached[id_])
    found: set[tuple[Hop, ...]] = set()

    def walk(state: State, passed: frozenset[str], chain: tuple[Hop, ...]) -> None:
        if state == goal:
            found.add(chain)
        for hop in onward[state]:
            if hop.target.id not in passed:
                told = Hop(hop.origin[:2], hop.relation, hop.target[:2])
                walk(hop.target, passed | {hop.target.id}, (*chain, told))

    for start in question.starts.items():
        for by in ("", OTHERWISE):
            walk(State(*start, by), frozenset([start[0]]), ())
    return sorted(found)


def corridor(question: Question, id_: str) -> tuple[set[str], set[Key]]:
    """The items and relations on some walk from a start to an item, at any level."""
    every = list(crossings(question))
    inside = {State(id_, level) for level in question.levels}
    while found := {hop.origin for hop in every if hop.target in inside} - inside:
        inside |= found
    relations = {hop.relation for hop in every if hop.target in inside}
    passed = {hop.origin.id for hop in every if hop.target in inside}
    return passed | {id_}, relations
