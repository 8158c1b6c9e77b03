"""What a store's snapshot costs, in a process of its own, so that memory is the snapshot's alone.

``python -m bench.resident URL`` prints one line of JSON; the login of a Neo4j is in BOLT_USER and
BOLT_PASSWORD.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from uuid import uuid4

import numpy as np

from bench.figure import seconds, timed
from bench.synthetic_fields import TODAY
from graph_model.changes import ChangeSet, Put
from graph_model.facts import Item, Relation
from graph_model.model import Model, standard_model
from queries.impact.impact import impact
from queries.snapshot.keeper import Keeper
from queries.snapshot.snapshot import Snapshot
from stores.opening import open_store
from stores.protocol import Store

QUESTIONS = 200
MOST = 5_000
"""The questions that count affect so many items at most."""
MANY = 1_000
"""From so many affected on a question is one of the larger ones."""


def main(url: str) -> None:
    """Measure and print."""
    model = standard_model()
    store = _opened(url, model)
    before = process_time()
    keeper, built = timed(lambda: Keeper(store, model))
    used = process_time() - before
    snapshot = keeper.snapshot
    found: dict[str, float] = {
        "items": snapshot.size,
        "relations": snapshot.relation_rows,
        "built": built,
        "processor": used,
        "resident": _resident(),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    found |= _questions(snapshot)
    found |= _visible(keeper, url, model)
    found["after"] = _resident()
    print(json.dumps(found))
    keeper.close()
    store.close()


def _opened(url: str, model: Model) -> Store:
    return open_store(url, model, os.environ.get("BOLT_USER"), os.environ.get("BOLT_PASSWORD"))


def _resident() -> float:
    """The resident memory of this process in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _questions(snapshot: Snapshot) -> dict[str, float]:
    """The first question, and the median of many that affect no more than so many items."""
    random = np.random.default_rng(1)
    first = seconds(lambda: impact(snapshot, [snapshot.id(0)], "outage", TODAY).rows)
    took: list[float] = []
    affected: list[int] = []
    while len(took) < QUESTIONS:
        id_ = snapshot.id(int(random.integers(snapshot.size)))
        began = perf_counter()
        count = len(impact(snapshot, [id_], "outage", TODAY).rows)
        passed = perf_counter() - began
        if 1 < count <= MOST:
            took.append(passed)
            affected.append(count)
    many = [passed for passed, count in zip(took, affected, strict=True) if count >= MANY]
    return {
        "first": first,
        "impact": median(took),
        "impact_many": median(many or took),
        "impact_p95": float(np.percentile(took, 95)),
        "affected": median(affected),
    }


def _visible(keeper: Keeper, url: str, model: Model) -> dict[str, float]:
    """From another process's commit to the answer of a question that sees it, without the wait.

    A second store on the same data stands for the other process.
    """
    other = _opened(url, model)
    rows = keeper.snapshot.rows_of_kind("ConfigurationItem")
    platform = keeper.snapshot.id(int(rows[0]))
    took = []
    for _ in range(5):
        id_ = f"bench:{uuid4()}"
        new = Item("Service", id_, {"name": "new"})
        link = Relation("DEPENDS_ON", id_, platform)
        other.apply(ChangeSet(id_, (Put(new), Put(link))), "bench", "bench")
        began = perf_counter()
        snapshot = keeper.refresh()
        found = impact(snapshot, [platform], "outage", TODAY)
        row = snapshot.find(id_)
        if row is None or not found.levels[row]:
            raise AssertionError(f"{id_} is not affected")
        took.append(perf_counter() - began)
    other.close()
    return {"visible": max(took)}


if __name__ == "__main__":
    main(sys.argv[1])
