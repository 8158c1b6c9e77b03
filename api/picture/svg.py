"""A picture as SVG: to print, to put into a report, to look at.

A level is told by a shape and by its word, never by colour alone. Everything has a title for screen
readers. There is no script, no style sheet and no reference: presentation attributes alone, so that
the strictest page may hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from api.picture.arrow import arrow
from api.picture.legend import legend
from api.picture.lettering import wrapped
from api.picture.shape import BROKEN, DARK, QUIET, Ink, inks, shape
from api.picture.text import SMALL, texts
from queries.answers.telling import Shown
from queries.graph.xml_text import attribute, escaped
from queries.questions.reading import dated
from queries.questions.words import worded

MARGIN, BAND, LEAST = 24, 10, 640
"""The room around, how much wider than its marks a lane's ground is, and how wide a sheet is."""
HEAD = 54
"""How high the heads of the lanes are."""
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
TEXT, LINE = 11, 13
GROUND = "#f4f6f8"
MOST_DOTS = 5


def svg(answer: Shown, headed: bool = True) -> str:
    """The picture that an answer is; not ``headed``, where title and verdict stand beside it."""
    return "\n".join(_Sheet(answer, headed).lines())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A picture and the sheet that it is drawn on."""

    answer: Shown
    headed: bool

    def _told(self, name: str) -> Any:
        return self.answer.told(name)

    @property
    def _width(self) -> int:
        return max(int(self._told("width")) + BAND + MARGIN, LEAST)

    def lines(self) -> Iterator[str]:
        """The document, line by line."""
        inside = self._width - 2 * MARGIN
        title = wrapped(self._told("title"), inside, 20, 2, bold=True) if self.headed else []
        verdict = wrapped(self._told("verdict"), inside, 12.5, 4) if self.headed else []
        top = MARGIN + 24 * len(title) + 17 * len(verdict) + 12 if self.headed else BAND
        ground = top + HEAD
        below = ground + int(self._told("height")) + 24
        signs, deep = legend(self.answer, MARGIN, below + 10, inside)
        feet, under = list(self._feet(inside)), below + 36 + deep
        high = under - 10 + 15 * len(feet) + MARGIN
        yield from self._head(high)
        yield from texts(title, MARGIN, MARGIN + 18, 20, 24, DARK, bold=True)
        yield from texts(verdict, MARGIN, MARGIN + 24 * len(title) + 13, 12.5, 17, DARK)
        yield f'<g transform="translate(0 {ground})">'
        yield from self._drawing(top - ground)
        yield "</g>"
        yield from signs
        yield from texts(feet, MARGIN, under, SMALL + 1, 15, QUIET)
        yield "</svg>"

    def _head(self, high: int) -> Iterator[str]:
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self._width} {high}"'
            f' width="{self._width}" height="{high}" role="graphics-document document"'
            f' aria-labelledby="picture-title picture-desc" font-family="{attribute(FONT)}">'
        )
        yield f'<title id="picture-title">{escaped(self._told("title"))}</title>'
        yield f'<desc id="picture-desc">{escaped(self._told("verdict"))}</desc>'
        yield f'<rect width="{self._width}" height="{high}" fill="#ffffff"/>'

    # the drawing

    def _drawing(self, head: int) -> Iterator[str]:
        edges = self._told("edges")
        ink = inks(self.answer)
        lanes = self._told("lanes")
        for lane in lanes:
            yield from _lane_ground(lane, head, int(self._told("height")))
        for edge in sorted(edges, key=lambda edge: edge.told("chosen")):
            yield from arrow(edge, self._labels)
        for lane in lanes:
            yield from self._lane(lane, head, ink)

    @property
    def _labels(self) -> dict[str, str]:
        drawn = [*self._told("marks"), *self._told("bundles")]
        return {one.told("key"): one.told("label") for one in drawn}

    def _lane(self, lane: Shown, head: int, ink: dict[str | None, Ink]) -> Iterator[str]:
        which, name = lane.told("lane"), worded(lane.told("lane"))
        levels = _levels(lane)
        said = f"{name}: {levels}"
        yield f'<g role="list" aria-label="{attribute(said)}">'
        width, x = lane.told("width"), lane.told("x")
        yield from texts([name.capitalize()], x, head + 16, 13, 15, DARK, bold=True)
        yield from texts(wrapped(levels, width, SMALL, 2), x, head + 30, SMALL, 11, QUIET)
        for mark in self._told("marks"):
            if mark.told("lane") is which:
                yield from _mark(mark, ink)
        for bundle in self._told("bundles"):
            if bundle.told("lane") is which:
                yield from _bundle(bundle, ink)
        keys = {mark.told("key") for mark in self._told("marks") if mark.told("lane") is which}
        for bracket in self._told("brackets"):
            if bracket.told("of") in keys:
                yield from _bracket(bracket)
        yield "</g>"

    # what stands below

    def _feet(self, width: float) -> Iterator[str]:
        drawn = self._told("said")
        if left := self._told("relations_not_drawn"):
            drawn += f"; {left:,} relations that are longer ways, or within a bundle, are not drawn"
        for line in (drawn, self._told("chosen") or "", dated(self.answer)):
            if line:
                yield from wrapped(f"{line[:1].upper()}{line[1:]}.", width, SMALL + 1, 2)
        if reason := self._told("reason"):
            yield from wrapped(f"This answer is not complete: {reason}", width, SMALL + 1, 2)


def _levels(told: Shown) -> str:
    """How many at each level: "12 LOST, 2 DEGRADED"; of none how many items."""
    found = [(one.told("level"), one.told("items")) for one in told.told("levels")]
    return ", ".join(f"{items:,} {level}" if level else f"{items:,}" for level, items in found)


def _lane_ground(lane: Shown, head: int, height: int) -> Iterator[str]:
    x, width = lane.told("x") - BAND, lane.told("width") + 2 * BAND
    yield (
        f'<rect x="{x}" y="{head - 4}" width="{width}" height="{height - head + 18}" rx="8"'
        f' fill="{GROUND}"/>'
    )


def _framed(told: Shown, said: str, inside: Iterable[str]) -> Iterator[str]:
    """What stands in a box: nothing of it can leave it."""
    x, y, width, height = (told.told(name) for name in ("x", "y", "width", "height"))
    yield '<g role="listitem">'
    yield f"<title>{escaped(said)}</title>"
    yield f'<svg x="{x}" y="{y}" width="{width}" height="{height}" overflow="hidden">'
    yield from inside
    yield "</svg></g>"


def _mark(mark: Shown, ink: dict[str | None, Ink]) -> Iterator[str]:
    level, label = mark.told("level"), mark.told("label")
    item, said = mark.told("item"), mark.told("said")
    start = ", asked about" if mark.told("start") else ""
    words = ", ".join(part for part in (f"{label} ({item.id})", mark.told("kind"), said) if part)

    def inside() -> Iterator[str]:
        width, height = mark.told("width"), mark.told("height")
        yield from _box(ink[level], width, height, heavy=mark.told("start") or mark.told("chosen"))
        yield from texts(wrapped(label, width - 18, TEXT, 3), 12, 14.5, TEXT, LINE, DARK)
        yield from _foot(ink[level], level or said, height)

    yield from _framed(mark, words + start, inside())


def _bundle(bundle: Shown, ink: dict[str | None, Ink]) -> Iterator[str]:
    level, label, said = (bundle.told(name) for name in ("level", "label", "said"))
    words = f"{label}, {said}" if said and not bundle.told("of_others") else label

    def inside() -> Iterator[str]:
        width, height = bundle.told("width") - 5, bundle.told("height") - 5
        for off in (5, 2.5):
            yield (
                f'<rect x="{off + 1:g}" y="{off + 1:g}" width="{width - 2}" height="{height - 2}"'
                f' rx="4" fill="#ffffff" stroke="{QUIET}" stroke-width="0.8"/>'
            )
        yield from _box(ink[level], width, height, masked=bundle.told("of_others"))
        lines = wrapped(label, width - 17, TEXT, 3, bold=True)
        yield from texts(lines, 12, 13, TEXT, LINE - 1, DARK, bold=True)
        yield from _foot(ink[level], said, height)

    yield from _framed(bundle, words, inside())


def _box(
    ink: Ink, width: float, height: float, heavy: bool = False, masked: bool = False
) -> Iterator[str]:
    """The ground of a mark: its border says the level as well, and a heavy one what was asked."""
    stroke = f'stroke="{DARK}" stroke-width="2.4"' if heavy else f'stroke="{ink.line}"'
    dashes = ' stroke-dasharray="2 3"' if masked else ""
    yield (
        f'<rect x="1.2" y="1.2" width="{width - 2.4:g}" height="{height - 2.4:g}" rx="4"'
        f' fill="{ink.ground}" {stroke}{dashes}/>'
    )
    yield f'<rect x="2" y="2" width="4.5" height="{height - 4:g}" rx="2" fill="{ink.line}"/>'


def _foot(ink: Ink, said: str, height: float) -> Iterator[str]:
    """The level of a mark, by its shape and its word."""
    if said:
        yield from shape(ink, 17, height - 9)
        line = wrapped(said, 96, SMALL, 1, bold=True)
        yield from texts(line, 26, height - 5.5, SMALL, 0, ink.word, bold=True)


def _bracket(bracket: Shown) -> Iterator[str]:
    size, holding, broken = (bracket.told(name) for name in ("size", "holding", "broken"))
    width, height = bracket.told("width"), bracket.told("height")
    dots = size if size <= MOST_DOTS else 0
    said = f"{holding:,} of {size:,} hold"

    def inside() -> Iterator[str]:
        colour = BROKEN if broken else DARK
        yield (
            f'<path d="M9 2H2V{height - 2}H9M{width - 9} 2H{width - 2}V{height - 2}H{width - 9}"'
            f' fill="none" stroke="{colour}" stroke-width="{2.2 if broken else 1.4}"/>'
        )
        for at in range(dots):
            fill = colour if at < holding else "#ffffff"
            yield (
                f'<circle cx="{14 + 9 * at}" cy="{height / 2:g}" r="3.2" fill="{fill}"'
                f' stroke="{colour}"/>'
            )
        left = 10 + 9 * dots + 4
        line = wrapped(said, width - left - 8, SMALL, 1, bold=broken)
        yield from texts(line, left, height / 2 + 3.5, SMALL, 0, colour, bold=broken)

    words = f"redundancy group: {bracket.told('said')}{', broken' if broken else ''}"
    yield from _framed(bracket, words, inside())
