"""The questions' fields, made from their declarations: arguments, facts asked about, answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, get_type_hints

from strawberry.types.arguments import StrawberryArgument

from api.graphql.context import Context
from api.graphql.field import ComputedField, argument
from api.graphql.registry import Registry
from api.graphql.told import choice_type, field_type, told_type
from application.asking import About, answering
from application.edit import read_edits
from graph_model.declare import constant
from graph_model.model import Model
from graph_model.words import word_of
from queries.answers.telling import Shown
from queries.answers.types import FieldChoice
from queries.questions.declaration import FACTS, Argument, Form, Question
from queries.questions.shared import FACT_ARGUMENTS

_FORMS: Mapping[Form, str] = {
    Form.ID: "ID",
    Form.IDS: "list[ID]",
    Form.DAY: "Date",
    Form.MOMENT: "str",
    Form.INTEGER: "int",
    Form.TEXT: "str",
    Form.TEXTS: "list[str]",
    Form.FLAG: "bool",
    Form.LENS: "Lens",
    Form.LEVEL: "Level",
    Form.KIND: "Kind",
    Form.KINDS: "list[Kind]",
    Form.RELATIONS: "list[RelationType]",
    Form.EDITS: "list[Edit]",
    Form.POINT: "PointInput",
    Form.POINTS: "list[PointInput]",
}
_IN_DOCUMENT: Mapping[str, str] = {"str": "String", "int": "Int", "bool": "Boolean"}
"""What a document calls the types that annotations call otherwise."""


def question_field(question: Question, registry: Registry) -> ComputedField:
    """A question's root field, with the types of its answer."""
    answer = get_type_hints(answering(question), include_extras=True)["return"]
    own = [_argument(one, registry) for one in question.arguments]

    def ask(source: object, context: Context, **given: Any) -> Shown:
        about = about_of(given, context)
        return context.asker.ask(question, given, about)

    return ComputedField(
        question.key,
        told_type(answer, registry),
        ask,
        registry,
        question.said,
        [*own, *facts_arguments(registry, question.takes)],
    )


def about_of(given: dict[str, Any], context: Context) -> About:
    """Which facts the arguments name; they are taken out of what is given."""
    as_of = given.pop("asOf", None)
    revision: int | None = given.pop("atRevision", None)
    supposed: Sequence[Mapping[str, Any]] | None = given.pop("whatIf", None)
    return About(
        None if as_of is None else date.fromisoformat(as_of),
        revision,
        read_edits(supposed, context.graph.model) if supposed else (),
    )


def _argument(declared: Argument, registry: Registry) -> StrawberryArgument:
    form = declared.form
    if form in (Form.CHOICE, Form.CHOICES):
        name = _choice(declared, registry)
        given = f"list[{name}]" if form.many else name
    else:
        given = _FORMS[form]
    if declared.required:
        return argument(declared.key, given, registry, declared.said)
    plain = isinstance(declared.default, int | bool) and form is not Form.DAY
    if plain:
        return argument(declared.key, given, registry, declared.said, declared.default)
    return argument(declared.key, f"{given} | None", registry, _with_default(declared))


def type_in_document(declared: Argument) -> str:
    """The type of a variable for an argument, as a document writes it."""
    form = declared.form
    if form in (Form.CHOICE, Form.CHOICES):
        members = declared.members
        named = members.__name__ if members else field_type(_field_choice(declared))
    else:
        named = _FORMS[form].removeprefix("list[").removesuffix("]")
    named = _IN_DOCUMENT.get(named, named)
    return (f"[{named}!]" if form.many else named) + ("!" if declared.required else "")


def choices_of(declared: Argument, model: Model) -> list[str]:
    """What an argument may be where that is closed, by the names that GraphQL has for it."""
    match declared.form:
        case Form.KIND | Form.KINDS:
            return [kind.name for kind in model.kinds]
        case Form.RELATIONS:
            return [relation.name for relation in model.relations]
        case Form.LENS:
            return [constant(lens.name) for lens in model.lenses]
        case Form.LEVEL:
            return list(dict.fromkeys(level for lens in model.lenses for level in lens.levels))
        case Form.CHOICE | Form.CHOICES:
            return list(map(constant, _words(declared, model)))
        case _:
            return []


def _words(declared: Argument, model: Model) -> list[str]:
    """The words of a closed choice: of its own enum, or of a kind's field."""
    if members := declared.members:
        return [word_of(member) for member in members]
    of = model.kind_by_name[declared.kind].field(declared.field)
    return list(of.choices) if of else []


def _field_choice(declared: Argument) -> FieldChoice:
    return FieldChoice(declared.kind, declared.field)


def _choice(declared: Argument, registry: Registry) -> str:
    """The enum of an argument's choices: its own, or that of a kind's field."""
    if members := declared.members:
        return choice_type(members, registry)
    return field_type(_field_choice(declared))


def _with_default(declared: Argument) -> str:
    """What is said of an argument whose default GraphQL cannot write down."""
    return f"{declared.said} Absent: {declared.otherwise}." if declared.otherwise else declared.said


def facts_arguments(registry: Registry, takes: Collection[str] = FACTS) -> list[StrawberryArgument]:
    """The day, the revision and the edits by which a question says what facts it is about."""
    return [_argument(declared, registry) for declared in FACT_ARGUMENTS if declared.name in takes]
