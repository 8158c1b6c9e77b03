"""The sorts of field a declaration becomes: one read, one worked out, one taken as input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info
from strawberry.types.unset import UNSET

from api.graphql.registry import Registry
from graph_model.declare import Field, camel


class PlainField(StrawberryField):
    """A field that is an attribute of its source, or given in an input.

    Its annotation is text that is looked up in the registry once all types are made.
    """

    def __init__(
        self,
        name: str,
        annotation: object,
        registry: Registry,
        description: str,
        graphql_name: str | None = None,
    ) -> None:
        """Answer under a GraphQL name: the given one, or the attribute's in camel case."""
        self._annotation = registry.annotation(annotation)
        super().__init__(
            python_name=name,
            graphql_name=graphql_name or camel(name),
            type_annotation=self._annotation,
            description=description,
        )
        # Strawberry's fields are dataclass fields: nothing makes objects of the classes of these.
        self.init = self.repr = self.compare = False

    @property
    def type(self) -> Any:
        """The GraphQL type, as the annotation says."""
        return self.resolve_type()

    @type.setter
    def type(self, given: object) -> None:
        """Keep what was said: Strawberry sets the bare text of the class's annotation here.

        Text that is looked up in a registry, and not in a module, has no supported way in.
        """
        self.type_annotation = self._annotation


class DeclaredField(PlainField):
    """A field of a kind or relation, recorded or worked out: its source's ``value`` is asked."""

    def __init__(self, declared: Field, annotation: object, registry: Registry) -> None:
        """Read the declared field as the annotation says."""
        named = declared.graphql_name
        super().__init__(declared.name, annotation, registry, declared.meaning, named)
        self.declared = declared

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """The declared field's value in the source."""
        return source.value(self.declared)


class ComputedField(PlainField):
    """A field that ``resolve(source, context, **arguments)`` works out."""

    def __init__(
        self,
        name: str,
        annotation: object,
        resolve: Callable[..., Any],
        registry: Registry,
        description: str,
        arguments: Sequence[StrawberryArgument] = (),
    ) -> None:
        """Answer under a GraphQL name, with what ``resolve`` gives."""
        super().__init__(name, annotation, registry, description, name)
        self.resolve = resolve
        self.arguments = list(arguments)

    @property
    def is_basic_field(self) -> bool:
        """It has arguments and needs the request."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """What ``resolve`` gives."""
        assert info is not None
        return self.resolve(source, info.context, **kwargs)


class InputField(PlainField):
    """A field of an input, which is read as a mapping of what was given."""


def argument(
    name: str, annotation: object, registry: Registry, description: str, default: object = UNSET
) -> StrawberryArgument:
    """An argument of a computed field; one without a default is optional if its type is."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=registry.annotation(annotation),
        description=description,
        default=default,
    )
