"""What a request asks of a question: its arguments, and which facts it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import orjson
from fastapi import Request

from application.asking import About
from application.day import read_day
from application.edit import read_edits
from application.graph import Graph
from graph_model.declare import camel
from graph_model.errors import InvalidQuestion, Problem
from queries.questions.declaration import FACTS, Argument, Question
from queries.questions.reading import PAGING


def from_url(request: Request, question: Question) -> dict[str, Any]:
    """The parameters of an address; those that may be many are lists."""
    many = {argument.key for argument in _all(question) if argument.form.many} | {"with"}
    query = request.query_params
    return {
        name: query.getlist(name) if name in many else _number(name, query[name]) for name in query
    }


def _number(name: str, text: str) -> Any:
    """A page's size is a number; anything else is read by its argument."""
    return int(text) if name in ("first", "last") and text.isdigit() else text


def from_body(raw: bytes) -> dict[str, Any]:
    """The arguments in a body.

    Raises:
        InvalidQuestion: it is no JSON object.
    """
    try:
        given = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        expected = "a JSON object of the question's arguments"
        raise InvalidQuestion([Problem("body", repr(raw[:40]), expected)])
    return given


def _all(question: Question) -> Iterable[Argument]:
    return (*question.arguments, *question.list_arguments)


def require_known(question: Question, given: Mapping[str, Any]) -> None:
    """Refuse what the question does not take: a misspelt argument must not be passed over.

    Raises:
        InvalidQuestion: with each name that is none of its arguments.
    """
    pages = PAGING if question.paged else ()
    own = (argument.key for argument in _all(question))
    known = {*map(camel, question.takes), "with", *pages, *own}
    if unknown := sorted(set(given) - known):
        expected = "one of " + ", ".join(sorted(known))
        raise InvalidQuestion([Problem(name, "an unknown argument", expected) for name in unknown])


def about_of(given: Mapping[str, Any], graph: Graph) -> About:
    """Which facts are asked about.

    Raises:
        InvalidQuestion, InvalidChangeSet: one of those arguments does not fit.
    """
    as_of, revision, edits = (given.get(camel(name)) for name in FACTS)
    day: date | None = None if as_of is None else read_day(as_of, date.min, "asOf")
    if revision is not None and not str(revision).isdigit():
        raise InvalidQuestion([Problem("atRevision", repr(revision), "a revision's number")])
    if isinstance(edits, str):
        edits = _from_text(edits)
    supposed = read_edits(edits, graph.model) if edits else ()
    return About(day, None if revision is None else int(revision), supposed)


def _from_text(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidQuestion(
            [Problem("whatIf", repr(text[:40]), "a JSON list of edits")]
        ) from None
