"""Told values in words, as people read them in a cell or a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import singledispatch
from typing import Any

from graph_model.facts import RelationKey
from graph_model.words import (
    day_in_words,
    listed,
    moment_in_words,
    share_in_words,
    word_of,
)
from queries.answers.batch import Money, Node, Reading
from queries.answers.page import Page
from queries.answers.relation import ToldRelation
from queries.answers.telling import LinesPage, Shown
from queries.answers.types import Leaf, Listed, Optional, Type

NONE = "-"
"""What stands where there is nothing."""


def words(value: Any, type_: Type = Leaf.TEXT) -> str:
    """A told value as people read it."""
    if isinstance(type_, Optional):
        return words(value, type_.of)
    if value is None:
        return NONE
    if isinstance(type_, Listed) and isinstance(value, list):
        return _cut([words(one, type_.of) for one in value], _between(value))
    say = _SAID_OF.get(type_) if isinstance(type_, Leaf) else None
    return say(value) if say and isinstance(value, str | float) else worded(value)


_SAID_OF: Mapping[Leaf, Callable[[Any], str]] = {
    Leaf.SHARE: share_in_words,
    Leaf.MOMENT: moment_in_words,
    Leaf.MONEY: lambda money: Money.of(money).words,
}
"""How values are said whose Python type does not tell what they are."""


@singledispatch
def worded(value: Any) -> str:
    """A value in words, by its Python type."""
    return NONE if value is None else str(value)


@worded.register
def _(value: bool) -> str:  # it is what is worded
    return "yes" if value else "no"


@worded.register
def _(value: float) -> str:
    return f"{value:.6g}"


@worded.register
def _(value: date) -> str:
    return day_in_words(value)


@worded.register
def _(value: Enum) -> str:
    return word_of(value)


@worded.register
def _(value: Node) -> str:
    return value.id


@worded.register
def _(value: Money) -> str:
    return value.words


@worded.register
def _(value: Reading) -> str:
    return f"{day_in_words(date.fromisoformat(value.on))}: {value.value:g}"


@worded.register
def _(value: ToldRelation) -> str:
    return str(RelationKey(value.type, value.start.id, value.end.id, value.discriminator or ""))


@worded.register
def _(value: Shown) -> str:
    sentence: str = value.of.in_words(value.view)  # type: ignore[attr-defined]
    return sentence


@worded.register(Page)
@worded.register(LinesPage)
def _(value: Page | LinesPage) -> str:
    nodes = list(value.nodes)
    return _cut([worded(node) for node in nodes], _between(nodes), value.total_count)


@worded.register
def _(value: list) -> str:  # type: ignore[type-arg]  # singledispatch takes classes
    return _cut(list(map(worded, value)), _between(value))


def _between(value: list[Any]) -> str:
    """What stands between the entries of a list: sentences have commas of their own."""
    return "; " if any(isinstance(one, Shown) for one in value) else ", "


def _cut(named: list[str], between: str = ", ", total: int | None = None) -> str:
    """A list in a cell: the first few, and how many more."""
    return listed(named, total, between, between) or NONE
