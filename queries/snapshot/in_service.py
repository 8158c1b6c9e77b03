"""Which items are out of service on a day: not begun, in stock, retired (DESIGN section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.facts import Item
from graph_model.lens import Direction
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import NEVER_BEGAN, NO_END, Days, day_number
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

IDLE = frozenset({"planned", "ordered", "in stock", "retired", "disposed"})
"""The statuses at which a configuration item is out of service."""
NOT_LIVE = frozenset({"proposed", "planned"})
"""The lifecycles at which a service without a ``live_on`` has not begun."""
RETIRED = "retired"
DATED, STATED = "Service", "ConfigurationItem"
SERVICE_FIELDS = ("lifecycle", "live_on", "retires_on")
ALWAYS, NEVER = (int(NEVER_BEGAN), int(NO_END)), (int(NO_END), int(NO_END))


@dataclass(frozen=True, slots=True)
class Spans:
    """When items that are not always in service are: from ``first`` until before ``until``.

    Shapes (items,), by row. Every other item always is.
    """

    rows: Ints
    first: Days
    until: Days

    def out(self, day: int) -> Ints:
        """The rows of those that are out of service on a day, rising."""
        return self.rows[(day < self.first) | (day >= self.until)]


def out_of_service(snapshot: Snapshot, day: int) -> Flags:
    """Which item rows are out of service on a day, shape (size,)."""
    flags = np.zeros(snapshot.size, np.bool_)
    flags[service_spans(snapshot).out(day)] = True
    return flags


def idle_beside(snapshot: Snapshot, day: int, asked: Ints) -> Flags:
    """The same without what is asked about, which counts although it is out of service."""
    flags = out_of_service(snapshot, day)
    flags[asked] = False
    return flags


def relied_on(snapshot: Snapshot, rows: Ints, day: int, idle: Flags) -> Ints:
    """The dependencies of some rows that hold on a day, on what is not ``idle`` (size,)."""
    numbers = snapshot.relations_of(rows, DEPENDS_ON, Direction.FORWARD)[1]
    numbers = snapshot.holding(numbers, day)
    return as_ints(numbers[~idle[snapshot.ends(numbers)]])


def service_spans(snapshot: Snapshot) -> Spans:
    """When every item that is not always in service is; the base's are read once."""
    held = snapshot.base.memo.get(
        MemoKey.SPANS, None, Spans, lambda: _spans_of_all(snapshot.unpatched)
    )
    touched = as_ints(sorted(snapshot.patch.items))
    if not len(touched):
        return held
    kinds, codes = snapshot.kinds[touched], snapshot.kind_codes
    standing = (snapshot.standing(touched[kinds == codes[kind]]) for kind in (DATED, STATED))
    fresh = _spans(snapshot, *standing)
    kept = ~np.isin(held.rows, touched)
    order = np.argsort(np.concatenate([held.rows[kept], fresh.rows]), kind="stable")
    names = ("rows", "first", "until")
    both = ((getattr(held, name)[kept], getattr(fresh, name)) for name in names)
    return Spans(*(np.concatenate(pair)[order] for pair in both))


def span_of(item: Item) -> tuple[int, int]:
    """From which day on an item is in service, and from which no longer, as day numbers."""
    if item.kind == STATED:
        return _ci_span(item.fields.get("status"))
    if item.kind == DATED:
        return _service_span(*(item.fields.get(name) for name in SERVICE_FIELDS))
    return ALWAYS


def _spans_of_all(snapshot: Snapshot) -> Spans:
    return _spans(snapshot, *(snapshot.rows_of_kind(kind) for kind in (DATED, STATED)))


def _spans(snapshot: Snapshot, services: Ints, cis: Ints) -> Spans:
    statuses = snapshot.values(cis, "status").tolist()
    idle = cis[np.fromiter((status in IDLE for status in statuses), np.bool_, len(cis))]
    columns = (snapshot.values(services, name).tolist() for name in SERVICE_FIELDS)
    spans = [_service_span(*fields) for fields in zip(*columns, strict=True)]
    bounded = [n for n, span in enumerate(spans) if span != ALWAYS]
    found = [spans[n] for n in bounded] + [NEVER] * len(idle)
    rows = np.concatenate([services[bounded], idle])
    order = np.argsort(rows, kind="stable")
    days = as_ints(found).reshape(-1, 2)[order]
    return Spans(as_ints(rows[order]), days[:, 0].copy(), days[:, 1].copy())


def _ci_span(status: object) -> tuple[int, int]:
    return NEVER if status in IDLE else ALWAYS


def _service_span(lifecycle: object, live_on: object, retires_on: object) -> tuple[int, int]:
    """A day that is recorded counts before what the lifecycle says."""
    first = int(NO_END) if lifecycle in NOT_LIVE else int(NEVER_BEGAN)
    until = int(NEVER_BEGAN) if lifecycle == RETIRED else int(NO_END)
    if live_on is not None:
        first = day_number(date.fromisoformat(str(live_on)))
    if retires_on is not None:
        until = day_number(date.fromisoformat(str(retires_on)))
    return first, until
