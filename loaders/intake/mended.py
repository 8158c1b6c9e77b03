"""A row with something wrong in it: what is certain is read, and the rest kept without the field.

A contract does not lose its supplier over a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph_model.declare import Field
from graph_model.errors import Problem
from graph_model.facts import Fact, Record
from graph_model.model import Model
from graph_model.records import read_fact
from loaders.intake.certain import certain
from loaders.intake.raw_row import too_deep

_ITEM = frozenset(("kind", "id", "name"))
_RELATION = frozenset(("type", "from", "to", "group", "need", "role"))
"""What a fact cannot do without, or would mean something else without."""


class Mended:
    """What can be kept of a row; ``problems`` are those that are left, ``fact`` None if nothing."""

    def __init__(self, raw: object, where: str, problems: Sequence[Problem], model: Model) -> None:
        """Mend a row of which these problems were told."""
        self.fact: Fact | None = None
        self.problems: Sequence[Problem] = problems
        self._where, self._model = where, model
        if isinstance(raw, Mapping) and not too_deep(raw):
            self._mend(dict(raw))

    def _mend(self, row: Record) -> None:
        bad = _named(self.problems, row)
        if bad is None:
            return
        declared = {one.name: one for one in self._declared(row)}
        read = {n: certain(declared[n].shape, row[n]) for n in bad if n in declared}
        said_twice = {n for n in bad if any("it again" in p.found for p in self.problems)}
        left = self._read({**row, **read}) if not said_twice else list(self.problems)
        if not left:
            self.problems = ()
            return
        self.problems = left
        if (worse := _named(left, row)) is not None and not worse & _own(row):
            self._read(_without({**row, **read}, worse, left))

    def _read(self, row: Record) -> list[Problem]:
        problems: list[Problem] = []
        self.fact = read_fact(row, self._model, self._where, problems.append)
        return problems

    def _declared(self, row: Record) -> Iterable[Field]:
        found = (
            self._model.find_relation(row.get("type"))
            if "from" in row or "to" in row
            else self._model.find_kind(row.get("kind"))
        )
        return found.fields if found else ()


def _own(row: Record) -> frozenset[str]:
    return _RELATION if "from" in row or "to" in row else _ITEM


def _named(problems: Sequence[Problem], row: Record) -> set[str] | None:
    """The entries of a row that problems are about; None where one is about the whole row."""
    found: set[str] = set()
    for problem in problems:
        names = [n for n in row if problem.where.endswith(f", {n}")]
        opened = "attributes" in row and ", attributes, " in problem.where
        if not names and not opened:
            return None
        found |= {"attributes"} if opened else set(names)
    return found


def _without(row: Record, bad: set[str], problems: Sequence[Problem]) -> Record:
    """A row without its bad entries; of the open attributes those alone that are bad."""
    kept = {name: value for name, value in row.items() if name not in bad}
    opened = row.get("attributes")
    if "attributes" in bad and isinstance(opened, Mapping):
        ends = tuple(problem.where for problem in problems)
        kept["attributes"] = {
            n: v
            for n, v in opened.items()
            if not any(e.endswith(f", attributes, {n}") for e in ends)
        }
    return kept
