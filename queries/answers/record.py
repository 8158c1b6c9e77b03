"""An answer as JSON: every fact by its name, the same for every door, and the same in GraphQL.

What is told only on request, what needs arguments of its own, and what would tell a class within
itself is left out unless it is asked for by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple

from graph_model.declare import camel, constant
from graph_model.words import word_of
from queries.answers.batch import Money, Node
from queries.answers.page import Page
from queries.answers.paging import PageInfo
from queries.answers.relation import ToldRelation
from queries.answers.telling import LinesPage, Shown, counts_hidden, tell, told_and_hidden
from queries.answers.told import Fact, facts_of
from queries.answers.types import (
    FieldChoice,
    Leaf,
    Listed,
    Name,
    Object,
    Optional,
    Paged,
    Type,
    present,
)

Record = dict[str, Any]
HIDDEN = "Hidden"
"""What follows the name of a list where it is told how many of its entries are hidden."""


def record(
    shown: Shown,
    wanted: Collection[str] = (),
    given: Mapping[str, Any] | None = None,
    listed: str = "",
    within: tuple[type, ...] = (),
) -> Record:
    """An object as JSON; ``wanted`` are the facts on request.

    ``given`` are arguments of the fact at the dotted path ``listed``, and of its page; another
    fact that takes one of that name is told with it too.
    """
    cls: Any = type(shown.of)
    wanted, given = frozenset(wanted), given or {}
    head, _, rest = listed.partition(".")
    below, told = _Below(wanted, (*within, cls), given), Record()
    for fact, key, hidden in _entries(cls, wanted, within):
        leads = head in (fact.name, key)
        goes_on = leads and bool(rest) and _is_object(fact.type)
        here = given if leads and not goes_on else fact.taken(given)
        on = replace(below, listed=rest) if goes_on else below
        if hidden:
            value, count = told_and_hidden(fact, shown, here)
            told[key], told[hidden] = plain(value, fact.type, on), count
        else:
            told[key] = plain(tell(fact, shown, here), fact.type, on)
    return told


@dataclass(frozen=True, slots=True)
class _Below:
    """What a record goes on with below a fact."""

    wanted: Collection[str]
    within: tuple[type, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    listed: str = ""

    def record(self, shown: Shown) -> Record:
        """The record of an object there."""
        return record(shown, self.wanted, self.given, self.listed, self.within)


def _is_object(type_: Type) -> bool:
    return isinstance(present(type_), Object)


def recorded_facts(
    cls: type, wanted: Collection[str] = (), within: tuple[type, ...] = ()
) -> Iterator[Fact]:
    """The facts of a class that its record has."""
    for fact in facts_of(cls).values():
        asked = fact.key in wanted
        needs = any(parameter.required for parameter in fact.parameters)
        again = class_of(fact.type) in (*within, cls)
        if not needs and (asked or not (fact.on_request or again)):
            yield fact


class _Entry(NamedTuple):
    """A fact that a record has, the name it has there, and that of its hidden: "" if none are."""

    fact: Fact
    key: str
    hidden: str


@lru_cache(maxsize=1_000)  # whoever asks says what is wanted, in any combination
def _entries(cls: type, wanted: frozenset[str], within: tuple[type, ...]) -> tuple[_Entry, ...]:
    """What a record has, alike for all objects of a class."""
    return tuple(
        _Entry(fact, fact.key, fact.key + HIDDEN if counts_hidden(fact) else "")
        for fact in recorded_facts(cls, wanted, within)
    )


def requestable(cls: type) -> list[str]:
    """The facts of a class, and of all that it tells, that a record has only where it is asked."""
    below, names = [cls], set[str]()
    for one in below:
        for fact in facts_of(one).values():
            told = class_of(fact.type)
            if fact.on_request or told is one:
                names.add(fact.key)
            if told is not None and told not in below:
                below.append(told)
    return sorted(names)


def class_of(type_: Type) -> type | None:
    """The class whose objects a type tells, in whatever list they come; None for others."""
    match type_:
        case Object(cls=cls) | Paged(cls=cls):
            return cls
        case Listed(of=of) | Optional(of=of):
            return class_of(of)
        case _:
            return None


def plain(value: Any, type_: Type, below: _Below) -> Any:
    """A told value as JSON."""
    put = _AS_JSON.get(type(value))
    return leaf(value, type_) if put is None else put(value, type_, below)


def _list(values: list[Any], type_: Type, below: _Below) -> list[Any]:
    inner = type_.of if isinstance(type_, Listed) else type_
    return [plain(one, inner, below) for one in values]


def leaf(value: Any, type_: Type) -> Any:
    """A plain value as JSON has it: days as ISO text, choices in constant case."""
    if isinstance(type_, Optional):
        return leaf(value, type_.of)
    if isinstance(value, Enum):
        return constant(word_of(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(type_, Leaf):
        return Money.of(value)._asdict() if type_ is Leaf.MONEY and value is not None else value
    if value is None or (type_ not in _IN_CONSTANT_CASE and not isinstance(type_, FieldChoice)):
        return value
    return constant(value if isinstance(value, str) else value.name)


_IN_CONSTANT_CASE = (Name("Lens"),)
"""Names whose own form is no name in GraphQL."""


def item_record(node: Node) -> Record:
    """An item as answers name it."""
    snapshot, row = node.batch.snapshot, node.row
    return {"kind": snapshot.kind(row), "id": snapshot.id(row), "name": snapshot.name(row)}


def relation_record(relation: ToldRelation) -> Record:
    """A relation as answers name it."""
    ends = {"from": item_record(relation.start), "to": item_record(relation.end)}
    return {"type": relation.type, "discriminator": relation.discriminator, **ends}


def _page(page: Page | LinesPage, type_: Type, below: _Below) -> Record:
    lines = [plain(node, Leaf.JSON, below) for node in page.nodes]
    told: Record = {"nodes": lines, "totalCount": page.total_count}
    if isinstance(page, LinesPage):
        told["hidden"] = page.hidden
    return told | {"pageInfo": _page_info(page.page_info)}


def _page_info(info: PageInfo) -> Record:
    return {camel(name): getattr(info, name) for name in PageInfo.__slots__}


def _as_it_is(value: Any, type_: Type, below: _Below) -> Any:
    return value


_AS_JSON: Mapping[type, Callable[[Any, Type, _Below], Any]] = {
    **dict.fromkeys((NoneType, bool, int, float), _as_it_is),
    **dict.fromkeys((Page, LinesPage), _page),
    Shown: lambda shown, type_, below: below.record(shown),
    Node: lambda node, type_, below: item_record(node),
    ToldRelation: lambda relation, type_, below: relation_record(relation),
    list: _list,
}
"""How a told value is put as JSON, by what it is; any other is a leaf."""
