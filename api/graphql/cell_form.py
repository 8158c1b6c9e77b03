"""As what the value of a fact or field is said, whoever shows it: a day, an item, a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from graph_model.values import Shape
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
)


class CellForm(Enum):
    """What stands in a cell, so that whoever shows it knows how it is said."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    YES_OR_NO = "yes or no"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    CHOICE = "choice"
    LEVEL = "level"
    KIND = "kind"
    ITEM = "item"
    ITEMS = "items"
    RELATION = "relation"
    SENTENCE = "sentence"


_OF_LEAF: Mapping[Leaf, CellForm] = {
    **dict.fromkeys((Leaf.TEXT, Leaf.ID, Leaf.JSON), CellForm.TEXT),
    **dict.fromkeys((Leaf.INTEGER, Leaf.LARGE, Leaf.NUMBER), CellForm.NUMBER),
    Leaf.SHARE: CellForm.SHARE,
    Leaf.BOOLEAN: CellForm.YES_OR_NO,
    Leaf.DAY: CellForm.DAY,
    Leaf.MOMENT: CellForm.MOMENT,
    Leaf.MONEY: CellForm.MONEY,
}
_OF_SHAPE: Mapping[Shape, CellForm] = {
    Shape.DATE: CellForm.DAY,
    Shape.MOMENT: CellForm.MOMENT,
    Shape.MONEY: CellForm.MONEY,
    Shape.CHOICE: CellForm.CHOICE,
    Shape.BOOLEAN: CellForm.YES_OR_NO,
    Shape.INTEGER: CellForm.NUMBER,
    Shape.NUMBER: CellForm.NUMBER,
}


def form_of(type_: Type) -> CellForm:
    """The form of a value of a type, or of each of a list."""
    return _Forms().of(type_)


def form_of_shape(shape: Shape) -> CellForm:
    """The form of a field's value, or of each of a list."""
    return _OF_SHAPE.get(shape, CellForm.TEXT)


class _Forms(TypeForm[CellForm]):
    """Every sort of type by the form that its values have."""

    def leaf(self, type_: Leaf) -> CellForm:
        return _OF_LEAF[type_]

    def choice(self, type_: Choice | Name | FieldChoice) -> CellForm:
        match type_:
            case Name(of="Level"):
                return CellForm.LEVEL
            case Name(of="Kind"):
                return CellForm.KIND
            case _:
                return CellForm.CHOICE

    def item(self, type_: ItemOf | RelationOf) -> CellForm:
        return CellForm.ITEM if isinstance(type_, ItemOf) else CellForm.RELATION

    def page(self, type_: ItemsOf | Paged) -> CellForm:
        return CellForm.ITEMS if isinstance(type_, ItemsOf) else CellForm.SENTENCE

    def object(self, type_: Object) -> CellForm:
        return CellForm.SENTENCE

    def listed(self, type_: Listed) -> CellForm:
        return self.of(type_.of)

    def optional(self, type_: Optional) -> CellForm:
        return self.of(type_.of)
