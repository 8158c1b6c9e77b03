"""A rule of the check is one small pure function with an id, a severity and a meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from queries.answers.types import Id, Said
from queries.check.dated import Dated
from queries.check.severity import Severity


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
    """A rule about the facts, or a policy."""

    id: Annotated[Id, Said("Its id.")]
    severity: Annotated[Severity, Said("How bad its findings are.")]
    meaning: Annotated[str, Said("What it finds, and why that matters.")]
    find: Finder
    standard: Annotated[
        bool,
        Said("Whether it is one of the office's standard terms, which contracts deviate from."),
    ] = False
