"""What-if edits, laid over a snapshot in order, nothing written; a scenario is a ChangeSet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.changes import Change, Put, SetFields, start_and_end
from graph_model.errors import InvalidChangeSet, NotFound, Problem
from graph_model.facts import Fact, Item
from graph_model.plan import plan
from graph_model.state import mentions
from queries.answers.nearest import told_nearest
from queries.answers.viewer import Viewer
from queries.answers.visible_state import VisibleState
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit_warning import HeldFacts, edit_warnings
from queries.what_if.redundant import RedundantMembers
from queries.what_if.replacement import Replacement

DEPENDING = ("Service", "ConfigurationItem")
"""What can depend on others, and be depended on."""


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


@dataclass(frozen=True, slots=True)
class Create:
    """Put a fact that is not recorded yet; one that is, is refused."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class MakeRedundant:
    """Let the members stand in for one another to a dependent, which needs so many of them."""

    dependent: str
    members: tuple[str, ...]
    need: int = 1


WorkedOut = EndContract | ReplaceSupplier | MakeRedundant
"""The edits that come to plain changes only over the facts that those before them leave."""
Edit = Change | Create | WorkedOut


@dataclass(frozen=True, slots=True)
class Edited:
    """A snapshot with edits on top, and the plain changes that they came to.

    ``untold`` is how many more there were, which touch what the asker may not see. ``warnings`` say
    what an edit does that may not be meant.
    """

    snapshot: Snapshot
    changes: tuple[Change, ...]
    untold: int
    warnings: tuple[str, ...] = ()


def edited(snapshot: Snapshot, edits: Sequence[Edit], as_of: date, viewer: Viewer) -> Edited:
    """The snapshot with the edits laid on top, in order; valid as one ChangeSet is.

    An edit that names what is hidden from the viewer is answered as one of nothing recorded.

    Raises:
        InvalidChangeSet: an edit is invalid; every problem names its position (from 1).
    """
    steps = _steps(snapshot, edits, as_of, viewer.visible(snapshot))
    told = tuple(change for change in steps.changes if steps.seen(change))
    laid = steps.overlaid()
    return Edited(laid, told, len(steps.changes) - len(told), steps.warnings(laid))


def laid_over(snapshot: Snapshot, edits: Sequence[Edit], as_of: date) -> Snapshot:
    """The snapshot with edits that a question makes itself: whole, as rows are before a view.

    Raises:
        InvalidChangeSet: an edit is invalid.
    """
    return _steps(snapshot, edits, as_of, np.ones(snapshot.size, np.bool_)).overlaid()


def _steps(snapshot: Snapshot, edits: Sequence[Edit], as_of: date, visible: Flags) -> _Steps:
    steps = _Steps(snapshot, as_of, visible)
    for position, edit in enumerate(edits, 1):
        steps.add(position, edit)
    return steps


class _Steps:
    """Edits under way: the plain changes so far, each with the position of its edit."""

    def __init__(self, snapshot: Snapshot, as_of: date, visible: Flags) -> None:
        self.snapshot, self.as_of = snapshot, as_of
        self.state = VisibleState(snapshot, visible)
        self.changes: list[Change] = []
        self.held = HeldFacts(snapshot)
        self.positions: list[int] = []
        self.asked: list[tuple[int, Change]] = []

    def add(self, position: int, edit: Edit) -> None:
        if isinstance(edit, WorkedOut):
            found = self._worked_out(position, edit)
        else:
            plain = self._created(position, edit) if isinstance(edit, Create) else edit
            found = [plain]
            self.asked.append((position, plain))
        self.changes += found
        for change in found:
            self.held.add(change)
        self.positions += [position] * len(found)

    def overlaid(self) -> Snapshot:
        """The snapshot with the changes so far."""
        if not self.changes:
            return self.snapshot
        if not self.state.all_visible:
            self._check_as_seen()
        try:
            return self.snapshot.edited(tuple(self.changes))
        except InvalidChangeSet as error:
            raise self._told(error, self.changes, self.positions) from None

    def warnings(self, laid: Snapshot) -> tuple[str, ...]:
        """What the plain edits do that may not be meant, as far as the asker may see it."""
        found = edit_warnings(self.snapshot, laid, self.asked, day_number(self.as_of))
        return tuple(str(one) for one in found if not any(map(self.state.hides, one.ids)))

    def seen(self, change: Change) -> bool:
        """Whether the asker may see everything that the change names."""
        return not any(map(self.state.hides, start_and_end(change.ref)))

    def _visible(self, laid: Snapshot) -> Flags:
        """What the asker may see of the facts with the changes so far: what is new as well."""
        new = np.ones(laid.size - self.snapshot.size, np.bool_)
        return np.concatenate([self.state.visible, new])

    def _check_as_seen(self) -> None:
        """Refuse what is invalid for somebody who knows the visible part only."""
        asked = {id(change) for _, change in self.asked}
        pairs = zip(self.changes, self.positions, strict=True)
        known = [(c, p) for c, p in pairs if id(c) in asked or self.seen(c)]
        try:
            plan([change for change, _ in known], self.state, self.snapshot.model)
        except InvalidChangeSet as error:
            changes, positions = zip(*known, strict=True)
            raise self._told(error, changes, positions) from None
        hidden = [
            _unknown(position, [name])
            for position, change in self.asked
            for name in sorted(mentions([change]).aliases)
            if self.state.hides(name)
        ]
        if hidden:
            raise InvalidChangeSet(hidden)

    def _told(
        self, error: InvalidChangeSet, changes: Sequence[Change], positions: Sequence[int]
    ) -> InvalidChangeSet:
        """The error with the edits' positions, and what is near to ids that are not recorded."""
        return InvalidChangeSet([self._placed(p, changes, positions) for p in error.problems])

    def _placed(
        self, problem: Problem, changes: Sequence[Change], positions: Sequence[int]
    ) -> Problem:
        number = re.match(r"change (\d+)", problem.where)
        assert number is not None
        at = int(number[1]) - 1
        where = f"edit {positions[at]}{problem.where[number.end() :]}"
        advice = problem.advice or self._near(changes[at])
        return Problem(where, problem.found, problem.expected, advice)

    def _near(self, change: Change) -> str:
        """What is near to the ids of a change that name nothing the asker may see, if anything."""
        if isinstance(change, Put) and isinstance(change.fact, Item):
            return ""
        ids = dict.fromkeys(start_and_end(change.ref))
        missing = [id_ for id_ in ids if self.snapshot.find(id_) is None or self.state.hides(id_)]
        near = told_nearest(NotFound(missing), self.snapshot, self.state.visible)
        return near.advice if any(near.nearest.values()) else ""

    def _created(self, position: int, edit: Create) -> Change:
        """The put of what is new.

        Raises:
            InvalidChangeSet: it is recorded, as the edits before it leave it.
        """
        put, fact = Put(edit.fact), edit.fact
        if self.seen(put) and self.held.where(fact) is not None:
            name = repr(fact.id) if isinstance(fact, Item) else str(fact.key)
            advice = "put replaces it as a whole, set changes single fields"
            where, found = f"edit {position}, create", f"{name}, which is recorded"
            raise InvalidChangeSet([Problem(where, found, "what is new", advice)])
        return put

    def _worked_out(self, position: int, edit: WorkedOut) -> list[Change]:
        """The plain changes that an edit comes to, given those before it."""
        laid = self.overlaid()
        try:
            if isinstance(edit, EndContract):
                return [self._ended(laid, edit)]
            if isinstance(edit, MakeRedundant):
                return list(self._redundant(laid, edit))
            return list(self._replaced(laid, edit))
        except NotFound as error:
            told = told_nearest(error, laid, self._visible(laid))
            raise InvalidChangeSet([_unknown(position, told.ids, told.advice)]) from None
        except InvalidChangeSet as error:
            at = [Problem(f"edit {position}, {p.where}", *_rest(p)) for p in error.problems]
            raise InvalidChangeSet(at) from None

    def _ended(self, laid: Snapshot, edit: EndContract) -> Change:
        contract = laid.id(self._require(laid, [edit.contract], ("Contract",), "contract")[0])
        return SetFields(contract, {"end": edit.on.isoformat(), "renewal": "none"})

    def _redundant(self, laid: Snapshot, edit: MakeRedundant) -> Iterable[Change]:
        (dependent,) = self._require(laid, [edit.dependent], DEPENDING, "dependent")
        members = self._require(laid, edit.members, DEPENDING, "members")
        day = day_number(self.as_of)
        return RedundantMembers(laid, dependent, members, edit.need, day).changes()

    def _replaced(self, laid: Snapshot, edit: ReplaceSupplier) -> Iterable[Change]:
        old, new = self._require(laid, [edit.supplier, edit.by], ("Supplier",), "supplier, by")
        if old == new:
            raise InvalidChangeSet([Problem("by", repr(edit.by), "another supplier")])
        services = edit.services
        kind = ("Service",)
        rows = None if services is None else self._require(laid, services, kind, "services")
        narrowed = None if rows is None else as_ints(rows)
        return Replacement(laid, old, new, narrowed, edit.on, self.as_of).changes()

    def _require(
        self, laid: Snapshot, ids: Sequence[str], kinds: tuple[str, ...], argument: str
    ) -> list[int]:
        """The rows of ids, which must be of one of the kinds and may be seen."""
        missing = [id_ for id_ in ids if laid.find(id_) is None or self.state.hides(id_)]
        if missing:
            raise NotFound(missing)
        rows: list[int] = laid.rows(ids).tolist()
        wrong = [
            Problem(argument, f"{id_!r}, a {laid.kind(row)}", f"a {' or '.join(kinds)}")
            for id_, row in zip(ids, rows, strict=True)
            if laid.kind(row) not in kinds
        ]
        if wrong:
            raise InvalidChangeSet(wrong)
        return rows


def _rest(problem: Problem) -> tuple[str, str, str]:
    return problem.found, problem.expected, problem.advice


def _unknown(position: int, ids: Sequence[str], advice: str = "") -> Problem:
    missing = ", ".join(map(repr, ids))
    return Problem(f"edit {position}", f"nothing under {missing}", "a recorded id", advice)
