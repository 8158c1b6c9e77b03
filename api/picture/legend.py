"""What the signs of a drawing mean, those that are in it, in as many lines as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from api.picture.lettering import width_of
from api.picture.shape import inks, shape
from api.picture.text import SMALL, texts
from queries.answers.telling import Shown

SIZE, LINE, APART = SMALL + 1, 18, 22
"""The size of its text, how far its lines are apart, and the room between two signs."""
BUNDLE = (
    '<rect x="0" y="-5" width="16" height="9" fill="#ffffff" stroke="#57606a"/>'
    '<path d="M2.5 4v2.5h16v-9h-2.5" fill="none" stroke="#57606a"/>'
)
MEMBERS = (
    '<circle cx="4" r="3.5" fill="#1b1f24" stroke="#1b1f24"/>'
    '<circle cx="15" r="3.5" fill="#ffffff" stroke="#1b1f24"/>'
)
CHAIN = '<path d="M0 0H20" stroke="#1b1f24" stroke-width="2.4"/>'


class Sign(NamedTuple):
    """A sign, how wide it is, and what it means."""

    drawn: str
    width: int
    said: str
    bold: bool = False


def legend(answer: Shown, x: int, y: int, width: int) -> tuple[list[str], int]:
    """The legend from a spot on, as wide as it may be; and how much higher than a line it is."""
    lines = ['<g role="list" aria-label="what the signs mean">']
    at, down = x, y
    for sign in _signs(answer):
        wide = sign.width + 7 + width_of(sign.said, SIZE, sign.bold)
        if at > x and at + wide > x + width:
            at, down = x, down + LINE
        lines.append(f'<g role="listitem" transform="translate({at:g} {down})">{sign.drawn}')
        lines += texts([sign.said], sign.width + 7, 4, SIZE, 0, "#1b1f24", sign.bold)
        lines.append("</g>")
        at += round(wide) + APART
    return [*lines, "</g>"], down - y


def _signs(answer: Shown) -> Iterator[Sign]:
    for level, ink in inks(answer).items():
        if level:
            yield Sign("".join(shape(ink, 6, 0)), 11, level, bold=True)
    if answer.told("bundles"):
        yield Sign(BUNDLE, 19, "several items together")
    if answer.told("brackets"):
        yield Sign(MEMBERS, 19, "members of a redundancy group: one that holds, one that failed")
    if any(edge.told("chosen") for edge in answer.told("edges")):
        yield Sign(CHAIN, 20, "the chain that was asked for")
