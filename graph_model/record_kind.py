"""A kind of record: how what is kept beside the graph is keyed, found again, kept and forgotten."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")

MOST_INDEXED = 3
"""So many fields of a kind can be looked up by, at most."""


class RecordWrite(NamedTuple):
    """A record to keep, or with no ``body`` to remove: what a store needs to know of it.

    ``by`` are the values of the kind's indexed fields in their order, None where the record has
    none; ``ends`` is the moment from which it is not there any more.
    """

    kind: str
    key: str
    body: str | None = None
    by: tuple[str | None, ...] = ()
    ends: str | None = None


class RecordFound(NamedTuple):
    """What somebody read under a key of a kind, on which a write stands; None: there was none."""

    kind: RecordKind[Any]
    key: str
    record: object | None


@dataclass(frozen=True)
class RecordKind(Generic[T]):
    """A kind of record: its name, the frozen dataclass that one of it is, and what it is for.

    ``key`` names the fields that identify a record, ``indexed`` those it can be looked up by, all
    of them text. ``ends`` names the field with the moment (UTC, as the journal writes them) from
    which a record counts as forgotten; one without it is kept. Fields are added with a default:
    records of before must still be read.
    """

    name: str
    of: type[T]
    meaning: str
    key: tuple[str, ...]
    indexed: tuple[str, ...] = ()
    ends: str | None = None

    def key_of(self, *values: str) -> str:
        """The key of the record whose key fields have these values."""
        assert len(values) == len(self.key), f"a {self.name} is keyed by {', '.join(self.key)}"
        return values[0] if len(values) == 1 else orjson.dumps(values).decode()

    def key_in(self, record: T) -> str:
        """The key of a record."""
        return self.key_of(*(getattr(record, name) for name in self.key))

    def kept(self, record: T) -> RecordWrite:
        """The write that keeps a record, in place of the one with its key."""
        body = self._adapter.dump_json(record).decode()
        by = tuple(getattr(record, name) for name in self.indexed)
        ends = getattr(record, self.ends) if self.ends else None
        return RecordWrite(self.name, self.key_in(record), body, by, ends)

    def removed(self, *values: str) -> RecordWrite:
        """The write that removes the record whose key fields have these values, if there is one."""
        return RecordWrite(self.name, self.key_of(*values))

    def found(self, record: T) -> RecordFound:
        """That this record was read."""
        return RecordFound(self, self.key_in(record), record)

    def missing(self, *values: str) -> RecordFound:
        """That no record was read whose key fields have these values."""
        return RecordFound(self, self.key_of(*values), None)

    def read(self, body: str) -> T:
        """The record of a body.

        Raises:
            ValueError: it is damaged.
        """
        return self._adapter.validate_json(body)

    def slot(self, field: str) -> int:
        """The place of an indexed field among them, from 0."""
        assert field in self.indexed, f"a {self.name} is looked up by {', '.join(self.indexed)}"
        return self.indexed.index(field)

    def described(self) -> dict[str, str]:
        """What each field means, by its name: the text that it is annotated with."""
        hints: dict[str, Any] = get_type_hints(self.of, include_extras=True)
        names = [field.name for field in fields(self.of)]  # type: ignore[arg-type]
        return {name: " ".join(getattr(hints[name], "__metadata__", ())) for name in names}

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.of)
