"""How an answer reads: its verdict, its tables cell by cell, its notes, and a text of twelve lines.

Every door that speaks to people reads answers so: the command line, plain text and markdown over
HTTP, workbooks and reports.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import singledispatch
from typing import Any

from graph_model.facts import RelationKey
from graph_model.words import word_of
from queries.answers.batch import Money, Node, Reading
from queries.answers.page import Page
from queries.answers.relation import ToldRelation
from queries.answers.telling import LinesPage, Shown, counts_hidden, hidden_in, tell
from queries.answers.told import Fact, facts_of
from queries.answers.types import Leaf, Optional, Type
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Column, Question, Table

NONE = "-"
"""What a cell shows where there is nothing."""
_SET_IN_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")
MOST_LINES, MOST_NAMED = 12, 5
"""How many lines a short text has, and how many entries of a list it names."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells as text; ``total`` is how many rows there are on all pages."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    total: int
    hidden: int = 0
    empty: str = ""

    @property
    def more(self) -> int:
        """How many rows there are beyond those shown."""
        return self.total - len(self.rows)


PAGING = ("first", "after", "last", "before")
"""The arguments by which a page of the first table's list is asked for."""


def list_arguments(question: Question, answer: Shown, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the first table's list, those that were given: its own, and its page's.

    Raises:
        InvalidQuestion: one does not fit.
    """
    model, day = answer.view.snapshot.model, answer.view.as_of
    own = read_arguments(question.list_arguments, given, day, model)
    taken = {argument.name for argument in question.arguments}
    page = {name: given.get(name) for name in PAGING if name not in taken}
    return {name: value for name, value in (own | page).items() if value is not None}


def verdict_of(answer: Shown) -> str:
    """The answer in one sentence."""
    sentence: str = answer.told("verdict")
    return sentence


def grids(
    question: Question, answer: Shown, given: Mapping[str, Any], wanted: Collection[str] = ()
) -> Iterator[Grid]:
    """The tables of an answer that have something to show; ``given`` is for the first one's list.

    Columns of facts on request are there where these are ``wanted``.
    """
    for number, table in enumerate(question.tables):
        own = given if number == 0 else {}
        if table.first is not None and not own.keys() & {"first", "last"}:
            own = {"first": table.first, **own}
        for title, found in _lists(answer, table.path, own):
            yield _grid(table, _titled(table.title, title), found, wanted)


def _lists(source: Any, path: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The lists at a path, each with the words of what it is in where there may be several."""
    name, _, rest = path.partition(".")
    found = _step(source, name, {} if rest else given)
    if isinstance(found, list) and rest:
        for entry in found:
            yield worded(entry), value_at(entry, rest, given)
    elif rest and found is not None:
        yield from _lists(found, rest, given)
    elif found is not None:
        yield "", found


def _titled(*parts: str) -> str:
    return ": ".join(part for part in parts if part)


def _grid(table: Table, title: str, found: Any, wanted: Collection[str]) -> Grid:
    paged = isinstance(found, Page | LinesPage)
    nodes: Sequence[Any] = found.nodes if paged else found
    kept = [column for column in table.columns if _is_shown(column, nodes, wanted)]
    return Grid(
        title,
        tuple(column.head for column in kept),
        [tuple(cell(node, column.path) for column in kept) for node in nodes],
        found.total_count if paged else len(nodes),
        found.hidden if isinstance(found, LinesPage) else 0,
        table.empty,
    )


def _is_shown(column: Column, nodes: Sequence[Any], wanted: Collection[str]) -> bool:
    if not len(nodes) or not isinstance(nodes[0], Shown):
        return True
    fact = _fact(nodes[0], column.path.partition(".")[0])
    return not fact.on_request or fact.key in wanted


def _fact(shown: Shown, name: str) -> Fact:
    cls: Any = type(shown.of)
    facts = facts_of(cls)
    return facts[name] if name in facts else next(f for f in facts.values() if f.key == name)


def value_at(source: Any, path: str, given: Mapping[str, Any] | None = None) -> Any:
    """What stands at a dotted path below something told; None where the way ends."""
    name, _, rest = path.partition(".")
    found = _step(source, name, given if given and not rest else {})
    return found if not rest or found is None else value_at(found, rest, given)


def _step(source: Any, name: str, given: Mapping[str, Any] | None) -> Any:
    if isinstance(source, Shown):
        return tell(_fact(source, name), source, given or {})
    if isinstance(source, Node):
        return _of_item(source, name)
    return getattr(source, {"from": "start", "to": "end"}.get(name, name))


def _of_item(node: Node, name: str) -> Any:
    if name in ("id", "kind"):
        return getattr(node, name)
    declared = node.batch.snapshot.model.kind_by_name[node.kind].field(name)
    return None if declared is None else node.value(declared)


def cell(source: Any, path: str) -> str:
    """What stands at a path, in words."""
    before, _, name = path.rpartition(".")
    owner = value_at(source, before) if before else source
    if owner is None:
        return NONE
    type_ = _fact(owner, name).type if isinstance(owner, Shown) else Leaf.TEXT
    return words(_step(owner, name, {}), type_)


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


def notes(question: Question, answer: Shown) -> Iterator[str]:
    """The lines below the tables, those with nothing to say left out; why it is not complete."""
    for note in question.notes:
        before, _, name = note.path.rpartition(".")
        owner = value_at(answer, before) if before else answer
        if owner is None:
            continue
        if said := _noted(owner, name):
            yield f"{note.said}: {said}" if note.said else said
    if reason := answer.told("reason"):
        yield f"this answer is not complete: {reason}"


def _noted(owner: Any, name: str) -> str:
    """What a note says of a fact; nothing where there is nothing to say."""
    found, fact = _step(owner, name, {}), _fact(owner, name) if isinstance(owner, Shown) else None
    said = words(found, fact.type if fact else Leaf.TEXT)
    hidden = hidden_in(fact, owner) if fact and counts_hidden(fact) else 0
    more = f"{hidden:,} that you may not see" if hidden else ""
    return " and ".join(part for part in (said, more) if part not in (NONE, "0", ""))


def dated(answer: Shown) -> str:
    """Of which day and facts an answer is."""
    return f"as of {answer.view.as_of}, revision {answer.view.snapshot.revision}"


def short_text(question: Question, answer: Shown, given: Mapping[str, Any]) -> list[str]:
    """At most twelve lines: the verdict, the first rows of the tables, and what is not known."""
    below = list(notes(question, answer))[:MOST_NAMED]
    room = MOST_LINES - 2 - len(below)
    rows: list[str] = []
    for grid in grids(question, answer, {"first": MOST_NAMED, **given}):
        rows += _short_rows(grid, room - len(rows))
    return [verdict_of(answer), *rows, *below, dated(answer)]


def _short_rows(grid: Grid, room: int) -> list[str]:
    """The first rows of a table, and how many more there are, in so many lines at most."""
    head = [f"{grid.title}:"] if grid.title else []
    named = min(len(grid.rows), MOST_NAMED, room - len(head))
    if named < grid.total:
        named = min(named, room - len(head) - 1)
    if named < 1:
        return []
    rows = ["  ".join(text for text in row if text != NONE) for row in grid.rows[:named]]
    more = grid.total - named
    return [*head, *rows, *([f"and {more:,} more"] if more else [])]


def markdown(
    question: Question, answer: Shown, given: Mapping[str, Any], wanted: Collection[str] = ()
) -> Iterator[str]:
    """An answer as markdown: the verdict, each table, the notes."""
    yield f"**{escaped(verdict_of(answer))}**"
    yield ""
    yield f"*{dated(answer)}*"
    for grid in grids(question, answer, given, wanted):
        if grid.rows:
            yield from ("", *_markdown_table(grid))
    below = list(notes(question, answer))
    yield from ("", *(f"- {escaped(line)}" for line in below)) if below else ()


def _markdown_table(grid: Grid) -> Iterator[str]:
    if grid.title:
        yield from (f"### {grid.title}", "")
    yield f"| {' | '.join(grid.heads)} |"
    yield f"|{' --- |' * len(grid.heads)}"
    for row in grid.rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    if grid.more > 0:
        yield from ("", f"and {grid.more:,} more")


def escaped(text: str) -> str:
    """Text in which markdown finds nothing to set, and no table ends."""
    return _SET_IN_MARKDOWN.sub(r"\\\1", text).replace("\n", " ")
