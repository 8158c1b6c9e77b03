"""What-if edits as files and requests give them, read into what the questions understand.

An edit is a change in the file form of a ChangeSet (``{"put": …}``, ``{"set": …}``,
``{"remove": …}``), ``{"create": …}`` (a put that refuses what is recorded),
``{"endContract": {"contract", "on"}}``, ``{"replaceSupplier": {"supplier", "by", "services",
"on"}}`` or ``{"makeRedundant": {"dependent", "members", "need"}}``. A ChangeSet's file is a list of
edits too. Beside its ``edits`` a file may say what it is ``about``, for who reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from graph_model.change_file import VERBS, read_changes
from graph_model.errors import InvalidChangeSet, InvalidInput, Problem, UnreadableFile, why_unread
from graph_model.ids import read_id
from graph_model.model import Model
from graph_model.records import read_fact
from graph_model.values import Shape, read
from queries.what_if.edit import (
    Create,
    Edit,
    EndContract,
    MakeRedundant,
    ReplaceSupplier,
)

CREATE, END, REPLACE, REDUNDANT = "create", "endContract", "replaceSupplier", "makeRedundant"
WORKED_OUT = (CREATE, END, REPLACE, REDUNDANT)
FORMS = ", ".join(f'{{"{name}": …}}' for name in (*VERBS, *WORKED_OUT))

Report = Callable[[Problem], None]


def read_edits(raw: object, model: Model) -> list[Edit]:
    """The edits of a list in file form.

    Raises:
        InvalidChangeSet: every problem, with the position (from 1) of its edit.
    """
    if not isinstance(raw, list | tuple):
        raise InvalidChangeSet([Problem("edits", type(raw).__name__, "a list")])
    problems: list[Problem] = []
    given = map(_present, raw)
    found = [_edit(one, model, f"edit {n}", problems.append) for n, one in enumerate(given, 1)]
    if problems:
        raise InvalidChangeSet(problems)
    return [edit for edit in found if edit is not None]


def edits_in(path: Path) -> object:
    """What a JSON file has of edits: a ChangeSet's, those of ``{"edits": […]}``, or its list.

    Raises:
        UnreadableFile: it cannot be read, or is no JSON.
    """
    raw = read_json(path)
    return raw.get("changes", raw.get("edits")) if isinstance(raw, Mapping) else raw


def read_edit_file(path: Path, model: Model) -> list[Edit]:
    """The edits of a JSON file.

    Raises:
        UnreadableFile: it cannot be read, or is no JSON.
        InvalidChangeSet: it has no edits, or invalid ones.
    """
    return read_edits(edits_in(path), model)


def read_json(path: Path) -> object:
    """What a JSON file holds.

    Raises:
        UnreadableFile: it cannot be read, or is no JSON.
    """
    import orjson

    try:
        return orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UnreadableFile([Problem(str(path), why_unread(error), "a JSON file")]) from None


def _present(raw: object) -> object:
    """An edit without the entries that are null: programs hand over all that there may be."""
    if not isinstance(raw, Mapping) or len(raw) == 1:
        return raw
    return {name: value for name, value in raw.items() if value is not None}


def _edit(raw: object, model: Model, where: str, report: Report) -> Edit | None:
    verb = next(iter(raw)) if isinstance(raw, Mapping) and len(raw) == 1 else None
    if verb not in (*VERBS, *WORKED_OUT):
        report(Problem(where, repr(raw)[:80], f"one of {FORMS}"))
        return None
    assert isinstance(raw, Mapping)
    if verb in VERBS:
        changes = read_changes([raw], model, lambda problem: report(_placed(problem, where)))
        return changes[0] if changes else None
    if verb == CREATE:
        fact = read_fact(raw[verb], model, f"{where}, {verb}", report)
        return None if fact is None else Create(fact)
    try:
        return _worked_out(verb, _Body(raw[verb], f"{where}, {verb}"))
    except InvalidInput as error:
        for problem in error.problems:
            report(problem)
        return None


def _placed(problem: Problem, where: str) -> Problem:
    place = where + problem.where.removeprefix("change 1")
    return Problem(place, problem.found, problem.expected, problem.advice)


def _worked_out(verb: object, body: _Body) -> Edit:
    if verb == END:
        body.only("contract", "on")
        contract, on = body.id("contract"), body.day("on")
        if on is None:
            raise InvalidChangeSet([Problem(f"{body.where}, on", "nothing", "the last day")])
        return EndContract(contract, on)
    if verb == REDUNDANT:
        body.only("dependent", "members", "need")
        members = body.ids("members") or ()
        return MakeRedundant(body.id("dependent"), members, body.whole("need", 1))
    body.only("supplier", "by", "services", "on")
    return ReplaceSupplier(body.id("supplier"), body.id("by"), body.ids("services"), body.day("on"))


class _Body:
    """The entries of an edit that is no plain change."""

    def __init__(self, raw: object, where: str) -> None:
        if not isinstance(raw, Mapping):
            raise InvalidChangeSet([Problem(where, repr(raw)[:80], "an object")])
        self.raw, self.where = raw, where

    def only(self, *names: str) -> None:
        if unknown := [str(name) for name in self.raw if name not in names]:
            found = f"unknown entries {', '.join(unknown)}"
            raise InvalidChangeSet([Problem(self.where, found, ", ".join(names))])

    def id(self, name: str) -> str:
        return self._id(self.raw.get(name), name)

    def ids(self, name: str) -> tuple[str, ...] | None:
        given = self.raw.get(name)
        if given is None:
            return None
        if isinstance(given, str) or not isinstance(given, Sequence) or not given:
            raise InvalidChangeSet([Problem(f"{self.where}, {name}", repr(given)[:80], "ids")])
        return tuple(self._id(one, name) for one in given)

    def _id(self, given: object, name: str) -> str:
        try:
            return read_id(given)
        except ValueError as error:
            where = f"{self.where}, {name}"
            raise InvalidChangeSet([Problem(where, repr(given)[:80], str(error))]) from None

    def whole(self, name: str, otherwise: int) -> int:
        try:
            given = read(Shape.INTEGER, self.raw.get(name))
        except ValueError as error:
            where, found = f"{self.where}, {name}", repr(self.raw.get(name))[:80]
            raise InvalidChangeSet([Problem(where, found, str(error))]) from None
        return otherwise if given is None else int(str(given))

    def day(self, name: str) -> date | None:
        try:
            given = read(Shape.DATE, self.raw.get(name))
        except ValueError as error:
            where, found = f"{self.where}, {name}", repr(self.raw.get(name))[:80]
            raise InvalidChangeSet([Problem(where, found, str(error))]) from None
        return None if given is None else date.fromisoformat(str(given))
