"""What a picture tells: its lanes, marks, bundles, brackets and edges, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from queries.answers.told import on_request, subject, told, told_with
from queries.answers.types import (
    AgencyRow,
    ItemRow,
    ItemRows,
    KindName,
    LevelName,
    RelationName,
    Said,
)
from queries.answers.view import View
from queries.picture.lane import Lane


class ItemsAt(NamedTuple):
    """How many items are at a level."""

    level: Annotated[LevelName | None, Said("The level; null: they have none.")]
    items: Annotated[int, Said("How many.")]


class PictureSpot(NamedTuple):
    """A spot of a picture, in whole units from its upper left corner."""

    x: Annotated[int, Said("How far from the left.")]
    y: Annotated[int, Said("How far from the top.")]


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """Something with a place."""

    x: Annotated[int, Said("How far its left side is from the picture's.")]
    y: Annotated[int, Said("How far its top is from the picture's.")]
    width: Annotated[int, Said("How wide it is.")]
    height: Annotated[int, Said("How high it is.")]


@dataclass(frozen=True, slots=True)
class PictureLane:
    """A lane of a picture, a column."""

    lane: Annotated[Lane, Said("Which.")]
    x: Annotated[int, Said("How far its left side is from the picture's.")]
    width: Annotated[int, Said("How wide it is.")]
    levels: Annotated[list[ItemsAt], Said("How many items it stands for, the worst first.")]


@dataclass(frozen=True, slots=True)
class PictureMark(PlacedMark):
    """An item that is drawn alone."""

    key: Annotated[str, Said("What edges know it by; of no meaning elsewhere.")]
    lane: Annotated[Lane, Said("The lane it stands in.")]
    row: int
    kind: Annotated[KindName, Said("Its kind.")]
    level: Annotated[
        LevelName | None,
        Said("How badly it is affected; null: it is not, or levels are not asked."),
    ]
    said: Annotated[str, Said("That in words, with what it means to who has to act.")]
    start: Annotated[bool, Said("Whether it was asked about.")]
    chosen: Annotated[bool, Said("Whether it is on the chain to the item that was chosen.")]

    @subject
    @told
    def item(self) -> ItemRow:
        """The item."""
        return self.row

    @told_with
    def label(self, view: View) -> str:
        """What it is called."""
        return view.name(self.row)


@dataclass(frozen=True, slots=True)
class PictureBundle(PlacedMark):
    """Items that are drawn together."""

    key: Annotated[str, Said("What edges know it by; of no meaning elsewhere.")]
    lane: Annotated[Lane, Said("The lane it stands in.")]
    rows: Sequence[int]
    words: str
    of: int | None
    levels: Annotated[list[ItemsAt], Said("How many of them at each level, the worst first.")]
    of_others: Annotated[bool, Said("Whether they are items that you may not see.")]

    @told
    def count(self) -> int:
        """How many they are."""
        return len(self.rows)

    @told
    def level(self) -> LevelName | None:
        """The worst of their levels."""
        return self.levels[0].level

    @told
    def agency(self) -> AgencyRow | None:
        """The agency that they are part of, where that is what they share."""
        return self.of

    @told_with
    def label(self, view: View) -> str:
        """What they are: "7 × database", "5 programs of Health", "3 items of others, 1 LOST"."""
        return self.words if self.of is None else f"{self.words} of {view.name(self.of)}"

    @on_request
    @told
    def items(self) -> ItemRows:
        """Those of them that you may see."""
        return list(self.rows)  # type: ignore[return-value]

    @told
    def said(self) -> str:
        """Their levels in words: "LOST", "2 LOST, 5 DEGRADED"."""
        return levels_in_words(self.levels)


@dataclass(frozen=True, slots=True)
class PictureBracket(PlacedMark):
    """A redundancy group: what is left of what an item depends on."""

    of: Annotated[str, Said("The key of the mark that depends on it.")]
    size: Annotated[int, Said("How many members it has.")]
    holding: Annotated[int, Said("How many of them hold.")]
    need: Annotated[int, Said("How many are needed.")]

    @told
    def broken(self) -> bool:
        """Whether fewer hold than are needed."""
        return self.holding < self.need

    @told
    def said(self) -> str:
        """How it stands: "2 of 3 hold, 1 needed"."""
        return f"{self.holding:,} of {self.size:,} hold, {self.need:,} needed"


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """A line of a picture: an effect, or where there is none a relation, and which way."""

    from_: Annotated[str, Said("The key of where it begins.")]
    to: Annotated[str, Said("The key of where it ends.")]
    types: Annotated[
        list[RelationName],
        Said("The types of its relations; none where an end is what you may not see."),
    ]
    relations: Annotated[int, Said("How many relations it stands for.")]
    chosen: Annotated[bool, Said("Whether it is on the chain to the item that was chosen.")]
    bracketed: Annotated[bool, Said("Whether it ends at a bracket.")]
    points: Annotated[list[PictureSpot], Said("The spots that it runs through, first to last.")]


def levels_in_words(levels: Sequence[ItemsAt]) -> str:
    """Levels in words: "LOST" of one, "2 LOST, 5 DEGRADED" of several, "" of none."""
    if len(levels) == 1:
        return levels[0].level or ""
    return ", ".join(f"{items:,} {level}" for level, items in levels)
