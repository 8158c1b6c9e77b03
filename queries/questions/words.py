"""Told values in words, as people read them in a cell or a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import singledispatch
from typing import Any

from graph_model.facts import RelationKey
from graph_model.words import word_of
from queries.answers.batch import Money, Node, Reading
from queries.answers.page import Page
from queries.answers.relation import ToldRelation
from queries.answers.telling import LinesPage, Shown
from queries.answers.types import Leaf, Optional, Type

NONE = "-"
"""What stands where there is nothing."""
MOST_NAMED = 5
"""How many entries of a long list are named."""


def words(value: Any, type_: Type = Leaf.TEXT) -> str:
    """A told value as people read it."""
    if isinstance(type_, Optional):
        return words(value, type_.of)
    if type_ is Leaf.SHARE and value is not None:
        return f"{value * 100:.5g} %"
    return worded(value)


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
    return value.isoformat()


@worded.register
def _(value: Enum) -> str:
    return word_of(value)


@worded.register
def _(value: Node) -> str:
    return value.id


@worded.register
def _(value: Money) -> str:
    return f"{value.amount} {value.currency}"


@worded.register
def _(value: Reading) -> str:
    return f"{value.on} {value.value:g}"


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
    return listed_words([worded(node) for node in value.nodes], value.total_count)


@worded.register
def _(value: list) -> str:  # type: ignore[type-arg]  # singledispatch takes classes
    between = "; " if any(isinstance(one, Shown) for one in value) else ", "
    return between.join(map(worded, value)) or NONE


def listed_words(named: Sequence[str], total: int, most: int = MOST_NAMED) -> str:
    """A list in a sentence: the first few, and how many more."""
    shown = ", ".join(named[:most]) or NONE
    more = total - min(len(named), most)
    return f"{shown} and {more:,} more" if more else shown
