"""An arrow of a drawing: smooth, straight where it passes a lane, with the head of an arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2

from api.picture.shape import DARK, LINK
from queries.answers.telling import Shown
from queries.graph.xml_text import escaped


def arrow(edge: Shown, labels: dict[str, str]) -> Iterator[str]:
    """A line with its title; ``labels`` are what the ends are called, by key."""
    many, chosen = edge.told("relations"), edge.told("chosen")
    ends = " → ".join(labels[edge.told(name)] for name in ("from_", "to"))
    types = ", ".join(edge.told("types"))
    said = f"{ends}{f': {types}' if types else ''}{f', {many:,} relations' if many > 1 else ''}"
    spots = [(spot.told("x"), spot.told("y")) for spot in edge.told("points")]
    width = 2.4 if chosen else min(1 + log2(many) / 3, 3)
    colour = DARK if chosen else LINK
    yield f'<g><title>{escaped(said)}</title><path d="{_path(spots)}" fill="none" stroke="{colour}"'
    yield f' stroke-width="{width:.2g}"/>{_head(spots, colour)}</g>'


def _path(spots: Sequence[tuple[int, int]]) -> str:
    """A smooth line: level at every spot, straight where a lane is passed."""
    (x, y), *others = spots
    parts = [f"M{x} {y}"]
    if len(spots) == 4 and spots[0][0] == spots[3][0]:  # within a lane: out, along, and back
        bend, end = spots[1][0], spots[3]
        return f"M{x} {y}C{bend} {y} {bend} {end[1]} {end[0] - 4} {end[1]}"
    for at, (to_x, to_y) in enumerate(others):
        if at == len(others) - 1:
            to_x -= 4 if to_x > x else -4
        middle = (x + to_x) / 2
        parts.append(
            f"H{to_x}" if to_y == y else f"C{middle:g} {y} {middle:g} {to_y} {to_x} {to_y}"
        )
        x, y = to_x, to_y
    return "".join(parts)


def _head(spots: Sequence[tuple[int, int]], colour: str) -> str:
    """The head of an arrow at the last spot."""
    (before, _), (x, y) = spots[-2:]
    back = -6 if x > before else 6
    return f'<path d="M{x} {y}l{back} -3.2v6.4z" fill="{colour}"/>'
