"""What the modules of a folder declare, each by one name: adding one is adding a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, Protocol, TypeVar

from graph_model.errors import InvalidInput, Problem


class HasName(Protocol):
    """Something that is known by a name in small letters."""

    @property
    def name(self) -> str:
        """What it is called."""


D = TypeVar("D", bound=HasName)


def declared_in(package: ModuleType, attribute: str) -> Iterator[Any]:
    """That of every module of a package, at any depth, which has it."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        module = import_module(found.name)
        if hasattr(module, attribute):
            yield getattr(module, attribute)


def declared_as(name: str, known: Iterable[D], what: str, listed: str) -> D:
    """The one of a name, without regard to case.

    Raises:
        InvalidInput: there is none; ``what`` was named, and ``listed`` are those that there are.
    """
    for one in known:
        if one.name == name.strip().casefold():
            return one
    raise InvalidInput([Problem(what, repr(name), f"one of {listed}")])
