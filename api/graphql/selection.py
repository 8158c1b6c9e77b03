"""What a document selects of an answer: made from the paths that tables and notes declare."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from api.graphql.cell_form import CellForm, form_of, form_of_shape
from graph_model.declare import camel
from graph_model.model import Model
from queries.answers.arranged import columns_of
from queries.answers.derived import fields_of
from queries.answers.record import HIDDEN, class_of
from queries.answers.sorted_by import AMONG, CONTAINING, SORT
from queries.answers.telling import counts_hidden
from queries.answers.told import Fact, facts_of
from queries.answers.types import ItemOf, ItemsOf, Listed, Paged, Type, present
from queries.questions.catalog import derived_fields

LINES, ONWARDS, NAMED = "lines", "onwards", "named"
"""The variables of a page: how many lines, after which cursor, and how many items in a cell.

They are none of ``first`` and ``after``, which questions take themselves.
"""
ARRANGED = (SORT, CONTAINING, AMONG)
"""The arguments by which lines are sorted and narrowed, and the variables of these."""
_WITHIN_ITEM = ("id", "kind", "name")
_WITHIN_PAGE = ("hasNextPage", "endCursor")


@dataclass(slots=True)
class Selection:
    """The fields below a field by their names, each with its arguments."""

    arguments: str = ""
    fields: dict[str, Selection] = field(default_factory=dict)

    def under(self, key: str, arguments: str = "") -> Selection:
        """The selection of a field, made when it is first selected."""
        return self.fields.setdefault(key, Selection(arguments))

    def leaves(self, *keys: str) -> None:
        """Select fields that have none below them."""
        for key in keys:
            self.under(key)

    def written(self) -> str:
        """The selection as GraphQL has it."""
        told = (f"{key}{one.arguments}{one.written()}" for key, one in self.fields.items())
        return f" {{ {' '.join(told)} }}" if self.fields else ""


@dataclass(frozen=True, slots=True)
class CellPath:
    """Where a value stands below a line: its path in JSON, its form, whether there are several."""

    path: tuple[str, ...]
    form: CellForm
    many: bool = False


@dataclass(frozen=True, slots=True)
class Waypoint:
    """Where a path has come to: a class that tells facts, or the kind of an item.

    ``entries`` is how many lists it led through, ``paged`` whether the last is told in pages,
    ``entry`` the type of what that lists, and ``on_request`` whether something on the way is worked
    out only for who asks.
    """

    selection: Selection
    of: type | str
    keys: tuple[str, ...] = ()
    entries: int = 0
    paged: bool = False
    on_request: bool = False
    entry: Type | None = None

    @property
    def cursor(self) -> bool:
        """Whether it is one list in pages, in which one can go on after a cursor."""
        return self.paged and self.entries == 1

    @property
    def columns(self) -> Collection[str]:
        """The paths by which its lines are sorted and narrowed, a page at a time."""
        lines = isinstance(self.entry, Paged) and isinstance(self.of, type)
        return columns_of(self.of) if lines else ()

    @property
    def through(self) -> bool:
        """Whether the path led through a list to the lists of its entries."""
        return self.entries > 1

    @property
    def entry_form(self) -> CellForm:
        """What an entry of the list is said as."""
        return CellForm.TEXT if self.entry is None else form_of(self.entry)


@dataclass(frozen=True, slots=True)
class Selecting:
    """Selects paths, with the arguments that lists take of those that are given by name."""

    model: Model
    given: Collection[str] = ()

    def list_at(self, at: Waypoint, path: str, after: bool = False) -> Waypoint:
        """The list at a path below a point, its entries selected a page at a time."""
        for name in path.split("."):
            if at.entries:
                at.selection.leaves("inWords")  # the entry whose list it is
            at = self._step(at, name, after)
        return at

    def asked_below(self, at: Waypoint, path: str) -> bool:
        """Whether the first fact of a path is worked out only for who asks for it by name."""
        of = at.of
        return not isinstance(of, str) and fact_named(of, path.partition(".")[0]).on_request

    def cell(self, at: Waypoint, path: str) -> CellPath:
        """What stands at a path below a line, selected."""
        before, _, name = path.rpartition(".")
        keys = list[str]()
        for step in before.split(".") if before else ():
            at = self._step(at, step, of_cell=True)
            keys.append(at.keys[-1])
        if name == "total_count":
            at.selection.leaves("totalCount")
            return CellPath((*keys, "totalCount"), CellForm.NUMBER)
        if isinstance(at.of, str):
            return self._of_item(at, tuple(keys), name)
        return self._of_fact(at, tuple(keys), fact_named(at.of, name))

    def _step(
        self, at: Waypoint, name: str, after: bool = False, of_cell: bool = False
    ) -> Waypoint:
        assert not isinstance(at.of, str)
        fact = fact_named(at.of, name)
        bare, paged = present(fact.type), isinstance(present(fact.type), ItemsOf | Paged)
        page = self._page(fact, NAMED if of_cell else LINES, after) if paged else self._own(fact)
        below = at.selection.under(fact.key, _arguments(page))
        _count_hidden(at.selection, fact, page)
        entries = at.entries + (paged or isinstance(bare, Listed))
        if paged and not of_cell:
            below = _page_of(below, isinstance(bare, Paged))
        keys, asked = (*at.keys, fact.key), at.on_request or fact.on_request
        return Waypoint(below, _teller(bare), keys, entries, paged, asked, bare)

    def _own(self, fact: Fact) -> list[str]:
        """Those of the given arguments that a fact takes."""
        taken = (camel(parameter.name) for parameter in fact.parameters)
        return [f"{key}: ${key}" for key in taken if key in self.given]

    def _page(self, fact: Fact, first: str, after: bool = False) -> list[str]:
        page = [f"first: ${first}", *([f"after: ${ONWARDS}"] if after else [])]
        if after and isinstance(present(fact.type), Paged):
            page += [f"{name}: ${name}" for name in ARRANGED]
        return [*self._own(fact), *page]

    def _of_item(self, at: Waypoint, keys: tuple[str, ...], name: str) -> CellPath:
        """A field of an item, of which the id and the name stand for the item itself."""
        if name in ("id", "name"):
            at.selection.leaves(*_WITHIN_ITEM)
            return CellPath(keys, CellForm.ITEM)
        if name == "kind":
            at.selection.leaves(name)
            return CellPath((*keys, name), CellForm.KIND)
        kind = self.model.kind_by_name[str(at.of)]
        declared = fields_of(kind, derived_fields())
        one = next(field for field in declared if name in (field.name, field.graphql_name))
        form = form_of_shape(one.shape)
        _select(at.selection.under(one.graphql_name), form)
        return CellPath((*keys, one.graphql_name), form, one.shape.many)

    def _of_fact(self, at: Waypoint, keys: tuple[str, ...], fact: Fact) -> CellPath:
        bare = present(fact.type)
        many, form = isinstance(bare, Listed), form_of(bare)
        taken = self._page(fact, NAMED) if form is CellForm.ITEMS else self._own(fact)
        _select(at.selection.under(fact.key, _arguments(taken)), form)
        _count_hidden(at.selection, fact, taken)
        return CellPath((*keys, fact.key), form, many)


def fact_named(cls: type, name: str) -> Fact:
    """A fact by either form of its name.

    Raises:
        LookupError: the class tells no such fact.
    """
    found = _by_name(cls).get(name)
    if found is None:
        raise LookupError(f"{cls.__name__} tells no {name}")
    return found


@cache
def _by_name(cls: type) -> Mapping[str, Fact]:
    facts = facts_of(cls)
    return {**{fact.key: fact for fact in facts.values()}, **facts}


def variables_in(text: str) -> set[str]:
    """The names of the variables that a document uses."""
    return set(re.findall(r"\$(\w+)", text))


def _teller(type_: Type) -> type | str:
    """What tells of the entries of a list, or of an object; of an item its kind; "": nothing."""
    cls = class_of(type_)
    if cls is not None:
        return cls
    match present(type_):
        case ItemOf(kind=kind) | ItemsOf(kind=kind):
            return kind
        case Listed(of=of):
            return _teller(of)
        case _:
            return ""


def _arguments(told: Collection[str]) -> str:
    return f"({', '.join(told)})" if told else ""


def _page_of(selection: Selection, told: bool) -> Selection:
    """The entries of a page, with where it stands; one of lines tells how many are hidden."""
    selection.leaves("totalCount", *(["hidden"] if told else []))
    selection.under("pageInfo").leaves(*_WITHIN_PAGE)
    return selection.under("nodes")


def _count_hidden(selection: Selection, fact: Fact, arguments: Collection[str]) -> None:
    if counts_hidden(fact):
        own = [one for one in arguments if not one.startswith(("first:", "after:"))]
        selection.under(fact.key + HIDDEN, _arguments(own))


def _select(selection: Selection, form: CellForm) -> None:
    """What is asked of a value, so that it can be said."""
    match form:
        case CellForm.MONEY:
            selection.leaves("amount", "currency")
        case CellForm.ITEM:
            selection.leaves(*_WITHIN_ITEM)
        case CellForm.ITEMS:
            selection.leaves("totalCount")
            selection.under("nodes").leaves(*_WITHIN_ITEM)
        case CellForm.RELATION:
            selection.leaves("type")
            for end in ("from", "to"):
                selection.under(end).leaves(*_WITHIN_ITEM)
        case CellForm.SENTENCE:
            selection.leaves("inWords")
        case _:
            return
