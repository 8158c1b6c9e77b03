"""A report of any question: its answer's verdict, tables and notes, and of which facts it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from api.picture.drawn import picture_shown
from application.asking import About
from graph_model.declare import camel
from queries.answers.telling import Shown
from queries.answers.view import View
from queries.questions.declaration import Argument, Form, Question
from queries.questions.grid import Grid, grids, leading
from queries.questions.reading import list_arguments, notes, require_requestable, verdict_of
from queries.questions.words import worded

MOST_READ = 20
"""A table of more rows is one to look things up in: it stands behind those that are read."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which facts a report is about: of which store, at which revision, for which day.

    ``edits`` is how many are laid over them; ``reason`` why the answer is not complete, if so;
    ``sources`` what the sources of the facts say of themselves, name and description.
    """

    store: str
    revision: int
    as_of: date
    edits: int = 0
    reason: str | None = None
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report; ``asked`` are the question's arguments as they were given.

    ``lead`` is what to decide first, ``picture`` how the answer looks, if it has a picture.
    """

    title: str
    said: str
    asked: tuple[tuple[str, str], ...]
    verdict: str
    sections: tuple[Grid, ...]
    notes: tuple[str, ...]
    provenance: Provenance
    lead: tuple[Grid, ...] = ()
    picture: Shown | None = None


def report_of(
    question: Question,
    answer: Shown,
    given: Mapping[str, Any],
    about: About,
    store: str,
    wanted: Collection[str] = (),
) -> Report:
    """The report of an answer, as whoever asked may see it; ``store`` is the store's address.

    Each table has as many rows as a page may have; the others are counted. Long tables come last.

    Raises:
        InvalidQuestion: an argument of its list, or a name of ``wanted``, does not fit.
    """
    require_requestable(answer, wanted)
    listed = list_arguments(question, answer, given)
    found = grids(question, answer, listed, wanted, answer.view.office.most_rows)
    return Report(
        _title(question, answer, given),
        question.said,
        tuple(_asked(question, given)),
        sentence(verdict_of(answer)),
        tuple(sorted((grid for grid in found if grid.cells or grid.empty), key=_is_long)),
        tuple(sentence(note) for note in notes(question, answer)),
        _provenance(answer, about, store),
        tuple(leading(question, answer)),
        picture_shown(answer) if question.drawn else None,
    )


def _is_long(section: Grid) -> bool:
    """Whether a section is to look things up in, rather than to read."""
    return len(section.cells) > MOST_READ


def _title(question: Question, answer: Shown, given: Mapping[str, Any]) -> str:
    """What the question is called, and what it was asked of, as people call it."""
    of = [a for a in question.arguments if a.positional and a.form in (Form.ID, Form.IDS)]
    values = [value for argument in of if (value := _given(argument, given)) is not None]
    many = (one for v in values for one in (v if isinstance(v, list) else [v]))
    about = ", ".join(_called(answer, str(one)) for one in many)
    name = sentence(question.name.replace("_", " "))
    return f"{name}: {about}" if about else name


def _called(answer: Shown, id_: str) -> str:
    """What an id that was asked about is called; one that names nothing by itself."""
    row = answer.view.find(id_)
    return id_ if row is None else answer.view.name(row)


def _given(argument: Argument, given: Mapping[str, Any]) -> Any:
    return given.get(argument.name, given.get(argument.key))


def _asked(question: Question, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was given of a question's arguments, in their order; edits are counted apart."""
    for argument in (*question.arguments, *question.list_arguments):
        value = _given(argument, given)
        if value is not None and value != [] and argument.form is not Form.EDITS:
            many = value if isinstance(value, list | tuple) else [value]
            yield argument.name.rstrip("_").replace("_", " "), ", ".join(map(worded, many))


def _provenance(answer: Shown, about: About, store: str) -> Provenance:
    view = answer.view
    reason: str | None = answer.told("reason")
    return Provenance(
        store_name(store),
        view.snapshot.revision,
        view.as_of,
        len(about.what_if),
        reason,
        tuple(_sources(view)),
    )


def _sources(view: View) -> Iterator[tuple[str, str]]:
    """What the sources that may be seen say of themselves, in order of id."""
    rows = view.shown(view.snapshot.rows_of_kind("Source"))
    for row in view.snapshot.order.rows(rows).tolist():
        described = view.snapshot.value(row, "description")
        if described:
            yield view.snapshot.name(row), str(described)


def sentence(text: str) -> str:
    """A text as it stands at the head of a line."""
    return text[:1].upper() + text[1:]


def titled(section: Grid) -> str:
    """The title of a section: its table's, or what its list is called."""
    return sentence(section.title or camel_words(section.path.rpartition(".")[2]))


def camel_words(name: str) -> str:
    """A name of either form as words: ``notInForce``, not in force."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in camel(name))


def left_out(section: Grid) -> Iterator[str]:
    """What a section does not show: further rows, and those that may not be seen."""
    if section.more > 0:
        yield f"and {section.more:,} more"
    if section.hidden:
        yield f"and {section.hidden:,} that you may not see"


def store_name(address: str) -> str:
    """A store as a report names it: without folders and user names, which are nobody's business."""
    parts = urlsplit(address)
    if parts.scheme != "sqlite":
        return f"Neo4j at {parts.hostname or 'an unnamed host'}"
    name = PurePosixPath(parts.path).name
    return f"SQLite file {name}" if name else "SQLite, in memory"
