"""What of an impact is material to a ticket: kept with it, and compared before anything is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from graph_model.lens import MIDDLE
from graph_model.words import moment_in_words
from queries.answers.view import View
from queries.change.tolerance import Away
from queries.impact.impact import Impact
from queries.impact.promise import BROKEN, PROMISE
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Bytes, as_ints
from queries.snapshot.snapshot import Snapshot

KINDS = ("Agency", "ServiceLevelAgreement", "Service")
"""Of these it is material how badly they are affected, the first first."""
ARROW = "->"


class ItemState(NamedTuple):
    """How badly an item is affected."""

    id: str
    name: str
    kind: str
    level: str


class GroupLeft(NamedTuple):
    """What is left of a redundancy group that lost members."""

    dependent: str
    name: str
    group: str
    left: int
    size: int
    need: int


class Deadline(NamedTuple):
    """Until when a service may be away (ISO 8601 with a zone), and whether that has passed."""

    service: str
    name: str
    until: str
    passed: bool = False


@dataclass(frozen=True, slots=True)
class ImpactState:
    """What is material: the worst level, who is hit how badly, what holds, what time is left.

    Of what its viewer may see. ``levels`` are the lens's, lowest first.
    """

    level: str | None = None
    items: tuple[ItemState, ...] = ()
    groups: tuple[GroupLeft, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing material is recorded."""
        return self.level is None and not self.groups


def impact_state(impact: Impact, view: View, now: datetime) -> ImpactState:
    """The state of an impact at a moment, above its lens's lowest level."""
    items = tuple(_items(impact, view))
    codes = [impact.lens.code(one.level) for one in items]
    level = impact.lens.level(max(codes)) if codes else None
    snapshot = impact.snapshot
    groups = (
        GroupLeft(snapshot.id(g.row), snapshot.name(g.row), g.group, g.left, g.size, g.need)
        for g in impact.struck
        if view.sees(g.row)
    )
    return ImpactState(level, items, tuple(groups), tuple(_deadlines(impact, view, now)))


def _items(impact: Impact, view: View) -> Iterator[ItemState]:
    snapshot, brought = impact.snapshot, impact.brought
    rows = view.shown(brought.ours)
    rows = rows[brought.levels[rows] >= MIDDLE]
    for kind in KINDS:
        mine = as_ints(rows[snapshot.kinds[rows] == snapshot.kind_codes[kind]])
        for row in snapshot.order.rows(mine).tolist():
            yield ItemState(snapshot.id(row), snapshot.name(row), kind, brought.level_at(row))


def _deadlines(impact: Impact, view: View, now: datetime) -> Iterator[Deadline]:
    for away in impact.away(view):
        late = away.away is not Away.WITHIN  # what is over before its deadline has none to miss
        if late and away.until is not None and view.sees(away.row):
            id_, name = impact.snapshot.id(away.row), impact.snapshot.name(away.row)
            yield Deadline(id_, name, away.until, datetime.fromisoformat(away.until) <= now)


def fingerprint(impact: Impact) -> str:
    """A digest of what is affected and how badly, whoever asks: it is to be shown to nobody.

    Of the items of a kind at a level it has the sum of their marks, which no order changes: half of
    a large graph may be affected.
    """
    rows, marks = impact.rows, _marks(impact.snapshot)
    at = impact.snapshot.kinds[rows].astype(np.int64) * 4 + impact.levels[rows]
    codes = [impact.snapshot.kind_codes[kind] * 4 + level for kind in KINDS for level in (1, 2, 3)]
    sums = [int(marks[rows[at == code]].sum(dtype=np.uint64)) for code in codes]
    counts = [list(one) for one in impact.count(rows)]
    return sha256(orjson.dumps([sums, counts])).hexdigest()


def _marks(snapshot: Snapshot) -> NDArray[np.uint64]:
    """A number for each item of the kinds that matter, by its id; 0 of every other, (size,)."""
    codes = [snapshot.kind_codes[kind] for kind in KINDS]

    def made(kinds: Bytes, ids: Sequence[str]) -> NDArray[np.uint64]:
        marks = np.zeros(len(ids), np.uint64)
        rows = np.flatnonzero(np.isin(kinds, codes))
        marks[rows] = [_mark(ids[row]) for row in rows.tolist()]
        return marks

    base, patch = snapshot.base, snapshot.patch
    held = base.memo.get(MemoKey.MARKS, None, np.ndarray, lambda: made(base.kinds, base.ids))
    return np.concatenate([held, made(np.asarray(patch.kinds, np.uint8), patch.ids)])


def _mark(id_: str) -> int:
    return int.from_bytes(sha256(id_.encode()).digest()[:8])


def next_deadline(state: ImpactState) -> datetime | None:
    """When the next deadline passes; None: none will."""
    ahead = [datetime.fromisoformat(one.until) for one in state.deadlines if not one.passed]
    return min(ahead, default=None)


def material_difference(before: ImpactState, after: ImpactState) -> list[str]:
    """What is materially different, in short words, the weightiest first; nothing where nothing is.

    "LOST -> DEGRADED", "+ Health LOST", "- Mail", "Mail service levels: broken",
    "group relays of Mail: 1 of 2 left", "Mail: may be away until 04:10 no more".
    """
    return [
        *_level(before, after),
        *_changed_items(before, after),
        *_changed_groups(before, after),
        *_changed_deadlines(before, after),
    ]


def _level(before: ImpactState, after: ImpactState) -> Iterator[str]:
    if before.level != after.level:
        yield f"{before.level or 'nothing'} {ARROW} {after.level or 'nothing'}"


def _changed_items(before: ImpactState, after: ImpactState) -> Iterator[str]:
    was, now = ({one.id: one for one in state.items} for state in (before, after))
    for one in after.items:
        if one.id not in was:
            yield f"+ {one.name} {_said(one)}"
    for one in before.items:
        if one.id not in now:
            yield f"- {one.name}"
    for one in after.items:
        earlier = was.get(one.id)
        if earlier is not None and earlier.level != one.level:
            yield f"{one.name} {_said(earlier)} {ARROW} {_said(one)}"


def _said(one: ItemState) -> str:
    """How badly it is affected; of a promise that it is broken."""
    return BROKEN if one.kind == PROMISE and one.level == "LOST" else one.level


def _changed_groups(before: ImpactState, after: ImpactState) -> Iterator[str]:
    was, now = ({(g.dependent, g.group): g for g in state.groups} for state in (before, after))
    for key, one in now.items():
        earlier = was.get(key)
        if earlier is None or earlier[3:] != one[3:]:
            broken = "" if one.left >= one.need else ", broken"
            yield f"group {one.group} of {one.name}: {one.left:,} of {one.size:,} left{broken}"
    for key, one in was.items():
        if key not in now:
            yield f"group {one.group} of {one.name}: none of it away any more"


def _changed_deadlines(before: ImpactState, after: ImpactState) -> Iterator[str]:
    was = {one.service: one for one in before.deadlines}
    for one in after.deadlines:
        earlier = was.get(one.service)
        if one.passed and not (earlier and earlier.passed):
            yield f"{one.name} away longer than it may be, since {moment_in_words(one.until)}"
        elif earlier is None or earlier.until != one.until:
            yield f"{one.name} may be away until {moment_in_words(one.until)}"
