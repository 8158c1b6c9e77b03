"""The JSON Schema of the plain graph file, derived from the declarations, for editors.

It describes the canonical spelling: what an export writes. A load reads more than that (choices
without regard to case, space, hyphen and underscore; numbers and dates as text of a CSV), so a
file that fits the schema loads, and one that does not may load all the same.
"""

from __future__ import annotations

from graph_model.characters import NOT_IN_ID, NOT_IN_LINE, NOT_IN_PROSE
from graph_model.declare import RESERVED, Field, Kind, RelationType
from graph_model.model import Model
from graph_model.periods import CLOCK, PERIOD
from graph_model.values import DAY, INT64, Bounds, Shape

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OTHER_SPELLINGS = (
    "Other spellings are read too: case, spaces, hyphens and underscores do not matter."
)
_DAY = DAY.pattern[1:-1]

_STRINGS: dict[Shape, Schema] = {
    Shape.TEXT: {},
    Shape.TEXTS: {},
    Shape.DATE: {"format": "date", "pattern": DAY.pattern},
    Shape.DATES: {"format": "date", "pattern": DAY.pattern},
    Shape.MOMENT: {"pattern": f"^{_DAY}(T[0-9:.]+(Z|[+-][0-9:]+)?)?$"},
    Shape.DURATION: {"pattern": PERIOD.pattern},
    Shape.CLOCK: {"anyOf": [{"pattern": PERIOD.pattern}, {"pattern": CLOCK.pattern}]},
    Shape.MONEY: {"pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,4})? [A-Z]{3}$"},
    Shape.READINGS: {"pattern": f"^{_DAY} [-+0-9.eE]+$"},
}
_TEXTS = (Shape.TEXT, Shape.TEXTS)
"""Shapes that are text, or lists of it, and what narrows the text."""


def json_schema(model: Model) -> Schema:
    """The schema (2020-12) of a whole file; ``#/$defs/record`` is that of a line of JSON lines."""
    kinds = {kind.name: _kind(kind) for kind in model.kinds}
    relations = {relation.name: _relation(relation) for relation in model.relations}
    return {
        "$schema": DIALECT,
        "title": "Plain graph file",
        "description": "Items and relations of a Ramify graph. " + OTHER_SPELLINGS,
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "said_at": {
                "description": "When the file was made: it overwrites nothing that is newer.",
                "type": "string",
                **_STRINGS[Shape.MOMENT],
            },
            "items": {"type": "array", "items": _ref("item")},
            "relations": {"type": "array", "items": _ref("relation")},
        },
        "additionalProperties": False,
        "anyOf": [{"required": ["items"]}, {"required": ["relations"]}],
        "$defs": {
            "record": {
                "description": "One line of the JSON-lines form: an item, or a relation.",
                "if": {"anyOf": [{"required": ["from"]}, {"required": ["to"]}]},
                "then": _ref("relation"),
                "else": _ref("item"),
            },
            "item": _one_of("kind", kinds),
            "relation": _one_of("type", relations),
            "id": _id(),
            **kinds,
            **relations,
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(word: str, declared: dict[str, Schema]) -> Schema:
    """A record whose ``word`` says which definition it follows; errors then speak of that one."""
    return {
        "type": "object",
        "properties": {word: {"enum": list(declared)}},
        "required": [word],
        "allOf": [
            {
                "if": {"properties": {word: {"const": name}}, "required": [word]},
                "then": _ref(name),
            }
            for name in declared
        ],
    }


def _kind(kind: Kind) -> Schema:
    properties: Schema = {"kind": {"const": kind.name}, "id": _ref("id")}
    properties |= {field.name: _field(field) for field in kind.fields}
    if kind.open:
        properties["attributes"] = _attributes(kind)
    required = ["kind", "id", *(field.name for field in kind.fields if field.required)]
    schema = _object(kind.meaning, properties, required)
    return schema | ({"allOf": [_forbidden(*one) for one in kind.forbids]} if kind.forbids else {})


def _forbidden(name: str, value: str, absent: tuple[str, ...]) -> Schema:
    return {
        "if": {"properties": {name: {"const": value}}, "required": [name]},
        "then": {"properties": {one: {"type": "null"} for one in absent}},
    }


def _relation(relation: RelationType) -> Schema:
    pairs = ", ".join(f"{start} → {end}" for start, end in relation.joins)
    properties: Schema = {"type": {"const": relation.name}, "from": _ref("id"), "to": _ref("id")}
    properties |= {field.name: _field(field) for field in relation.fields}
    return _object(f"{relation.meaning} Joins {pairs}.", properties, ["type", "from", "to"])


def _object(meaning: str, properties: Schema, required: list[str]) -> Schema:
    return {
        "description": meaning,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _field(field: Field) -> Schema:
    """The schema of a field's value; null is the same as absent, but for a required one."""
    described = field.meaning + (f" Unit: {field.unit}." if field.unit else "")
    value = _value(field)
    if not field.required:
        value = {"anyOf": [value, {"type": "null"}]}
    return {"description": described, **value}


def _value(field: Field) -> Schema:
    if field.shape in (Shape.CHOICE, Shape.CHOICES):
        one: Schema = {"enum": list(field.choices)}
    elif field.shape in _STRINGS:
        one = {"type": "string", **_STRINGS[field.shape], **_length(field)}
    else:
        one = _SCALARS[field.shape] | _bounds(field.bounds, "minimum", "maximum")
    return {"type": "array", "items": one} if field.shape.many else one


_SCALARS: dict[Shape, Schema] = {
    Shape.INTEGER: {"type": "integer", "minimum": INT64[0], "maximum": INT64[1]},
    Shape.NUMBER: {"type": "number"},
    Shape.BOOLEAN: {"type": "boolean"},
}


def _length(field: Field) -> Schema:
    refused = NOT_IN_PROSE if field.prose else NOT_IN_LINE
    seen = "(?=.*\\S)" if field.required else ""
    least: Schema = {"pattern": f"^{seen}[^{refused}]*$"} if field.shape in _TEXTS else {}
    return least | _bounds(field.bounds, "minLength", "maxLength")


def _bounds(bounds: Bounds | None, least: str, most: str) -> Schema:
    named = {least: bounds.least, most: bounds.most} if bounds else {}
    return {name: _whole(bound) for name, bound in named.items() if bound is not None}


def _whole(bound: float) -> float | int:
    return int(bound) if float(bound).is_integer() else bound


def _id() -> Schema:
    return {
        "description": "Text in NFC, unique in the graph, chosen by the source.",
        "type": "string",
        "minLength": 1,
        "maxLength": 512,
        "pattern": f"^(?!\\s)(?!.*\\s$)[^{NOT_IN_ID}]+$",
    }


def _attributes(kind: Kind) -> Schema:
    declared = RESERVED | {field.name for field in kind.fields}
    return {
        "description": "Open attributes, readable by name; they may not shadow declared fields.",
        "type": ["object", "null"],
        "propertyNames": {"allOf": [_ref("id"), {"not": {"enum": sorted(declared)}}]},
        "additionalProperties": {
            "type": ["string", "number", "boolean", "array", "null"],
            "items": {"type": "string"},
        },
    }
