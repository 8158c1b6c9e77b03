"""Expirations of a state with 100,000 contracts: dates, states and coverage of all, then a page.

Each part is taken once, on a snapshot just built: nothing is kept from an earlier question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from time import perf_counter

import numpy as np

from bench.figure import FULL, BenchFigure, timed, within
from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.model import standard_model
from graph_model.values import Value
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import expirations
from queries.roadmap.conflict import conflicts
from queries.roadmap.roadmap import roadmap
from queries.snapshot.snapshot import Snapshot

TODAY = date(2026, 11, 25)
FORMS = ("MSA", "SOW", "purchase order", "subscription", "licence", None)
PAGE = 50


def tables(contracts: int, seed: int = 1) -> Tables:
    """Contracts in families, what they cover, with whom, and the forums that oversee them."""
    random = Random(seed)
    covered, suppliers, forums, agencies = contracts * 3 // 2, contracts // 50, 200, 100
    counts = {
        "Contract": contracts,
        "Service": covered // 5,
        "ConfigurationItem": covered - covered // 5,
        "Supplier": suppliers,
        "Forum": forums,
        "Agency": agencies,
    }
    columns = {"Contract": _contracts(contracts, random), "Forum": _forums(forums, random)}
    items, first, at = [], {}, 0
    for kind, count in counts.items():
        first[kind] = at
        ids = [f"{kind}:{n}" for n in range(count)]
        named = {"name": _column(ids)} | columns.get(kind, {})
        items.append(ItemTable(kind, ids, np.arange(at, at + count), named))
        at += count
    services = range(first["Service"], first["Service"] + covered)
    a = first["Agency"]
    relations = [
        _pairs("UNDER", [(n, random.randrange(n)) for n in range(1, contracts) if n % 3]),
        _pairs(
            "COVERS",
            [(random.randrange(contracts), random.choice(services)) for _ in services]
            + [(n, random.choice(services)) for n in range(contracts)],
        ),
        _pairs("WITH", [(n, first["Supplier"] + n % suppliers) for n in range(contracts)]),
        _pairs("OVERSEES", [(first["Forum"] + n % forums, n) for n in range(0, contracts, 2)]),
        _pairs("CONSUMES", [(a + n % agencies, first["Service"] + n) for n in range(covered // 5)]),
    ]
    return Tables(0, items, relations)


def _contracts(count: int, random: Random) -> dict[str, Column]:
    every = [timedelta(days=random.randrange(3_000)) for _ in range(count)]
    ends = [TODAY + day - timedelta(days=200) for day in every]
    return {
        "form": _column([random.choice(FORMS) for _ in ends]),
        "start": _column([str(end - timedelta(days=random.randrange(200, 2_000))) for end in ends]),
        "end": _column([str(end) if random.random() < 0.95 else None for end in ends]),
        "notice": _column([random.choice(("P30D", "P90D", "P3M", "P6M", None)) for _ in ends]),
        "renewal": _column([random.choice(("none", "option", "tacit")) for _ in ends]),
        "renewal_term": _column([random.choice(("P1Y", "P6M", "P90D")) for _ in ends]),
        "survives_parent": _column([random.choice((True, False, None)) for _ in ends]),
    }


def _forums(count: int, random: Random) -> dict[str, Column]:
    return {
        "meetings": _column(
            [
                [str(TODAY + timedelta(days=random.randrange(28) + 28 * n)) for n in range(-6, 40)]
                for _ in range(count)
            ]
        )
    }


def _column(values: Sequence[object]) -> Column:
    present = [n for n, value in enumerate(values) if value is not None]
    held: list[Value] = [values[n] for n in present]  # type: ignore[misc]
    return Column(np.asarray(present), held)


def _pairs(type_: str, pairs: list[tuple[int, int]]) -> RelationTable:
    starts, ends = np.unique(np.asarray(pairs, np.int64), axis=0).T
    return RelationTable(type_, starts, ends)


def measure(size: str) -> Iterator[BenchFigure]:
    """The whole, and each part of the answer."""
    contracts = 100_000 if size == FULL else 2_000
    snapshot = Snapshot.of(tables(contracts), standard_model())
    until = TODAY + timedelta(days=180)
    began = perf_counter()
    answer, terms = timed(lambda: expirations(snapshot, TODAY))
    _, states = timed(lambda: answer.states)
    _, gaps = timed(lambda: answer.gaps)
    found, order = timed(lambda: answer.between(TODAY, until))
    whole = perf_counter() - began
    said = f"expirations of {contracts:,} contracts: dates, state and coverage of all"
    yield within(said, whole, "s", 1, size == FULL)
    for part, took in (
        ("terms, last days, durations, meetings", terms),
        ("deadlines and states", states),
        ("coverage and gaps", gaps),
        (f"those of the next 180 days ({len(found):,}), in order", order),
    ):
        yield BenchFigure(f"of that, {part}", took, "s")
    page = [Expiration(answer, position) for position in found[:PAGE].tolist()]
    _, took = timed(lambda: [len(e.touched.rows) for e in page])
    yield BenchFigure(f"a page of {PAGE} expirations: what each touches", took, "s")
    road = roadmap(snapshot, TODAY, TODAY + timedelta(days=730))
    events, took = timed(lambda: road.all_events)
    yield BenchFigure(f"the roadmap of two years: {len(events):,} events", took, "s")
    found_conflicts, took = timed(lambda: conflicts(road))
    yield BenchFigure(f"its conflicts: {len(found_conflicts):,}", took, "s")
