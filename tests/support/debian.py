"""Debian's packages as a snapshot, made once in a process: a second of work for several modules."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from bench import debian
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import MODEL


@cache
def debian_snapshot() -> Snapshot:
    """The whole graph; nobody changes it."""
    return Snapshot.of(debian.tables(), MODEL)


class PlainDebian:
    """The dependencies in dictionaries."""

    def __init__(self) -> None:
        self.members: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for dependent, group, target in debian.dependencies():
            self.members[dependent, group].add(target)
            self.groups[target].append((dependent, group))

    def lost(self, start: str) -> set[str]:
        """What stops working: a package with a group none of whose members still works."""
        lost, waiting = {start}, [start]
        failed: dict[tuple[str, str], int] = defaultdict(int)
        while waiting:
            for group in self.groups.get(waiting.pop(), ()):
                failed[group] += 1
                if failed[group] == len(self.members[group]) and group[0] not in lost:
                    lost.add(group[0])
                    waiting.append(group[0])
        return lost

    def reached(self, start: str) -> set[str]:
        """A package, what names it, and so on, redundancy left aside."""
        reached, waiting = {start}, [start]
        while waiting:
            naming = {dependent for dependent, _ in self.groups.get(waiting.pop(), ())} - reached
            reached |= naming
            waiting += naming
        return reached


@cache
def plain() -> PlainDebian:
    """Made once in a process, as the snapshot is."""
    return PlainDebian()
