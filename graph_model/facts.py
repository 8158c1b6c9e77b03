"""Facts as they travel: items and relations in their kept form, and what identifies a relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from graph_model.values import Value, same

Fields = Mapping[str, Value]
BETWEEN = ", "
"""What stands between the sources of a fact that several speak of."""
Record = dict[str, object]
"""A fact as a plain JSON object, in the words of the plain graph file."""


class RelationKey(NamedTuple):
    """What identifies a relation: its type, its two ends, its discriminator (group, role or "")."""

    type: str
    start: str
    end: str
    discriminator: str = ""

    def __str__(self) -> str:
        """Read as "service:mail -DEPENDS_ON[relays]-> ci:relay-1"."""
        discriminator = f"[{self.discriminator}]" if self.discriminator else ""
        return f"{self.start} -{self.type}{discriminator}-> {self.end}"


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its kind, its id, and its present fields (open attributes among them)."""

    kind: str
    id: str
    fields: Fields = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name, or its id where it has none."""
        return str(self.fields.get("name", self.id))


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: its type, the ids of its ends, its discriminator and its other present fields."""

    type: str
    start: str
    end: str
    discriminator: str = ""
    fields: Fields = field(default_factory=dict)

    @property
    def key(self) -> RelationKey:
        """What identifies it."""
        return RelationKey(self.type, self.start, self.end, self.discriminator)


Fact = Item | Relation
Ref = str | RelationKey
"""What a fact is known by: an item's id or a relation's key."""


def ref_of(fact: Fact) -> Ref:
    """The item's id or the relation's key."""
    return fact.id if isinstance(fact, Item) else fact.key


def same_fact(one: Fact | None, other: Fact | None) -> bool:
    """Whether two facts are the same; to Python alone, true would be 1."""
    if one is None or other is None or one != other:
        return one is other
    return all(same(value, other.fields[name]) for name, value in one.fields.items())
