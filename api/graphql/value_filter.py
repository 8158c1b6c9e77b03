"""The inputs that filter by a field's value: one for each shape, one for each enum."""

from __future__ import annotations

from collections.abc import Mapping

from api.graphql.field import InputField
from api.graphql.registry import Registry
from api.graphql.shape import enum
from graph_model.declare import Field
from graph_model.values import Shape

_FILTER: Mapping[Shape, str] = {
    Shape.TEXT: "TextFilter",
    Shape.DATE: "DateFilter",
    Shape.MOMENT: "DateTimeFilter",
    Shape.DURATION: "DurationFilter",
    Shape.CLOCK: "DurationFilter",
    Shape.INTEGER: "Int64Filter",
    Shape.NUMBER: "FloatFilter",
    Shape.BOOLEAN: "BooleanFilter",
    Shape.MONEY: "MoneyFilter",
    Shape.TEXTS: "TextFilter",
    Shape.DATES: "DateFilter",
    Shape.READINGS: "ReadingFilter",
}
_ORDERED = {"lt": "Before it.", "lte": "At or before it.", "gt": "After it.", "gte": "At or after."}
_TEXT = {
    "contains": "Has the text in it, whatever its case.",
    "startsWith": "Begins with the text, whatever its case.",
}
_OPERANDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "IDFilter": ("ID", {}),
    "TextFilter": ("str", _TEXT),
    "DateFilter": ("Date", _ORDERED),
    "DateTimeFilter": ("DateTime", _ORDERED),
    "DurationFilter": ("str", {}),
    "Int64Filter": ("Int64", _ORDERED),
    "FloatFilter": ("float", _ORDERED),
    "BooleanFilter": ("bool", {}),
    "MoneyFilter": ("Amount", _ORDERED),
}


def filter_of(field: Field, owner: str, registry: Registry) -> str:
    """The name of the filter that a field takes."""
    if field.choices:
        operand = enum(field, owner, registry)
        name = f"{operand}Filter"
        registry.once(name, lambda: _comparison(name, operand, {}, registry))
    else:
        name = named_filter(_FILTER[field.shape], registry)
    return _list_filter(name, registry) if field.shape.many else name


def named_filter(name: str, registry: Registry) -> str:
    """The name of one of the filters by shape, made when it is first used."""
    if name == "ReadingFilter":
        return registry.once(name, lambda: _reading_filter(registry))
    operand, more = _OPERANDS[name]
    return registry.once(name, lambda: _comparison(name, operand, more, registry))


def _comparison(name: str, operand: str, more: Mapping[str, str], registry: Registry) -> None:
    fields = [
        InputField("eq", f"{operand} | None", registry, "Equal to it."),
        InputField("ne", f"{operand} | None", registry, "Not equal to it, or absent."),
        InputField("in", f"list[{operand}] | None", registry, "One of these."),
        *(InputField(op, f"{operand} | None", registry, text) for op, text in more.items()),
    ]
    if name == "MoneyFilter":
        said = "In this currency; amounts are compared as they are."
        fields.append(InputField("currency", "str | None", registry, said))
    fields.append(InputField("isNull", "bool | None", registry, "Whether it is absent."))
    said = "What a value must be: all that is given; null is not a condition."
    registry.input(name, fields, said)


def _reading_filter(registry: Registry) -> None:
    fields = [
        InputField(name, f"{named_filter(f'{type_}Filter', registry)} | None", registry, said)
        for name, type_, said in (
            ("on", "Date", "The day it was read."),
            ("value", "Float", "The figure."),
        )
    ]
    registry.input("ReadingFilter", fields, "What a reading must be.")


def _list_filter(element: str, registry: Registry) -> str:
    name = f"{element.removesuffix('Filter')}ListFilter"

    def make() -> None:
        fields = [
            InputField("some", f"{element} | None", registry, "At least one of the list is this."),
            InputField("none", f"{element} | None", registry, "None of the list is this."),
            InputField("isEmpty", "bool | None", registry, "Whether the list is empty."),
        ]
        registry.input(name, fields, "What a list must be: all that is given.")

    return registry.once(name, make)
