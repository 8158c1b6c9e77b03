"""The check, the policies, the structure and GraphML of a state with 100,000 contracts.

``python -m bench.check [contracts]`` prints the seconds of each, wall and processor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import TypeVar

from api.policy import shipped_policies
from bench.expirations import TODAY, tables
from graph_model.model import standard_model
from queries.check.question import check
from queries.graphml import graphml
from queries.snapshot import Snapshot
from queries.structure import Structure, structure

T = TypeVar("T")


def main(contracts: int = 100_000) -> None:
    """Measure and print."""
    model = standard_model()
    snapshot = Snapshot.of(tables(contracts), model)
    print(f"{snapshot.size:,} items, {snapshot.relation_rows:,} relations")
    found = _measured("every rule", lambda: check(snapshot, TODAY))
    print(f"    {len(found.findings):,} findings of {len(found.rules)} rules")
    rules = [policy.rule for policy in shipped_policies(model)]
    kept = _measured("every shipped policy", lambda: check(snapshot, TODAY, rules))
    print(f"    {len(kept.findings):,} findings of {len(kept.rules)} policies")
    _measured("components and rings", lambda: _parts(structure(snapshot, TODAY)))
    _measured("articulation points", lambda: len(structure(snapshot, TODAY).articulation_points))
    size = _measured("GraphML", lambda: sum(len(line) for line in graphml(snapshot)))
    print(f"    {size / 1e6:.0f} MB")


def _parts(found: Structure) -> int:
    return len(found.components) + len(found.cycles)


def _measured(what: str, work: Callable[[], T]) -> T:
    wall, processor = perf_counter(), process_time()
    done = work()
    print(f"{what:<24}{perf_counter() - wall:8.2f} s{process_time() - processor:8.2f} s")
    return done


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
