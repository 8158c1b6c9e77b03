"""How a question's arguments read in OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_model.declare import constant
from graph_model.words import word_of
from queries.questions.declaration import Argument, Form, Question
from queries.questions.shared import arguments_of

Schema = dict[str, Any]
_FORMS: Mapping[Form, Schema] = {
    Form.DAY: {"type": "string", "format": "date"},
    Form.MOMENT: {"type": "string", "format": "date-time"},
    Form.INTEGER: {"type": "integer"},
    Form.FLAG: {"type": "boolean"},
    Form.EDITS: {"type": "array", "items": {"type": "object"}},
    Form.POINT: {"type": "string"},
}
REFUSALS: Mapping[int | str, Schema] = {
    400: {"description": "A value is none that can be asked about."},
    404: {"description": "An id is not recorded."},
    503: {"description": "The store does not answer."},
}
"""How a question is not answered."""


def parameters(question: Question) -> list[Schema]:
    """What a GET of the question takes."""
    return [
        {
            "name": argument.key,
            "in": "query",
            "required": argument.required,
            "description": argument.said,
            "schema": _schema(argument),
        }
        for argument in arguments_of(question)
    ]


def body(question: Question) -> Schema:
    """What a POST of the question takes."""
    taken = arguments_of(question)
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": [argument.key for argument in taken if argument.required],
        "properties": {
            argument.key: {**_schema(argument), "description": argument.said} for argument in taken
        },
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


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
