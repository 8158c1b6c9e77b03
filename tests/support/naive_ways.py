"""The ways of an answer and their lengths, from DESIGN section 4: what every chain is held to.

A state is an item, a level, and *by*: the last step by which an effect came to a service, where
that decides what crosses to who consumes it. It is the id of a contract for COVERS → from it,
"otherwise" for any other, and "" for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.support.naive import (
    BREAKS,
    FAILS,
    SOFTENS,
    Question,
    Record,
    crossing,
    discriminator_of,
)

OTHERWISE = "otherwise"
FAR = 10**9


class State(NamedTuple):
    """An item that an effect gave a level, by some last step."""

    id: str
    level: str
    by: str = ""


class Way(NamedTuple):
    """A way for an effect into a state: over a relation, from another state."""

    length: int
    type: str
    origin: State
    discriminator: str
    together: frozenset[str]


Lengths = Mapping[State, int]
Found = tuple[State, Way]


def lengths(question: Question) -> dict[State, int]:
    """The length of a shortest chain that gives an item a level, for every state reached."""
    found: dict[State, int] = {}
    for id_, level in question.starts.items():
        found[State(id_, level)] = found[State(id_, level, OTHERWISE)] = 0
    rising = True
    while rising:
        rising = False
        for state, way in ways(question, found):
            if way.length < found.get(state, FAR):
                found[state] = way.length
                rising = True
    return found


def ways(question: Question, known: Lengths) -> list[Found]:
    """Every way into every state, given the lengths known so far."""
    return [
        *_over_relations(question, known),
        *_through_parts(question, known),
        *_through_groups(question, known),
        *_to_consumers(question, known),
    ]


def _entered(record: Record, arrow: str, target: str, level: str) -> list[State]:
    """The states that a last step leads to: the item's, and that of how it was reached."""
    covers = (record["type"], arrow) == ("COVERS", "->")
    return [State(target, level), State(target, level, record["from"] if covers else OTHERWISE)]


def _over_relations(question: Question, known: Lengths) -> Iterator[Found]:
    """A relation by itself, the cap of a part minded."""
    for record, arrow, origin, target in question.carrying:
        for level, other in crossing(record, arrow, question.kinds, question.lens).items():
            if (state := State(origin, level)) in known:
                way = _way(known[state] + 1, record, state)
                yield from ((into, way) for into in _entered(record, arrow, target, other))


def _way(length: int, record: Record, state: State, together: Sequence[str] = ()) -> Way:
    discriminator = discriminator_of(record)
    return Way(length, record["type"], state, discriminator, frozenset(together))


def parted(question: Question) -> list[tuple[list[Record], str]]:
    """The relations of which nothing remains in the end, an item's together, and what arrives."""
    found: dict[tuple[str, str], tuple[list[Record], str]] = {}
    for record in question.relations:
        capped, whole = (
            crossing(record, "->", question.kinds, question.lens, flag).get(question.levels[0])
            for flag in (False, True)
        )
        gone = question.nothing_remains(record, question.reached)
        if gone and whole is not None and whole != capped:
            found[record["type"], record["to"]] = question.beside(record), whole
    return list(found.values())


def _through_parts(question: Question, known: Lengths) -> Iterator[Found]:
    """All who provide or cover an item, of which nothing remains: through the last of them."""
    for beside, whole in parted(question):
        states = [State(record["from"], question.levels[0]) for record in beside]
        if all(state in known for state in states):
            last = max(states, key=lambda state: (known[state], state.id))
            others = [state.id for state in states if state != last]
            record = next(r for r in beside if r["from"] == last.id)
            way = _way(known[last] + 1, record, last, others)
            for part in beside:
                if part.get("extent") == "part":
                    into = _entered(part, "->", part["to"], whole)
                    yield from ((state, way) for state in into)


def _through_groups(question: Question, known: Lengths) -> Iterator[Found]:
    for (dependent, _), members in question.groups.items():
        for level, way in _through_group(question, members, known):
            for by in ("", OTHERWISE):
                yield State(dependent, level, by), way


def _through_group(
    question: Question, members: Sequence[Record], known: Lengths
) -> Iterator[tuple[str, Way]]:
    size, needed = question.size_and_need(members)
    standing = {record["to"]: record for record in question.standing(members)}
    fails = FAILS[question.lens]
    failed = [id_ for id_ in standing if question.reached.get(id_) in fails]
    broken = size - len(failed) < needed
    counts = fails if broken else set(question.levels[:2])
    states = [State(id_, level) for id_ in standing for level in counts]
    found = sorted((known[state], state) for state in states if state in known)
    if not broken:
        for length, state in found:
            yield SOFTENS[question.lens], _way(length + 1, standing[state.id], state)
        return
    nearest: dict[str, tuple[int, State]] = {}
    for length, state in found:
        nearest.setdefault(state.id, (length, state))
    order = sorted(nearest.values())
    if size and len(order) > size - needed:
        length, state = order[size - needed]
        others = [id_ for id_ in failed if id_ != state.id]
        yield BREAKS[question.lens], _way(length + 1, standing[state.id], state, others)


def _to_consumers(question: Question, known: Lengths) -> Iterator[Found]:
    """Over CONSUMES ←, where whose contract it is decides what crosses."""
    for record in question.relations if question.asks_whose else ():
        if record["type"] != "CONSUMES" or record["to"] in question.idle:
            continue
        table = crossing(record, "<-", question.kinds, question.lens)
        for state, length in known.items():
            if state.id == record["to"]:
                crosses = crossing_to(question, record, state)
                if (arrives := table.get(crosses or "")) is not None:
                    into = _entered(record, "<-", record["from"], arrives)
                    yield from ((target, _way(length + 1, record, state)) for target in into)


def crossing_to(question: Question, record: Record, state: State) -> str | None:
    """The level that crosses to a consumer from one state of what it consumes."""
    if state.by == "":
        return question.levels[2]
    if state.by == OTHERWISE:
        return state.level
    cover = next(r for r in question.covers(state.id) if r["from"] == state.by)
    return question.through(cover, record["from"], state.level)
