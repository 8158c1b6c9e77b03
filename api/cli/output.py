"""How commands print: aligned columns for people, one JSON document for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph_model.errors import Problem, UnreadableFile


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    TEXT = "text"


FORMAT_HELP = "For people, for programs (docs/command-line.md), in short"
FormatOption = Annotated[Format, typer.Option("--format", help=f"{FORMAT_HELP}.")]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Into a file.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day; without it, today.")
]


def written(text: str, path: Path | None) -> None:
    """Print a text, or write it into a file.

    Raises:
        UnreadableFile: the file cannot be written.
    """
    if path is None:
        typer.echo(text)
    else:
        written_bytes(f"{text}\n".encode(), path)


def written_bytes(content: bytes, path: Path) -> None:
    """Write a file.

    Raises:
        UnreadableFile: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        problem = Problem(str(path), error.strerror or "an error", "a file that can be written")
        raise UnreadableFile([problem]) from None


def json_text(answer: object) -> str:
    """One JSON document, indented."""
    import orjson

    return orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode()


def print_json(answer: object) -> None:
    """Print one JSON document."""
    typer.echo(json_text(answer))


def table_text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Aligned columns, nothing cut off; nothing at all where there are no rows.

    Without heads the rows are sentences, set in.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return
    if not heads:
        yield from (f"  {line}" for row in cells for line in row)
        return
    table = [list(heads), *cells]
    widths = [max(len(row[at]) for row in table) for at in range(len(heads))]
    for row in table:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def print_rows(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print aligned columns."""
    for line in table_text(heads, rows):
        typer.echo(line)
