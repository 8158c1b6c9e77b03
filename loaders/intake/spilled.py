"""What a reading holds, bounded: so much in memory, the rest in a file that goes with it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, Generic, TypeVar
from weakref import finalize

import orjson

from graph_model.facts import Item, Relation
from graph_model.said_rows import Placed

T = TypeVar("T")

MOST_HELD = 20_000
"""So many values are in memory; a fact takes about a kilobyte."""
_BLOCK = 500
_OF_AN_ITEM = 2


def packed(value: object) -> bytes:
    """Plain values as bytes; those that JSON has no form for in its own dialect."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a number of more than 64 bits, a character that is half of one
        return json.dumps(value).encode()


def unpacked(raw: bytes) -> Any:
    """The values again."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return json.loads(raw)


class NumberedObjects(Generic[T]):
    """Objects of which there are few, each by a number that goes to the file in its place."""

    def __init__(self) -> None:
        """None yet."""
        self._known: list[T] = []

    def number(self, one: T) -> int:
        """The number of that very object, from now on."""
        for number, known in enumerate(self._known):
            if known is one:
                return number
        self._known.append(one)
        return len(self._known) - 1

    def __getitem__(self, number: int) -> T:
        """The object again."""
        return self._known[number]


class SpilledList(Generic[T]):
    """Values in the order in which they came, gone through as often as is asked for.

    ``pack`` makes plain values of one for the file, ``unpack`` one of these.
    """

    def __init__(
        self,
        pack: Callable[[T], object],
        unpack: Callable[[Any], T],
        values: Iterable[T] = (),
        most: int = MOST_HELD,
    ) -> None:
        """Hold some values."""
        self._pack, self._unpack, self._most = pack, unpack, most
        self._held: list[T] = []
        self._blocks: list[tuple[int, int]] = []
        self._file = -1
        self._end = self._aside = 0
        for value in values:
            self.append(value)

    def append(self, value: T) -> None:
        """Hold another one."""
        self._held.append(value)
        if len(self._held) > self._most:
            self._put_aside()

    def bring_back(self) -> None:
        """Hold all of them in memory, for whoever needs all of them at once."""
        self._held = [*self]
        self._blocks, self._aside, self._most = [], 0, sys.maxsize

    def __len__(self) -> int:
        """How many there are."""
        return self._aside + len(self._held)

    def __iter__(self) -> Iterator[T]:
        """Every value."""
        for start, size in self._blocks:
            yield from map(self._unpack, unpacked(os.pread(self._file, size, start)))
        yield from self._held

    def _put_aside(self) -> None:
        if self._file < 0:
            with TemporaryFile() as made:
                self._file = os.dup(made.fileno())
            finalize(self, os.close, self._file)
        values = iter(self._held)
        while block := list(islice(values, _BLOCK)):
            raw = packed([self._pack(value) for value in block])
            os.pwrite(self._file, raw, self._end)
            self._blocks.append((self._end, len(raw)))
            self._end += len(raw)
        self._aside += len(self._held)
        self._held.clear()


class PlacedFacts(SpilledList[Placed]):
    """The facts of a reading, each with its place."""

    def __init__(self, facts: Iterable[Placed] = ()) -> None:
        """Hold some facts."""
        super().__init__(_packed_fact, _unpacked_fact, facts)


def _packed_fact(placed: Placed) -> object:
    fact = placed.fact
    about = (
        (fact.kind, fact.id)
        if isinstance(fact, Item)
        else (fact.type, fact.start, fact.end, fact.discriminator)
    )
    return about, dict(fact.fields), placed.where, placed.source, placed.said_at


def _unpacked_fact(raw: Any) -> Placed:
    about, fields, where, source, said_at = raw
    if len(about) == _OF_AN_ITEM:
        return Placed(Item(about[0], about[1], fields), where, source, said_at)
    type_, start, end, discriminator = about
    return Placed(Relation(type_, start, end, discriminator, fields), where, source, said_at)
