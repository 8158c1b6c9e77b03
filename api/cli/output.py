"""How commands print: aligned columns for people, one JSON document for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"


FormatOption = Annotated[
    Format, typer.Option("--format", help="For people, or for programs (docs/command-line.md).")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day; without it, today.")
]


def print_json(answer: object) -> None:
    """One JSON document, indented."""
    import orjson

    typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def print_rows(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Aligned columns, nothing cut off; nothing at all where there are no rows."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return
    table = [list(heads), *cells]
    widths = [max(len(row[at]) for row in table) for at in range(len(heads))]
    for row in table:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())
