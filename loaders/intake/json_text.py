"""JSON read strictly: each error with its line and column, and repeated entries remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NoReturn

import orjson

from loaders.intake.raw_row import RawRow
from loaders.intake.source_file import SourceFile


def parse_json(text: str, file: SourceFile, line: int = 1) -> object:
    """The value of a JSON text that begins at a line of a file; objects are rows.

    orjson finds the errors (NaN, numbers beyond a double, lone surrogates and deep nesting
    included) and says where they are; json then reads, because it shows repeated entries.

    Raises:
        UnreadableFile: it is not JSON.
    """
    try:
        orjson.loads(text)
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return unreadable_json(error, text, file, line)


def unreadable_json(
    error: Exception, text: str, file: SourceFile, line: int, column: int = 1
) -> NoReturn:
    """Say why a text, which begins at a line and column of a file, is not JSON.

    Raises:
        UnreadableFile: always.
    """
    if isinstance(error, json.JSONDecodeError):
        _wrong(error, text, file, line, column)
    if isinstance(error, RecursionError):
        found = "values nested too deep"
        file.unreadable(f"line {line}", found, "items and relations with plain fields")
    found = "a number of thousands of digits"
    file.unreadable(f"line {line}", found, "numbers of at most 64 bits")


def _wrong(
    error: json.JSONDecodeError, text: str, file: SourceFile, line: int, column: int
) -> NoReturn:
    at = error.colno + column - 1 if error.lineno == 1 else error.colno
    place = f"line {line + error.lineno - 1}, column {at}"
    rest = text[error.pos : error.pos + 20]
    found = repr(rest) if rest else "the end of the text"
    advice = "mend the file there, or write it again with a JSON tool"
    file.unreadable(place, found, f"JSON ({error.msg})", advice)


def _row(pairs: Sequence[tuple[str, object]]) -> RawRow:
    entries = dict(pairs)
    if len(entries) == len(pairs):
        return RawRow(entries)
    later = set()
    repeated = []
    for name, value in reversed(pairs):
        if name in later:
            repeated.append((name, value))
        later.add(name)
    return RawRow(entries, repeated=repeated)


DECODER = json.JSONDecoder(object_pairs_hook=_row)
"""Reads a value whose objects are rows."""
