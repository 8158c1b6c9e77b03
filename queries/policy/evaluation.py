"""Evaluating conditions in bulk: each node of the tree once, over all of its items together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.lens import Direction
from graph_model.values import Value
from queries.check.dated import Dated
from queries.policy.condition import (
    ALWAYS,
    ENDS_ON,
    ID,
    IN_FORCE,
    KIND,
    LISTEN_BY,
    RENEWS,
    All,
    Condition,
    Either,
    FieldTest,
    Not,
    Related,
    Way,
    WayStep,
)
from queries.policy.passing import passes
from queries.snapshot.days import day_of
from queries.snapshot.listening import listen_by
from queries.snapshot.rows import Flags, Ints, as_ints

Objects = NDArray[np.object_]


def holds(condition: Condition, rows: Ints, at: Dated) -> Flags:
    """For which of the rows the condition holds, shape (len(rows),).

    Time is linear in the relations crossed, but for closures (``under*``), which are paid for each
    item that begins one.
    """
    match condition:
        case All(parts):
            return ~_some_come_out(False, parts, rows, at)
        case Either(parts):
            return _some_come_out(True, parts, rows, at)
        case Not(part):
            return ~holds(part, rows, at)
        case FieldTest():
            return _passing(condition, _item_values(condition, rows, at), at)
        case Related():
            return _related(condition, rows, at)


def _some_come_out(outcome: bool, parts: tuple[Condition, ...], rows: Ints, at: Dated) -> Flags:
    """For which rows some part comes out so; the later parts are asked of undecided rows alone.

    "All hold" is that none comes out false, "any holds" that some comes out true.
    """
    decided = np.zeros(len(rows), np.bool_)
    left = np.arange(len(rows))
    for part in parts:
        out = holds(part, rows[left], at) == outcome
        decided[left[out]] = True
        left = left[~out]
    return decided


def _passing(test: FieldTest, values: Objects, at: Dated) -> Flags:
    passed = passes(test, at.as_of)
    return np.fromiter(map(passed, values.tolist()), np.bool_, len(values))


def _item_values(test: FieldTest, rows: Ints, at: Dated) -> Objects:
    """The tested field of the rows, None where a row's kind does not have it."""
    if test.field == ID:
        return _objects(at.snapshot.ids_of(rows))
    if test.field == KIND:
        names = [kind.name for kind in at.snapshot.model.kinds]
        return _objects([names[code] for code in at.snapshot.kinds[rows].tolist()])
    if test.field == IN_FORCE:
        values = _objects(at.in_force[rows].tolist())
    elif test.field == RENEWS:
        values = _objects(at.renews[rows].tolist())
    elif test.field == ENDS_ON:
        values = _last_days(rows, at)
    elif test.field == LISTEN_BY:
        values = _objects([on and on.isoformat() for on in listen_by(at.snapshot, rows)])
    else:
        values = at.values(rows, test.field).copy()
    if test.owners:
        values[~at.of_kind(rows, *test.owners)] = None
    return values


def _last_days(rows: Ints, at: Dated) -> Objects:
    values = np.full(len(rows), None, object)
    position = at.contract_at[rows]
    for n in np.flatnonzero(position >= 0).tolist():
        last = day_of(int(at.last_days.last[position[n]]))
        values[n] = last and last.isoformat()
    return values


def _objects(values: list[Any]) -> Objects:
    return np.fromiter(values, object, len(values))


def _related(related: Related, rows: Ints, at: Dated) -> Flags:
    pairs = _Pairs.joined([_led(way, rows, related.last, at) for way in related.ways])
    items, place = np.unique(pairs.item, return_inverse=True)
    kept = holds(related.where, as_ints(items), at)[place]
    counted = np.bincount(pairs.owner[kept], minlength=len(rows))
    within: Flags = counted >= related.least
    return within if related.most is None else within & (counted <= related.most)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """An item reached, beside the position of the row it was reached from: shapes (pairs,)."""

    owner: Ints
    item: Ints

    @classmethod
    def joined(cls, many: list[_Pairs]) -> _Pairs:
        """All of them, each pair once."""
        owner = np.concatenate([as_ints([]), *(pairs.owner for pairs in many)])
        item = np.concatenate([as_ints([]), *(pairs.item for pairs in many)])
        packed = np.unique(owner.astype(np.int64) * 2**32 + item)
        return cls(as_ints(packed >> 32), as_ints(packed & (2**32 - 1)))


def _led(way: Way, rows: Ints, last: Condition, at: Dated) -> _Pairs:
    """Where the way leads from each row."""
    pairs = _Pairs(np.arange(len(rows), dtype=np.int32), as_ints(rows))
    for n, step in enumerate(way):
        condition = last if n == len(way) - 1 else ALWAYS
        pairs = _closed(step, pairs, at) if step.closure else _crossed(step, pairs, condition, at)
    return pairs


def _crossed(step: WayStep, pairs: _Pairs, last: Condition, at: Dated) -> _Pairs:
    """One step on from each item, over relations that hold and pass the condition."""
    found = []
    for type_, direction in step.crossings:
        owner, numbers = at.snapshot.relations_of(pairs.item, type_, direction)
        kept = np.isin(numbers, at.relations(type_))
        owner, numbers = owner[kept], numbers[kept]
        kept = _relations_hold(last, numbers, type_, at)
        owner, numbers = owner[kept], numbers[kept]
        forward = direction is Direction.FORWARD
        ends = at.snapshot.ends(numbers) if forward else at.snapshot.starts(numbers)
        found.append(_Pairs(pairs.owner[owner], ends))
    return _Pairs.joined(found)


def _closed(step: WayStep, pairs: _Pairs, at: Dated) -> _Pairs:
    """Any number of the steps on from each item, none included."""
    fresh = pairs
    while True:
        both = _Pairs.joined([pairs, _crossed(step, fresh, ALWAYS, at)])
        if len(both.item) == len(pairs.item):
            return both
        fresh, pairs = _without(both, pairs), both


def _without(pairs: _Pairs, known: _Pairs) -> _Pairs:
    packed = pairs.owner.astype(np.int64) * 2**32 + pairs.item
    held = known.owner.astype(np.int64) * 2**32 + known.item
    new = ~np.isin(packed, held)
    return _Pairs(pairs.owner[new], pairs.item[new])


def _relations_hold(condition: Condition, numbers: Ints, type_: str, at: Dated) -> Flags:
    """Which relations pass a condition on their own fields."""
    match condition:
        case All(parts):
            flags: Flags = np.ones(len(numbers), np.bool_)
            for part in parts:
                flags &= _relations_hold(part, numbers, type_, at)
            return flags
        case FieldTest():
            return _passing(condition, _relation_values(condition, numbers, type_, at), at)
        case _:
            raise AssertionError(f"a relation's condition tests its fields only: {condition}")


def _relation_values(test: FieldTest, numbers: Ints, type_: str, at: Dated) -> Objects:
    relation = at.snapshot.model.relation_by_name[type_]
    if relation.discriminator == test.field:
        discriminators: list[Value | None] = [
            discriminator or None for discriminator in at.discriminators(numbers)
        ]
        return _objects(discriminators)
    return at.relation_values(numbers, test.field)
