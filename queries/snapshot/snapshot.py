"""A snapshot is the graph at one revision, held in memory: an immutable base and a small patch.

Questions read one snapshot from start to end. Items are known by row, relations by number; rows and
numbers mean nothing outside the snapshot (and those laid over the same base).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph_model.changes import Change, Image
from graph_model.columns import Tables
from graph_model.errors import NotFound, NotRead
from graph_model.facts import Item, Relation, RelationKey
from graph_model.ids import as_kept
from graph_model.lens import Direction
from graph_model.model import Model
from graph_model.plan import plan
from graph_model.state import aliases_of
from graph_model.values import Value
from queries.snapshot.base import Base, Periods, Relations, build
from queries.snapshot.memo import Memo
from queries.snapshot.order import Order
from queries.snapshot.patch import Patch, number_in_base, patched, row_of
from queries.snapshot.rows import Bytes, Flags, Ints, among, as_ints, runs, where
from queries.snapshot.tail import Discriminators, Tail

_T = TypeVar("_T", bound=np.generic)
TICKET, AFFECTS = "Ticket", "AFFECTS"
"""The kind of what comes and goes most, and the one relation that it has."""


@dataclass(frozen=True)
class Snapshot:
    """The graph at one revision; it is also a :class:`graph_model.state.State` to plan over.

    ``read`` (size,) are the rows whose relations are all there; None: every row's, as always where
    the whole graph was read. ``recorded`` are the facts that a what-if's edits are laid over, and
    ``present`` the newest ones, of which this is an earlier revision; None: it is neither. Who may
    see what is known from those: an edit must not widen a scope, nor may the past.

    ``steady`` are facts that differ from these in tickets alone, and in what those affect: what
    rests on all else is worked out of them, and stands while tickets come and go. None: these.

    ``memo`` keeps what is as large as the graph, such as its edges on a day; ``answers`` what is
    small beside it and takes long, which must not be forgotten for that.
    """

    model: Model
    base: Base
    patch: Patch
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)
    answers: Memo = field(default_factory=Memo, compare=False, repr=False)
    read: Flags | None = field(default=None, compare=False, repr=False)
    recorded: Snapshot | None = field(default=None, compare=False, repr=False)
    present: Snapshot | None = field(default=None, compare=False, repr=False)
    steady: Snapshot | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, tables: Tables, model: Model) -> Snapshot:
        """Build from what a store handed over, in time linear in the graph."""
        base = build(tables, model)
        return cls(model, base, Patch(base.revision))

    @property
    def unpatched(self) -> Snapshot:
        """The base alone."""
        return Snapshot(self.model, self.base, Patch(self.base.revision))

    @property
    def revision(self) -> int:
        """The newest revision whose changes it holds."""
        return self.patch.revision

    def overlaid(self, images: Iterable[Image], revision: int) -> Snapshot:
        """A snapshot with the images on top; this one is untouched."""
        found = list(images)
        laid = patched(self.base, self.patch, found, revision, self.kind_codes, self.relation_codes)
        steady = self.but_for_tickets if all(map(self._is_of_a_ticket, found)) else None
        return Snapshot(self.model, self.base, laid, steady=steady)

    @property
    def but_for_tickets(self) -> Snapshot:
        """Facts that differ from these in tickets alone; these, where none are known."""
        return self.steady or self

    def _is_of_a_ticket(self, image: Image) -> bool:
        """Whether an image says nothing but what a ticket is, or affects."""
        if isinstance(image.ref, RelationKey):
            return image.ref.type == AFFECTS
        row = row_of(self.base, self.patch, image.ref)
        kinds = {fact.kind for fact in (image.before, image.after) if isinstance(fact, Item)}
        return kinds == {TICKET} and (row is None or self.kind(row) == TICKET)

    def edited(self, changes: tuple[Change, ...]) -> Snapshot:
        """A what-if: the changes laid on top, nothing written.

        Raises:
            InvalidChangeSet: with each problem and the position of its change.
        """
        laid = self.overlaid(plan(changes, self, self.model), self.revision)
        return replace(laid, recorded=self)

    def undone(self, images: Iterable[Image], revision: int) -> Snapshot:
        """An earlier revision of these, the present facts: later images, the newest first, undone.

        Whatever was recorded since is not there.
        """
        earlier = self.overlaid([image.undone for image in images], revision)
        return replace(earlier, present=self)

    @cached_property
    def order(self) -> Order:
        """What answers order rows and relations by."""
        return Order(self)

    # codes

    @property
    def kind_codes(self) -> Mapping[str, int]:
        """Kind names to the codes in ``kinds``."""
        return self.model.kind_codes

    @property
    def relation_codes(self) -> Mapping[str, int]:
        """Relation names to the codes in ``Relations.type``."""
        return self.model.relation_codes

    # items

    @property
    def size(self) -> int:
        """The number of item rows, removed ones included."""
        return len(self.base.ids) + len(self.patch.ids)

    @cached_property
    def kinds(self) -> Bytes:
        """The kind code of each row, shape (size,)."""
        if not self.patch.kinds:
            return self.base.kinds
        return np.concatenate([self.base.kinds, np.asarray(self.patch.kinds, np.uint8)])

    @cached_property
    def removed(self) -> Ints:
        """The rows of removed items, rising."""
        return as_ints(sorted(row for row, item in self.patch.items.items() if item is None))

    @cached_property
    def count(self) -> int:
        """The number of items that stand."""
        return self.size - len(self.removed)

    def standing(self, rows: Ints) -> Ints:
        """The rows without those of removed items."""
        return as_ints(rows[~among(rows, self.removed)]) if len(self.removed) else rows

    def rows_of_kind(self, kind: str) -> Ints:
        """The rows of a kind's items, rising."""
        return self.standing(where(self.kinds == self.kind_codes[kind]))

    def find(self, id_: str) -> int | None:
        """The row of an item's id or alias, in whatever form of Unicode; or None."""
        id_ = as_kept(id_)
        row = row_of(self.base, self.patch, id_)
        if row is None and (owner := self.owner(id_)) is not None:
            row = row_of(self.base, self.patch, owner)
        return row

    def rows(self, ids: Iterable[str]) -> Ints:
        """The rows of ids or aliases, in their order.

        Raises:
            NotFound: with every id that is not recorded.
        """
        wanted = list(ids)
        found = [self.find(id_) for id_ in wanted]
        if None in found:
            raise NotFound([id_ for id_, row in zip(wanted, found, strict=True) if row is None])
        return as_ints(found)

    def id(self, row: int) -> str:
        """The id of a row."""
        fresh = row - len(self.base.ids)
        return self.patch.ids[fresh] if fresh >= 0 else self.base.ids[row]

    def kind(self, row: int) -> str:
        """The kind's name of a row."""
        fresh = row - len(self.base.ids)
        code = self.patch.kinds[fresh] if fresh >= 0 else self.base.kinds[row]
        return self.model.kinds[int(code)].name

    def name(self, row: int) -> str:
        """The name of a row, its id where it has none."""
        return str(self.value(row, "name") or self.id(row))

    def value(self, row: int, field: str) -> Value | None:
        """A field of a row, or None."""
        if row in self.patch.items:
            item = self.patch.items[row]
            return item.fields.get(field) if item else None
        column = self.base.fields.get(field)
        return column.value(row) if column else None

    def values(self, rows: Ints, field: str) -> NDArray[np.object_]:
        """A field of many rows, None where absent, shape (len(rows),)."""
        column = self.base.fields.get(field)
        taken = column.take(rows) if column else np.full(len(rows), None, object)
        if not self.patch.items:
            return taken
        for at in where(among(rows, self._patched_rows)).tolist():
            item = self.patch.items[int(rows[at])]
            taken[at] = item.fields.get(field) if item else None
        return taken

    @cached_property
    def _patched_rows(self) -> Ints:
        """The rows of the items that the patch has, rising."""
        return as_ints(sorted(self.patch.items))

    def ids_of(self, rows: Ints) -> list[str]:
        """The ids of many rows."""
        base, fresh, first = self.base.ids, self.patch.ids, len(self.base.ids)
        if rows.max(initial=0) < first:
            return list(map(base.__getitem__, rows.tolist()))
        return [base[row] if row < first else fresh[row - first] for row in rows.tolist()]

    def item_at(self, row: int) -> Item:
        """The whole item of a row that stands."""
        if held := self.patch.items.get(row):
            return held
        held_by = self.base.fields_of_kind.get(int(self.base.kinds[row]), {})
        at = np.int32(row)
        read = ((name, column.found(at)) for name, column in held_by.items())
        fields = {name: value for name, value in read if value is not None}
        return Item(self.kind(row), self.id(row), fields)

    # relations

    @property
    def relation_rows(self) -> int:
        """The number of relation numbers, gone ones included."""
        return len(self.base.relations.type) + len(self.patch.relations)

    def relations(
        self, row: int, type_: str | None = None, direction: Direction | None = None
    ) -> Ints:
        """The numbers of the relations at a row: of one type and direction, or of any, by type.

        Raises:
            NotRead: they are not all there.
        """
        self._see(as_ints([row]))
        found = []
        if direction is not Direction.BACKWARD:
            found.append(self.base.outgoing.of(row))
        if direction is not Direction.FORWARD:
            found.append(self.base.incoming.of(row))
        numbers = self._standing(np.concatenate(found))
        if links := self.patch.links.get(row):
            numbers = np.concatenate([numbers, self._linked(links, row, direction)])
        if type_ is not None and len(numbers):
            numbers = numbers[self.types(numbers) == self.relation_codes[type_]]
        return numbers

    def relations_of(self, rows: Ints, type_: str, direction: Direction) -> tuple[Ints, Ints]:
        """The relations of one type and direction at many rows.

        Returns positions in ``rows`` and relation numbers, shapes (found,).

        Raises:
            NotRead: they are not all there.
        """
        may = where(_may_have(self.model, type_, direction)[self.kinds[rows]])
        if not len(may):
            return may, may
        self._see(rows[may])
        owner, numbers = self._at_rows(rows[may], direction)
        keep = self.types(numbers) == self.relation_codes[type_]
        return may[owner[keep]], as_ints(numbers[keep])

    def neighbours(self, rows: Ints) -> tuple[Ints, Ints]:
        """Every relation at many rows, either way: positions in ``rows`` and relation numbers.

        Raises:
            NotRead: they are not all there.
        """
        self._see(rows)
        sides = [self._at_rows(rows, direction) for direction in Direction]
        owner, numbers = (np.concatenate(pair) for pair in zip(*sides, strict=True))
        return owner, numbers

    def unread(self, rows: Ints) -> Ints:
        """Those of some rows whose relations are not all there, each once."""
        return as_ints([]) if self.read is None else as_ints(np.unique(rows[~self.read[rows]]))

    def _see(self, rows: Ints) -> None:
        if len(unread := self.unread(rows)):
            raise NotRead(self.ids_of(unread))

    def _at_rows(self, rows: Ints, direction: Direction) -> tuple[Ints, Ints]:
        held = self.base.outgoing if direction is Direction.FORWARD else self.base.incoming
        based = where(rows < len(self.base.ids))
        owner, numbers = held.of_many(rows[based])
        owner = based[owner]
        if self.patch.gone:
            keep = ~among(numbers, self._gone)
            owner, numbers = owner[keep], numbers[keep]
        ends, fresh = self._patched_at[direction]
        if not len(fresh):
            return as_ints(owner), as_ints(numbers)
        begin = ends.searchsorted(rows)
        at, own = runs(begin, ends.searchsorted(rows, "right") - begin)
        return as_ints(np.concatenate([owner, own])), as_ints(np.concatenate([numbers, fresh[at]]))

    @cached_property
    def _patched_at(self) -> Mapping[Direction, tuple[Ints, Ints]]:
        """By direction, the rows that the patch's relations are at, rising, and their numbers."""
        first = len(self.base.relations.type)
        numbers = self._standing(as_ints(np.arange(first, self.relation_rows)))
        found = {}
        for direction, read in ((Direction.FORWARD, self.starts), (Direction.BACKWARD, self.ends)):
            rows = read(numbers)
            order = np.argsort(rows, kind="stable")
            found[direction] = rows[order], as_ints(numbers[order])
        return found

    def _linked(self, links: tuple[int, ...], row: int, direction: Direction | None) -> Ints:
        numbers = self._standing(as_ints(links))
        if direction is None:
            return numbers
        ends = self.starts(numbers) if direction is Direction.FORWARD else self.ends(numbers)
        return as_ints(numbers[ends == row])

    def _standing(self, numbers: Ints) -> Ints:
        return as_ints(numbers[~among(numbers, self._gone)]) if self.patch.gone else numbers

    @cached_property
    def _gone(self) -> Ints:
        return as_ints(sorted(self.patch.gone))

    def all_relations(self, type_: str) -> Ints:
        """The numbers of every relation of a type."""
        code = self.relation_codes[type_]
        held = self.base.relations.type
        first, last = np.searchsorted(held, np.array([code, code + 1], held.dtype))
        numbers = np.arange(first, last, dtype=np.int32)
        fresh = where(self.tail.type == code) + np.int32(len(held))
        return self._standing(np.concatenate([numbers, fresh]))

    @property
    def all_numbers(self) -> Ints:
        """The numbers of every relation."""
        many = len(self.base.relations.type) + len(self.tail.type)
        return self._standing(np.arange(many, dtype=np.int32))

    def types(self, numbers: Ints) -> Bytes:
        """The type code of each relation."""
        return self._pick(self.base.relations.type, self.tail.type, numbers)

    def starts(self, numbers: Ints) -> Ints:
        """The start row of each relation."""
        return self._pick(self.base.relations.start, self.patch.starts, numbers)

    def ends(self, numbers: Ints) -> Ints:
        """The end row of each relation."""
        return self._pick(self.base.relations.end, self.patch.ends, numbers)

    def holding(self, numbers: Ints, day: int) -> Ints:
        """The relations that hold on a day."""
        if not len(numbers):
            return numbers
        periods = self._pick(self.base.relations.period, self.tail.period, numbers)
        return numbers[self.periods.hold(day)[periods]]

    def picked(self, numbers: Ints) -> Relations:
        """The columns of some relations, in their order."""
        names = ("type", "start", "end", "period", "discriminator", "part", "need", "group")
        base, tail = self.base.relations, self.tail
        fresh = where(numbers >= len(base.type))
        return Relations(
            *(self._pick(getattr(base, n), getattr(tail, n), numbers, fresh) for n in names)
        )

    def _pick(
        self, base: NDArray[_T], tail: NDArray[_T], numbers: Ints, fresh: Ints | None = None
    ) -> NDArray[_T]:
        if not len(tail):
            return base[numbers]
        if fresh is None:
            fresh = where(numbers >= len(base))
        if len(fresh) == len(numbers):
            return tail[numbers - len(base)]
        picked = base.take(numbers, mode="clip")
        picked[fresh] = tail[numbers[fresh] - len(base)]
        return picked

    @cached_property
    def _fresh(self) -> Tail:
        return Tail(self.base, self.patch, self.relation_codes)

    @property
    def discriminators(self) -> Discriminators:
        """What ``Relations.discriminator`` indexes: the base's texts, then the patch's new ones."""
        return self._fresh.discriminators

    @property
    def periods(self) -> Periods:
        """The base's periods, then one for each relation of the patch."""
        return self._fresh.periods

    @property
    def tail(self) -> Relations:
        """The patch's relations as columns; their groups are not numbered (-1)."""
        return self._fresh.columns

    def relation_value(self, number: int, field: str) -> Value | None:
        """A field of a relation other than its discriminator, or None."""
        fresh = number - len(self.base.relations.type)
        if fresh >= 0:
            return self.patch.relations[fresh].fields.get(field)
        column = self.base.relation_fields.get(field)
        return column.value(number) if column else None

    def relation_values(self, numbers: Ints, field: str) -> NDArray[np.object_]:
        """The same of many relations, None where absent, shape (len(numbers),)."""
        column, first = self.base.relation_fields.get(field), len(self.base.relations.type)
        taken = column.take(numbers) if column else np.full(len(numbers), None, object)
        for at in np.flatnonzero(numbers >= first).tolist():
            taken[at] = self.patch.relations[int(numbers[at]) - first].fields.get(field)
        return taken

    def relation_at(self, number: int) -> Relation:
        """The whole relation of a number."""
        fresh = number - len(self.base.relations.type)
        if fresh >= 0:
            return self.patch.relations[fresh]
        held_by = self.base.fields_of_type.get(int(self.base.relations.type[number]), {})
        read = {name: column.value(number) for name, column in held_by.items()}
        fields = {name: value for name, value in read.items() if value is not None}
        return Relation(*self.key_at(number), fields)

    def key_at(self, number: int) -> RelationKey:
        """What identifies a relation."""
        fresh = number - len(self.base.relations.type)
        if fresh >= 0:
            return self.patch.relations[fresh].key
        held = self.base.relations
        type_ = self.model.relations[int(held.type[number])].name
        start, end = self.id(int(held.start[number])), self.id(int(held.end[number]))
        return RelationKey(
            type_, start, end, self.base.discriminators[int(held.discriminator[number])]
        )

    # the State protocol, to plan a what-if over

    def item(self, id_: str) -> Item | None:
        """The item of that id."""
        row = row_of(self.base, self.patch, id_)
        return None if row is None else self.item_at(row)

    def relation(self, key: RelationKey) -> Relation | None:
        """The relation of that key."""
        number = self.number(key)
        return None if number is None else self.relation_at(number)

    def number(self, key: RelationKey) -> int | None:
        """The number of a relation that stands, or None."""
        if key in self.patch.numbers:
            return self.patch.numbers[key]
        discriminator = self.base.discriminator_codes.get(key.discriminator, -1)
        type_ = self.relation_codes[key.type]
        return number_in_base(self.base, self.patch.gone, key, type_, discriminator)

    def touching(self, id_: str) -> Iterator[RelationKey]:
        """The keys of the relations that start or end at an item."""
        row = row_of(self.base, self.patch, id_)
        numbers = as_ints([]) if row is None else self.relations(row)
        return (self.key_at(number) for number in dict.fromkeys(numbers.tolist()))

    def owner(self, alias: str) -> str | None:
        """The id of the item that has the alias."""
        if alias in self._patched_aliases:
            return self._patched_aliases[alias]
        row = self.base.aliases.get(alias)
        return None if row is None or row in self.patch.items else self.base.ids[row]

    @cached_property
    def _patched_aliases(self) -> dict[str, str]:
        """The id of the item of the patch that has each alias; of several, the first's."""
        items = [item for item in self.patch.items.values() if item is not None]
        return {alias: item.id for item in reversed(items) for alias in aliases_of(item)}


@lru_cache(maxsize=512)
def _may_have(model: Model, type_: str, direction: Direction) -> NDArray[np.bool_]:
    """Which kinds have relations of a type in a direction, by kind code; nobody changes it."""
    relation = model.relation_by_name[type_]
    named = relation.starts if direction is Direction.FORWARD else relation.ends
    flags = np.zeros(len(model.kinds), np.bool_)
    flags[[model.kind_codes[name] for name in named]] = True
    return flags
