"""What a request asks of a question: its arguments, and which facts it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from fastapi import Request

from application.asking import About
from application.edit import read_edits
from application.graph import Graph
from application.limits import Limits
from graph_model.errors import InvalidQuestion, Problem
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Argument, Form, Question
from queries.questions.shared import (
    AS_OF,
    AT_REVISION,
    FACT_ARGUMENTS,
    WHAT_IF,
    WITH,
    arguments_of,
)


def from_url(request: Request, question: Question) -> dict[str, Any]:
    """The parameters of an address; those that may be many are lists, edits are JSON.

    Raises:
        InvalidQuestion: an edit is no JSON.
    """
    query, known = request.query_params, {one.key: one for one in arguments_of(question)}
    return {name: _read(known.get(name), query.getlist(name)) for name in query}


def _read(argument: Argument | None, texts: list[str]) -> Any:
    if argument is None or not argument.form.many:
        return texts[-1]
    return list(_edits(argument, texts)) if argument.form is Form.EDITS else texts


def _edits(argument: Argument, texts: list[str]) -> Iterator[Any]:
    """The edits that texts of an address hold: each one, or a list of them."""
    for text in texts:
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError:
            expected = "an edit as JSON, or a list of them"
            raise InvalidQuestion([Problem(argument.key, repr(text[:40]), expected)]) from None
        yield from found if isinstance(found, list) else [found]


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


def require_known(question: Question, given: Mapping[str, Any], limits: Limits) -> None:
    """Refuse what the question does not take: a misspelt argument must not be passed over.

    Raises:
        InvalidQuestion: with each name that is none of its arguments.
        LimitExceeded: an argument has more than one may.
    """
    known = {argument.key for argument in arguments_of(question)}
    if unknown := sorted(set(given) - known):
        expected = "one of " + ", ".join(sorted(known))
        raise InvalidQuestion([Problem(name, "an unknown argument", expected) for name in unknown])
    for name, value in given.items():
        limits.check(value, name)


def about_of(given: Mapping[str, Any], graph: Graph) -> About:
    """Which facts are asked about.

    Raises:
        InvalidQuestion, InvalidChangeSet, LimitExceeded: one of those arguments does not fit.
    """
    read = read_arguments(FACT_ARGUMENTS, given, date.min, graph.model)
    edits = read[WHAT_IF.name]
    supposed = read_edits(edits, graph.model) if edits else ()
    return About(read[AS_OF.name], read[AT_REVISION.name], supposed)


def wanted_of(given: Mapping[str, Any], graph: Graph) -> Sequence[str]:
    """The facts asked for by name.

    Raises:
        InvalidQuestion: they are no names.
    """
    return read_arguments((WITH,), given, date.min, graph.model)[WITH.name] or ()
