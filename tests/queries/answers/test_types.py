"""What annotations stand for, told by the words that annotations have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import pytest

from graph_model.model import standard_model
from queries.answers import types
from queries.answers.listing import Listing
from queries.answers.types import (
    Choice,
    ItemOf,
    ItemRow,
    ItemsOf,
    KindName,
    Leaf,
    Listed,
    MoneyText,
    Name,
    Object,
    Optional,
    Paged,
    Said,
    ServiceRows,
    Share,
    type_of,
)
from tests.support.told_office import Line, Mood

HINTS: dict[str, tuple[Any, types.Type]] = {
    "a plain one": (int, Leaf.INTEGER),
    "a day": (date, Leaf.DAY),
    "described": (Annotated[str, Said("A text.")], Leaf.TEXT),
    "a word, described": (Annotated[Share, Said("A share.")], Leaf.SHARE),
    "absent or not": (MoneyText | None, Optional(Leaf.MONEY)),
    "described, absent or not": (
        Annotated[ItemRow | None, Said("An item.")],
        Optional(ItemOf()),
    ),
    "rows": (ServiceRows, ItemsOf("Service")),
    "a list": (list[ItemRow], Listed(ItemOf())),
    "a tuple of any length": (tuple[KindName, ...], Listed(Name("Kind"))),
    "any sequence": (Sequence[int], Listed(Leaf.INTEGER)),
    "a list of lists": (list[list[str]], Listed(Listed(Leaf.TEXT))),
    "a listing": (Listing[Line], Paged(Line)),
    "a listing, absent or not": (Listing[Line] | None, Optional(Paged(Line))),
    "a choice": (Mood, Choice(Mood)),
    "an object": (Line, Object(Line)),
}


@pytest.mark.parametrize(("hint", "expected"), HINTS.values(), ids=HINTS)
def test_type(hint: Any, expected: types.Type) -> None:
    assert type_of(hint) == expected


@pytest.mark.parametrize("hint", [int | str, int | str | None, "text", 7])
def test_what_is_no_type(hint: Any) -> None:
    with pytest.raises(TypeError):
        type_of(hint)


def test_rows_are_of_kinds_that_there_are() -> None:
    kinds = {kind.name for kind in standard_model().kinds} | {"Item"}
    words = [one for name, one in vars(types).items() if name.endswith(("Row", "Rows"))]
    told = [type_of(one) for one in words]
    assert len(told) > 15
    named = {one.kind for one in told if isinstance(one, ItemOf | ItemsOf)}
    assert named <= kinds
