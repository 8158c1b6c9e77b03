"""How commands print: aligned columns for people, one JSON document for programs.

Whatever is printed passes here (see ``visible_output``): facts come from elsewhere, and a terminal
acts on some characters that may stand in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any, BinaryIO, TextIO, cast

import typer

from graph_model.characters import in_one_line, visible


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
    cells = [[in_one_line(str(cell)) for cell in row] for row in rows]
    if not cells:
        return
    table = [list(heads), *cells]
    widths = [max(len(row[at]) for row in table) for at in range(len(heads))]
    for row in table:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


@contextmanager
def visible_output() -> Iterator[None]:
    """Let nothing on the outputs but what a terminal only shows, as long as this lasts."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, _Visible(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


class _Visible:
    """A stream of text that writes out what a terminal would act on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        self._stream.write(visible(text))
        return len(text)

    def writelines(self, parts: Iterable[str]) -> None:
        """Write some."""
        for part in parts:
            self.write(part)

    @property
    def buffer(self) -> BinaryIO:
        """For documents, which a file has just as they are, and a terminal like any text."""
        if self._stream.isatty():
            return cast(BinaryIO, _VisibleBytes(self))
        return self._stream.buffer


class _VisibleBytes:
    """The bytes of a text in UTF-8, written to a terminal."""

    def __init__(self, text: _Visible) -> None:
        self._text = text

    def write(self, part: bytes) -> int:
        """Write a part that ends between two characters."""
        self._text.write(part.decode())
        return len(part)

    def writelines(self, parts: Iterable[bytes]) -> None:
        """Write some."""
        for part in parts:
            self.write(part)

    def flush(self) -> None:
        """See that it is shown."""
        self._text.flush()
