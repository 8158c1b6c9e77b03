"""Every chain of an answer, enumerated: slow, and obvious enough to hold quick searches to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.naive import BREAKS, FAILS, SOFTENS, Question, Record, discriminator_of

State = tuple[str, str]


class Hop(NamedTuple):
    """A crossing from a state to a state over a relation, known by its four parts."""

    origin: State
    relation: tuple[str, str, str, str]
    target: State


def key_of(record: Record) -> tuple[str, str, str, str]:
    """What identifies a relation."""
    return record["type"], record["from"], record["to"], discriminator_of(record)


def hops(question: Question, from_nearest: bool = False) -> list[Hop]:
    """Every crossing between states that were reached.

    A broken group is entered by each failed member, or ``from_nearest`` by those from the k′-th
    nearest on, of which a chain may go through any.
    """
    lengths = question.lengths()
    found = [
        Hop((origin, level), key_of(record), (target, other))
        for record, origin, target, arriving in question.crossings()
        for level, other in arriving.items()
        if (origin, level) in lengths
    ]
    for (dependent, _), members in question.groups.items():
        found += _through(question, dependent, members, lengths, from_nearest)
    return found


def _through(
    question: Question,
    dependent: str,
    members: list[Record],
    lengths: dict[State, int],
    from_nearest: bool,
) -> Iterator[Hop]:
    size, need = question.size_and_need(members)
    nearest: dict[str, int] = {}
    for level in FAILS[question.lens]:
        for id_ in (record["to"] for record in members):
            if (id_, level) in lengths:
                nearest[id_] = min(lengths[id_, level], nearest.get(id_, 10**9))
    broken = size - len(nearest) < need
    first = size - need if from_nearest else 0
    late = [id_ for _, id_ in sorted((n, id_) for id_, n in nearest.items())][first:]
    for record in members:
        id_ = record["to"]
        levels = FAILS[question.lens] if broken else set(question.levels[:2])
        for level in sorted(levels):
            if (id_, level) in lengths and (id_ in late or not broken):
                arriving = (BREAKS if broken else SOFTENS)[question.lens]
                yield Hop((id_, level), key_of(record), (dependent, arriving))


def chains(question: Question, id_: str) -> list[tuple[Hop, ...]]:
    """Every chain from a start that gives an item its final level and passes no item twice."""
    onward: dict[State, list[Hop]] = defaultdict(list)
    for hop in hops(question, from_nearest=True):
        onward[hop.origin].append(hop)
    goal = id_, question.reached[id_]
    found: list[tuple[Hop, ...]] = []

    def walk(state: State, passed: frozenset[str], chain: tuple[Hop, ...]) -> None:
        if state == goal:
            found.append(chain)
        for hop in onward[state]:
            if hop.target[0] not in passed:
                walk(hop.target, passed | {hop.target[0]}, (*chain, hop))

    for start in question.starts.items():
        walk(start, frozenset([start[0]]), ())
    return found


def corridor(question: Question, id_: str) -> tuple[set[str], set[tuple[str, str, str, str]]]:
    """The items and relations on some walk from a start to an item, at any level."""
    all_hops = hops(question)
    inside = {(id_, level) for level in question.levels}
    while found := {hop.origin for hop in all_hops if hop.target in inside} - inside:
        inside |= found
    relations = {hop.relation for hop in all_hops if hop.target in inside}
    passed = {hop.origin[0] for hop in all_hops if hop.target in inside}
    return passed | {id_}, relations
