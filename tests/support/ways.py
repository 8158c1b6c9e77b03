"""Every way by which an effect could have come, and what is in it: "why not" by enumeration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from tests.support.chains import key_of
from tests.support.naive import BREAKS, FAILS, SOFTENS, Question, Record, crossing, holds

State = tuple[str, str]


class Obstacle(NamedTuple):
    """A stop by id: its reason's name, where it is, and for a group how it stands."""

    reason: str
    origin: str | None
    target: str
    relation: tuple[str, str, str, str] | None
    failed: frozenset[str] = frozenset()
    holding: frozenset[str] = frozenset()
    more: int = 0


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

    def fewest(self, id_: str, level: str) -> list[tuple[Obstacle, ...]]:
        """The ways to a state with the fewest obstacles, each as its obstacles."""
        itself = (Obstacle("NOT_IN_FORCE", id_, id_, None),) * (id_ in self.question.lapsed)
        found = list(self._walk((id_, level), frozenset(), itself))
        least = min(map(len, found), default=0)
        return [way for way in found if len(way) == least]

    def _walk(
        self, state: State, passed: frozenset[State], met: tuple[Obstacle, ...]
    ) -> Iterator[tuple[Obstacle, ...]]:
        for origin, obstacles in self._into(*state):
            if self._reached(*origin):
                yield (*obstacles, *met)
            elif origin not in passed and origin != state:
                yield from self._walk(origin, passed | {state}, (*obstacles, *met))

    def _reached(self, id_: str, level: str) -> bool:
        held = self.question.reached.get(id_)
        return held is not None and self._rank(held) >= self._rank(level)

    def _rank(self, level: str) -> int:
        return -self.question.levels.index(level)

    def _into(self, id_: str, wanted: str) -> Iterator[tuple[State, tuple[Obstacle, ...]]]:
        for record in self.plain:
            for arrow, origin, target in (("->", "from", "to"), ("<-", "to", "from")):
                if record[target] == id_ and record[origin] != id_:
                    yield from self._over(record, arrow, record[origin], id_, wanted)
        for (dependent, _), members in self.members.items():
            if dependent == id_:
                yield from self._through(dependent, members, wanted)

    def _over(
        self, record: Record, arrow: str, origin: str, target: str, wanted: str
    ) -> Iterator[tuple[State, tuple[Obstacle, ...]]]:
        arriving = crossing(record, arrow, self.question.kinds, self.question.lens)
        enough = [n for n, o in arriving.items() if self._rank(o) >= self._rank(wanted)]
        if not enough:
            return
        found = self._undated(record, origin, target)
        under = record["type"] == "UNDER" and self.question.kinds[record["from"]] == "Contract"
        if origin in self.question.lapsed and not (under and arrow == "<-"):
            found = (*found, Obstacle("NOT_IN_FORCE", origin, target, key_of(record)))
        yield (origin, min(enough, key=self._rank)), found

    def _undated(self, record: Record, origin: str, target: str) -> tuple[Obstacle, ...]:
        as_of = self.question.as_of
        if holds(record, as_of):
            return ()
        early = record.get("since") is not None and record["since"] > as_of.isoformat()
        reason = "NOT_YET" if early else "NO_LONGER"
        return (Obstacle(reason, origin, target, key_of(record)),)

    def _through(
        self, dependent: str, members: list[Record], wanted: str
    ) -> Iterator[tuple[State, tuple[Obstacle, ...]]]:
        lens, levels = self.question.lens, self.question.levels
        for record in members:
            undated = self._undated(record, record["to"], dependent)
            if self._rank(wanted) <= self._rank(SOFTENS[lens]):
                yield (record["to"], levels[1]), undated
            elif self._rank(wanted) <= self._rank(BREAKS[lens]):
                needed = min(FAILS[lens], key=self._rank)
                standing = [r for r in members if r is record or holds(r, self.question.as_of)]
                held = self._held(dependent, standing, record["to"])
                yield (record["to"], needed), (*undated, *held)

    def _held(self, dependent: str, members: list[Record], member: str) -> tuple[Obstacle, ...]:
        """That a group stands even without a member; how it stands now is what is told."""
        size, need = self.question.size_and_need(members)
        lens = self.question.lens
        ends = {record["to"] for record in members}
        failed = {id_ for id_ in ends if self.question.reached.get(id_) in FAILS[lens]}
        if size - len(failed | {member}) < need:
            return ()
        more = next(n for n in range(1, size + 1) if size - len(failed) - n < need)
        first = next((r for r in members if r["to"] in failed), None)
        return (
            Obstacle(
                "GROUP_HELD",
                first["to"] if first else None,
                dependent,
                key_of(first) if first else None,
                frozenset(failed),
                frozenset(ends - failed),
                more,
            ),
        )


def lifted(question: Question, way: tuple[Obstacle, ...]) -> Question:
    """The question once everything on a way is out of it."""
    graph: dict[str, list[dict[str, Any]]] = deepcopy(dict(question.graph))  # type: ignore[arg-type]
    of = {id_: level for id_, level in question.starts.items() if level == question.levels[0]}
    failing: list[str] = []
    for obstacle in way:
        if obstacle.reason == "GROUP_HELD":
            failing += sorted(obstacle.holding)[: obstacle.more]
        elif obstacle.reason == "NOT_IN_FORCE":
            _put_in_force(graph["items"], obstacle.origin)
        else:
            _hold(graph, obstacle)
    return _again(question, graph, [*of, *failing])


def _again(question: Question, graph: Mapping[str, Any], of: list[str]) -> Question:
    """The same question of another graph; starts below the top level keep theirs."""
    again = Question(graph, of, question.lens, question.as_of)
    again.starts = {**question.starts, **again.starts}
    again.lapsed -= set(question.starts)
    again.reached = again._fixpoint()
    return again


def _put_in_force(items: list[dict[str, Any]], id_: str | None) -> None:
    for item in items:
        if item["id"] == id_:
            for name in ("start", "end", "renewal"):
                item.pop(name, None)
            item["survives_parent"] = True


def _hold(graph: dict[str, list[dict[str, Any]]], obstacle: Obstacle) -> None:
    for record in graph["relations"]:
        if key_of(record) == obstacle.relation:
            record.pop("since", None)
            record.pop("until", None)
            if record["type"] == "UNDER":  # or the parent's end would end the child
                for item in graph["items"]:
                    if item["id"] == record["from"] and item["kind"] == "Contract":
                        item["survives_parent"] = True
