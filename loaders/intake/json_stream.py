"""JSON read a value at a time: a graph in one long line is no larger in memory than its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn, TypeVar

import orjson

from loaders.intake.json_text import DECODER, unreadable_json
from loaders.intake.source_file import MIB, SourceFile

T = TypeVar("T")

LONGEST_VALUE = 32 * MIB
"""The longest value, in characters: an item or relation, or what else stands beside the lists."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NEAR_THE_END = 16
"""How far before the end of what is read an error may lie and come of that end alone: no literal,
escape or number sign is longer."""

_OF_A_NUMBER = 3
"""How many characters may part one digit of a number from the next: "e+"."""


class JsonStream:
    """The JSON text of a file, as much of it at hand as its next value needs."""

    def __init__(self, file: SourceFile, size: int = MIB) -> None:
        """Read a file, so many bytes at a time."""
        self._file, self._pieces = file, file.pieces(size)
        self._text, self._at, self._ended = "", 0, False
        self._line, self._column = 1, 1

    def ahead(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            assert space is not None
            self._at = space.end()
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read_on()

    def value(self) -> object:
        """The next value; objects are rows.

        Raises:
            UnreadableFile: it is not JSON, or longer than a value may be.
        """
        self.ahead()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                self._require_bounded(len(self._text))
                if self._ended or not self._may_go_on(error):
                    self._unreadable(error)
            else:
                if self._ended or not self._goes_on(value, end):
                    return self._taken(value, end)
            self._read_on()

    def _goes_on(self, value: object, end: int) -> bool:
        """Whether more of a value may follow: of a number only, whose sign or point is read."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and len(self._text) - end < _OF_A_NUMBER

    def _require_bounded(self, end: int) -> None:
        if end - self._at > LONGEST_VALUE:
            self._drop()
            place = f"line {self._line}, column {self._column}"
            most = f"values of at most {LONGEST_VALUE // MIB} MiB"
            self._file.unreadable(place, "a longer value", most, "write it as several")

    def members(self) -> Iterator[str]:
        """The names of an object's members; each one's value is to be taken before the next."""
        self._take("{")
        while self.ahead() != "}":
            name = self.value()
            if not isinstance(name, str):
                self._expected("Expecting property name enclosed in double quotes")
            self._take(":")
            yield name
            if self._take(",}") == "}":
                return
            if self.ahead() == "}":
                self._expected("Illegal trailing comma before end of object")
        self._take("}")

    def elements(self) -> Iterator[object]:
        """The elements of a list."""
        self._take("[")
        if self.ahead() == "]":
            self._take("]")
            return
        yield self.value()
        while self._take(",]") == ",":
            yield self.value()

    def last(self, value: T) -> T:
        """The value, after which nothing may follow."""
        if self.ahead():
            self._expected("Extra data")
        return value

    def _take(self, among: str) -> str:
        """The next character, which must be one of these."""
        found = self.ahead()
        if not found or found not in among:
            self._expected("Expecting " + " or ".join(map(repr, among)))
        self._at += 1
        return found

    def _taken(self, value: object, end: int) -> object:
        """A value, once orjson agrees, which is stricter: on NaN, surrogates and large numbers."""
        self._require_bounded(end)
        text = self._text[self._at : end]
        try:
            orjson.loads(text)
        except ValueError as error:
            self._drop()
            unreadable_json(error, text, self._file, self._line, self._column)
        self._at = end
        return value

    def _may_go_on(self, error: Exception) -> bool:
        """Whether an error may come of a value that is not read to its end yet."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        cut = error.msg.startswith("Unterminated string")
        return cut or error.pos >= len(self._text) - _NEAR_THE_END

    def _read_on(self) -> None:
        """Have as much again at hand as there is: a long value is so read in few attempts."""
        self._drop()
        pieces, wanted = [self._text], max(1, len(self._text))
        while wanted > 0:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            wanted -= len(piece)
        self._text = "".join(pieces)

    def _drop(self) -> None:
        """Forget what was taken, and know where in the file the rest begins."""
        taken = self._text[: self._at]
        lines = taken.count("\n")
        self._column = len(taken) - taken.rfind("\n") if lines else self._column + len(taken)
        self._line += lines
        self._text, self._at = self._text[self._at :], 0

    def _expected(self, message: str) -> NoReturn:
        self._unreadable(json.JSONDecodeError(message, self._text, self._at))

    def _unreadable(self, error: Exception) -> NoReturn:
        at = self._at
        self._drop()
        if isinstance(error, json.JSONDecodeError):
            error = json.JSONDecodeError(error.msg, self._text, error.pos - at)
        unreadable_json(error, self._text, self._file, self._line, self._column)
