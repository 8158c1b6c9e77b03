"""An answer's tables, row by row and cell by cell: what stands at the paths that they declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any

from graph_model.declare import camel
from graph_model.values import Shape
from graph_model.words import listed, word_of
from queries.answers.batch import Node
from queries.answers.derived import fields_of
from queries.answers.page import Page
from queries.answers.telling import (
    LinesPage,
    Shown,
    counts_hidden,
    hidden_in,
    tell,
    told_and_hidden,
)
from queries.answers.told import Fact, facts_of
from queries.answers.types import Leaf, Type
from queries.questions.catalog import derived_fields
from queries.questions.declaration import Question, Table, TableColumn
from queries.questions.words import NONE, worded, words

LEADING = 5
"""How many lines of a table a report begins with."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row shows in a column: a told value, its type, and how much more of it is hidden."""

    value: Any
    type: Type = Leaf.TEXT
    hidden: int = 0

    @property
    def text(self) -> str:
        """The value in words."""
        said = words(self.value, self.type)
        if not self.hidden:
            return said
        more = f"{self.hidden:,} that you may not see"
        return more if said == NONE else f"{said} and {more}"

    def under(self, head: str) -> str:
        """The cell without its table: what says nothing by itself is told with its column's head.

        That are numbers and days, and yes and no: "depth 1", "ever covered", "not ever covered".
        """
        head = head.casefold()
        if isinstance(self.value, bool):
            return head if self.value else f"not {head}"
        return f"{head} {self.text}" if isinstance(self.value, int | float | date) else self.text


@dataclass(frozen=True)
class Grid:
    """A table's cells; ``total`` is how many rows there are on all pages."""

    path: str
    title: str
    heads: tuple[str, ...]
    cells: list[tuple[Cell, ...]]
    total: int
    hidden: int = 0
    empty: str = ""

    @cached_property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells in words."""
        return [tuple(cell.text for cell in row) for row in self.cells]

    @property
    def more(self) -> int:
        """How many rows there are beyond those shown."""
        return self.total - len(self.cells)

    def line(self, at: int) -> str:
        """A row without its table; what is absent is left out."""
        heads = self.heads or ("",) * len(self.cells[at])
        pairs = zip(heads, self.cells[at], strict=True)
        return "  ".join(cell.under(head) for head, cell in pairs if cell.text != NONE)


def grids(
    question: Question,
    answer: Shown,
    given: Mapping[str, Any],
    wanted: Collection[str] = (),
    first: int | None = None,
) -> Iterator[Grid]:
    """The tables of an answer that have something to show; ``given`` is for the first one's list.

    Another list is told with those that it takes. Columns and lists of facts on request are there
    where these are ``wanted``. ``first`` is how
    long a table is; unset, as long as people want to read.
    """
    for table in sorted(question.tables, key=lambda table: not table.above):
        if table.only_with and value_at(answer, table.only_with) is None:
            continue
        length = table.first if first is None else first
        page = {} if length is None else {"first": min(length, answer.view.office.most_rows)}
        if given.keys() & {"first", "last"} and table.path == question.listed:
            page = {}
        under = f"{table.path}.".startswith(f"{question.listed}.")
        way = _Way(given, question.listed.count(".") if under else -1, page, wanted)
        columns = _columns(table, given)
        for found in _lists(answer, table.path, way):
            yield _grid(table, columns, found, wanted)


def _columns(table: Table, given: Mapping[str, Any]) -> tuple[TableColumn, ...]:
    """A table's columns, and the one by which its list is ranked."""
    by = given.get(table.ordered)
    if not isinstance(by, Enum) or any(_first(c.path) == by.name for c in table.columns):
        return table.columns
    return *table.columns, TableColumn(word_of(by).upper(), by.name)


def leading(question: Question, answer: Shown) -> Iterator[Grid]:
    """The tables that a report begins with, so many lines of each, those without any left out."""
    for table in question.lead:
        wanted = [camel(name) for name in table.path.split(".")]
        page = {"first": min(LEADING, answer.view.office.most_rows)}
        for found in _lists(answer, table.path, _Way({}, -1, page, wanted)):
            grid = _grid(table, table.columns, found, wanted)
            if grid.cells:
                rows = (tuple(map(_called, row)) for row in grid.cells[:LEADING])
                yield replace(grid, cells=list(rows))


def _called(cell: Cell) -> Cell:
    """A cell whose items have their names in place of ids."""
    value = cell.value
    if not (nodes := _nodes(value)):
        return cell
    names = [node.batch.snapshot.name(node.row) for node in nodes]
    total = value.total_count if isinstance(value, Page) else len(names)
    return replace(cell, value=listed(names, total))


def _nodes(value: Any) -> list[Node]:
    """The items that a cell shows, alone or in a list."""
    match value:
        case Node():
            return [value]
        case Page():
            return list(value.nodes)
        case [Node(), *_]:
            return list(value)
    return []


@dataclass(frozen=True, slots=True)
class _Way:
    """With which arguments a path is walked: ``given`` at one depth, ``page`` at the last step."""

    given: Mapping[str, Any]
    at: int
    page: Mapping[str, Any]
    wanted: Collection[str]

    def arguments(self, depth: int, last: bool) -> dict[str, Any]:
        """Those of a step."""
        return {**(self.page if last else {}), **(self.given if depth == self.at else {})}


@dataclass(frozen=True, slots=True)
class _List:
    """A list at a path: what it is of, in words, where there are several; how many are hidden."""

    title: str
    found: Any
    hidden: int = 0

    @property
    def nodes(self) -> Sequence[Any]:
        """What it lists."""
        nodes: Sequence[Any] = self.found if isinstance(self.found, list) else self.found.nodes
        return nodes

    @property
    def total(self) -> int:
        """How many there are on all pages."""
        return len(self.found) if isinstance(self.found, list) else int(self.found.total_count)


def _lists(source: Any, path: str, way: _Way, depth: int = 0, title: str = "") -> Iterator[_List]:
    """The lists at a path: one, or one for each entry of a list on the way."""
    name, _, rest = path.partition(".")
    told = fact_at(source, name)
    if told and told.on_request and told.key not in way.wanted:
        return
    own = (told.taken(way.given) if told else {}) | way.arguments(depth, last=not rest)
    found = step(source, name, own)
    if found is None:
        return
    if not rest:
        yield _List(title, found, _hidden(told, source, found, own))
    elif isinstance(found, list | LinesPage):
        for entry in _List("", found).nodes:
            yield from _lists(entry, rest, way, depth + 1, worded(entry))
    else:
        yield from _lists(found, rest, way, depth + 1, title)


def _hidden(told: Fact | None, source: Any, found: Any, given: Mapping[str, Any]) -> int:
    """How many entries of a list may not be seen."""
    if isinstance(found, LinesPage):
        return found.hidden
    return hidden_in(told, source, given) if told and counts_hidden(told) else 0


def _titled(*parts: str) -> str:
    return ": ".join(part for part in parts if part)


def _first(path: str) -> str:
    return path.partition(".")[0]


def _grid(
    table: Table, columns: Sequence[TableColumn], listed: _List, wanted: Collection[str]
) -> Grid:
    nodes, title = listed.nodes, _titled(table.title, listed.title)
    if not table.columns:
        return Grid(table.path, title, (), [(Cell(node),) for node in nodes], listed.total)
    kept = [column for column in columns if _is_shown(column, nodes, wanted)]
    read = [(column, [cell_at(node, column.path) for node in nodes]) for column in kept]
    shown = [(c, cells) for c, cells in read if not c.rare or any(x.text != NONE for x in cells)]
    return Grid(
        table.path,
        title,
        tuple(column.head for column, _ in shown),
        list(zip(*(cells for _, cells in shown), strict=True)),
        listed.total,
        listed.hidden,
        table.empty,
    )


def _is_shown(column: TableColumn, nodes: Sequence[Any], wanted: Collection[str]) -> bool:
    told = fact_at(nodes[0], _first(column.path)) if len(nodes) else None
    return told is None or not told.on_request or told.key in wanted


def value_at(source: Any, path: str, given: Mapping[str, Any] | None = None) -> Any:
    """What stands at a dotted path below something told; None where the way ends."""
    name, _, rest = path.partition(".")
    found = step(source, name, given if given and not rest else {})
    return found if not rest or found is None else value_at(found, rest, given)


def step(source: Any, name: str, given: Mapping[str, Any] | None = None) -> Any:
    """What something told tells under a name."""
    if told := fact_at(source, name):
        return tell(told, source, given or {})
    if isinstance(source, Node):
        return _of_item(source, name)
    return getattr(source, {"from": "start", "to": "end"}.get(name, name))


def _of_item(node: Node, name: str) -> Any:
    if name in ("id", "kind"):
        return getattr(node, name)
    fields = fields_of(node.batch.snapshot.model.kind_by_name[node.kind], derived_fields())
    field = next((one for one in fields if name in (one.name, one.graphql_name)), None)
    if field is None:
        return None
    value = node.value(field)
    return date.fromisoformat(value) if field.shape is Shape.DATE and value is not None else value


def cell_at(source: Any, path: str) -> Cell:
    """What stands at a dotted path below something told; nothing where the way ends."""
    before, _, name = path.rpartition(".")
    owner = value_at(source, before) if before else source
    if owner is None:
        return Cell(None)
    told = fact_at(owner, name)
    if told is None:
        return Cell(step(owner, name))
    if counts_hidden(told):
        value, hidden = told_and_hidden(told, owner, {})
        return Cell(value, told.type, hidden)
    return Cell(tell(told, owner, {}), told.type)


def fact_at(source: Any, name: str) -> Fact | None:
    """What an object tells under a name, of either form; None of an item, which has fields."""
    if not isinstance(source, Shown):
        return None
    cls: Any = type(source.of)
    return _fact_named(cls, name)


@lru_cache(maxsize=4_096)  # every cell of every line asks; who sorts a list says by what
def _fact_named(cls: type, name: str) -> Fact:
    facts = facts_of(cls)
    return facts[name] if name in facts else next(f for f in facts.values() if f.key == name)
