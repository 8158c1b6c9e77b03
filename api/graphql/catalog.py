"""The questions as they are declared: a page makes its forms, documents and tables from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, get_type_hints

from api.graphql.cell_form import CellForm, form_of
from api.graphql.context import Context
from api.graphql.field import ComputedField, argument
from api.graphql.question import choices_of, type_in_document
from api.graphql.registry import Registry
from api.graphql.selection import (
    LINES,
    NAMED,
    ONWARDS,
    CellPath,
    Selecting,
    Selection,
    Waypoint,
    variables_in,
)
from api.graphql.told import told_type
from application.asking import answering
from graph_model.declare import camel
from graph_model.model import Model
from graph_model.periods import parse_period
from queries.answers.answer import Answer
from queries.answers.record import class_of
from queries.answers.sorted_by import AMONG, CONTAINING, SORT
from queries.answers.telling import Shown
from queries.answers.told import Fact, facts_of, told
from queries.answers.types import Json, Said
from queries.questions.catalog import ASKED_BY, question
from queries.questions.declaration import Argument, Form, Question, Table, TableColumn
from queries.questions.shared import FACT_ARGUMENTS

_LEFT_OUT = ("sentence", "as_of")
"""Facts of answers that are told another way already: in the verdict, and with the revision."""
_PAGE = {
    LINES: "Int",
    ONWARDS: "String",
    NAMED: "Int",
    SORT: "[String!]",
    CONTAINING: "String",
    AMONG: "[String!]",
}
"""The types of a page's variables."""
_NAMELESS = ("ID", "NAME")
"""Heads under which the column of an item does not say what the item is."""


@dataclass(frozen=True, slots=True)
class CatalogArgument:
    """What a question takes."""

    key: Annotated[str, Said("Its name in GraphQL and JSON.")]
    label: Annotated[str, Said("Its name in words.")]
    said: Annotated[str, Said("What is said of it.")]
    form: Annotated[Form, Said("What it can be.")]
    many: Annotated[bool, Said("Whether several may be given.")]
    required: Annotated[bool, Said("Whether it must be given.")]
    names_items: Annotated[bool, Said("Whether it is the id of an item, or ids of items.")]
    of_facts: Annotated[bool, Said("Whether it says which facts are asked: a day, edits.")]
    default: Annotated[str | None, Said("What it is where it is not given, in words.")]
    least: Annotated[int | None, Said("The least that a number may be.")]
    most: Annotated[int | None, Said("The most that a number may be.")]
    choices: Annotated[list[str], Said("What it may be, where that is closed.")]


@dataclass(frozen=True, slots=True)
class CatalogColumn:
    """A column of a table: its head, and where its cells stand below a line."""

    head: Annotated[str, Said("Its head.")]
    path: Annotated[list[str], Said("The fields that lead from a line to its cell; none: itself.")]
    form: Annotated[CellForm, Said("What stands in a cell.")]
    many: Annotated[bool, Said("Whether a cell has several of that.")]
    rare: Annotated[bool, Said("Whether it is left out where no line has anything to show.")]
    sorts: Annotated[
        str | None, Said("By what the list is sorted and narrowed for it; null: it is by none.")
    ]


@dataclass(frozen=True, slots=True)
class CatalogTable:
    """A list of an answer as a table, and the document that asks for it alone, a page at a time."""

    path: Annotated[list[str], Said("The fields that lead from the answer to the list.")]
    title: Annotated[str, Said("What it is of; empty: the answer itself.")]
    empty: Annotated[str, Said("What is said where it has nothing; empty: nothing recorded.")]
    columns: Annotated[list[CatalogColumn], Said("Its columns.")]
    through: Annotated[
        bool, Said("Whether the path leads through another list, whose entries say inWords.")
    ]
    cursor: Annotated[bool, Said("Whether the document goes on after a cursor, and counts all.")]
    on_request: Annotated[bool, Said("Whether it is worked out only for who asks its document.")]
    only_with: Annotated[str | None, Said("The field of the answer without which it is left out.")]
    above: Annotated[bool, Said("Whether it sums up the others, and stands above them.")]
    document: Annotated[str, Said("The document that asks for it alone.")]


@dataclass(frozen=True, slots=True)
class CatalogNote:
    """A fact of an answer that stands beside its tables, in words."""

    said: Annotated[str, Said("What it is; empty where the fact is a sentence.")]
    path: Annotated[list[str], Said("The fields that lead from the answer to it.")]
    form: Annotated[CellForm, Said("What it is said as.")]
    many: Annotated[bool, Said("Whether there are several.")]


@dataclass(frozen=True)
class CatalogQuestion:
    """A question that can be asked, as it is declared."""

    question: Question
    model: Model
    asked_by: Annotated[str, Said("Who asks it most.")]

    @told
    def name(self) -> str:
        """Its name, as the command has it."""
        return self.question.command

    @told
    def key(self) -> str:
        """Its field in GraphQL, and its name in JSON and of its reports."""
        return self.question.key

    @told
    def said(self) -> str:
        """What it asks."""
        return self.question.said

    @told
    def drawn(self) -> bool:
        """Whether its answer has a picture."""
        return self.question.drawn

    @told
    def example(self) -> Json:
        """Arguments that the state sample has an answer to."""
        return self.question.example

    @told
    def arguments(self) -> list[CatalogArgument]:
        """What it takes: its own arguments, its list's, and which facts it is asked of."""
        return [self._argument(one) for one in self._takes]

    @told
    def tables(self) -> list[CatalogTable]:
        """The lists of its answer, as tables."""
        return [self._table(table) for table in self.question.tables]

    @told
    def notes(self) -> list[CatalogNote]:
        """The facts of its answer that stand beside the tables."""
        return [
            CatalogNote(said, list(cell.path), cell.form, cell.many)
            for said, cell in self._noted(Selection())
        ]

    @told
    def document(self) -> str:
        """The document that asks for all of that, of each list in pages the first."""
        selection = Selection()
        self._every(selection)
        list(self._noted(selection))
        for table in self.question.tables:
            if not self._reached(table).on_request:
                self._fill(table, selection)
        return self._document(selection)

    @property
    def _answer(self) -> Any:
        return get_type_hints(answering(self.question), include_extras=True)["return"]

    @cached_property
    def _takes(self) -> Sequence[Argument]:
        own = (*self.question.arguments, *self.question.list_arguments)
        return (*own, *(one for one in FACT_ARGUMENTS if one.name in self.question.takes))

    @cached_property
    def _selecting(self) -> Selecting:
        return Selecting(self.model, [one.key for one in self.question.list_arguments])

    def _argument(self, declared: Argument) -> CatalogArgument:
        return CatalogArgument(
            declared.key,
            declared.name.strip("_").replace("_", " ").capitalize(),
            declared.said,
            declared.form,
            declared.form.many,
            declared.required,
            declared.names_items,
            declared in FACT_ARGUMENTS,
            _otherwise(declared),
            declared.least,
            declared.most,
            choices_of(declared, self.model),
        )

    def _table(self, table: Table) -> CatalogTable:
        selection = Selection()
        reached, columns = self._fill(table, selection, after=True)
        return CatalogTable(
            list(reached.keys),
            table.title,
            table.empty,
            columns,
            reached.through,
            reached.cursor,
            reached.on_request,
            camel(table.only_with) or None,
            table.above,
            self._document(selection),
        )

    def _reached(self, table: Table) -> Waypoint:
        return self._selecting.list_at(Waypoint(Selection(), self._answer), table.path)

    def _fill(
        self, table: Table, selection: Selection, after: bool = False
    ) -> tuple[Waypoint, list[CatalogColumn]]:
        """Select a table's list and its columns."""
        if table.only_with:
            self._selecting.cell(Waypoint(selection, self._answer), table.only_with + ".id")
        start = Waypoint(selection, self._answer)
        reached = self._selecting.list_at(start, table.path, after and self._reached(table).cursor)
        return reached, list(self._columns(table, reached))

    def _columns(self, table: Table, reached: Waypoint) -> Iterator[CatalogColumn]:
        """A table's columns, those of one item in one; of a list of sentences these alone."""
        if not table.columns:
            yield CatalogColumn("", [], reached.entry_form, many=False, rare=False, sorts=None)
        found: dict[tuple[str, ...], list[TableColumn]] = {}
        cells: dict[tuple[str, ...], CellPath] = {}
        for column in table.columns:
            if self._selecting.asked_below(reached, column.path):
                continue
            cell = self._selecting.cell(reached, column.path)
            found.setdefault(cell.path, []).append(column)
            cells[cell.path] = cell
        for path, those in found.items():
            head, cell, way = _head([one.head for one in those]), cells[path], ".".join(path)
            sorts = way if way in reached.columns else None
            yield CatalogColumn(head, list(path), cell.form, cell.many, those[0].rare, sorts)

    def _every(self, selection: Selection) -> None:
        """What every answer tells of itself, its day, and what it was before edits."""
        for fact in facts_of(Answer).values():
            below = selection.under(fact.key)
            if class_of(fact.type):
                below.leaves("inWords")
        told_here = facts_of(self._answer)
        if "as_of" in told_here:
            selection.leaves("asOf")
        if "before" in told_here:
            selection.under("before").leaves("verdict")

    def _noted(self, selection: Selection) -> Iterator[tuple[str, CellPath]]:
        """The notes that are declared, and the plain facts of the answer, selected."""
        start = Waypoint(selection, self._answer)
        listed = (table.path.partition(".")[0] for table in self.question.tables)
        other = {*listed, *(note.path for note in self.question.notes), *_LEFT_OUT}
        for fact in facts_of(self._answer).values():
            if _is_plain(fact) and not {fact.name, fact.key} & other:
                words = fact.name.replace("_", " ")
                yield words, self._selecting.cell(start, fact.name)
        for note in self.question.notes:
            if not self._selecting.asked_below(start, note.path):
                yield note.said, self._selecting.cell(start, note.path)

    def _document(self, selection: Selection) -> str:
        """A selection below the question's field, asked with all that it takes."""
        key = self.question.key
        own = [one.key for one in self._takes if one not in self.question.list_arguments]
        arguments = f"({', '.join(f'{one}: ${one}' for one in own)})" if own else ""
        body = f"{key}{arguments}{selection.written()}"
        types = {one.key: type_in_document(one) for one in self._takes} | _PAGE
        used = variables_in(body)
        declared = ", ".join(f"${name}: {types[name]}" for name in types if name in used)
        return f"query Ask{f'({declared})' if declared else ''} {{ {body} }}"


def _otherwise(declared: Argument) -> str | None:
    """What an argument is where it is not given, in words: of a day how much later it is."""
    if declared.form is Form.DAY and isinstance(declared.default, str):
        return f"{parse_period(declared.default).words} on"
    return declared.otherwise or None


def _is_plain(fact: Fact) -> bool:
    """Whether a fact is no object and no list of them, and told to whoever asks the answer."""
    own = fact.name not in facts_of(Answer)
    needs = any(parameter.required for parameter in fact.parameters)
    plain = class_of(fact.type) is None and form_of(fact.type) is not CellForm.RELATION
    return own and plain and not needs and not fact.on_request


def _head(heads: Sequence[str]) -> str:
    """The head of an item's columns as one: what it is, where one of them says so."""
    telling = next((head for head in heads if head not in _NAMELESS), heads[-1])
    return telling.removesuffix(" ID").removesuffix(" NAME")


@dataclass(frozen=True)
class Catalog:
    """All questions of a model."""

    model: Model

    @cached_property
    def questions(self) -> Sequence[CatalogQuestion]:
        """Each, by who asks it most."""
        return [
            CatalogQuestion(question(name), self.model, who)
            for who, names in ASKED_BY.items()
            for name in names
        ]

    def ask(self, source: None, context: Context, name: str | None = None) -> list[Shown]:
        """All of them, or the one of a name."""
        found = (one for one in self.questions if name is None or one.question.command == name)
        return [Shown(one, context.view) for one in found]


def catalog_field(model: Model, registry: Registry) -> ComputedField:
    """The field that tells what can be asked."""
    told_type(CatalogQuestion, registry)
    return ComputedField(
        "questions",
        "list[CatalogQuestion]",
        Catalog(model).ask,
        registry,
        "The questions that can be asked: what each takes, and how its answer is read.",
        [argument("name", "str | None", registry, "Only the one of this name; absent: all.")],
    )
