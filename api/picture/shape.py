"""The shapes and inks by which a level is told beside its word, so that no colour stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from queries.answers.telling import Shown

DARK, QUIET, LINK, BROKEN = "#1b1f24", "#57606a", "#98a3b0", "#8f1216"
"""The ink of text, of what stands back, of lines, and of a group that broke."""


class Ink(NamedTuple):
    """How a level is drawn: its shape, its lines, its ground and its word.

    All words have a contrast of 4.5 : 1 or more on their ground and on white.
    """

    shape: str
    line: str
    ground: str
    word: str


INKS = (
    Ink("octagon", "#b3181d", "#fdeeee", "#8f1216"),
    Ink("triangle", "#c47f00", "#fff6e0", "#7a4c00"),
    Ink("ring", "#5b7690", "#f3f7fa", "#38536b"),
)
"""Of the levels, the highest first."""
PLAIN = Ink("", "#8794a2", "#ffffff", "#57606a")
_SHAPES = {
    "octagon": '<path d="M-2.1 -5h4.2L5 -2.1v4.2L2.1 5h-4.2L-5 2.1v-4.2z" fill="{line}"/>'
    '<path d="M-2 -2L2 2M2 -2L-2 2" stroke="#ffffff" stroke-width="1.4"/>',
    "triangle": '<path d="M0 -5L5.4 4.6H-5.4z" fill="{line}"/>'
    '<path d="M0 -1.6V1.6M0 2.6V3.6" stroke="#ffffff" stroke-width="1.4"/>',
    "ring": '<circle r="4" fill="#ffffff" stroke="{line}" stroke-width="1.8"/>',
    "": "",
}


def inks(answer: Shown) -> dict[str | None, Ink]:
    """How each level of a picture's lens is drawn, the highest first, and what has none."""
    lens = answer.told("lens")
    levels = answer.view.snapshot.model.lens(lens).levels if lens else ()
    return {**dict(zip(reversed(levels), INKS, strict=False)), None: PLAIN}


def shape(ink: Ink, x: float, y: float) -> Iterator[str]:
    """The shape of a level around a spot."""
    if drawn := _SHAPES[ink.shape].format(line=ink.line):
        yield f'<g transform="translate({x:g} {y:g})" aria-hidden="true">{drawn}</g>'
