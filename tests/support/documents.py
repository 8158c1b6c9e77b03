"""GraphQL documents made from what classes tell: the selection that an answer's record has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from queries.answers.record import HIDDEN, recorded_facts
from queries.answers.telling import counts_hidden
from queries.answers.types import (
    ItemOf,
    ItemsOf,
    Leaf,
    Listed,
    Object,
    Optional,
    Paged,
    RelationOf,
    Type,
)
from queries.questions.declaration import Form, Question

ITEM = "{ kind id name }"
RELATION = f"{{ type discriminator from {ITEM} to {ITEM} }}"
PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
NAMES = (Form.LENS, Form.LEVEL, Form.KIND, Form.KINDS, Form.CHOICE, Form.CHOICES, Form.RELATIONS)


def document(question: Question, answer: type, given: Mapping[str, Any], as_of: str) -> str:
    """The document that asks a question for all that its record has."""
    arguments = {argument.key: argument for argument in question.arguments}
    told = [f"{name}: {_literal(value, arguments[name].form)}" for name, value in given.items()]
    dated = [f'asOf: "{as_of}"'] if "as_of" in question.takes else []
    asked = ", ".join([*told, *dated])
    return f"{{ {question.key}{f'({asked})' if asked else ''} {selection(answer)} }}"


def _literal(value: Any, form: Form) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_literal(one, form) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_literal(v, form)}' for name, v in value.items())}}}"
    if form is Form.POINT and isinstance(value, str):
        return f"{{date: {json.dumps(value)}}}"
    return str(value) if form in NAMES else json.dumps(value)


def selection(cls: type, within: tuple[type, ...] = ()) -> str:
    """Everything that the record of a class has."""
    return f"{{ {' '.join(_fields(cls, within))} }}"


def _fields(cls: type, within: tuple[type, ...]) -> Iterator[str]:
    for fact in recorded_facts(cls, (), within):
        yield f"{fact.key} {_below(fact.type, (*within, cls))}"
        if counts_hidden(fact):
            yield fact.key + HIDDEN


def _below(type_: Type, within: tuple[type, ...]) -> str:
    """What is selected of a fact of a type; nothing of a leaf."""
    match type_:
        case Optional(of=of) | Listed(of=of):
            return _below(of, within)
        case ItemsOf():
            return f"{{ nodes {ITEM} totalCount {PAGE_INFO} }}"
        case Paged(cls=cls):
            return f"{{ nodes {selection(cls, within)} totalCount hidden {PAGE_INFO} }}"
        case Object(cls=cls):
            return selection(cls, within)
        case _:
            return _PLAIN.get(type_ if isinstance(type_, Leaf) else type(type_), "")


_PLAIN: Mapping[object, str] = {
    ItemOf: ITEM,
    RelationOf: RELATION,
    Leaf.MONEY: "{ amount currency }",
}
