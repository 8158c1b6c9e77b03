"""A snapshot as a viewer sees it: rows become items here and nowhere else, so none escapes a mask.

Whoever answers works on rows and hides nothing; whoever tells an answer has a view of it, and a
view cannot be made without a viewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from graph_model.changes import Remove
from graph_model.errors import LimitExceeded, Problem
from graph_model.lens import Direction
from graph_model.words import MOST_NAMED, listed
from queries.answers.batch import Batch, Node, RelationBatch, one
from queries.answers.office import Office
from queries.answers.recording import Recording
from queries.answers.relation import ToldRelation, relations_of
from queries.answers.viewer import Viewer
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

HIDDEN = "what you may not see"
"""What a hidden item is called in a sentence."""


@dataclass(slots=True)
class Meter:
    """Counts the items that one request is told."""

    most: int = 10**9
    told: int = 0

    def spend(self, items: int) -> None:
        """Count items that are about to be told.

        Raises:
            LimitExceeded: the request asks for more than it may.
        """
        self.told += items
        if self.told > self.most:
            advice = "ask for smaller pages, or for less below them"
            raise LimitExceeded([Problem("request", "more nodes", f"at most {self.most}", advice)])


@dataclass(frozen=True)
class View:
    """What ``viewer`` sees of a snapshot on a day.

    ``dated_by`` is the id of the ticket that gave the day. ``unedited`` are the facts without the
    edits laid over them, and ``warnings`` what those do that may not be meant.
    """

    snapshot: Snapshot
    viewer: Viewer
    as_of: date
    office: Office = field(default_factory=Office)
    meter: Meter = field(default_factory=Meter, compare=False)
    recording: Recording = field(default_factory=Recording)
    dated_by: str | None = None
    unedited: Snapshot | None = None
    warnings: tuple[str, ...] = ()

    @cached_property
    def visible(self) -> Flags:
        """Which item rows may be seen, shape (size,)."""
        return self.viewer.visible(self.snapshot)

    def on(self, snapshot: Snapshot, as_of: date | None = None) -> View:
        """The same viewer's view of other facts, or of another day."""
        day = self.as_of if as_of is None else as_of
        if snapshot is self.snapshot and day == self.as_of:
            return self
        warnings = () if snapshot is self.unedited else self.warnings
        return replace(self, snapshot=snapshot, as_of=day, warnings=warnings)

    @property
    def emptiness(self) -> str | None:
        """That nothing is recorded, and what to do about it; None where something is."""
        return None if self.snapshot.count else self.recording.emptiness

    def sees(self, *rows: int) -> bool:
        """Whether all of the rows may be seen."""
        visible = self.visible
        return all(visible[row] for row in rows)

    def shown(self, rows: Ints) -> Ints:
        """Those of the rows that may be seen, in their order."""
        return as_ints(rows[self.visible[rows]])

    def hidden(self, rows: Ints) -> int:
        """How many of the rows may not be seen."""
        return int((~self.visible[rows]).sum())

    def items(self, rows: Iterable[int | None]) -> list[Node | None]:
        """The items of rows; None for no row, and for what may not be seen."""
        wanted, visible = list(rows), self.visible
        told = [row is not None and bool(visible[row]) for row in wanted]
        shown = [row for row, may in zip(wanted, told, strict=True) if may]
        nodes = iter(Batch(self, as_ints(shown)).nodes)
        return [next(nodes) if may else None for may in told]

    def item(self, row: int | None) -> Node | None:
        """The item of a row; None for no row, and where it may not be seen."""
        return None if row is None or not self.visible[row] else one(self, row)

    def sees_relations(self, numbers: Ints) -> Flags:
        """Of which relations both ends may be seen, shape (numbers,)."""
        snapshot, visible = self.snapshot, self.visible
        seen: Flags = visible[snapshot.starts(numbers)] & visible[snapshot.ends(numbers)]
        return seen

    def relation(self, number: int) -> ToldRelation | None:
        """The relation of a number; None where an end is hidden."""
        at, snapshot = as_ints([number]), self.snapshot
        start, end = (int(rows[0]) for rows in (snapshot.starts(at), snapshot.ends(at)))
        if not (self.visible[start] and self.visible[end]):
            return None
        ends = Batch(self, as_ints([start, end]))
        return ToldRelation(RelationBatch(snapshot, at, None), 0, *(Node(ends, n) for n in (0, 1)))

    def relations(self, numbers: Sequence[int | None]) -> list[ToldRelation | None]:
        """The relations of some numbers; None for no number, and where an end is hidden."""
        present = as_ints([number for number in numbers if number is not None])
        sees = iter(self.sees_relations(present).tolist())
        told = [number is not None and next(sees) for number in numbers]
        shown = as_ints([n for n, may in zip(numbers, told, strict=True) if may])
        found = iter(self._relations(shown))
        return [next(found) if may else None for may in told]

    def _relations(self, numbers: Ints) -> list[ToldRelation]:
        batch = RelationBatch(self.snapshot, numbers, None)
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        nodes = self.items([*starts.tolist(), *ends.tolist()])
        return relations_of(batch, nodes)

    def name(self, row: int) -> str:
        """What a row is called in a sentence."""
        return self.snapshot.name(row) if self.visible[row] else HIDDEN

    def label(self, row: int) -> str:
        """A row's name and id, for a sentence that somebody has to act on."""
        if not self.visible[row]:
            return HIDDEN
        name, id_ = self.snapshot.name(row), self.snapshot.id(row)
        return id_ if name == id_ else f"{name} ({id_})"

    def labels(self, rows: Sequence[int] | Ints) -> str:
        """Items as a sentence lists them, the hidden counted: "A (a), B (b) and 3 more"."""
        return self._listed(rows, self.label)

    def names(self, rows: Sequence[int] | Ints) -> str:
        """The same without their ids, for a verdict: "A, B and 3 more"."""
        return self._listed(rows, self.name)

    def _listed(self, rows: Sequence[int] | Ints, call: Callable[[int], str]) -> str:
        many = as_ints(rows)
        shown = self.shown(many)[:MOST_NAMED].tolist()
        return listed(list(map(call, shown)), len(many))

    def over(self, number: int) -> str:
        """A relation's type, its group or role told where both ends are: "BINDS[client]"."""
        key = self.snapshot.key_at(number)
        told = key.discriminator and self.sees_relations(as_ints([number]))[0]
        return f"{key.type}[{key.discriminator}]" if told else key.type

    def arrow(self, number: int, walked: Direction = Direction.FORWARD) -> str:
        """A relation in a sentence, as it is walked: "a -CONSUMES-> b", or "b <-CONSUMES- a"."""
        at, id_of = as_ints([number]), self.snapshot.id
        rows = (*self.snapshot.starts(at).tolist(), *self.snapshot.ends(at).tolist())
        start, end = (id_of(row) if self.sees(row) else HIDDEN for row in rows)
        if walked is Direction.FORWARD:
            return f"{start} -{self.over(number)}-> {end}"
        return f"{end} <-{self.over(number)}- {start}"

    def seen_alone(self) -> Snapshot:
        """The facts without what may not be seen, for who hands on the whole."""
        hidden = as_ints((~self.visible).nonzero()[0])
        ids = self.snapshot.ids_of(self.snapshot.standing(hidden))
        return self.snapshot.edited(tuple(Remove(id_) for id_ in ids)) if ids else self.snapshot

    def find(self, id_: str) -> int | None:
        """The row of an id or alias; None where nothing is recorded that may be seen."""
        row = self.snapshot.find(id_)
        return row if row is not None and self.visible[row] else None

    def require(self, ids: Sequence[str]) -> Ints:
        """The rows of ids or aliases, what is hidden answered as what is not recorded.

        Raises:
            NotFound: with the ids that are unknown or hidden, alike.
        """
        self.viewer.require(self.snapshot, ids)
        return self.snapshot.rows(ids)
