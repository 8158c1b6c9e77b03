"""Which items an answer names, wherever in it: read off its facts, for every question alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from queries.answers.listing import Listing
from queries.answers.record import recorded_facts
from queries.answers.telling import Shown, read_fact, sees
from queries.answers.told import Fact
from queries.answers.types import (
    ItemOf,
    ItemsOf,
    Listed,
    Object,
    Optional,
    Paged,
    RelationOf,
    Type,
)
from queries.answers.view import View
from queries.snapshot.rows import Ints, as_ints

Touched = Iterator[tuple[View, Ints]]


def touched(answer: Shown, without: str = "", within: tuple[type, ...] = ()) -> Touched:
    """The rows of the items that an answer's facts name, with the view that they are rows of.

    Hidden ones are among them, and so is what the lines of later pages stand for; what lines name
    besides is read of the first page. What is told on request is not read, nor the fact called
    ``without``.
    """
    cls: Any = type(answer.of)
    for fact in _naming(cls, within):
        if fact.name != without:
            yield from _of(fact.type, read_fact(fact, answer, {}), answer.view, (*within, cls))


@cache
def _naming(cls: type, within: tuple[type, ...]) -> tuple[Fact, ...]:
    """The facts of a class's record that tell items, alike for all its objects."""
    return tuple(fact for fact in recorded_facts(cls, (), within) if names_items(fact.type))


@cache
def names_items(type_: Type) -> bool:
    """Whether a type tells items, somewhere below it."""
    classes, waiting = set[type](), [type_]
    while waiting:
        match waiting.pop():
            case ItemOf() | ItemsOf() | RelationOf():
                return True
            case Optional(of=of) | Listed(of=of):
                waiting.append(of)
            case Object(cls=cls) | Paged(cls=cls) if cls not in classes:
                classes.add(cls)
                waiting += [fact.type for fact in recorded_facts(cls)]
    return False


def _of(type_: Type, value: Any, view: View, within: tuple[type, ...]) -> Touched:
    """The rows that a value of a type names."""
    match type_:
        case Optional(of=of):
            yield from () if value is None else _of(of, value, view, within)
        case ItemOf():
            yield view, as_ints([] if value is None else [value])
        case ItemsOf() | Listed(of=ItemOf()):
            yield view, as_ints(value)
        case RelationOf():
            numbers = as_ints([value])
            yield view, view.snapshot.starts(numbers)
            yield view, view.snapshot.ends(numbers)
        case Listed(of=of):
            for one in value:
                yield from _of(of, one, view, within)
        case Object():
            shown = Shown(value, view)
            yield from touched(shown, within=within) if sees(shown) else ()
        case Paged():
            yield from _listed(value, view, within)


def _listed(listing: Listing[Any], view: View, within: tuple[type, ...]) -> Touched:
    """The rows that the lines of a listing stand for, and that those of its first page name."""
    view = view if listing.snapshot is None else view.on(listing.snapshot)
    if listing.rows is not None:
        yield view, listing.rows
    elif listing.stands_for is not None:
        for at in range(listing.size):
            yield view, as_ints(listing.stands_for(at))
    for at in range(min(listing.size, view.office.page)):
        line = Shown(listing.one(at), view)
        yield from touched(line, within=within) if sees(line) else ()
