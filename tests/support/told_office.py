"""An answer that tells a fact of every type, to test how facts are told and read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from queries.answers.answer import Answer
from queries.answers.listing import Listing, listed
from queries.answers.told import on_request, subject, told, told_once, told_with
from queries.answers.types import (
    Id,
    ItemRow,
    ItemRows,
    Json,
    KindName,
    LensName,
    MoneyText,
    RelationNumber,
    Said,
    ServiceRow,
    Share,
)
from queries.answers.view import View
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = sketch(
    "service:m name=Mail",
    "service:m -DEPENDS_ON[relays:1]-> ci:a",
    "service:m -DEPENDS_ON[relays:1]-> ci:b",
    "service:n -DEPENDS_ON-> ci:a",
).snapshot


class Mood(Enum):
    """How it looks."""

    GOOD = "very good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that stands for an item."""

    row: int
    rank: Annotated[int, Said("Its rank.")]

    @subject
    @told
    def item(self) -> ItemRow:
        """What it stands for."""
        return self.row

    def in_words(self, view: View) -> str:
        """The line in a sentence."""
        return f"{view.label(self.row)} is number {self.rank}"


@dataclass(frozen=True)
class ToldOffice(Answer):
    """An office, told."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    untold: int = 1
    text: Annotated[str, Said("A text.")] = "plain"
    whole: Annotated[int, Said("A whole number.")] = 7
    figure: Annotated[float, Said("A figure.")] = 0.25
    flag: Annotated[bool, Said("Yes or no.")] = True
    share: Annotated[Share, Said("A share.")] = 0.9995
    money: Annotated[MoneyText | None, Said("An amount.")] = "1200.50 USD"
    mood: Annotated[Mood, Said("How it looks.")] = Mood.GOOD
    lens: Annotated[LensName, Said("A lens.")] = "outage"
    id: Annotated[Id, Said("An id.")] = "office:1"
    data: Annotated[Json | None, Said("Any JSON.")] = None

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        return f"all is well with {view.label(self.mail)}"

    @property
    def mail(self) -> int:
        """The mail service's row."""
        return self.row("service:m")

    def row(self, id_: str) -> int:
        """The row of an id."""
        return int(self.snapshot.rows([id_])[0])

    @told
    def service(self) -> ServiceRow | None:
        """A service.

        Only its first paragraph describes a fact.
        """
        return self.mail

    @told
    def nobody(self) -> ItemRow | None:
        """Nothing at all."""
        return None

    @told_once
    def items(self) -> ItemRows:
        """All items."""
        return self.all

    @told
    def pair(self) -> list[ItemRow]:
        """Two items."""
        return [self.row("ci:b"), self.row("ci:a")]

    @told
    def relation(self) -> RelationNumber:
        """A relation."""
        return int(self.snapshot.all_relations("DEPENDS_ON")[0])

    @told
    def lines(self) -> list[Line]:
        """Lines, whole."""
        return [Line(row, at) for at, row in enumerate(self.all.tolist())]

    @told
    def ranking(self) -> Listing[Line]:
        """Lines, in pages."""
        id_of = self.snapshot.id
        lines = sorted(self.lines, key=lambda line: id_of(line.row))
        rows = as_ints([line.row for line in lines])
        return listed(lines, "id", lambda line: (id_of(line.row),), rows)

    @told
    def first(self) -> Line:
        """The line of the first relay; null: you may not see it."""
        return Line(self.row("ci:a"), 0)

    @told_with
    def of_kinds(
        self,
        view: View,
        kinds: Annotated[list[KindName] | None, Said("Of one of these kinds.")] = None,
    ) -> ItemRows:
        """Items of some kinds."""
        names = [view.snapshot.kind(row) for row in self.all.tolist()]
        kept = [kinds is None or name in kinds for name in names]
        return as_ints(self.all[kept])

    @on_request
    @told
    def slow(self) -> str:
        """What takes long."""
        return "worked out"

    @told
    def before(self) -> ToldOffice | None:
        """The answer before; null: there is none."""
        return None

    @property
    def all(self) -> Ints:
        """Every row."""
        return as_ints(range(self.snapshot.size))


def told_office(**more: object) -> ToldOffice:
    """The answer about the office."""
    return ToldOffice(OFFICE, DAY, **more)  # type: ignore[arg-type]
