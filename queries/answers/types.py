"""The types that a told fact can have, and the words by which annotations name them.

A bare number means nothing to a door. So an annotation says what it stands for: ``ContractRow`` is
the row of a contract, ``ItemRows`` rows of any kind, ``Share`` a number from 0 to 1. Closed choices
are enums whose values are what people read.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from queries.answers.listing import Listing
from queries.snapshot.rows import Ints


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a fact or an argument."""

    text: str
    subject: bool = False
    on_request: bool = False


class Leaf(Enum):
    """Types of plain values, by what people call them."""

    TEXT = "text"
    ID = "id"
    INTEGER = "whole number"
    LARGE = "large whole number"
    NUMBER = "number"
    SHARE = "share"
    BOOLEAN = "yes or no"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an enum's members, told by its word in constant case."""

    members: type[Enum]


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the model declares: a kind, a relation type, a lens, or a level of some lens."""

    of: str


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One of the choices of a kind's field, told in constant case."""

    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class ItemOf:
    """A row that is told as an item of a kind (Item: any); None where it may not be seen."""

    kind: str = "Item"


@dataclass(frozen=True, slots=True)
class ItemsOf:
    """Rows that are told as a page of items of a kind (Item: any), by id."""

    kind: str = "Item"


@dataclass(frozen=True, slots=True)
class RelationOf:
    """A relation's number, told with both its ends; None where one may not be seen."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a class that tells facts."""

    cls: type


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of something, whole."""

    of: Type


@dataclass(frozen=True, slots=True)
class Paged:
    """A :class:`Listing` of objects of a class that tells facts, told in pages."""

    cls: type


@dataclass(frozen=True, slots=True)
class Optional:
    """Something that may be absent."""

    of: Type


def present(type_: Type) -> Type:
    """What something is where it is not absent."""
    return type_.of if isinstance(type_, Optional) else type_


Type: TypeAlias = (
    Leaf
    | Choice
    | Name
    | FieldChoice
    | ItemOf
    | ItemsOf
    | RelationOf
    | Object
    | Listed
    | Paged
    | Optional
)

# The words for annotations.
Id = Annotated[str, Leaf.ID]
Share = Annotated[float, Leaf.SHARE]
Moment = Annotated[str, Leaf.MOMENT]
MoneyText = Annotated[str, Leaf.MONEY]
LargeNumber = Annotated[int, Leaf.LARGE]
Json = Annotated[Any, Leaf.JSON]
KindName = Annotated[str, Name("Kind")]
RelationName = Annotated[str, Name("RelationType")]
LensName = Annotated[str, Name("Lens")]
LevelName = Annotated[str, Name("Level")]
ItemRow = Annotated[int, ItemOf()]
ItemRows = Annotated[Ints, ItemsOf()]
RelationNumber = Annotated[int, RelationOf()]
AgencyRow = Annotated[int, ItemOf("Agency")]
AgencyRows = Annotated[Ints, ItemsOf("Agency")]
CapabilityRow = Annotated[int, ItemOf("Capability")]
CapabilityRows = Annotated[Ints, ItemsOf("Capability")]
ContractRow = Annotated[int, ItemOf("Contract")]
ContractRows = Annotated[Ints, ItemsOf("Contract")]
DocumentRow = Annotated[int, ItemOf("Document")]
DocumentRows = Annotated[Ints, ItemsOf("Document")]
ForumRow = Annotated[int, ItemOf("Forum")]
MetricRows = Annotated[Ints, ItemsOf("OperatingLevelMetric")]
OfferingRows = Annotated[Ints, ItemsOf("Offering")]
ProcurementRow = Annotated[int, ItemOf("Procurement")]
ProcurementRows = Annotated[Ints, ItemsOf("Procurement")]
ServiceRow = Annotated[int, ItemOf("Service")]
ServiceRows = Annotated[Ints, ItemsOf("Service")]
OlaRows = Annotated[Ints, ItemsOf("OperatingLevelAgreement")]
SlaRows = Annotated[Ints, ItemsOf("ServiceLevelAgreement")]
SlaRow = Annotated[int, ItemOf("ServiceLevelAgreement")]
StakeholderRow = Annotated[int, ItemOf("Stakeholder")]
StakeholderRows = Annotated[Ints, ItemsOf("Stakeholder")]
SupplierRow = Annotated[int, ItemOf("Supplier")]
SupplierRows = Annotated[Ints, ItemsOf("Supplier")]
TargetRow = Annotated[int, ItemOf("ServiceLevelTarget")]
TicketRow = Annotated[int, ItemOf("Ticket")]
TicketRows = Annotated[Ints, ItemsOf("Ticket")]
WindowRow = Annotated[int, ItemOf("Window")]
TriggerRow = Annotated[int, ItemOf("Trigger")]

_PLAIN = {
    str: Leaf.TEXT,
    int: Leaf.INTEGER,
    float: Leaf.NUMBER,
    bool: Leaf.BOOLEAN,
    date: Leaf.DAY,
}
_SPECIAL = (Leaf, Name, FieldChoice, ItemOf, ItemsOf, RelationOf)


def metadata(hint: object, kind: Any) -> Iterator[Any]:
    """What of a kind (or one of several) an ``Annotated`` hint carries."""
    if get_origin(hint) is Annotated:
        yield from (one for one in get_args(hint)[1:] if isinstance(one, kind))


def type_of(hint: Any) -> Type:
    """The type that an annotation stands for.

    Raises:
        TypeError: it stands for none that can be told.
    """
    special: Type | None = next(metadata(hint, _SPECIAL), None)
    if special is not None:
        return special
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return type_of(arguments[0])
    if origin in (Union, types.UnionType):
        return _optional(arguments)
    if isinstance(origin, type) and issubclass(origin, Listing):
        return Paged(arguments[0])
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return Listed(type_of(arguments[0]))
    return _plain(hint)


def _optional(arguments: tuple[Any, ...]) -> Optional:
    present = [one for one in arguments if one is not types.NoneType]
    if len(present) != 1 or len(present) == len(arguments):
        raise TypeError(f"a fact is of one type or absent, not of {arguments}")
    return Optional(type_of(present[0]))


def _plain(hint: Any) -> Type:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if not isinstance(hint, type):
        raise TypeError(f"{hint!r} is no type that can be told")
    return Choice(hint) if issubclass(hint, Enum) else Object(hint)
