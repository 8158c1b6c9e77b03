"""Lines of text in a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from queries.graph.xml_text import escaped

SMALL = 9.5
"""The size of what is small."""


def texts(
    lines: Iterable[str],
    x: float,
    y: float,
    size: float,
    step: float,
    fill: str,
    bold: bool = False,
) -> Iterator[str]:
    """Lines of text from a spot on, ``step`` apart."""
    weight = ' font-weight="bold"' if bold else ""
    for at, line in enumerate(lines):
        yield (
            f'<text x="{x:g}" y="{y + at * step:g}" font-size="{size:g}" fill="{fill}"{weight}>'
            f"{escaped(line)}</text>"
        )
