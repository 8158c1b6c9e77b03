"""A picture: an impact, a substitution or an item's surroundings, ready to be drawn.

The answer tells places, so that a page, a report and a file all show the same picture. It depends
on the facts and the question alone: the same question gives the same picture, whatever order the
facts were read in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Lens
from graph_model.words import counted, sentence
from queries.answers.answer import Answer
from queries.answers.told import told, told_with
from queries.answers.types import LensName, Said
from queries.answers.view import View
from queries.impact.impact import Impact, LevelCount
from queries.picture.drawing import Drawing
from queries.picture.mark import (
    PictureBracket,
    PictureBundle,
    PictureEdge,
    PictureLane,
    PictureMark,
)
from queries.picture.of_impact import scene_of
from queries.picture.of_surroundings import surroundings
from queries.picture.scene import Scene
from queries.picture.showing import Showing
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.substitution.substitution import Substitution

MARKS = 60
"""How many marks a picture has at most where nobody says."""


@dataclass(frozen=True)
class Picture(Answer):
    """What is drawn of an answer.

    ``starts`` are the rows it is of, ``names`` the levels by code, ``told`` the verdict of the
    answer that is drawn, ``to`` the row of the chosen item, ``least`` the code below which nothing
    is drawn. What one viewer is shown is worked out once.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    showing: Annotated[Showing, Said("What is shown.")]
    lens: Annotated[LensName | None, Said("The lens it is seen through; null: through none.")]
    starts: Ints
    scene: Scene
    names: Sequence[str]
    answered: Callable[[View], str]
    count_of: Callable[[Ints], list[LevelCount]]
    most: Annotated[int, Said("How many marks it may have.")] = MARKS
    to: int | None = None
    least: int = 0
    drawings: Memo = field(default_factory=Memo, compare=False)

    def drawing(self, view: View) -> Drawing:
        """What a viewer is shown."""

        def make() -> Drawing:
            return Drawing(self.scene, view, self._drawn, self.most, self.names)

        return self.drawings.get(MemoKey.DRAWING, view.viewer, Drawing, make)

    @cached_property
    def _drawn(self) -> Flags:
        """Which items of the scene are drawn: those at the least level or above, and the chain."""
        scene = self.scene
        always = np.isin(scene.rows, np.concatenate([scene.chain, scene.starts]))
        drawn: Flags = (scene.codes >= self.least) | always
        return drawn

    def sentence(self, view: View) -> str:
        """The answer that is drawn in one sentence, and how much of it is drawn."""
        return sentence(f"{self.answered(view).removesuffix('.')}; {self.said(view)}")

    @told_with
    def title(self, view: View) -> str:
        """What is drawn: "What an outage of SAN-1 (ci:san-1) touches"."""
        ordered = sorted(self.starts.tolist(), key=self.snapshot.id)
        of = view.labels(ordered)
        match self.showing:
            case Showing.SURROUNDINGS:
                return f"What surrounds {of}"
            case Showing.SUBSTITUTION:
                return f"What changes hands if {of} is replaced"
        touch = "touches" if len(ordered) == 1 else "touch"
        return f"What {of} {touch} ({self.lens})"

    @told_with
    def said(self, view: View) -> str:
        """How much of the answer is drawn: "61 marks for 1,944 items"."""
        drawing = self.drawing(view)
        marks = counted(len(drawing.parts), "mark", "marks")
        left = sum(count.count for count in self.not_drawn)
        more = f", {left:,} not drawn" if left else ""
        return f"{marks} for {counted(self.items, 'item', 'items')}{more}"

    @told
    def items(self) -> int:
        """How many items the answer has, those that you may not see included."""
        return len(self.scene.rows) - len(self.scene.passed)

    @told
    def not_drawn(self) -> list[LevelCount]:
        """How many of them are neither marks nor in a bundle, by kind and level."""
        return self.count_of(as_ints(self.scene.rows[~self._drawn]))

    @told_with
    def relations(self, view: View) -> int:
        """How many relations the edges stand for."""
        return self.drawing(view).relations

    @told_with
    def relations_not_drawn(self, view: View) -> int:
        """How many more there are: ways that are longer or carry less, and within a bundle."""
        return max(self.scene.relations - self.relations(view), 0)

    @told_with
    def chosen(self, view: View) -> str | None:
        """What the chosen item has to do with it; null: none was chosen."""
        if self.to is None:
            return None
        label = view.label(self.to)
        if self.to not in self.scene.rows:
            return f"nothing recorded leads to {label}"
        return f"the chain to {label} is drawn step by step"

    @told_with
    def width(self, view: View) -> int:
        """How wide the picture is."""
        return self.drawing(view).laid.width

    @told_with
    def height(self, view: View) -> int:
        """How high it is."""
        return self.drawing(view).laid.height

    @told_with
    def lanes(self, view: View) -> list[PictureLane]:
        """Its lanes, from left to right, in the order of the chain."""
        return self.drawing(view).lanes

    @told_with
    def marks(self, view: View) -> list[PictureMark]:
        """What is drawn alone, by lane: the worst first, then the nearest, then by id."""
        return self.drawing(view).marks

    @told_with
    def bundles(self, view: View) -> list[PictureBundle]:
        """What is drawn together, by lane: the worst first, then the most."""
        return self.drawing(view).bundles

    @told_with
    def brackets(self, view: View) -> list[PictureBracket]:
        """The redundancy groups of what is drawn alone, as far as the answer touches them."""
        return self.drawing(view).brackets

    @told_with
    def edges(self, view: View) -> list[PictureEdge]:
        """The lines: of an effect every shortest way by which it gives an item its level."""
        return self.drawing(view).edges


def picture_of(
    impact: Impact, to: int | None = None, most: int = MARKS, min_level: str | None = None
) -> Picture:
    """The picture of an impact; ``to`` is the row of an item whose chain is drawn.

    Raises:
        InvalidQuestion: the lens has no such level.
    """
    return Picture(
        impact.snapshot,
        impact.as_of,
        Showing.IMPACT,
        impact.lens.name,
        impact.starts.rows,
        scene_of(impact, to),
        names_of(impact.lens),
        impact.sentence,
        impact.count,
        most,
        to,
        _code(impact.lens, min_level),
    )


def picture_of_substitution(
    found: Substitution, to: int | None = None, most: int = MARKS, min_level: str | None = None
) -> Picture:
    """The picture of a substitution: of what it touches, under the sourcing lens.

    Raises:
        InvalidQuestion: the lens has no such level.
    """
    drawn = picture_of(found.impact, to, most, min_level)
    return replace(
        drawn,
        showing=Showing.SUBSTITUTION,
        starts=as_ints([found.supplier]),
        answered=found.sentence,
    )


def picture_around(
    view: View, starts: Ints, depth: int, to: int | None = None, most: int = MARKS
) -> Picture:
    """The picture of what lies so many relations around some rows."""
    scene = surroundings(view.snapshot, starts, view.as_of, depth)
    around = len(scene.rows) - len(np.unique(starts))
    deep = counted(depth, "relation", "relations")

    def said(seen: View) -> str:
        of = seen.labels(starts)
        if not around:
            return f"nothing recorded around {of}"
        return f"{counted(around, 'item lies', 'items lie')} within {deep} of {of}"

    return Picture(
        view.snapshot,
        view.as_of,
        Showing.SURROUNDINGS,
        None,
        starts,
        scene,
        ("",) * 4,
        said,
        lambda rows: [],
        most,
        to,
    )


def _code(lens: Lens, level: str | None) -> int:
    """The code of a level; 0 where none is asked for.

    Raises:
        InvalidQuestion: the lens has no such level.
    """
    if level is None:
        return 0
    if level not in lens.levels:
        expected = f"one of {', '.join(lens.levels)}"
        raise InvalidQuestion([Problem("minLevel", repr(level), expected)])
    return lens.code(level)


def names_of(lens: Lens) -> tuple[str, ...]:
    """The names of a lens's levels by their codes, "" for none."""
    return ("", *map(lens.level, (1, 2, 3)))
