"""Every way by which an effect could have come, and what is in it: "why not" by enumeration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from tests.support.chains import key_of
from tests.support.naive import BREAKS, FAILS, SOFTENS, Question, Record, crossing, holds


class State(NamedTuple):
    """An item and a level that is asked for, perhaps by a last step other than COVERS →."""

    id: str
    level: str
    otherwise: bool = False


class Obstacle(NamedTuple):
    """A stop by id: its reason's name, where it is, and for a group how it stands."""

    reason: str
    origin: str | None
    target: str
    relation: tuple[str, str, str, str] | None
    failed: frozenset[str] = frozenset()
    holding: frozenset[str] = frozenset()
    more: int = 0


Obstacles = tuple[Obstacle, ...]


class Ways:
    """The ways into the states of one question that nothing gave their level."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.members: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self.plain: list[Record] = []
        for record in question.graph["relations"]:
            if record["type"] == "DEPENDS_ON" and record.get("group"):
                self.members[record["from"], record["group"]].append(record)
            else:
                self.plain.append(record)

    def fewest(self, id_: str, level: str) -> list[Obstacles]:
        """The ways to a state with the fewest obstacles, each as its obstacles."""
        found = list(self._walk(State(id_, level), frozenset(), self._shut(id_, id_, None)))
        least = min(map(len, found), default=0)
        return [way for way in found if len(way) == least]

    def _walk(self, state: State, passed: frozenset[State], met: Obstacles) -> Iterator[Obstacles]:
        for origin, obstacles in self._into(state):
            if self._reached(origin):
                yield (*obstacles, *met)
            elif origin not in passed and origin != state:
                yield from self._walk(origin, passed | {state}, (*obstacles, *met))

    def _reached(self, state: State) -> bool:
        question = self.question
        if state.otherwise:
            held = question.otherwise(state.id, question.reached)
        else:
            held = question.reached.get(state.id)
        return held is not None and self._rank(held) >= self._rank(state.level)

    def _rank(self, level: str) -> int:
        return -self.question.levels.index(level)

    def _into(self, state: State) -> Iterator[tuple[State, Obstacles]]:
        for record in self.plain:
            for arrow, origin, target in (("->", "from", "to"), ("<-", "to", "from")):
                covers = state.otherwise and (record["type"], arrow) == ("COVERS", "->")
                itself = record[origin] == state.id and not state.otherwise
                if record[target] == state.id and not itself and not covers:
                    yield from self._over(record, arrow, record[origin], state)
        for (dependent, _), members in self.members.items():
            if dependent == state.id:
                yield from self._through(dependent, members, state.level)

    def _over(
        self, record: Record, arrow: str, origin: str, state: State
    ) -> Iterator[tuple[State, Obstacles]]:
        question = self.question
        if (record["type"], arrow) == ("CONSUMES", "<-") and question.asks_whose:
            yield from self._consumed(record, state)
            return
        if needed := self._needed(record, arrow, state.level):
            yield State(origin, needed), self._met(record, arrow, origin, state.id)
        elif self._needed(record, arrow, state.level, True) and arrow == "->":
            yield from self._part(record, state.id)

    def _needed(self, record: Record, arrow: str, wanted: str, whole: bool = False) -> str | None:
        """The lowest level that a relation carries on as the wanted one or more."""
        arriving = crossing(record, arrow, self.question.kinds, self.question.lens, whole)
        enough = [n for n, o in arriving.items() if self._rank(o) >= self._rank(wanted)]
        return min(enough, key=self._rank, default=None)

    def _met(self, record: Record, arrow: str, origin: str, target: str) -> Obstacles:
        """What is in the way of an effect over one relation."""
        undated = self._undated(record, origin, target)
        under = record["type"] == "UNDER" and self.question.kinds[record["from"]] == "Contract"
        if under and arrow == "<-":
            return undated
        return (*undated, *self._shut(origin, target, key_of(record)))

    def _shut(
        self, origin: str, target: str, relation: tuple[str, str, str, str] | None
    ) -> Obstacles:
        named = {"NOT_IN_FORCE": self.question.lapsed, "NOT_IN_SERVICE": self.question.idle}
        return tuple(
            Obstacle(reason, origin, target, relation)
            for reason, shut in named.items()
            if origin in shut
        )

    def _undated(self, record: Record, origin: str, target: str) -> Obstacles:
        as_of = self.question.as_of
        if holds(record, as_of):
            return ()
        early = record.get("since") is not None and record["since"] > as_of.isoformat()
        reason = "NOT_YET" if early else "NO_LONGER"
        return (Obstacle(reason, origin, target, key_of(record)),)

    def _part(self, record: Record, target: str) -> Iterator[tuple[State, Obstacles]]:
        """A part, once all who provide or cover the rest have failed as well."""
        question, top = self.question, self.question.levels[0]
        beside = question.beside(record)
        beside += [record] if record not in beside else []
        if len(beside) > 1:
            failed = {r["from"] for r in beside if question.reached.get(r["from"]) == top}
            holding = {r["from"] for r in beside} - failed
            met = self._met(record, "->", record["from"], target)
            if holding - {record["from"]}:
                met = (*met, self._held("PART_HELD", target, beside, "from", failed, len(holding)))
            yield State(record["from"], top), met

    def _held(
        self,
        reason: str,
        target: str,
        records: list[Record],
        end: str,
        failed: set[str],
        more: int,
    ) -> Obstacle:
        first = min((r for r in records if r[end] in failed), key=lambda r: r[end], default=None)
        key = key_of(first) if first else None
        ends = frozenset(record[end] for record in records)
        origin = first[end] if first else None
        return Obstacle(reason, origin, target, key, frozenset(failed), ends - failed, more)

    def _consumed(self, record: Record, state: State) -> Iterator[tuple[State, Obstacles]]:
        """Over CONSUMES ←, minding whose contract it is."""
        service, question = record["to"], self.question
        met = self._met(record, "<-", service, state.id)
        if self._needed(record, "<-", state.level) == question.levels[2]:
            yield State(service, question.levels[2]), met
        if not (needed := self._needed(record, "<-", state.level)):
            return
        yield State(service, needed, True), met
        for cover in question.graph["relations"]:
            if (cover["type"], cover["to"]) == ("COVERS", service):
                kept = self._kept(record, cover, needed)
                for origin, found in self._over(cover, "->", cover["from"], State(service, needed)):
                    yield origin, (*found, *kept, *met)

    def _kept(self, record: Record, cover: Record, level: str) -> Obstacles:
        """What keeps from a consumer what a contract carries to the service."""
        question, consumer, service = self.question, record["from"], record["to"]
        contract = question.items[cover["from"]]
        if question.serves(contract["id"], consumer):
            return ()
        place = (service, consumer, key_of(record), frozenset[str]())
        found = []
        if contract.get("serves") == "holder":
            found.append(Obstacle("HOLDER_ONLY", *place, frozenset([contract["id"]])))
        own = question.own(consumer, service)
        whole = any(r.get("extent") != "part" for r in own)
        if own and (whole or level == question.levels[0]):
            names = frozenset(r["from"] for r in own)
            found.append(Obstacle("OWN_CONTRACT", *place, names))
        return tuple(found)

    def _through(
        self, dependent: str, members: list[Record], wanted: str
    ) -> Iterator[tuple[State, Obstacles]]:
        lens, levels = self.question.lens, self.question.levels
        for record in members:
            met = self._met(record, "<-", record["to"], dependent)
            if self._rank(wanted) <= self._rank(SOFTENS[lens]):
                yield State(record["to"], levels[1]), met
            elif self._rank(wanted) <= self._rank(BREAKS[lens]):
                needed = min(FAILS[lens], key=self._rank)
                held = [r for r in members if r is record or holds(r, self.question.as_of)]
                yield (
                    State(record["to"], needed),
                    (*met, *self._stands(dependent, held, record["to"])),
                )

    def _stands(self, dependent: str, members: list[Record], member: str) -> Obstacles:
        """That a group stands even without a member; how it stands now is what is told."""
        question = self.question
        standing = [r for r in members if r["to"] not in question.idle or r["to"] == member]
        asked = max(max(record.get("need") or 1, 1) for record in members)
        size = len(standing)
        need = min(asked, size)
        ends = {record["to"] for record in standing}
        fails = FAILS[question.lens]
        failed = {id_ for id_ in ends if question.reached.get(id_) in fails}
        if size - len(failed | {member}) < need:
            return ()
        more = next(n for n in range(1, size + 1) if size - len(failed) - n < need)
        return (self._held("GROUP_HELD", dependent, standing, "to", failed, more),)


def lifted(question: Question, way: Obstacles) -> Question:
    """The question once everything on a way is out of it."""
    graph: dict[str, list[dict[str, Any]]] = deepcopy(dict(question.graph))  # type: ignore[arg-type]
    of = {id_: level for id_, level in question.starts.items() if level == question.levels[0]}
    failing: list[str] = []
    for obstacle in way:
        if obstacle.reason in ("GROUP_HELD", "PART_HELD"):
            failing += sorted(obstacle.holding)[: obstacle.more]
        elif obstacle.reason in ("NOT_IN_FORCE", "NOT_IN_SERVICE"):
            _put_in_force(graph["items"], obstacle.origin)
        elif obstacle.reason == "HOLDER_ONLY":
            _open(graph["items"], obstacle.holding)
        elif obstacle.reason == "OWN_CONTRACT":
            _give_up(graph, obstacle.holding)
        else:
            _hold(graph, obstacle)
    return _again(question, graph, [*of, *failing])


def _again(question: Question, graph: Mapping[str, Any], of: list[str]) -> Question:
    """The same question of another graph; starts below the top level keep theirs."""
    again = Question(graph, of, question.lens, question.as_of)
    again.starts = {**question.starts, **again.starts}
    again.settle()
    return again


def _put_in_force(items: list[dict[str, Any]], id_: str | None) -> None:
    for item in items:
        if item["id"] == id_:
            for name in ("start", "end", "renewal", "status", "lifecycle", "live_on", "retires_on"):
                item.pop(name, None)
            item["survives_parent"] = True


def _open(items: list[dict[str, Any]], ids: frozenset[str]) -> None:
    for item in items:
        if item["id"] in ids:
            item.pop("serves", None)


def _give_up(graph: dict[str, list[dict[str, Any]]], contracts: frozenset[str]) -> None:
    """Nobody holds the contracts any more."""
    graph["relations"] = [
        r for r in graph["relations"] if r["type"] != "HELD_BY" or r["from"] not in contracts
    ]


def _hold(graph: dict[str, list[dict[str, Any]]], obstacle: Obstacle) -> None:
    for record in graph["relations"]:
        if key_of(record) == obstacle.relation:
            record.pop("since", None)
            record.pop("until", None)
            if record["type"] == "UNDER":  # or the parent's end would end the child
                for item in graph["items"]:
                    if item["id"] == record["from"] and item["kind"] == "Contract":
                        item["survives_parent"] = True
