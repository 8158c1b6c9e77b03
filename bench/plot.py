"""A scatter plot with logarithmic axes as SVG text, which needs nothing to be made or seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor, log10
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 50
COLOURS = ("#0b6e99", "#c2571a", "#4a7d2c")


def scatter(title: str, x_name: str, y_name: str, x: Numbers, series: Mapping[str, Numbers]) -> str:
    """The SVG text; ``series`` has the y of each x, by name; all above 0."""
    every = np.concatenate(list(series.values()))
    across = _Scale(x, LEFT, WIDTH - RIGHT)
    up = _Scale(every, HEIGHT - BOTTOM, TOP)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
        *_grid(across, up),
        _text(WIDTH / 2, HEIGHT - 12, x_name),
        _text(18, TOP - 10, y_name),
    ]
    for n, (name, y) in enumerate(series.items()):
        colour = COLOURS[n % len(COLOURS)]
        parts += _points(across, up, x, y, colour)
        parts.append(f'<circle cx="{LEFT + 20}" cy="{TOP + 14 + 18 * n}" r="4" fill="{colour}"/>')
        parts.append(_text(LEFT + 30, TOP + 18 + 18 * n, name, "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Scale:
    """Whole decades around some values, and where they are on a side of the drawing."""

    def __init__(self, values: Numbers, first: float, last: float) -> None:
        self.low, self.high = floor(log10(values.min())), ceil(log10(values.max()))
        self.first, self.last = first, last

    def at(self, value: float) -> float:
        """Where a value is."""
        share = (log10(value) - self.low) / max(self.high - self.low, 1)
        return self.first + share * (self.last - self.first)

    @property
    def decades(self) -> Iterator[int]:
        """The exponents that have a line."""
        return iter(range(self.low, self.high + 1))


def _grid(across: _Scale, up: _Scale) -> Iterator[str]:
    for decade in across.decades:
        x = across.at(10.0**decade)
        yield _line(x, up.first, x, up.last)
        yield _text(x, HEIGHT - BOTTOM + 18, f"{10.0**decade:,g}")
    for decade in up.decades:
        y = up.at(10.0**decade)
        yield _line(across.first, y, across.last, y)
        yield _text(LEFT - 6, y + 4, f"{10.0**decade:g}", "end")


def _points(across: _Scale, up: _Scale, x: Numbers, y: Numbers, colour: str) -> Iterator[str]:
    for a, b in zip(x.tolist(), y.tolist(), strict=True):
        place = f'cx="{across.at(a):.1f}" cy="{up.at(b):.1f}"'
        yield f'<circle {place} r="3" fill="{colour}" fill-opacity="0.7"/>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
