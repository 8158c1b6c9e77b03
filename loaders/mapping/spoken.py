"""What rows say of items, gathered by id until all are read; of many, most of it in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_model.values import Value
from loaders.intake.reading import RowReader
from loaders.intake.spilled import MOST_HELD, NumberedObjects, packed, unpacked
from loaders.intake.spilled_table import SpilledTable
from loaders.mapping.gathering import Gathered

Key = tuple[str, str]
"""An item's kind and id."""


@dataclass(slots=True)
class Spoken:
    """An item as its own rows say it, and as others mention it; ``at`` is its place among all."""

    reader: RowReader
    at: int = 0
    own: Gathered | None = None
    mentioned: Gathered | None = None

    @property
    def fields(self) -> dict[str, Value]:
        """What is said of it, its own rows before those that mention it."""
        mentioned = self.mentioned.fields if self.mentioned else {}
        return mentioned | (self.own.fields if self.own else {})

    @property
    def where(self) -> str:
        """Where it is said first."""
        found = self.own or self.mentioned
        return found.places[0] if found else ""


@dataclass(slots=True)
class SpokenItems:
    """Items by kind and id, in the order in which they were first spoken of."""

    most: int = MOST_HELD
    _held: dict[Key, Spoken] = field(default_factory=dict)
    _readers: NumberedObjects[RowReader] = field(default_factory=NumberedObjects)
    _aside: SpilledTable | None = None
    _count: int = 0

    def of(self, key: Key, reader: RowReader) -> Spoken:
        """What is said of an item; new where nobody spoke of it."""
        found = self._held.get(key)
        if found is None:
            if len(self._held) >= self.most:
                self._put_aside()
            found = self._held[key] = self._brought(key) or self._new(reader)
        return found

    def taken(self) -> Iterator[tuple[Key, Spoken]]:
        """All of them, each given once and held no more."""
        if self._aside is None:
            for key in list(self._held):
                yield key, self._held.pop(key)
            return
        self._put_aside()
        for raw in self._aside.in_order():
            yield self._unpacked(raw)

    def _new(self, reader: RowReader) -> Spoken:
        self._count += 1
        return Spoken(reader, self._count)

    def _put_aside(self) -> None:
        self._aside = self._aside or SpilledTable()
        self._aside.put(
            (_text(key), one.at, self._packed(key, one)) for key, one in self._held.items()
        )
        self._held.clear()

    def _brought(self, key: Key) -> Spoken | None:
        raw = self._aside.get(_text(key)) if self._aside else None
        return self._unpacked(raw)[1] if raw is not None else None

    def _packed(self, key: Key, one: Spoken) -> bytes:
        said = [[g.fields, g.places] if g else None for g in (one.own, one.mentioned)]
        return packed([key, self._readers.number(one.reader), one.at, *said])

    def _unpacked(self, raw: bytes) -> tuple[Key, Spoken]:
        (kind, id_), reader, at, own, mentioned = unpacked(raw)
        said = (Gathered(*one) if one else None for one in (own, mentioned))
        return (kind, id_), Spoken(self._readers[reader], at, *said)


def _text(key: Key) -> str:
    return "\0".join(key)
