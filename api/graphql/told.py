"""GraphQL types made from what classes tell: every fact a field, every list a page or a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info

from api.graphql.field import PlainField, argument
from api.graphql.registry import Registry
from api.graphql.relation import connection_type
from graph_model.declare import camel
from graph_model.words import word_of
from queries.answers.batch import Money
from queries.answers.record import HIDDEN, leaf
from queries.answers.telling import Shown, counts_hidden, hidden_in, subjects_of, tell
from queries.answers.told import Fact, Parameter, facts_of
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
    Type,
    present,
)
from queries.questions.shared import AMONG, SAYING, SORTED
from queries.questions.words import worded

LEAVES: Mapping[Leaf, str] = {
    Leaf.TEXT: "str",
    Leaf.ID: "ID",
    Leaf.INTEGER: "int",
    Leaf.LARGE: "Int64",
    Leaf.NUMBER: "float",
    Leaf.SHARE: "float",
    Leaf.BOOLEAN: "bool",
    Leaf.DAY: "Date",
    Leaf.MOMENT: "DateTime",
    Leaf.MONEY: "Money",
    Leaf.JSON: "JSON",
}


class ToldField(PlainField):
    """A field that is a fact of its source."""

    def __init__(self, fact: Fact, registry: Registry, annotation: str) -> None:
        """Tell the fact as its viewer may see it."""
        super().__init__(fact.name, annotation, registry, fact.said, fact.key)
        self.fact = fact
        self.shown = _shown(fact.type)
        self.arguments = list(_arguments(fact, registry))

    @property
    def is_basic_field(self) -> bool:
        """Whether it is read without arguments."""
        return not self.arguments

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """The fact, of a source that is shown."""
        return self.shown(tell(self.fact, source, _given(self.fact, kwargs)))


class HiddenField(PlainField):
    """How many entries of a list may not be seen."""

    def __init__(self, fact: Fact, registry: Registry) -> None:
        """Count what a fact that is a list leaves out."""
        said = f"How many more of {fact.key} there are that you may not see."
        super().__init__(f"{fact.name}_hidden", "int", registry, said, fact.key + HIDDEN)
        self.fact = fact
        self.arguments = [_argument(parameter, registry) for parameter in fact.parameters]

    @property
    def is_basic_field(self) -> bool:
        """Whether it is read without arguments."""
        return not self.arguments

    def get_result(self, source: Shown, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """The number."""
        return hidden_in(self.fact, source, _given(self.fact, kwargs))


class SentenceField(PlainField):
    """A field that says its source in words, as tables and texts do."""

    def __init__(self, registry: Registry) -> None:
        """Say it as the command line does."""
        said = "It in words, as a table has it."
        super().__init__("in_words", "str", registry, said)

    @property
    def is_basic_field(self) -> bool:
        """It takes no arguments."""
        return True

    def get_result(self, source: Shown, info: Info | None, args: list[Any], kwargs: Any) -> str:
        """The words, as the viewer of the source may read them."""
        return worded(source)


def told_type(cls: type, registry: Registry) -> str:
    """The name of the type of a class that tells facts, made when it is first met.

    Raises:
        InvalidModel: two classes, or a class and a kind, are of one name.
    """
    name = cls.__name__
    if registry.made.get(name) is cls:
        return name
    registry.made[name] = cls
    fields: list[PlainField] = []
    for fact in facts_of(cls).values():
        fields.append(ToldField(fact, registry, annotation(fact.type, registry, fact.subject)))
        if counts_hidden(fact):
            fields.append(HiddenField(fact, registry))
    if hasattr(cls, "in_words") and "in_words" not in facts_of(cls):
        fields.append(SentenceField(registry))
    registry.object(name, fields, _described(cls))
    return name


def _described(cls: type) -> str:
    return " ".join((cls.__doc__ or "").partition("\n\n")[0].split())


@dataclass(frozen=True, slots=True)
class Annotations(TypeForm[str]):
    """Types as annotations have them, their GraphQL types made when they are first met."""

    registry: Registry

    def leaf(self, type_: Leaf) -> str:
        """The scalar."""
        return LEAVES[type_]

    def choice(self, type_: Choice | Name | FieldChoice) -> str:
        """The enum."""
        if isinstance(type_, Choice):
            return choice_type(type_.members, self.registry)
        return type_.of if isinstance(type_, Name) else field_type(type_)

    def item(self, type_: ItemOf | RelationOf) -> str:
        """The kind's type."""
        return type_.kind if isinstance(type_, ItemOf) else "Relation"

    def page(self, type_: ItemsOf | Paged) -> str:
        """The connection."""
        if isinstance(type_, ItemsOf):
            return f"{type_.kind}Connection"
        return _paged(type_.cls, self.registry)

    def object(self, type_: Object) -> str:
        """The type of the class."""
        return told_type(type_.cls, self.registry)

    def listed(self, type_: Listed) -> str:
        """A list of what is there."""
        return f"list[{self.of(type_.of)}]"

    def optional(self, type_: Optional) -> str:
        """Nullable."""
        return f"{self.of(type_.of)} | None"


def annotation(type_: Type, registry: Registry, required: bool = False) -> str:
    """A type as annotations have it; what may be hidden may be null, unless it is required."""
    written = Annotations(registry).of(type_)
    return written if required or not _may_be_hidden(type_) else f"{written} | None"


def _may_be_hidden(type_: Type) -> bool:
    """Whether it is an item, or a line that stands for one: a viewer may not see it."""
    if isinstance(type_, Object):
        return bool(subjects_of(type_.cls))
    return isinstance(type_, ItemOf | RelationOf)


def field_type(type_: FieldChoice) -> str:
    """The name of the enum of a kind's field, as the kinds' own types have it."""
    return type_.kind + "".join(part.title() for part in type_.field.split("_"))


def choice_type(members: type[Enum], registry: Registry) -> str:
    """The name of the enum of a closed choice, made when it is first met."""
    values = [word_of(member) for member in members]
    said = " ".join((members.__doc__ or "").partition("\n\n")[0].split())
    return registry.once(members.__name__, lambda: registry.enum(members.__name__, values, said))


def _paged(cls: type, registry: Registry) -> str:
    name = f"{cls.__name__}Connection"

    def make() -> None:
        node = told_type(cls, registry)
        edge = [
            PlainField("cursor", "str", registry, "The place of the edge in its connection."),
            PlainField("node", node, registry, "What stands there."),
        ]
        registry.object(f"{node}Edge", edge, f"A place of a {node} in a list.")
        hidden = PlainField("hidden", "int", registry, "How many more you may not see.")
        connection_type(name, f"{node}Edge", node, registry, [hidden])

    return registry.once(name, make)


def _shown(type_: Type) -> Callable[[Any], Any]:
    """How a told value is handed on: a leaf as JSON has it, but a choice by its words."""
    bare = present(type_)
    if isinstance(bare, Listed):
        each = _shown(bare.of)
        return lambda values: [each(value) for value in values]
    if isinstance(bare, Choice):
        return lambda value: None if value is None else word_of(value)
    if bare is Leaf.MONEY:
        return lambda value: None if value is None else Money.of(value)
    if bare is Leaf.DAY:
        return lambda value: None if value is None else leaf(value, bare)
    return lambda value: value


def _given(fact: Fact, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given by the names that the fact has for its arguments."""
    named = {camel(p.name): p for p in fact.parameters}
    own = {p.name: _taken(p.type, given[key]) for key, p in named.items() if key in given}
    return own | {key: value for key, value in given.items() if key not in named}


def _taken(type_: Type, value: Any) -> Any:
    """An argument as the fact takes it: of a closed choice its member, of a name its text."""
    match type_:
        case Optional(of=of):
            return None if value is None else _taken(of, value)
        case Listed(of=of):
            return [_taken(of, one) for one in value]
        case Choice(members=members):
            return next(member for member in members if word_of(member) == value.value)
        case Name():
            return value.value
        case _:
            return value


def _arguments(fact: Fact, registry: Registry) -> list[StrawberryArgument]:
    own = [_argument(parameter, registry) for parameter in fact.parameters]
    if isinstance(fact.type, ItemsOf | Paged):
        own += page_arguments(registry)
    return own


def _argument(parameter: Parameter, registry: Registry) -> StrawberryArgument:
    given = annotation(parameter.type, registry)
    name = camel(parameter.name)
    if parameter.required or parameter.default is None:
        return argument(name, given, registry, parameter.said)
    default = parameter.default
    if isinstance(default, Enum):
        default = registry.names[given](word_of(default))
    return argument(name, given, registry, parameter.said, default)


def page_arguments(registry: Registry) -> list[StrawberryArgument]:
    """Which page of a list is asked for."""
    return [
        argument("first", "int | None", registry, "How many from the start; absent: 100."),
        argument("after", "str | None", registry, "Begin after this cursor of the same list."),
        argument("last", "int | None", registry, "How many from the end."),
        argument("before", "str | None", registry, "End before this cursor."),
        argument("sort", "list[str] | None", registry, f"The columns, {SORTED}."),
        argument("containing", "str | None", registry, f"{SAYING}; absent: all."),
        argument("among", "list[str] | None", registry, AMONG),
    ]
