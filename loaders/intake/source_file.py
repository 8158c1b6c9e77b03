"""A file as a loader sees it: bounded, UTF-8, and every way it can fail told as one error."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from graph_model.errors import Problem, UnreadableFile, why_unread

MIB = 2**20
LONGEST_LINE = 32 * MIB
LARGEST_FILE = 1024 * MIB
HEAD = 64 * 1024
UPLOADED = "ramify-upload-"
"""How the folder is called of a file that somebody sent, for as long as it is read."""


@dataclass(frozen=True, slots=True)
class Head:
    """How a file begins: its first 64 KiB as text, and whether that is all of it."""

    text: str
    whole: bool

    @property
    def first_line(self) -> str | None:
        """The first line that is not blank; None if it ends beyond the head."""
        text = self.text.lstrip()
        line, newline, _ = text.partition("\n")
        return line.strip() if newline or self.whole else None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read; ``source`` is the name its facts get where the format has none."""

    path: Path
    source: str

    @property
    def name(self) -> str:
        """How messages name it: as the user did, whatever bytes its name has."""
        sent = self.path.parent.name.startswith(UPLOADED)
        return (
            str(self.path.name if sent else self.path)
            .encode("utf-8", "backslashreplace")
            .decode("utf-8")
        )

    def head(self) -> Head:
        """How it begins; characters that are not UTF-8 are left to the reading to report."""
        self._check()
        with self._opened() as file:
            start = file.read(HEAD)
        text = start.removeprefix(BOM_UTF8).decode("utf-8", errors="replace")
        return Head(text, len(start) < HEAD)

    def start(self) -> bytes:
        """Its first bytes, as they are."""
        self._check()
        with self._opened() as file:
            return file.read(16)

    def content(self) -> bytes:
        """All of its bytes, as they are.

        Raises:
            UnreadableFile: it cannot be opened, is empty or too large.
        """
        self._check()
        with self._opened() as file:
            return file.read()

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number, from 1, without its end.

        Raises:
            UnreadableFile: it cannot be opened, is empty or too large, a line is too long, or a
                byte is not UTF-8.
        """
        self._check()
        with self._opened() as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    self._too_long(number)
                yield number, self._decoded(line, number).rstrip("\r\n")

    def pieces(self, size: int = MIB) -> Iterator[str]:
        """All of it, so many bytes at a time, whatever its lines are.

        Raises:
            UnreadableFile: it cannot be opened, is empty or too large, or a byte is not UTF-8.
        """
        self._check()
        with self._opened() as file:
            held, line, column = file.read(len(BOM_UTF8)).removeprefix(BOM_UTF8), 1, 0
            while piece := file.read(size):
                held += piece
                whole = self._whole(held, line, column)
                yield whole.decode("utf-8")
                line, column = _after(whole, line, column)
                held = held[len(whole) :]
            if held:
                yield self._whole(held, line, column, at_end=True).decode("utf-8")

    def _whole(self, data: bytes, line: int, column: int, at_end: bool = False) -> bytes:
        """The bytes up to a character that is not whole yet; so many bytes of a line are before."""
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end == len(data) and error.reason == "unexpected end of data" and not at_end:
                return data[: error.start]
            line, column = _after(data[: error.start], line, column)
            found = f"the byte 0x{data[error.start]:02X}"
            place = f"line {line}, byte {column + 1}"
            self.unreadable(place, found, "text in UTF-8", "save the file as UTF-8")
        return data

    def text(self) -> str:
        """All of it, each line with a newline at its end; see :meth:`lines` for the errors."""
        return "".join(f"{line}\n" for _, line in self.lines())

    def opened(self) -> BinaryIO:
        """It, opened to read its bytes.

        Raises:
            UnreadableFile: it cannot be opened, is empty or too large.
        """
        self._check()
        return self._opened()

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            self.unreadable("", why_unread(error), "a file that can be opened")

    def _check(self) -> None:
        path = self.path
        if path.is_dir():
            self.unreadable("", "a folder", "a file")
        if not path.exists():
            self.unreadable("", "nothing of that name", "a file", "check the path")
        if not path.is_file():
            self.unreadable("", "neither a file nor a folder", "a file")
        size = path.stat().st_size
        if size == 0:
            self.unreadable("", "an empty file", "items and relations")
        if size > LARGEST_FILE:
            found = f"a file of {size // MIB:,} MiB"
            self.unreadable("", found, f"at most {LARGEST_FILE // MIB:,} MiB", "split it")

    def _too_long(self, number: int) -> NoReturn:
        most = f"lines of at most {LONGEST_LINE // MIB} MiB"
        advice = "write one item or relation a line (JSON lines)"
        self.unreadable(f"line {number}", "a longer line", most, advice)

    def _decoded(self, line: bytes, number: int) -> str:
        if number == 1:
            line = line.removeprefix(BOM_UTF8)
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            found = f"the byte 0x{line[error.start]:02X}"
            place = f"line {number}, byte {error.start + 1}"
            self.unreadable(place, found, "text in UTF-8", "save the file as UTF-8")

    def unreadable(self, place: str, found: str, expected: str, advice: str = "") -> NoReturn:
        """Say that the file cannot be read.

        Raises:
            UnreadableFile: always.
        """
        where = f"{self.name}, {place}" if place else self.name
        raise UnreadableFile([Problem(where, found, expected, advice)])


def _after(data: bytes, line: int, column: int) -> tuple[int, int]:
    """The line, and how many of its bytes are before, once some data is passed over."""
    if (lines := data.count(b"\n")) == 0:
        return line, column + len(data)
    return line + lines, len(data) - data.rfind(b"\n") - 1
