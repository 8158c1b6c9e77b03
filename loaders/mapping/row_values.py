"""The values of one row as its mapping means them: cells by column, templates, fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_model.declare import Field, text
from graph_model.errors import Problem
from graph_model.values import Value
from loaders.intake.raw_row import RawRow
from loaders.intake.sheet import Cell, text_of
from loaders.mapping.cells import read_cell
from loaders.mapping.mapping import EACH, ValueRule
from loaders.mapping.template import Template


@dataclass(slots=True)
class FieldsRead:
    """What a row says of some fields; what could not be read, as it stands, and why."""

    values: dict[str, Value] = field(default_factory=dict)
    bad: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowValues:
    """A row, and where it stands; ``empty`` are the words, folded, that mean nothing."""

    row: RawRow
    where: str
    empty: frozenset[str]

    def cell(self, column: str) -> Cell:
        """What a column says; None where it says nothing, or a word that means so."""
        cell: Cell = self.row.get(column)  # type: ignore[assignment]
        text = text_of(cell)
        return None if not text or text.casefold() in self.empty else cell

    def text(self, template: Template, each: str | None = None) -> str | None:
        """A template's text; None where one of its columns is blank."""
        return template.fill(lambda name: self._named(name, each))

    def fields(
        self,
        rules: Mapping[str, ValueRule],
        declared: Mapping[str, Field],
        each: str | None = None,
    ) -> FieldsRead:
        """The fields that the row says; a field that is not declared is text."""
        read = FieldsRead()
        for name, rule in rules.items():
            cell = self._meant(rule) or self._of(rule.template, each)
            try:
                value = read_cell(cell, rule, declared.get(name) or text(name, ""))
            except ValueError as error:
                place = f"{self.where}, {', '.join(rule.template.columns) or name}"
                read.problems.append(Problem(place, repr(text_of(cell))[:80], str(error)))
                read.bad[name] = text_of(cell)
                continue
            if value is not None:
                read.values[name] = value
        return read

    def _meant(self, rule: ValueRule) -> Cell:
        """The cell of a word that the field's own table knows, and that is none elsewhere."""
        if not rule.values or len(rule.template.columns) != 1:
            return None
        cell: Cell = self.row.get(rule.template.columns[0])  # type: ignore[assignment]
        text = text_of(cell).casefold()
        known = text in self.empty and text in {word.casefold() for word in rule.values}
        return cell if known else None

    def _named(self, name: str, each: str | None) -> str:
        return each or "" if name == EACH else text_of(self.cell(name))

    def _of(self, template: Template, each: str | None) -> Cell:
        """A template's cell: of one column alone with its type."""
        columns = template.columns
        if len(columns) == 1 and template.text == "{" + columns[0] + "}" and columns[0] != EACH:
            return self.cell(columns[0])
        return self.text(template, each)
