"""Sequences that are read by column, so that a long page makes no object for each of its rows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Columnar(Sequence[T]):
    """A list that makes an object only for who asks for one; ``column`` reads all at once."""

    __slots__ = ()

    @abstractmethod
    def one(self, at: int) -> T:
        """The object of a position from 0 to the length."""

    @abstractmethod
    def some(self, positions: Sequence[int]) -> Sequence[T]:
        """Those of some positions, in their order."""

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of every object, in order."""
        return [getattr(one, name) for one in self]

    def __iter__(self) -> Iterator[T]:
        return map(self.one, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        positions = range(len(self))[at]
        return self.some(positions) if isinstance(positions, range) else self.one(positions)


def taken(column: Sequence[T], positions: Sequence[int]) -> Sequence[T]:
    """The values of some positions; the column itself where these are all, in order."""
    if positions == range(len(column)):
        return column
    return [column[at] for at in positions]
