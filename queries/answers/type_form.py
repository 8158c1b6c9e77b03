"""The one walk over the types that facts have, for who writes each of them in a form of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar, assert_never

from queries.answers.types import (
    Choice,
    FieldChoice,
    ItemOf,
    ItemsOf,
    Leaf,
    Listed,
    Name,
    Object,
    Optional,
    Paged,
    RelationOf,
    Type,
)

R = TypeVar("R")


class TypeForm(ABC, Generic[R]):
    """How every sort of type is written; a sort that is new has to be written in every form."""

    def of(self, type_: Type) -> R:
        """A type in this form."""
        match type_:
            case Leaf():
                written = self.leaf(type_)
            case Choice() | Name() | FieldChoice():
                written = self.choice(type_)
            case ItemOf() | RelationOf():
                written = self.item(type_)
            case ItemsOf() | Paged():
                written = self.page(type_)
            case Object():
                written = self.object(type_)
            case Listed():
                written = self.listed(type_)
            case Optional():
                written = self.optional(type_)
            case _:
                assert_never(type_)
        return written

    @abstractmethod
    def leaf(self, type_: Leaf) -> R:
        """A plain value."""

    @abstractmethod
    def choice(self, type_: Choice | Name | FieldChoice) -> R:
        """One of a closed choice: of an enum, of the model's names, of a kind's field."""

    @abstractmethod
    def item(self, type_: ItemOf | RelationOf) -> R:
        """An item, or a relation."""

    @abstractmethod
    def page(self, type_: ItemsOf | Paged) -> R:
        """A page of items, or of objects."""

    @abstractmethod
    def object(self, type_: Object) -> R:
        """An object that tells facts."""

    @abstractmethod
    def listed(self, type_: Listed) -> R:
        """A list, whole."""

    @abstractmethod
    def optional(self, type_: Optional) -> R:
        """What may be absent."""
