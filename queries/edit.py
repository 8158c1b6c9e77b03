"""What-if edits, laid over a snapshot in order, nothing written; a scenario is a ChangeSet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, NotFound, Problem
from graph_model.facts import Fields, Relation
from graph_model.lens import Direction
from queries.contract import last_days, terms
from queries.days import day_number
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


@dataclass(frozen=True, slots=True)
class EndContract:
    """End a contract on a date: that is its last day, and it renews no more."""

    contract: str
    on: date


@dataclass(frozen=True, slots=True)
class ReplaceSupplier:
    """Put ``by`` in ``supplier``'s place on PROVIDES, BINDS, and WITH of contracts in force.

    ``services`` narrows it to what concerns those services (None: everywhere); ``on`` is the first
    day of the replacement (None: as of the question's date, at once).
    """

    supplier: str
    by: str
    services: tuple[str, ...] | None = None
    on: date | None = None


Edit = Change | EndContract | ReplaceSupplier


def edited(snapshot: Snapshot, edits: Sequence[Edit], as_of: date) -> tuple[Snapshot, list[Change]]:
    """The snapshot with the edits laid on top, in order, and the plain changes that they came to.

    Raises:
        InvalidChangeSet: an edit is invalid; every problem names its position (from 1).
    """
    changes: list[Change] = []
    for position, edit in enumerate(edits, 1):
        try:
            found = tuple(_changes(snapshot, edit, as_of))
            snapshot = snapshot.edited(found)
        except InvalidChangeSet as error:
            raise InvalidChangeSet([_placed(p, position) for p in error.problems]) from None
        except NotFound as error:
            missing = ", ".join(map(repr, error.ids))
            found_problem = Problem(f"edit {position}", f"nothing under {missing}", "a recorded id")
            raise InvalidChangeSet([found_problem]) from None
        changes += found
    return snapshot, changes


def scenario(snapshot: Snapshot, edits: Sequence[Edit], as_of: date, id_: str) -> ChangeSet:
    """The edits as a ChangeSet: to be reviewed, asked about again, and applied for real.

    Raises:
        InvalidChangeSet: an edit is invalid.
    """
    return ChangeSet(id_, tuple(edited(snapshot, edits, as_of)[1]), snapshot.revision)


def _placed(problem: Problem, position: int) -> Problem:
    place = f"edit {position}: {problem.where}"
    return Problem(place, problem.found, problem.expected, problem.advice)


def _changes(snapshot: Snapshot, edit: Edit, as_of: date) -> Iterator[Change]:
    if isinstance(edit, EndContract):
        _require(snapshot, edit.contract, "Contract")
        yield SetFields(edit.contract, {"end": edit.on.isoformat(), "renewal": "none"})
    elif isinstance(edit, ReplaceSupplier):
        yield from _Replacing(snapshot, edit, as_of).changes()
    else:
        yield edit


def _require(snapshot: Snapshot, id_: str, kind: str) -> int:
    row = int(snapshot.rows([id_])[0])
    if snapshot.kind(row) != kind:
        found = f"{id_!r}, a {snapshot.kind(row)}"
        raise InvalidChangeSet([Problem("id", found, f"a {kind}")])
    return row


class _Replacing:
    """One supplier put in another's place."""

    def __init__(self, snapshot: Snapshot, edit: ReplaceSupplier, as_of: date) -> None:
        self.snapshot, self.edit = snapshot, edit
        self.on = edit.on or as_of
        self.day = day_number(self.on)
        self.old = _require(snapshot, edit.supplier, "Supplier")
        self.new = _require(snapshot, edit.by, "Supplier")
        services = edit.services
        self.services = (
            None
            if services is None
            else as_ints([_require(snapshot, id_, "Service") for id_ in services])
        )

    def changes(self) -> Iterator[Change]:
        if self.old == self.new:
            raise InvalidChangeSet([Problem("by", repr(self.edit.by), "another supplier")])
        for number in self._numbers():
            relation = self.snapshot.relation_at(number)
            yield from self._end(relation)
            yield from self._begin(relation)

    def _numbers(self) -> list[int]:
        """The relations that change hands: those that hold on the day or will."""
        provides = self.snapshot.relations(self.old, "PROVIDES", FORWARD)
        binds = self.snapshot.relations(self.old, "BINDS", BACKWARD)
        with_ = self.snapshot.relations(self.old, "WITH", BACKWARD)
        with_ = with_[np.isin(self.snapshot.starts(with_), self._in_force())]
        if self.services is not None:
            provides = provides[np.isin(self.snapshot.ends(provides), self.services)]
            binds = self._concerning(binds, "GOVERNS")
            with_ = self._concerning(with_, "COVERS")
        numbers = np.concatenate([provides, binds, with_])
        until = self.snapshot.periods.until[self.snapshot.picked(numbers).period]
        return [int(number) for number in numbers[until > self.day]]

    def _concerning(self, numbers: Ints, type_: str) -> Ints:
        """The relations whose start governs or covers one of the services."""
        assert self.services is not None
        _, found = self.snapshot.relations_of(self.services, type_, BACKWARD)
        concerning = self.snapshot.starts(self.snapshot.holding(found, self.day))
        return numbers[np.isin(self.snapshot.starts(numbers), concerning)]

    def _in_force(self) -> Ints:
        found = last_days(self.snapshot, terms(self.snapshot), self.day)
        return found.rows[found.in_force(self.day)]

    def _end(self, relation: Relation) -> Iterator[Change]:
        """From the day on the old relation no longer holds; one that had not begun goes."""
        since = relation.fields.get("since")
        begun = self.edit.on is not None and (since is None or str(since) < self.on.isoformat())
        if begun:
            yield SetFields(relation.key, {"until": self.on.isoformat()})
        else:
            yield Remove(relation.key)

    def _begin(self, relation: Relation) -> Iterator[Change]:
        """The same relation to the new supplier, from the day on; one that stands is left."""
        old, new = self.snapshot.id(self.old), self.snapshot.id(self.new)
        start = new if relation.start == old else relation.start
        end = new if relation.end == old else relation.end
        moved = Relation(relation.type, start, end, relation.mark, self._fields(relation))
        held = self.snapshot.relation(moved.key)
        if held is None or str(held.fields.get("until", "9999")) <= self.on.isoformat():
            yield Put(moved)

    def _fields(self, relation: Relation) -> Fields:
        kept = {n: v for n, v in relation.fields.items() if n not in ("source", "verified_on")}
        since = str(kept.get("since", ""))
        if self.edit.on is not None and since < self.on.isoformat():
            kept["since"] = self.on.isoformat()
        return kept
