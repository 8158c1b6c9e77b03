"""What a declaration of a question is made of, without numpy: help must come at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from typing import Any

from graph_model.declare import camel
from graph_model.words import word_of


class Form(Enum):
    """What an argument can be."""

    ID = "id"
    IDS = "ids"
    DAY = "day"
    MOMENT = "moment"
    INTEGER = "whole number"
    TEXT = "text"
    TEXTS = "texts"
    FLAG = "yes or no"
    LENS = "lens"
    LEVEL = "level"
    KIND = "kind"
    KINDS = "kinds"
    RELATIONS = "relation types"
    CHOICE = "choice"
    CHOICES = "choices"
    EDITS = "edits"
    POINT = "revision or day"
    POINTS = "revisions or days"

    @property
    def many(self) -> bool:
        """Whether several may be given."""
        return self in _MANY


_MANY = (
    *(Form.IDS, Form.TEXTS, Form.KINDS, Form.RELATIONS),
    *(Form.CHOICES, Form.EDITS, Form.POINTS),
)


class Required:
    """Stands for the default of an argument that has none."""


REQUIRED = Required()


@dataclass(frozen=True, slots=True)
class Argument:
    """What a question takes: its form, what is said of it, its default and its bounds.

    ``default`` None is absent; of a day it may be a duration, counted from the day asked for.
    ``choices`` is the enum of a choice (or ``module:name`` of one that is imported when it is
    needed, and the word of its default), or ``kind`` and ``field`` whose choices it is of.
    ``positional`` arguments stand on the command line without a name; ``option`` is what it is
    called there where that is not its own name. An effect ``starts`` at the items that it names.
    ``of_items`` is False of ids that are not those of items: of a rule, or of a ChangeSet. It must
    be given ``unless`` the argument of that name is.
    """

    name: str
    form: Form
    said: str
    default: object = REQUIRED
    least: int | None = None
    most: int | None = None
    choices: type[Enum] | str | None = None
    positional: bool = False
    option: str = ""
    kind: str = ""
    field: str = ""
    of_items: bool = True
    starts: bool = False
    unless: str = ""

    @property
    def names_items(self) -> bool:
        """Whether it is the id of an item, or ids of items."""
        return self.of_items and self.form in (Form.ID, Form.IDS)

    @property
    def key(self) -> str:
        """Its name in JSON and GraphQL."""
        return camel(self.name)

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is REQUIRED

    @property
    def members(self) -> type[Enum] | None:
        """The enum of a choice, imported now; None of any other form, and of a field's choice."""
        if not isinstance(self.choices, str):
            return self.choices
        module, _, name = self.choices.partition(":")
        found: type[Enum] = getattr(import_module(module), name)
        return found

    @property
    def otherwise(self) -> str:
        """Its default in words; "" where it is absent then, or must be given."""
        if self.required or self.default in (None, False, (), []):
            return ""
        if isinstance(self.default, Enum):
            return word_of(self.default)
        many = self.default if isinstance(self.default, tuple | list) else [self.default]
        return ", ".join(map(str, many))


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its head, and the path of facts that it shows (``item.id``).

    A ``rare`` one is left out where no line has anything to show in it.
    """

    head: str
    path: str
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """How a list of an answer reads: the path of the list, its columns, and a title.

    A path that leads through a list (``chains.steps``) reads as one table for each of its entries.
    ``empty`` is said where the list has nothing; ``first`` is how many lines people are shown where
    they do not say. A list that is told ``whole`` has no pages; one without columns is a list of
    sentences. ``only_with`` is the path of a fact without which the table is left out. ``ordered``
    is the argument of the list that may name the fact by which it is ranked: that has a column too.
    One that sums up the others stands ``above`` them.
    """

    path: str
    columns: tuple[TableColumn, ...]
    title: str = ""
    empty: str = ""
    first: int | None = None
    whole: bool = False
    only_with: str = ""
    ordered: str = ""
    above: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A line below the tables: what it says, and the path of the fact that it says it of.

    It is left out where the fact is absent, empty or none. A fact that is a sentence needs no words
    before it.
    """

    said: str
    path: str


FACTS = ("as_of", "at_revision", "what_if")
"""By what a question says which facts it is about: a day, a revision, and edits laid over them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name, what it asks, what it takes, where it is answered, how it reads.

    ``answered`` is ``module:function``, loaded when the question is asked. The function takes
    ``asked`` (:class:`queries.answers.asked.Asked`) and the arguments by name, and gives an
    :class:`queries.answers.answer.Answer`. Arguments of ``list_arguments`` belong to the fact of
    the answer that the first table shows. ``takes`` are those of FACTS that mean something to it.
    ``short`` is a second, shorter name of its command, ``called`` what that is called where a kind
    of item has the name in GraphQL.
    ``lead`` are tables that a report begins with, five lines of each: what to decide first.
    ``brief`` are the lines of its short text, below the verdict: a list in one line, cut and
    counted; without them that has the first rows of the tables, and the notes.
    ``kept`` where its answer can be told again: the question is kept with its text, and found by
    the digest that stands there, as its argument ``replay``.
    ``crawls`` where a store can answer it level by level; ``drawn`` where its answer has a picture.
    ``example`` are arguments that the state
    sample has an answer to.
    """

    name: str
    said: str
    answered: str
    arguments: tuple[Argument, ...] = ()
    list_arguments: tuple[Argument, ...] = ()
    tables: tuple[Table, ...] = ()
    lead: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    brief: tuple[Note, ...] = ()
    takes: tuple[str, ...] = FACTS
    short: str = ""
    kept: bool = False
    called: str = ""
    crawls: bool = False
    drawn: bool = False
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in JSON and GraphQL."""
        return camel(self.name)

    @property
    def command(self) -> str:
        """Its name on the command line."""
        return self.called or self.name.replace("_", "-")

    @property
    def starts(self) -> Argument | None:
        """The argument that names where an effect starts; None where the question has none."""
        return next((argument for argument in self.arguments if argument.starts), None)

    @property
    def listed(self) -> str:
        """The path that ``list_arguments`` and the page's arguments belong to; "" for none."""
        return self.tables[0].path if self.tables else ""

    @property
    def paged(self) -> bool:
        """Whether that fact is told in pages."""
        return bool(self.tables) and not self.tables[0].whole


def columns(**paths: str) -> tuple[TableColumn, ...]:
    """Columns by head: ``columns(ACT_BY="act_by", ID="item.id", MORE="more?")``, the last rare."""
    return tuple(
        TableColumn(head.replace("_", " "), path.removesuffix("?"), path.endswith("?"))
        for head, path in paths.items()
    )
