"""The words of a declaration: what a kind, a relation and their fields are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from graph_model.values import Bounds, Raw, Shape, Value, read
from graph_model.words import spaced


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind or relation: its type, unit, bounds and meaning.

    Text is one line, unless it is ``prose``.
    """

    name: str
    shape: Shape
    meaning: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    bounds: Bounds | None = None
    required: bool = False
    prose: bool = False

    def read(self, raw: Raw) -> Value | None:
        """The kept form of a raw value; None for absent.

        Raises:
            ValueError: what was expected instead, as a phrase that follows "expected".
        """
        return read(self.shape, raw, self.choices, self.bounds, self.prose)

    @property
    def graphql_name(self) -> str:
        """The field's name in camel case, as GraphQL writes it."""
        return camel(self.name)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item: ``own`` fields beside the common ones, and whether it takes open attributes.

    ``forbids`` holds (field, value, names): an item with that value may not have those fields.
    """

    name: str
    plural: str
    meaning: str
    own: tuple[Field, ...] = ()
    open: bool = False
    forbids: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    required: tuple[Field, ...] = field(init=False, repr=False, compare=False)
    """Those without which there is no item of it; asked of every fact, and so found once."""

    def __post_init__(self) -> None:
        """Find the required fields."""
        found = tuple(one for one in (*ITEM_FIELDS, *self.own) if one.required)
        object.__setattr__(self, "required", found)

    def __hash__(self) -> int:
        """By its name: a kind is looked up for every fact."""
        return hash(self.name)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The common fields, then the kind's own."""
        return tuple(_declared(self).values())

    @property
    def field_by_name(self) -> Mapping[str, Field]:
        """The same, by name."""
        return _declared(self)

    def called(self, count: int) -> str:
        """As people call one or several of it: "service level agreement", "agencies"."""
        return spaced(self.name if count == 1 else self.plural)

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return _declared(self).get(name)


@dataclass(frozen=True, slots=True)
class RelationType:
    """A relation: the kinds it joins, its own fields, and how it reads from both ends.

    ``joins`` holds (start kind, end kind) pairs; ``discriminator`` names the field that is part
    of a relation's identity beside its type and ends; ``forward`` and ``backward`` are the names by
    which the start and the end know it (``contract.covers``, ``service.coveredBy``). ``theme`` is
    the noun it is about, for diagrams: the name of the file that declares it.
    """

    name: str
    joins: tuple[tuple[str, str], ...]
    forward: str
    backward: str
    meaning: str
    own: tuple[Field, ...] = ()
    discriminator: str | None = None
    theme: str = ""

    def __hash__(self) -> int:
        """By its name, as a kind's."""
        return hash(self.name)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The relation's own fields, then the common ones."""
        return tuple(_declared(self).values())

    @property
    def field_by_name(self) -> Mapping[str, Field]:
        """The same, by name."""
        return _declared(self)

    @property
    def starts(self) -> tuple[str, ...]:
        """The kinds it can start at, in order of declaration."""
        return tuple(dict.fromkeys(start for start, _ in self.joins))

    @property
    def ends(self) -> tuple[str, ...]:
        """The kinds it can end at, in order of declaration."""
        return tuple(dict.fromkeys(end for _, end in self.joins))

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return _declared(self).get(name)


@lru_cache(maxsize=1_024)
def _declared(of: Kind | RelationType) -> Mapping[str, Field]:
    """The fields of a kind or relation type, by name, in order."""
    fields = ITEM_FIELDS + of.own if isinstance(of, Kind) else of.own + RELATION_FIELDS
    return MappingProxyType({field.name: field for field in fields})


def joins(starts: str, ends: str) -> tuple[tuple[str, str], ...]:
    """Every pair of the comma-separated start kinds and end kinds."""
    return tuple((start, end) for start in _names(starts) for end in _names(ends))


def _names(text: str) -> Iterator[str]:
    return (name.strip() for name in text.split(","))


@lru_cache(maxsize=4_096)  # every fact of every line of an answer is named by it
def camel(name: str) -> str:
    """``verified_on`` as ``verifiedOn``."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


@lru_cache(maxsize=4_096)  # so is every choice
def constant(name: str) -> str:
    """``cross-jurisdictional`` as ``CROSS_JURISDICTIONAL``, a GraphQL enum value."""
    return re.sub(r"[^0-9A-Za-z]+", "_", name).strip("_").upper()


def text(name: str, meaning: str, most: int | None = None, **more: Any) -> Field:
    """A field of text in one line, of at most ``most`` characters."""
    bounds = Bounds(most=most) if most else None
    return Field(name, Shape.TEXT, meaning, bounds=bounds, **more)


def prose(name: str, meaning: str) -> Field:
    """A field of text that may have several lines."""
    return Field(name, Shape.TEXT, meaning, prose=True)


def choice(name: str, choices: str, meaning: str, **more: Any) -> Field:
    """One of the comma-separated choices."""
    return Field(name, Shape.CHOICE, meaning, choices=tuple(_names(choices)), **more)


def choices(name: str, allowed: str, meaning: str, **more: Any) -> Field:
    """Any of the comma-separated choices, kept in their declared order."""
    return Field(name, Shape.CHOICES, meaning, choices=tuple(_names(allowed)), **more)


def date(name: str, meaning: str, **more: Any) -> Field:
    """A calendar day."""
    return Field(name, Shape.DATE, meaning, **more)


def duration(name: str, meaning: str, **more: Any) -> Field:
    """A calendar period such as P90D or P3M."""
    return Field(name, Shape.DURATION, meaning, unit="ISO 8601", **more)


def integer(name: str, meaning: str, least: int | None = None, **more: Any) -> Field:
    """A whole number of 64 bits, at least ``least``."""
    bounds = Bounds(least=least) if least is not None else None
    return Field(name, Shape.INTEGER, meaning, bounds=bounds, **more)


def number(name: str, meaning: str, least: float | None = None, **more: Any) -> Field:
    """A finite number, at least ``least``."""
    bounds = Bounds(least=least) if least is not None else None
    return Field(name, Shape.NUMBER, meaning, bounds=bounds, **more)


def boolean(name: str, meaning: str) -> Field:
    """True or false."""
    return Field(name, Shape.BOOLEAN, meaning)


def money(name: str, meaning: str, **more: Any) -> Field:
    """A decimal amount and a currency."""
    return Field(name, Shape.MONEY, meaning, unit="amount and ISO 4217 currency", **more)


def texts(name: str, meaning: str) -> Field:
    """A list of text, without repetitions."""
    return Field(name, Shape.TEXTS, meaning)


def of_shape(shape: Shape, name: str, meaning: str, **more: Any) -> Field:
    """A field of a rarer shape: moment, clock, dates, readings."""
    return Field(name, shape, meaning, **more)


ITEM_FIELDS = (
    text("name", "What people call it.", most=2_000, required=True),
    prose("description", "What it is, in a sentence or a few."),
    texts("aliases", "Its ids in other systems, each as scheme:value, unique in the graph."),
    text("source", "Where the fact comes from: the loader's source name.", most=200),
    date("verified_on", "The day somebody last confirmed it."),
)

RELATION_FIELDS = (
    date("since", "The first day it holds; absent: always has."),
    date("until", "The first day it no longer holds; absent, or 2099 and later: no end."),
    text("source", "Where the fact comes from: the loader's source name.", most=200),
    date("verified_on", "The day somebody last confirmed it."),
)

RESERVED = frozenset({"kind", "id", "from", "to", "attributes"})
"""Names that no field may have: they are the file's own words."""
