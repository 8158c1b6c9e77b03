"""The page of all questions: what each takes and tells, under the names that every door uses."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, get_type_hints

from application.asking import answering
from graph_model.declare import camel, constant
from graph_model.markdown import table
from graph_model.words import word_of
from queries.answers.answer import Answer
from queries.answers.record import class_of
from queries.answers.told import Fact, facts_of
from queries.answers.type_form import TypeForm
from queries.answers.types import (
    Choice,
    FieldChoice,
    ItemOf,
    ItemsOf,
    Leaf,
    Listed,
    Name,
    Object,
    Optional,
    Paged,
    RelationOf,
)
from queries.questions.catalog import derived_fields, questions
from queries.questions.declaration import Argument, Question

HEAD = """\
# Questions: what each takes and tells

Every question is declared once, and every door is made from the declaration: the GraphQL field,
the command, `GET` and `POST /questions/{name}`. So all say the same under the same names, with the
same defaults. [Questions](questions.md) has real examples with their answers.

Beside its own arguments a question takes `asOf` (a day; absent: today), `atRevision` (what was
recorded then) and `whatIf` (edits laid over it) where they mean something to it. Lists in pages
have `nodes`, `edges`, `pageInfo` and `totalCount`, and `hidden`: how many more there are that the
viewer may not see; other lists have that beside them (`togetherHidden`). Each takes `first`,
`after`, `last` and `before`, `sort` (columns by the names of their facts, the first first: `on`,
`annualValue desc`, `item`, which is by its name, `supplier.name`) and `containing` (only lines that
say a text in some column); lines that are alike keep the list's own order, and a cursor is one of
the order it was told in. What is told *on request*
is worked out for who asks by name: `--with` and `with`, or the field in GraphQL.

Over HTTP an answer is JSON, or with `Accept: text/plain` a text of at most twelve lines whose first
is the verdict, or with `Accept: text/markdown` its tables, or with `Accept: image/svg+xml` the
picture of one that is drawn. Its `ETag` is the revision, the day, and what loads kept back.
"""

EVERY = """\
## Every answer

What every answer tells of itself, beside what is told below question by question.
"""
DERIVED = """\
## Fields that are worked out

What is recorded of each kind is in [the model](model.md). These fields are worked out of it, for
the day that is asked about and from what its viewer may see: over GraphQL they are fields of the
kind, its filter and its order.
"""


def reference_page() -> str:
    """The page in Markdown."""
    every = EVERY + "\n".join(map(_class, told_below(Answer))) + "\n"
    sections = [every, *map(_section, questions()), _derived()]
    return HEAD + "".join(f"\n{section}" for section in sections)


def _derived() -> str:
    """What is told of items beside what is recorded of them."""
    lines = [(field.kind, f"`{field.graphql_name}`", field.meaning) for field in derived_fields()]
    return f"{DERIVED}\n{table(('kind', 'field', ''), lines)}\n"


def _section(question: Question) -> str:
    answer: Any = get_type_hints(answering(question), include_extras=True)["return"]
    arguments = [*question.arguments, *question.list_arguments]
    everywhere = told_below(Answer)
    lines = [
        f"## {question.key}\n",
        f"{question.said}\n",
        f"{_command(question)}\n",
    ]
    if arguments:
        lines.append(table(("takes", "what", "default", ""), map(_argument, arguments)))
    lines += [_class(cls) for cls in told_below(answer) if cls not in everywhere]
    return "\n".join(lines) + "\n"


def _class(cls: type) -> str:
    """What a class tells; of an answer what not every answer does."""
    shared = set() if cls is Answer or not issubclass(cls, Answer) else set(facts_of(Answer))
    facts = (fact for name, fact in facts_of(cls).items() if name not in shared)
    return f"\n*{_said(cls)}*\n\n{table((f'`{cls.__name__}`', 'type', ''), map(_fact, facts))}"


def _command(question: Question) -> str:
    short = f", or `ramify {question.short}`" if question.short else ""
    return f"`ramify {question.command}`{short}"


def _argument(argument: Argument) -> tuple[str, str, str, str]:
    default = "must be given" if argument.required else argument.otherwise or "absent"
    return f"`{argument.key}`", argument.form.value, default, argument.said


def _fact(fact: Fact) -> tuple[str, str, str]:
    return f"`{fact.key}`", _Words().of(fact.type), _told(fact)


def _told(fact: Fact) -> str:
    taken = ", ".join(f"`{camel(p.name)}`" for p in fact.parameters)
    more = f" Takes {taken}." if taken else ""
    return fact.said + more + (" On request." if fact.on_request else "")


class _Words(TypeForm[str]):
    """Types as readers know them."""

    def leaf(self, type_: Leaf) -> str:
        return type_.value

    def choice(self, type_: Choice | Name | FieldChoice) -> str:
        if isinstance(type_, Choice):
            return _choices(type_.members)
        if isinstance(type_, Name):
            return " ".join(re.findall(r"[A-Z][a-z]*", type_.of)).lower()
        return f"choice of {type_.kind}'s `{type_.field}`"

    def item(self, type_: ItemOf | RelationOf) -> str:
        return type_.kind if isinstance(type_, ItemOf) else "relation"

    def page(self, type_: ItemsOf | Paged) -> str:
        return f"page of {type_.kind if isinstance(type_, ItemsOf) else f'`{type_.cls.__name__}`'}"

    def object(self, type_: Object) -> str:
        return f"`{type_.cls.__name__}`"

    def listed(self, type_: Listed) -> str:
        return f"list of {self.of(type_.of)}"

    def optional(self, type_: Optional) -> str:
        return f"{self.of(type_.of)}, or null"


def _choices(members: type[Enum]) -> str:
    return ", ".join(f"`{constant(word_of(member))}`" for member in members)


def told_below(cls: type) -> list[type]:
    """A class and all that are told below it, each once, in the order of reading."""
    found, waiting = list[type](), [cls]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            below = (class_of(fact.type) for fact in facts_of(one).values())
            waiting += [each for each in below if each is not None]
    return found


def _said(cls: type) -> str:
    return " ".join((cls.__doc__ or "").partition("\n\n")[0].split())
