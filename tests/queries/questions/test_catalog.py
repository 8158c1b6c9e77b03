"""Every declaration fits what answers it: arguments, tables, notes; and none of them is heavy."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any, get_type_hints

import pytest

from queries.answers.answer import Answer
from queries.answers.told import Fact, facts_of
from queries.answers.types import ItemOf, ItemsOf, Listed, Object, Optional, Paged, RelationOf, Type
from queries.questions.catalog import NAMES, question, questions
from queries.questions.declaration import FACTS, Form, Question, Table, TableColumn
from tests.support.repository import ROOT

ALL = [pytest.param(one, id=one.name) for one in questions()]
LISTING = [pytest.param(one, id=one.name) for one in questions() if one.list_arguments]


def answering(declared: Question) -> Any:
    module, _, name = declared.answered.partition(":")
    return getattr(import_module(module), name)


def answer_of(declared: Question) -> type:
    cls: type = get_type_hints(answering(declared), include_extras=True)["return"]
    return cls


def test_each_module_is_listed_and_named_like_its_question() -> None:
    modules = {path.stem for path in (ROOT / "queries/questions").glob("*.py")}
    helpers = {
        "__init__",
        "catalog",
        "declaration",
        "arguments",
        "reading",
        "grid",
        "words",
        "shared",
    }
    assert modules - helpers == set(NAMES)
    assert [question(name).name for name in NAMES] == list(NAMES)


@pytest.mark.parametrize("declared", ALL)
def test_it_is_answered_by_a_function_of_its_arguments(declared: Question) -> None:
    first, *named = inspect.signature(answering(declared)).parameters.values()
    assert first.name == "asked"
    assert [one.name for one in named] == [one.name for one in declared.arguments]
    assert issubclass(answer_of(declared), Answer)


@pytest.mark.parametrize("declared", ALL)
def test_what_it_says_of_itself(declared: Question) -> None:
    assert declared.said.endswith((".", "?"))
    assert set(declared.takes) <= set(FACTS)
    every = [*declared.arguments, *declared.list_arguments]
    names = [one.name for one in every]
    assert len(set(names)) == len(names)
    for one in every:
        assert one.said.endswith("."), one.name
        if one.form in (Form.CHOICE, Form.CHOICES):
            members = one.members
            assert one.kind or (members is not None and issubclass(members, Enum))
    keys = {key for one in every for key in (one.name, one.key)}
    assert set(declared.example) <= keys


def bare(type_: Type) -> Type:
    return type_.of if isinstance(type_, Optional) else type_


def fact_named(cls: type, name: str) -> Fact:
    found = [fact for fact in facts_of(cls).values() if name in (fact.name, fact.key)]
    assert found, f"{cls.__name__} tells no {name}"
    return found[0]


def followed(type_: Type, path: str) -> Type | None:
    """What stands at a path below something of a type; None below an item, which has fields."""
    for name in path.split("."):
        type_ = bare(type_)
        if isinstance(type_, Listed):
            type_ = bare(type_.of)
        if isinstance(type_, ItemOf | ItemsOf | RelationOf):
            return None
        assert isinstance(type_, Object | Paged), f"{name} of {type_}"
        if isinstance(type_, Paged) and name == "total_count":
            return None
        type_ = fact_named(type_.cls, name).type
    return bare(type_)


def columns_of(declared: Question) -> Iterator[tuple[Table, TableColumn, Type]]:
    for table in declared.tables:
        found = followed(Object(answer_of(declared)), table.path)
        assert found is not None
        for column in table.columns:
            yield table, column, found


@pytest.mark.parametrize("declared", ALL)
def test_its_tables_show_what_its_answer_tells(declared: Question) -> None:
    for table, column, found in columns_of(declared):
        assert isinstance(found, Paged | ItemsOf | Listed), table.path
        followed(found, column.path)


@pytest.mark.parametrize("declared", ALL)
def test_a_list_has_pages_unless_it_is_said_to_be_whole(declared: Question) -> None:
    for table in declared.tables[:1]:
        found = followed(Object(answer_of(declared)), table.path)
        assert table.whole == isinstance(found, Listed)


@pytest.mark.parametrize("declared", ALL)
def test_its_notes_say_what_its_answer_tells(declared: Question) -> None:
    for note in declared.notes:
        followed(Object(answer_of(declared)), note.path)


@pytest.mark.parametrize("declared", LISTING)
def test_what_its_list_takes_is_what_the_fact_takes(declared: Question) -> None:
    *way, last = declared.listed.split(".")
    cls = answer_of(declared)
    for name in way:
        found = bare(fact_named(cls, name).type)
        assert isinstance(found, Object)
        cls = found.cls
    taken = {parameter.name for parameter in fact_named(cls, last).parameters}
    assert {one.name for one in declared.list_arguments} <= taken


def test_names_of_commands_are_told_apart() -> None:
    commands = [name for one in questions() for name in (one.command, one.short) if name]
    assert len(set(commands)) == len(commands)


def test_declarations_import_no_numpy() -> None:
    """Help must come at once."""
    script = (
        "import sys, queries.questions.catalog as c; c.questions(); print('numpy' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert found.stdout == "False\n"
