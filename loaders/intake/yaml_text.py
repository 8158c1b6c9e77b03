"""YAML read strictly from its events: lines kept, nothing executed, nothing multiplied by aliases.

Every unquoted scalar stays the text that was written, so that ``no``, ``12:30``, ``007`` and
``2026-10-12`` mean what they say to a field that expects text; :func:`typed` gives the YAML 1.2
value where no field says what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NoReturn

import yaml

from loaders.intake.raw_row import RawRow
from loaders.intake.source_file import SourceFile

DEEPEST = 100
MOST_ALIASED = 100_000
"""How many values aliases may add to a file; a YAML bomb adds billions."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(_TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp"))
_TAGS_OF_COLLECTIONS = frozenset((_TAG + "map", _TAG + "seq"))
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Plain(str):
    """Text that was written without quotes, and may so mean a number or a truth value."""

    __slots__ = ()


def typed(value: object) -> object:
    """The value with unquoted text read by the YAML 1.2 core schema, lists with it."""
    if isinstance(value, list):
        return [typed(one) for one in value]
    if not isinstance(value, Plain):
        return value
    if value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return value.lower() == "true"
    if _INTEGER.fullmatch(value) and len(value) < 1_000:
        return int(value, 0 if value[:2] in ("0o", "0x") else 10)
    return float(value) if _FLOAT.fullmatch(value) else str(value)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file: its value and the line it begins at."""

    value: object
    line: int


def parse_yaml(text: str, file: SourceFile) -> Iterator[Document]:
    """Each document of a YAML text; mappings are rows.

    Raises:
        UnreadableFile: it is not YAML, or asks for what plain data never needs.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            document = builder.take(event)
            if document is not None:
                yield document
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        found = f"the character {error.character!a}"
        file.unreadable(f"line {line}", found, "printable text")
    except yaml.MarkedYAMLError as error:
        _wrong(error, text, file)
    except yaml.YAMLError as error:
        file.unreadable("", str(error)[:200], "YAML")


def _wrong(error: yaml.MarkedYAMLError, text: str, file: SourceFile) -> NoReturn:
    mark = error.problem_mark or error.context_mark
    problem = " ".join(part for part in (error.context, error.problem) if part)
    expected, advice = f"YAML ({problem})", "check the indentation and quotes there"
    if mark is None:
        file.unreadable("", "something else", expected, advice)
    line = next(islice(text.splitlines(), mark.line, None), "")
    found = repr(line[mark.column : mark.column + 20]) if line else "the end of the text"
    file.unreadable(f"line {mark.line + 1}, column {mark.column + 1}", found, expected, advice)


@dataclass(slots=True)
class _Open:
    """A collection under way."""

    line: int
    anchor: str | None
    is_map: bool
    values: list[object] = field(default_factory=list)
    size: int = 1


class _Builder:
    """Builds values from events with a stack of its own, so that depth is bounded here."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[object, int]] = {}
        self.aliased = 0
        self.result: object = None
        self.line = 1

    def take(self, event: Any) -> Document | None:
        """Take the next event; a document when it ends one."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.anchors, self.result, self.line = {}, None, line
        elif isinstance(event, yaml.DocumentEndEvent):
            return Document(self.result, self.line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._value(self._scalar(event, line), event.anchor, 1, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        return None

    def _scalar(self, event: Any, line: int) -> object:
        if event.tag not in (None, "!", *_TAGS):
            self._refuse(line, f"the tag {event.tag}", "plain data")
        if event.tag in (None, _TAG + "null") and not event.style:
            return None if event.value in _NULLS else Plain(event.value)
        return str(event.value) if event.tag in (None, "!", _TAG + "str") else Plain(event.value)

    def _open(self, event: Any, line: int) -> None:
        if event.tag not in (None, "!", *_TAGS_OF_COLLECTIONS):
            self._refuse(line, f"the tag {event.tag}", "plain data")
        if len(self.stack) >= DEEPEST:
            self._refuse(line, f"values nested deeper than {DEEPEST}", "items and relations")
        if event.anchor:
            self.anchors.pop(event.anchor, None)
        is_map = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Open(line, event.anchor, is_map))

    def _close(self) -> None:
        done = self.stack.pop()
        value = self._mapping(done) if done.is_map else done.values
        self._value(value, done.anchor, done.size, done.line)

    def _alias(self, anchor: str | None, line: int) -> None:
        if anchor is None or anchor not in self.anchors:
            self._refuse(line, f"the alias *{anchor}", f"an anchor &{anchor} that ends before it")
        value, size = self.anchors[anchor]
        self.aliased += size
        if self.aliased > MOST_ALIASED:
            found = f"aliases that stand for more than {MOST_ALIASED:,} values"
            self._refuse(line, found, "a file that writes its values out")
        self._value(value, None, size, line)

    def _value(self, value: object, anchor: str | None, size: int, line: int) -> None:
        if anchor:
            self.anchors[anchor] = value, size
        if not self.stack:
            self.result = value
            return
        holder = self.stack[-1]
        if holder.is_map and len(holder.values) % 2 == 0 and not isinstance(value, str):
            self._refuse(line, f"the name {str(value)[:80]!r}", "an entry's name as text")
        holder.values.append(value)
        holder.size += size

    def _mapping(self, done: _Open) -> RawRow:
        entries: dict[str, object] = {}
        repeated: list[tuple[str, object]] = []
        merged: dict[str, object] = {}
        for name, value in zip(done.values[::2], done.values[1::2], strict=True):
            if isinstance(name, Plain) and name == "<<":
                merged = self._merged(value, done.line) | merged
                continue
            if name in entries:
                repeated.append((str(name), entries[str(name)]))
            entries[str(name)] = value
        return RawRow(merged | entries, done.line, repeated)

    def _merged(self, value: object, line: int) -> dict[str, object]:
        merged: dict[str, object] = {}
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                self._refuse(line, f"<<: {str(one)[:80]!r}", "an alias of a mapping after <<")
            merged = one | merged
        return merged

    def _refuse(self, line: int, found: str, expected: str) -> NoReturn:
        self.file.unreadable(f"line {line}", found, expected)
