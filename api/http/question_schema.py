"""How a question's arguments read in OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph_model.declare import camel, constant
from graph_model.words import word_of
from queries.questions.declaration import FACTS, Argument, Form, Question

Schema = dict[str, Any]
_FORMS: Mapping[Form, Schema] = {
    Form.DAY: {"type": "string", "format": "date"},
    Form.INTEGER: {"type": "integer"},
    Form.FLAG: {"type": "boolean"},
    Form.EDITS: {"type": "array", "items": {"type": "object"}},
    Form.POINT: {"type": "string"},
}
_COMMON = (
    ("asOf", {"type": "string", "format": "date"}, "The day it is asked for; absent: today."),
    ("atRevision", {"type": "integer"}, "What was recorded at this revision; absent: now."),
    ("whatIf", {"type": "array", "items": {"type": "object"}}, "Edits laid over the facts."),
    ("with", {"type": "array", "items": {"type": "string"}}, "Facts told only on request."),
)
_PAGE = (
    ("first", {"type": "integer"}, "How many lines of the first list; absent: 100."),
    ("after", {"type": "string"}, "Begin after this cursor."),
)

REFUSALS: Mapping[int | str, Schema] = {
    400: {"description": "A value is none that can be asked about."},
    404: {"description": "An id is not recorded."},
    503: {"description": "The store does not answer."},
}
"""How a question is not answered."""


def parameters(question: Question) -> list[Schema]:
    """What a GET of the question takes."""
    return [
        {"name": name, "in": "query", "required": required, "description": said, "schema": schema}
        for name, schema, said, required in _entries(question)
    ]


def body(question: Question) -> Schema:
    """What a POST of the question takes."""
    entries = list(_entries(question))
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, _, _, required in entries if required],
        "properties": {name: {**form, "description": said} for name, form, said, _ in entries},
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _entries(question: Question) -> Iterator[tuple[str, Schema, str, bool]]:
    own = {argument.key for argument in question.arguments}
    for argument in (*question.arguments, *question.list_arguments):
        yield argument.key, _schema(argument), argument.said, argument.required
    untaken = {camel(name) for name in FACTS if name not in question.takes}
    for name, schema, said in (*_COMMON, *(_PAGE if question.paged else ())):
        if name not in own | untaken:
            yield name, schema, said, False


def _schema(argument: Argument) -> Schema:
    one = dict(_FORMS.get(argument.form, {"type": "string"}))
    if members := argument.members:
        one["enum"] = [constant(word_of(member)) for member in members]
    bounds = {"minimum": argument.least, "maximum": argument.most}
    one |= {name: bound for name, bound in bounds.items() if bound is not None}
    if argument.form.many and one["type"] != "array":
        return {"type": "array", "items": one}
    if isinstance(argument.default, int | str) and argument.form is not Form.DAY:
        one["default"] = argument.default
    return one
