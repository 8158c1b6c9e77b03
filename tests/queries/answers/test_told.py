"""What a class tells: names, types and descriptions, read from what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

import pytest

from queries.answers.kept_back import RowsKeptBack
from queries.answers.supposed_answer import SupposedAnswer
from queries.answers.told import facts_of, told, told_once, told_with
from queries.answers.types import (
    Choice,
    ItemOf,
    ItemsOf,
    KindName,
    Leaf,
    Listed,
    Name,
    Object,
    Optional,
    Paged,
    RelationOf,
    Said,
    Type,
)
from queries.answers.view import View
from tests.support.told_office import Line, Mood, ToldOffice, told_office

TYPES: dict[str, Type] = {
    "text": Leaf.TEXT,
    "whole": Leaf.INTEGER,
    "figure": Leaf.NUMBER,
    "flag": Leaf.BOOLEAN,
    "as_of": Leaf.DAY,
    "share": Leaf.SHARE,
    "money": Optional(Leaf.MONEY),
    "mood": Choice(Mood),
    "lens": Name("Lens"),
    "id": Leaf.ID,
    "data": Optional(Leaf.JSON),
    "service": Optional(ItemOf("Service")),
    "nobody": Optional(ItemOf()),
    "items": ItemsOf(),
    "pair": Listed(ItemOf()),
    "relation": RelationOf(),
    "lines": Listed(Object(Line)),
    "ranking": Paged(Line),
    "first": Object(Line),
    "of_kinds": ItemsOf(),
    "slow": Leaf.TEXT,
    "before": Optional(Object(ToldOffice)),
    "verdict": Leaf.TEXT,
    "revision": Leaf.INTEGER,
    "complete": Leaf.BOOLEAN,
    "edit_warnings": Listed(Leaf.TEXT),
    "reason": Optional(Leaf.TEXT),
    "kept_back": Listed(Object(RowsKeptBack)),
}


def test_each_fact_has_its_type_and_nothing_else_is_told() -> None:
    assert {name: fact.type for name, fact in facts_of(ToldOffice).items()} == TYPES


def test_base_classes_come_first_fields_before_properties() -> None:
    names = list(facts_of(ToldOffice))
    assert names[:4] == ["verdict", "revision", "complete", "reason"]
    assert names.index("data") < names.index("service") < names.index("slow")


SAID = {
    "text": "A text.",
    "service": "A service.",
    "items": "All items.",
    "of_kinds": "Items of some kinds.",
    "verdict": "The answer in one sentence, for somebody who has to decide.",
}


@pytest.mark.parametrize(("name", "said"), SAID.items())
def test_a_description_is_what_is_said_or_the_first_paragraph(name: str, said: str) -> None:
    assert facts_of(ToldOffice)[name].said == said


def test_marks() -> None:
    facts = facts_of(ToldOffice)
    assert [name for name, fact in facts.items() if fact.on_request] == ["slow"]
    assert [name for name, fact in facts_of(Line).items() if fact.subject] == ["item"]
    views = [name for name, fact in facts.items() if fact.wants_view]
    assert views == ["verdict", "complete", "reason", "kept_back", "edit_warnings", "of_kinds"]
    (kinds,) = facts["of_kinds"].parameters
    assert (kinds.name, kinds.type, kinds.said, kinds.default, kinds.required) == (
        "kinds",
        Optional(Listed(Name("Kind"))),
        "Of one of these kinds.",
        None,
        False,
    )


def test_names_in_json() -> None:
    assert facts_of(ToldOffice)["of_kinds"].key == "ofKinds"


def test_told_facts_are_properties_of_the_object() -> None:
    office = told_office()
    assert office.service == office.row("service:m")
    assert office.items is office.items


class Counting:
    """Counts how often it is worked out."""

    def __init__(self) -> None:
        self.asked = 0

    @told_once
    def once(self) -> int:
        """Worked out once."""
        self.asked += 1
        return self.asked

    @told
    def always(self) -> int:
        """Worked out each time."""
        self.asked += 1
        return self.asked


def test_what_is_told_once_is_worked_out_once() -> None:
    counting = Counting()
    assert [counting.once, counting.once, counting.always, counting.always] == [1, 1, 2, 3]


class Pair(NamedTuple):
    """Two numbers, of which one is told."""

    left: Annotated[int, Said("The left one.")]
    right: int


class Required:
    """A fact that needs an argument."""

    @told_with
    def of(self, kind: Annotated[KindName, Said("Which kind.")]) -> int:
        """How many of a kind."""
        return len(kind)


def test_named_tuples_tell_their_fields() -> None:
    assert {name: fact.type for name, fact in facts_of(Pair).items()} == {"left": Leaf.INTEGER}


def test_an_argument_without_a_default_must_be_given() -> None:
    (parameter,) = facts_of(Required)["of"].parameters
    assert parameter.required


@dataclass(frozen=True)
class OfTwoTypes:
    """A fact of two types."""

    either: Annotated[int | str, Said("One or the other.")]


class OfAFunction:
    """A fact that is none."""

    @told_with
    def either(self, view: View) -> list[int] | dict[str, int]:
        """One or the other."""
        return []


@pytest.mark.parametrize("cls", [OfTwoTypes, OfAFunction])
def test_a_type_that_cannot_be_told_is_refused(cls: type) -> None:
    with pytest.raises(TypeError, match="a fact is of one type or absent, not of"):
        facts_of(cls)


def test_what_tells_itself_is_told_of_the_class_that_inherits_it() -> None:
    class Early(SupposedAnswer):
        """One."""

    class Late(Early):
        """Another."""

    for cls in (Early, Late):
        assert facts_of(cls)["before"].type == Optional(Object(cls))
