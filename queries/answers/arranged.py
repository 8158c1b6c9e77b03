"""Any list of an answer in the order of told columns, or of it those lines that say a text.

What is compared is what the viewer is told: an item by its name, a day, a choice in the order of
its declaration. Lines that are alike in that stand as the list has them, so that every line has a
place that a cursor can name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_model.errors import LimitExceeded, Problem
from graph_model.model import Model
from graph_model.words import word_of
from queries.answers.batch import Money, Node
from queries.answers.ordering import LONGEST, Reversed
from queries.answers.page import Page
from queries.answers.relation import ToldRelation
from queries.answers.sorted_by import AMONG, CONTAINING, SORT, SortedBy, no_column, sorted_by
from queries.answers.told import Fact, facts_of
from queries.answers.types import ItemOf, ItemsOf, Leaf, Listed, Name, Object, Paged, Type, present
from queries.snapshot.rows import Flags, Ints, as_ints

if TYPE_CHECKING:
    from queries.answers.telling import Lines

MOST_ARRANGED = 200_000
"""So many lines are looked through for it."""


@dataclass(frozen=True, slots=True)
class ToldColumn:
    """A fact of a line, or one within another (``item.id`` of an object); by its path."""

    path: str
    facts: tuple[Fact, ...]
    of_item: str = ""
    """What of an item it is, where it is not the item: its kind or its id."""

    @property
    def type(self) -> Type:
        """What it is of, present."""
        return Leaf.TEXT if self.of_item else present(self.facts[-1].type)

    def values(self, lines: Lines) -> list[Any]:
        """What it is of each line; None where it is absent, or may not be seen."""
        first, *others = self.facts
        found = list(lines.fact(first))
        for fact in others:
            found = [None if one is None else one.told(fact.name) for one in found]
        if self.of_item:
            return [None if one is None else getattr(one, self.of_item) for one in found]
        return found


@cache
def columns_of(cls: type, within: tuple[type, ...] = ()) -> Mapping[str, ToldColumn]:
    """The columns of lines of a class, by path: all that is told without being asked for."""
    found: list[ToldColumn] = []
    for fact in facts_of(cls).values():
        if fact.on_request or any(parameter.required for parameter in fact.parameters):
            continue
        type_ = present(fact.type)
        if not isinstance(type_, Object):
            found += [ToldColumn(fact.key, (fact,))] if _comparable(type_) else []
            of_item = ("kind", "id") if isinstance(type_, ItemOf) else ()
            found += [ToldColumn(f"{fact.key}.{of}", (fact,), of) for of in of_item]
        elif type_.cls not in (*within, cls):
            below = columns_of(type_.cls, (*within, cls)).values()
            found += [ToldColumn(f"{fact.key}.{one.path}", (fact, *one.facts)) for one in below]
    return {column.path: column for column in found}


def _comparable(type_: Type) -> bool:
    if isinstance(type_, Listed):
        return _comparable(present(type_.of))
    return type_ is not Leaf.JSON and not isinstance(type_, Object | Paged)


class Arranged:
    """Positions of a list as they were asked for, each with what it is sorted by."""

    def __init__(
        self, order: str, asked: Sequence[SortedBy], positions: Ints, columns: Sequence[Any]
    ) -> None:
        """Sort positions that stand in the ``order`` of their list; a column is (positions,)."""
        self.asked, self.names = asked, [*(by.text for by in asked), order]
        self._samples = [next((one for one in c if one is not None), None) for c in columns]
        at = list(range(len(positions)))
        for by, column in reversed(list(zip(asked, columns, strict=True))):
            present = [one for one in at if column[one] is not None]
            present.sort(key=column.__getitem__, reverse=by.falling)
            at = present + [one for one in at if column[one] is None]
        self.positions = as_ints(positions[as_ints(at)])
        self.values = [[column[one] for column in columns] for one in at]

    def key(self, place: tuple[list[Any], str, str]) -> tuple[Any, ...]:
        """The key of a place: what it is sorted by, absent last, then its key in the list.

        Raises:
            ValueError: it holds what no key does.
        """
        values, own = place[0][: len(self.asked)], place[0][len(self.asked) :]
        if not all(isinstance(value, int | float | str) for value in own):
            raise ValueError("a place of another listing")
        return (*map(self._compared, values, self.asked, self._samples), *own)

    @staticmethod
    def _compared(value: Any, by: SortedBy, sample: Any) -> tuple[Any, ...]:
        if value is None:
            return (1,)
        try:
            _ = sample is not None and value < sample
        except TypeError:
            raise ValueError("a value of another column") from None
        return (0, Reversed(value) if by.falling else value)


def arranged(
    lines: Lines, cls: type, order: str, given: Mapping[str, Any], model: Model
) -> Arranged:
    """The lines as a page's arguments ask for them.

    Raises:
        InvalidQuestion: a column is none of theirs.
        LimitExceeded: they are too many to look through.
    """
    asked, text = sorted_by(given), (given.get(CONTAINING) or "").strip().casefold()
    if len(lines) > MOST_ARRANGED:
        expected, advice = f"at most {MOST_ARRANGED:,}", "narrow the question, or leave it out"
        raise LimitExceeded([Problem(SORT, f"{len(lines):,} lines", expected, advice)])
    known = columns_of(cls)
    if text:
        among = [_known(known, path) for path in given.get(AMONG) or known]
        lines = lines.some(np.flatnonzero(_saying(lines, among, text)).tolist())
    columns = [_keys(_known(known, by.path), lines, model) for by in asked]
    return Arranged(order, asked, lines.positions, columns)


def _known(columns: Mapping[str, ToldColumn], path: str) -> ToldColumn:
    if path not in columns:
        raise no_column(path, list(columns))
    return columns[path]


def _keys(column: ToldColumn, lines: Lines, model: Model) -> list[Any]:
    values = column.values(lines)
    if column.type == Name("Level"):
        ranks = {level: rank for lens in model.lenses for rank, level in enumerate(lens.levels)}
        return [None if one is None else ranks[one] for one in values]
    return [None if one is None else _key(column.type, one) for one in values]


def _saying(lines: Lines, columns: Iterable[ToldColumn], text: str) -> Flags:
    """Which of the lines say a text in some column, shape (lines,); the dear ones come last."""
    found = np.zeros(len(lines), np.bool_)
    for column in sorted(columns, key=lambda one: isinstance(one.type, ItemsOf)):
        left = np.flatnonzero(~found)
        values = column.values(lines.some(left.tolist()))
        says = [one is not None and text in _text(one).casefold() for one in values]
        found[left[np.asarray(says, np.bool_)]] = True
    return found


def _key(type_: Type, value: Any) -> Any:
    """What compares as values of a type are sorted, in a form that a cursor can carry."""
    if isinstance(value, Enum):
        return list(type(value)).index(value)
    if isinstance(type_, Listed):
        return [_key(present(type_.of), one) for one in value if one is not None]
    if type_ is Leaf.MONEY:
        money = Money.of(value)
        return [money.currency, float(money.amount)]
    if isinstance(type_, ItemOf):
        return [_name(value).casefold()[:LONGEST], value.id]
    if isinstance(value, bool | int | float):
        return value
    return _text(value).casefold()[:LONGEST]


def _name(node: Node) -> str:
    return node.batch.snapshot.name(node.row)


_TEXTS: Sequence[tuple[type, Callable[[Any], str]]] = (
    (Enum, word_of),
    (date, date.isoformat),
    (Node, lambda node: f"{_name(node)} {node.id}"),
    (Page, lambda page: ", ".join(map(_text, page.nodes))),
    (list, lambda values: ", ".join(_text(one) for one in values if one is not None)),
    (ToldRelation, lambda one: f"{_text(one.start)} {one.type} {_text(one.end)}"),
)


def _text(value: Any) -> str:
    """A told value as a text that is looked through."""
    for type_, said in _TEXTS:
        if isinstance(value, type_):
            return said(value)
    return str(getattr(value, "name", value))
