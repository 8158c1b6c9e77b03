"""A rule of the check is one small pure function with an id, a severity and a meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from queries.check.dated import Dated


class Severity(IntEnum):
    """How bad a finding is; the greater the worse."""

    INFO = 1
    """Worth knowing; the facts may well be right."""
    WARNING = 2
    """Answers go on, but on an assumption that somebody should confirm."""
    ERROR = 3
    """The facts contradict themselves, and an answer leaves something out."""

    @property
    def word(self) -> str:
        """How people and files write it: error, warning, info."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: the rows of the items and the numbers of the relations concerned.

    ``message`` is one sentence that says what was found and what to do. Every item that it names
    is among ``items`` or an end of ``relations``.
    """

    message: str
    items: tuple[int, ...] = ()
    relations: tuple[int, ...] = ()


Finder = Callable[[Dated], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``meaning`` says in a sentence what it finds and why that matters."""

    id: str
    severity: Severity
    meaning: str
    find: Finder
