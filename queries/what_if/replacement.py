"""One supplier put in another's place: the relations that change hands, as plain changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from graph_model.changes import Change, Put, Remove, SetFields
from graph_model.facts import Fields, Relation
from graph_model.lens import Direction
from graph_model.values import Value
from queries.contract.contract import last_days
from queries.contract.terms import terms
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
UNSAID = ("source", "verified_on")
"""What nobody can have said of a relation that does not exist."""


class Replacement:
    """``new`` in the place of ``old`` (rows of suppliers), everywhere or for some services' rows.

    It begins ``on`` a day; None is at once, on the question's, as if it had always been so.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        old: int,
        new: int,
        services: Ints | None,
        on: date | None,
        as_of: date,
    ) -> None:
        """Look for nothing yet."""
        self.snapshot, self.old, self.new = snapshot, snapshot.id(old), snapshot.id(new)
        self.row, self.services = old, services
        self.since = None if on is None else on.isoformat()
        self.day = day_number(on or as_of)
        self.today = (on or as_of).isoformat()

    def changes(self) -> Iterator[Change]:
        """For each relation that holds on the day or will: its end, and what takes its place."""
        for number in self._numbers():
            relation = self.snapshot.relation_at(number)
            yield self._end(relation)
            yield Put(self._begin(relation))

    def _numbers(self) -> list[int]:
        provides = self.snapshot.relations(self.row, "PROVIDES", FORWARD)
        binds = self.snapshot.relations(self.row, "BINDS", BACKWARD)
        with_ = self.snapshot.relations(self.row, "WITH", BACKWARD)
        with_ = with_[np.isin(self.snapshot.starts(with_), self._in_force())]
        if self.services is not None:
            provides = provides[np.isin(self.snapshot.ends(provides), self.services)]
            binds = self._concerning(binds, "GOVERNS")
            with_ = self._concerning(with_, "COVERS")
        numbers = np.concatenate([provides, binds, with_])
        until = self.snapshot.periods.until[self.snapshot.picked(numbers).period]
        in_order = self.snapshot.order.relations(numbers[until > self.day])
        return [int(number) for number in in_order]

    def _concerning(self, numbers: Ints, type_: str) -> Ints:
        """The relations whose start governs or covers one of the services."""
        assert self.services is not None
        _, found = self.snapshot.relations_of(self.services, type_, BACKWARD)
        concerning = self.snapshot.starts(self.snapshot.holding(found, self.day))
        return numbers[np.isin(self.snapshot.starts(numbers), concerning)]

    def _in_force(self) -> Ints:
        found = last_days(self.snapshot, terms(self.snapshot), self.day)
        return found.rows[found.in_force(self.day)]

    def _end(self, relation: Relation) -> Change:
        """From the day on the old relation no longer holds; one that had not begun goes."""
        since = relation.fields.get("since")
        if self.since is not None and (since is None or str(since) < self.since):
            return SetFields(relation.key, {"until": self.since})
        return Remove(relation.key)

    def _begin(self, relation: Relation) -> Relation:
        """The same relation to the new supplier, from the day on."""
        start = self.new if relation.start == self.old else relation.start
        end = self.new if relation.end == self.old else relation.end
        fields = {n: v for n, v in relation.fields.items() if n not in UNSAID}
        if self.since is not None and str(fields.get("since", "")) < self.since:
            fields["since"] = self.since
        moved = Relation(relation.type, start, end, relation.discriminator, fields)
        held = self.snapshot.relation(moved.key)
        if held is None or str(held.fields.get("until", "9999")) <= self.today:
            return moved
        return Relation(*moved.key, _joined(held.fields, fields))


def _joined(held: Fields, moved: Fields) -> dict[str, Value]:
    """One relation in place of two: from the earlier day to the later one, whole if either is."""
    joined = {**moved, **held}
    for name, first in (("since", min), ("until", max)):
        days = [fields.get(name) for fields in (held, moved)]
        if None in days:
            joined.pop(name, None)
        else:
            joined[name] = first(map(str, days))
    if not held.get("extent") == moved.get("extent") == "part":
        joined.pop("extent", None)
    return joined
