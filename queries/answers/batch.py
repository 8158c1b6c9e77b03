"""Items that are answered together: a field is read once for all of them, not once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph_model.declare import Field
from graph_model.values import Shape, Value
from graph_model.words import money_in_words
from queries.answers.columnar import Columnar, taken
from queries.answers.derived import read_field
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.answers.view import View


class Money(NamedTuple):
    """An amount in a currency; the amount in decimal text, so that no digit is lost."""

    amount: str
    currency: str

    @classmethod
    def of(cls, text: str) -> Money:
        """Read the kept form, ``"1200.00 USD"``."""
        amount, _, currency = text.partition(" ")
        return cls(amount, currency)

    @property
    def words(self) -> str:
        """As people write it: 1,200 USD."""
        return money_in_words(self.amount, self.currency)


class Reading(NamedTuple):
    """A figure that was measured on a day, in the unit of its metric."""

    on: str
    value: float

    @classmethod
    def of(cls, text: str) -> Reading:
        """Read the kept form, ``"2027-01-31 99.95"``."""
        day, _, figure = text.partition(" ")
        return cls(day, float(figure))


class Attribute(NamedTuple):
    """An attribute of an item that its kind does not declare."""

    name: str
    value: Value


_SHOWN: Mapping[Shape, Callable[[Any], Any]] = {
    Shape.MONEY: Money.of,
    Shape.READINGS: lambda texts: [Reading.of(text) for text in texts],
}


def shown(field: Field, value: Value | None) -> Any:
    """A kept value as it is told; an absent list is an empty one."""
    if value is None:
        return [] if field.shape.many else None
    show = _SHOWN.get(field.shape)
    return show(value) if show else value


class Batch:
    """Item rows of one snapshot, in order; what is read of one is read of all."""

    __slots__ = ("_columns", "_made", "nodes", "rows", "snapshot", "view")

    def __init__(self, view: View, rows: Ints) -> None:
        """Hold rows that the viewer may see, and count them against the request's limit."""
        view.meter.spend(len(rows))
        self.view, self.snapshot, self.rows = view, view.snapshot, rows
        self._columns: dict[int, Sequence[Any]] = {}
        self._made: dict[object, Any] = {}
        self.nodes = Nodes(self, range(len(rows)))

    def column(self, field: Field) -> Sequence[Any]:
        """A field of every row, recorded or worked out, as it is told."""
        column = self._columns.get(id(field))
        if column is None:
            values = read_field(self.view, self.rows, field)
            plain = field.shape not in _SHOWN and not field.shape.many
            column = values if plain else [shown(field, value) for value in values]
            self._columns[id(field)] = column
        return column

    def made(self, key: object, make: Callable[[Batch], Any]) -> Any:
        """What ``make`` makes of the batch, made once for each key."""
        if key not in self._made:
            self._made[key] = make(self)
        return self._made[key]

    def ids(self) -> Sequence[str]:
        """The id of every row."""
        ids: Sequence[str] = self.made("ids", lambda batch: batch.snapshot.ids_of(batch.rows))
        return ids


class Node:
    """One item of a batch."""

    __slots__ = ("at", "batch")

    def __init__(self, batch: Batch, at: int) -> None:
        """Stand for one position of the batch."""
        self.batch, self.at = batch, at

    def value(self, field: Field) -> Any:
        """A declared field, as it is told."""
        return self.batch.column(field)[self.at]

    @property
    def id(self) -> str:
        """The item's id, unchanged."""
        return self.batch.ids()[self.at]

    @property
    def row(self) -> int:
        """The item's row in the snapshot."""
        return int(self.batch.rows[self.at])

    @property
    def kind(self) -> str:
        """The name of the item's kind."""
        return self.batch.snapshot.kind(self.row)


class Nodes(Columnar[Node]):
    """Items of one batch: all of it, or those of some positions."""

    __slots__ = ("batch", "places")

    def __init__(self, batch: Batch, places: Sequence[int]) -> None:
        """Stand for these positions of the batch."""
        self.batch, self.places = batch, places

    def __len__(self) -> int:
        return len(self.places)

    def one(self, at: int) -> Node:
        """The item of a position."""
        return Node(self.batch, self.places[at])

    def some(self, positions: Sequence[int]) -> Nodes:
        """The items of some positions."""
        return Nodes(self.batch, taken(self.places, positions))

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of every item; ids are read at once."""
        return taken(self.batch.ids(), self.places) if name == "id" else super().column(name)

    def declared(self, field: Field) -> Sequence[Any]:
        """A declared field of every item, as it is told."""
        return taken(self.batch.column(field), self.places)

    def by_kind(self) -> Iterator[tuple[str, Sequence[int]]]:
        """The positions of each kind's items."""
        snapshot, rows = self.batch.snapshot, self.batch.rows
        whole = self.places == range(len(rows))
        codes = snapshot.kinds[rows if whole else rows[as_ints(self.places)]]
        kinds = np.unique(codes).tolist()
        for code in kinds:
            one = len(kinds) == 1
            places = range(len(codes)) if one else np.flatnonzero(codes == code).tolist()
            yield snapshot.model.kinds[code].name, places


def attributes(node: Node) -> list[Attribute]:
    """The item's open attributes, by name."""
    item = node.batch.snapshot.item_at(node.row)
    declared = {field.name for field in node.batch.snapshot.model.kind_by_name[item.kind].fields}
    open_ = sorted((name, value) for name, value in item.fields.items() if name not in declared)
    return [Attribute(name, value) for name, value in open_]


def attribute(node: Node, name: str) -> Any:
    """The value of one open attribute, or None; a declared field is not one."""
    if node.batch.snapshot.model.kind_by_name[node.kind].field(name):
        return None
    values = node.batch.made(("attribute", name), lambda b: b.snapshot.values(b.rows, name))
    return values[node.at]


class RelationBatch:
    """Relations answered together, by number."""

    __slots__ = ("_columns", "discriminator", "numbers", "snapshot")

    def __init__(self, snapshot: Snapshot, numbers: Ints, discriminator: str | None) -> None:
        """Hold the numbers; ``discriminator`` names the field that is part of their identity."""
        self.snapshot, self.numbers, self.discriminator = snapshot, numbers, discriminator
        self._columns: dict[int, list[Any]] = {}

    def column(self, field: Field) -> list[Any]:
        """A declared field of every relation, as it is told."""
        column = self._columns.get(id(field))
        if column is None:
            read = (
                self._discriminators()
                if field.name == self.discriminator
                else self._values(field.name)
            )
            column = self._columns[id(field)] = [shown(field, value) for value in read]
        return column

    def _values(self, name: str) -> Iterator[Value | None]:
        return (self.snapshot.relation_value(number, name) for number in self.numbers.tolist())

    def _discriminators(self) -> Iterator[str | None]:
        return (
            self.snapshot.key_at(number).discriminator or None for number in self.numbers.tolist()
        )


def one(view: View, row: int) -> Node:
    """A single item that the viewer may see, as a batch of its own."""
    return Node(Batch(view, as_ints([row])), 0)
