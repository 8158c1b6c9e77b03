"""How an answer reads: its verdict, its notes, and as a text of twelve lines or markdown.

Every door that speaks to people reads answers so: the command line, plain text and markdown over
HTTP, workbooks and reports.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from graph_model.characters import in_one_line
from graph_model.errors import InvalidQuestion, Problem
from graph_model.words import MOST_NAMED, day_in_words
from queries.answers.record import requestable
from queries.answers.telling import Shown
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Note, Question
from queries.questions.grid import Grid, cell_at, grids
from queries.questions.shared import PAGING
from queries.questions.words import NONE, worded

MOST_LINES = 12
"""How many lines a short text has."""
_SET_IN_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")


def list_arguments(question: Question, answer: Shown, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the first table's list, those that were given: its own, and its page's.

    Raises:
        InvalidQuestion: one does not fit.
    """
    model, day = answer.view.snapshot.model, answer.view.as_of
    taken = {argument.name for argument in question.arguments}
    paging = (argument for argument in PAGING if argument.name not in taken)
    read = read_arguments((*question.list_arguments, *paging), given, day, model)
    return {name: value for name, value in read.items() if value is not None}


def require_requestable(answer: Shown, wanted: Collection[str]) -> None:
    """Refuse a name of no fact that is told on request: a misspelt one must not be passed over.

    Raises:
        InvalidQuestion: with each name.
    """
    known = requestable(type(answer.of))
    expected = f"one of {', '.join(known)}" if known else "nothing: all is told"
    if wrong := [name for name in wanted if name not in known]:
        raise InvalidQuestion([Problem("with", repr(name)[:80], expected) for name in wrong])


def verdict_of(answer: Shown) -> str:
    """The answer in one sentence."""
    sentence: str = answer.told("verdict")
    return sentence


def notes(question: Question, answer: Shown) -> Iterator[str]:
    """The lines below the tables, those with nothing to say left out.

    First come what gave the day and what edits do that may not be meant; what is lacking is last.
    """
    yield from _remarks(answer)
    yield from _noted(question.notes, answer)
    yield from _lacking(answer)


def _remarks(answer: Shown) -> Iterator[str]:
    view = answer.view
    if view.dated_by and (ticket := view.find(view.dated_by)) is not None:
        yield f"asked for {view.as_of}, when {view.label(ticket)} is planned to begin"
    for warning in answer.told("edit_warnings"):
        yield f"warning: {warning}"


def _noted(notes: Iterable[Note], answer: Shown) -> Iterator[str]:
    for note in notes:
        if (said := cell_at(answer, note.path).text) not in (NONE, "0"):
            yield f"{note.said}: {said}" if note.said else said


def _lacking(answer: Shown) -> Iterator[str]:
    """What was kept back, and why it is not complete; an empty store is the verdict already."""
    yield from map(worded, answer.told("kept_back"))
    if (reason := answer.told("reason")) and not answer.view.emptiness:
        yield f"this answer is not complete: {reason}"


def dated(answer: Shown) -> str:
    """Of which day and facts an answer is."""
    return f"as of {day_in_words(answer.view.as_of)}, revision {answer.view.snapshot.revision}"


def short_text(
    question: Question, answer: Shown, given: Mapping[str, Any], end: str = ""
) -> list[str]:
    """At most twelve lines: the verdict, what the question tells in short, and what is not known.

    ``end`` is told in the last line, with the day and the facts.
    """
    last = "; ".join(part for part in (dated(answer), end) if part)
    body = _brief(question, answer) if question.brief else _first_rows(question, answer, given)
    return [in_one_line(line) for line in (verdict_of(answer), *body, last)]


def _brief(question: Question, answer: Shown) -> list[str]:
    """A line for each part of a short text that has something to say, then what is lacking."""
    lacking = [*_remarks(answer), *_lacking(answer)]
    told = [*_noted(question.brief, answer), *(["; ".join(lacking)] if lacking else [])]
    room = MOST_LINES - 2
    return [*told[: room - 1], "; ".join(told[room - 1 :])] if len(told) > room else told


def _first_rows(question: Question, answer: Shown, given: Mapping[str, Any]) -> list[str]:
    """The first rows of the tables, and the notes."""
    lacking = [*_remarks(answer), *_lacking(answer)][-MOST_NAMED:]
    own = list(_noted(question.notes, answer))[: MOST_NAMED - len(lacking)]
    below = [*own, *lacking]
    room = MOST_LINES - 2 - len(below)
    rows: list[str] = []
    for grid in grids(question, answer, {"first": MOST_NAMED, **given}):
        rows += _short_rows(grid, room - len(rows))
    return [*rows, *below]


def _short_rows(grid: Grid, room: int) -> list[str]:
    """The first rows of a table, and how many more there are, in so many lines at most."""
    head = [f"{grid.title}:"] if grid.title else []
    named = min(len(grid.rows), MOST_NAMED, room - len(head))
    if named < grid.total:
        named = min(named, room - len(head) - 1)
    if named < 1:
        return []
    more = grid.total - named
    return [*head, *map(grid.line, range(named)), *([f"and {more:,} more"] if more else [])]


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
        yield from (f"### {escaped(grid.title)}", "")
    if not grid.heads:
        yield from (f"- {escaped(line)}" for row in grid.rows for line in row)
        return
    yield f"| {' | '.join(grid.heads)} |"
    yield f"|{' --- |' * len(grid.heads)}"
    for row in grid.rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    if grid.more > 0:
        yield from ("", f"and {grid.more:,} more")
    if grid.hidden:
        yield from ("", f"and {grid.hidden:,} that you may not see")


def escaped(text: str) -> str:
    """Text in which markdown finds nothing to set, and no table ends."""
    return _SET_IN_MARKDOWN.sub(r"\\\1", text).replace("\n", " ")
