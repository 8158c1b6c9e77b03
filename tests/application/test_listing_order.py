"""Every long list of every question: its keys rise, so that a cursor finds its place again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest

from application.asking import About, Asker
from application.graph import Graph
from queries.answers.listing import Listing
from queries.answers.telling import Shown
from queries.answers.told import Fact, facts_of
from queries.answers.types import Choice, Listed, Object, Optional, Paged
from queries.answers.view import View
from queries.questions.catalog import questions
from queries.questions.declaration import Question
from tests.support.sample import SAMPLE_DAY, sample_graph

DEEP, WIDE = 4, 3
"""How deep answers are followed, and how many lines of each list."""


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with sample_graph() as graph:
        yield graph


def listings(
    of: object, view: View, path: str = "", depth: int = DEEP
) -> Iterator[tuple[str, Listing[Any]]]:
    """The listings that an object and what it tells have, each with where it stands."""
    cls: Any = type(of)
    for name, fact in facts_of(cls).items() if depth else ():
        if any(parameter.required for parameter in fact.parameters):
            continue
        for said, value in read(of, fact, view):
            at = f"{path}.{name}{said}"
            if isinstance(value, Listing):
                yield at, value
            for one in objects(fact, value):
                yield from listings(one, Shown(one, view).view, at, depth - 1)


def read(of: object, fact: Fact, view: View) -> Iterator[tuple[str, Any]]:
    """A fact's value, once for each choice of its order."""
    value = getattr(of, fact.name)
    if not fact.parameters and not fact.wants_view:
        yield "", value
        return
    seen: Mapping[str, Any] = {"view": view} if fact.wants_view else {}
    yield "", value(**seen)
    for parameter in fact.parameters:
        type_ = parameter.type.of if isinstance(parameter.type, Optional) else parameter.type
        for choice in type_.members if isinstance(type_, Choice) else ():
            yield f"({parameter.name}={choice.name})", value(**{parameter.name: choice}, **seen)


def objects(fact: Fact, value: Any) -> list[Any]:
    """The first objects that a value holds, which tell facts themselves."""
    type_ = fact.type.of if isinstance(fact.type, Optional) else fact.type
    match type_:
        case Paged():
            return [value.one(at) for at in range(min(value.size, WIDE))]
        case Object():
            return [] if value is None else [value]
        case Listed(of=Object()):
            return list(value[:WIDE])
        case _:
            return []


ALL = [pytest.param(question, id=question.name) for question in questions()]


@pytest.mark.parametrize("question", ALL)
def test_the_keys_of_a_list_rise(graph: Graph, question: Question) -> None:
    shown = Asker.of(graph).ask(question, question.example, About(SAMPLE_DAY))
    for path, listing in listings(shown.of, shown.view):
        keys = [listing.key(at) for at in range(listing.size)]
        falling = [(a, b) for a, b in pairwise(keys) if not a < b]
        assert not falling, (path, falling[0])
