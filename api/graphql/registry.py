"""Every GraphQL type by its name, so that declarations may name each other in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from types import new_class
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField

from api.graphql.scalar import JSON, Amount, Date, DateTime, Int64
from graph_model.declare import constant
from graph_model.errors import InvalidModel, Problem


class Registry:
    """Types under construction; annotations are text that is looked up here when all are made."""

    def __init__(self) -> None:
        """Know GraphQL's own types; ``made`` are the classes that types were made from."""
        scalars = (JSON, Amount, Date, DateTime, Int64)
        self.names: dict[str, Any] = {known.__name__: known for known in scalars}
        self.names["ID"] = strawberry.ID
        self.made: dict[str, type] = {}
        self._annotations: dict[object, StrawberryAnnotation] = {}

    def annotation(self, said: object) -> StrawberryAnnotation:
        """What an annotation says: one for all fields and arguments of the same text.

        A tenth of all texts are different, and to read one takes longer than to make its field.
        """
        if said not in self._annotations:
            self._annotations[said] = StrawberryAnnotation(said, namespace=self.names)
        return self._annotations[said]

    def add(self, name: str, type_: Any) -> Any:
        """Hold a new type.

        Raises:
            InvalidModel: another declaration already made a type of that name.
        """
        if name in self.names:
            expected = "a name of its own; rename the kind, relation or field it comes from"
            raise InvalidModel([Problem("GraphQL", f"two types named {name}", expected)])
        self.names[name] = type_
        return type_

    def once(self, name: str, make: Callable[[], object]) -> str:
        """The name of a type that several declarations share, made and held by the first."""
        if name not in self.names:
            make()
        return name

    def object(
        self,
        name: str,
        fields: Sequence[StrawberryField],
        description: str,
        bases: tuple[type, ...] = (),
    ) -> type:
        """An object type."""
        made = _class(name, fields, bases)
        return self.add(name, strawberry.type(made, name=name, description=description))  # type: ignore[no-any-return]

    def interface(
        self, name: str, fields: Sequence[StrawberryField], description: str, base: type
    ) -> type:
        """An interface; ``base`` says how the type of an object is told."""
        made = strawberry.interface(
            _class(name, fields, (base,)), name=name, description=description
        )
        return self.add(name, made)  # type: ignore[no-any-return]

    def input(self, name: str, fields: Sequence[StrawberryField], description: str) -> type:
        """An input type, read as a mapping of what was given."""
        # Strawberry makes an object of what was given; a mapping tells what was left out, and an
        # attribute cannot be called "and", "in" or "not". There is no supported way to say so.
        made: Any = strawberry.input(_class(name, fields, ()), name=name, description=description)
        made.__strawberry_definition__.from_input = _as_mapping
        return self.add(name, made)  # type: ignore[no-any-return]

    def enum(
        self,
        name: str,
        values: Sequence[str],
        description: str,
        named: Callable[[str], str] = constant,
    ) -> type:
        """An enum whose members equal the kept texts; ``named`` makes their names."""
        members = {named(value): value for value in values}
        made = Enum(name, members, type=str)  # type: ignore[misc]
        described = strawberry.enum(made, name=name, description=description)
        return self.add(name, described)  # type: ignore[no-any-return]


def _class(name: str, fields: Sequence[StrawberryField], bases: tuple[type, ...]) -> type:
    body: dict[str, object] = {"__module__": __name__}
    for field in fields:
        if field.python_name in body:
            found = f"two fields named {field.python_name} on {name}"
            raise InvalidModel([Problem("GraphQL", found, "a name of its own for each")])
        body[field.python_name] = field
    return new_class(name, bases, {}, lambda namespace: namespace.update(body))


def _as_mapping(type_: Any, given: Any, context: Any) -> dict[str, Any]:
    """What was given, by GraphQL name; nested inputs are mappings already."""
    return dict(given)
