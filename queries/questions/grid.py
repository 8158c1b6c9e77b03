"""An answer's tables, row by row and cell by cell: what stands at the paths that they declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from queries.answers.batch import Node
from queries.answers.page import Page
from queries.answers.telling import LinesPage, Shown, counts_hidden, hidden_in, tell
from queries.answers.told import Fact, facts_of
from queries.answers.types import Leaf, Type
from queries.questions.declaration import Column, Question, Table
from queries.questions.words import NONE, worded, words


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

    @property
    def bare(self) -> bool:
        """Whether it is a number or a day, which says nothing without its column's head."""
        return isinstance(self.value, int | float | date) and not isinstance(self.value, bool)


@dataclass(frozen=True)
class Grid:
    """A table's cells; ``total`` is how many rows there are on all pages."""

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
        """A row without its table: a number says of what it is, what is absent is left out."""
        pairs = zip(self.heads, self.cells[at], strict=True)
        texts = (f"{head.casefold()} {c.text}" if c.bare else c.text for head, c in pairs)
        return "  ".join(text for text in texts if text != NONE)


def grids(
    question: Question, answer: Shown, given: Mapping[str, Any], wanted: Collection[str] = ()
) -> Iterator[Grid]:
    """The tables of an answer that have something to show; ``given`` is for the first one's list.

    Columns of facts on request are there where these are ``wanted``.
    """
    for table in question.tables:
        if table.only_with and value_at(answer, table.only_with) is None:
            continue
        own = given if table.path.partition(".")[0] == question.listed else {}
        if table.first is not None and not own.keys() & {"first", "last"}:
            own = {"first": min(table.first, answer.view.office.most_rows), **own}
        for title, found in _lists(answer, table.path, own, wanted):
            yield _grid(table, _titled(table.title, title), found, wanted)


def _lists(
    source: Any, path: str, given: Mapping[str, Any], wanted: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """The lists at a path, each with the words of what it is in where there may be several.

    Lists on request are there where they are ``wanted``.
    """
    name, _, rest = path.partition(".")
    if (told := fact_at(source, name)) and told.on_request and told.key not in wanted:
        return
    found = step(source, name, {} if rest else given)
    if isinstance(found, list | LinesPage) and rest:
        for entry in found.nodes if isinstance(found, LinesPage) else found:
            for _, below in _lists(entry, rest, given, wanted):
                yield worded(entry), below
    elif rest and found is not None:
        yield from _lists(found, rest, given, wanted)
    elif found is not None:
        yield "", found


def _titled(*parts: str) -> str:
    return ": ".join(part for part in parts if part)


def _grid(table: Table, title: str, found: Any, wanted: Collection[str]) -> Grid:
    paged = isinstance(found, Page | LinesPage)
    nodes: Sequence[Any] = found.nodes if paged else found
    kept = [column for column in table.columns if _is_shown(column, nodes, wanted)]
    if not table.columns:
        return Grid(title, (), [(Cell(node),) for node in nodes], len(nodes))
    read = [(column, [cell_at(node, column.path) for node in nodes]) for column in kept]
    shown = [(c, cells) for c, cells in read if not c.rare or any(x.text != NONE for x in cells)]
    return Grid(
        title,
        tuple(column.head for column, _ in shown),
        list(zip(*(cells for _, cells in shown), strict=True)),
        found.total_count if paged else len(nodes),
        found.hidden if isinstance(found, LinesPage) else 0,
        table.empty,
    )


def _is_shown(column: Column, nodes: Sequence[Any], wanted: Collection[str]) -> bool:
    told = fact_at(nodes[0], column.path.partition(".")[0]) if len(nodes) else None
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
    declared = node.batch.snapshot.model.kind_by_name[node.kind].field(name)
    return None if declared is None else node.value(declared)


def cell_at(source: Any, path: str) -> Cell:
    """What stands at a dotted path below something told; nothing where the way ends."""
    before, _, name = path.rpartition(".")
    owner = value_at(source, before) if before else source
    if owner is None:
        return Cell(None)
    told = fact_at(owner, name)
    if told is None:
        return Cell(step(owner, name))
    return Cell(step(owner, name), told.type, hidden_in(told, owner) if counts_hidden(told) else 0)


def fact_at(source: Any, name: str) -> Fact | None:
    """What an object tells under a name, of either form; None of an item, which has fields."""
    if not isinstance(source, Shown):
        return None
    cls: Any = type(source.of)
    facts = facts_of(cls)
    return facts[name] if name in facts else next(f for f in facts.values() if f.key == name)
