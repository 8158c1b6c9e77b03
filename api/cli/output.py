"""How commands print: aligned columns for people, one JSON document for programs.

Whatever is printed passes here (see ``visible_output``): facts come from elsewhere, and a terminal
acts on some characters that may stand in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TextIO, cast

import typer

from graph_model.characters import in_one_line, visible
from graph_model.errors import Problem, UnreadableFile, why_unread


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


def printed_bytes(content: bytes, path: Path | None) -> None:
    """Print as it is what has line ends of its own, or write it into a file.

    Raises:
        UnreadableFile: the file cannot be written.
    """
    if path is None:
        sys.stdout.buffer.write(content)
    else:
        written_bytes(content, path)


def written_bytes(content: bytes, path: Path) -> None:
    """Write a file.

    Raises:
        UnreadableFile: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        problem = Problem(str(path), why_unread(error), "a file that can be written")
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
    cells = [[in_one_line(str(cell)) for cell in row] for row in rows]
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
