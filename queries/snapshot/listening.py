"""When each stakeholder is to be listened to next: its cadence after it was last engaged."""

from __future__ import annotations

from datetime import date

from graph_model.periods import moved, parse_period
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot


def listen_by(snapshot: Snapshot, rows: Ints) -> list[date | None]:
    """The day by which each of some rows is to be listened to: ``engaged_on`` and a ``cadence`` on.

    None where one of the two is not recorded, as for what is no stakeholder.
    """
    engaged, cadences = (snapshot.values(rows, name) for name in ("engaged_on", "cadence"))
    pairs = zip(engaged.tolist(), cadences.tolist(), strict=True)
    return [_next(day, cadence) for day, cadence in pairs]


def _next(engaged: str | None, cadence: str | None) -> date | None:
    if engaged is None or cadence is None:
        return None
    return moved(date.fromisoformat(engaged), parse_period(cadence))
