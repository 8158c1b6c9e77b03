"""Contract triggers: what fires when, benchmarks that are due, and rights never called on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from queries.answers.choice import chosen, require_order
from queries.expiration.expiration import Expirations
from queries.snapshot.days import day_number, day_of
from queries.snapshot.snapshot import Snapshot

TYPES = ("timing", "rights", "audit", "financial")
BENCHMARKING = "benchmarking"
STEMS: Mapping[str, tuple[str, ...]] = {
    "substitution": ("substitut",),
    "step-in": ("step in", "steps in", "stepped in"),
    "termination for convenience": ("terminat",),
    "assignment consent": ("assign", "consent"),
    "plug-and-play": ("plug and play",),
    "audit": ("audit",),
    BENCHMARKING: ("benchmark",),
    "equitable adjustment": ("adjust",),
}
"""By which words a trigger's name or condition is taken to be about a right."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A trigger of a contract: when it fires (None: on its condition).

    ``lapsed`` is whether the contract ends before it fires, all its tacit renewals having come to
    pass; of one on a condition, whether it has ended.
    """

    trigger: int
    contract: int
    type: str | None
    on: date | None
    condition: str | None
    lapsed: bool


def firings(answer: Expirations) -> list[Firing]:
    """Every trigger of a contract, one firing each contract, soonest first, conditions last."""
    snapshot = answer.snapshot
    numbers = snapshot.holding(snapshot.all_relations("TRIGGERS_ON"), day_number(answer.as_of))
    pairs = zip(snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist(), strict=True)
    found = [_firing(answer, trigger, contract) for trigger, contract in pairs]
    return sorted(found, key=lambda firing: _order(snapshot, firing))


def _order(snapshot: Snapshot, firing: Firing) -> tuple[date, str, str]:
    return firing.on or date.max, snapshot.id(firing.trigger), snapshot.id(firing.contract)


def _firing(answer: Expirations, trigger: int, contract: int) -> Firing:
    snapshot = answer.snapshot
    type_, on, condition = (
        snapshot.value(trigger, name) for name in ("type", "fires_on", "condition")
    )
    fires = None if on is None else date.fromisoformat(str(on))
    last = day_of(int(answer.prospects.furthest[answer.rows.searchsorted(contract)])) or date.max
    return Firing(
        trigger,
        contract,
        None if type_ is None else str(type_),
        fires,
        None if condition is None else str(condition),
        last < (fires or answer.as_of),
    )


def triggers(
    answer: Expirations,
    first: date,
    until: date | None = None,
    types: Sequence[str] | None = None,
) -> list[Firing]:
    """The triggers that fire between two dates, soonest first, then those on a condition.

    Raises:
        InvalidQuestion: the last day is before the first, or there is no such type.
    """
    require_order(first, until)
    wanted, last = chosen("types", types, TYPES), until or date.max
    return [
        firing
        for firing in firings(answer)
        if firing.on is None or first <= firing.on <= last
        if wanted is None or firing.type in wanted
    ]


def without_contract(snapshot: Snapshot, as_of: date) -> list[int]:
    """The triggers that are on no contract, so that they are in no answer, by id."""
    numbers = snapshot.holding(snapshot.all_relations("TRIGGERS_ON"), day_number(as_of))
    known = set(snapshot.starts(numbers).tolist())
    rows = [row for row in snapshot.rows_of_kind("Trigger").tolist() if row not in known]
    return sorted(rows, key=snapshot.id)


@dataclass(frozen=True, slots=True)
class RightUse:
    """A right of a contract in force, and the triggers that are about it.

    ``last`` is the latest that fired by the question's date (None: it was never called on, as far
    as is recorded), ``next`` the soonest after it (None: nothing is planned).
    """

    contract: int
    right: str
    last: Firing | None
    next: Firing | None


def rights(answer: Expirations) -> list[RightUse]:
    """The use of every right of the contracts in force, by contract's id, then right.

    A trigger is about a right where its name or condition says a word of ``STEMS``. The answer is
    what is recorded, not what happened.
    """
    snapshot, about = answer.snapshot, by_contract(firings(answer))
    force = answer.rows[answer.last.in_force(day_number(answer.as_of))].tolist()
    found: list[RightUse] = []
    for row in sorted(force, key=snapshot.id):
        held = snapshot.value(row, "rights")
        ours = sorted(held) if isinstance(held, list) else []
        found += [_use(answer, row, right, about.get(row, ())) for right in ours]
    return found


def by_contract(found: Sequence[Firing]) -> Mapping[int, list[Firing]]:
    """The firings by contract, in their order."""
    grouped: dict[int, list[Firing]] = {}
    for firing in found:
        grouped.setdefault(firing.contract, []).append(firing)
    return grouped


def _use(answer: Expirations, contract: int, right: str, found: Sequence[Firing]) -> RightUse:
    about = [firing for firing in found if firing.on and _names(answer.snapshot, firing, right)]
    past = [firing for firing in about if firing.on and firing.on <= answer.as_of]
    ahead = [firing for firing in about if firing.on and firing.on > answer.as_of]
    return RightUse(contract, right, past[-1] if past else None, ahead[0] if ahead else None)


def _names(snapshot: Snapshot, firing: Firing, right: str) -> bool:
    said = f"{snapshot.name(firing.trigger)} {firing.condition or ''}".casefold()
    words = said.replace("-", " ")
    return any(stem in words for stem in STEMS.get(right, (right.casefold(),)))


def unused_rights(answer: Expirations) -> list[RightUse]:
    """The rights of contracts in force that were never called on, as far as is recorded."""
    return [use for use in rights(answer) if use.last is None]


def benchmarks_due(answer: Expirations, until: date | None = None) -> list[RightUse]:
    """The benchmarking rights to call on by a date, soonest first, then those without a date.

    Due are benchmarks that a trigger dates up to ``until``, and those that nothing dates.
    """
    found = [use for use in rights(answer) if use.right == BENCHMARKING]
    due = [use for use in found if use.next is None or _until(use.next, until)]
    return sorted(due, key=lambda use: (_on(use), answer.snapshot.id(use.contract)))


def _until(firing: Firing, until: date | None) -> bool:
    return until is None or (firing.on or date.min) <= until


def _on(use: RightUse) -> date:
    return use.next.on or date.max if use.next else date.max
