"""Bytes to text, in whatever encoding a spreadsheet program wrote them; which one is told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper

from charset_normalizer import from_bytes

from loaders.intake.source_file import MIB, SourceFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What a text may begin with; that of UTF-32 begins like one of UTF-16."""
OFFICE = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman"]
"""What office programs write that do not write UTF-8, likeliest first."""
_SAMPLE = 200_000
_MARGIN = 0.05
_PIECE = MIB
_WHOLE = 0.1
_ODD = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_MOST_ODD = 0.01
"""So large a share of characters that nobody sees makes a file none of text."""
OLDER = "ramify-older"
"""How the reading of a byte is called that is not of the encoding around it."""


@dataclass(frozen=True, slots=True)
class FoundEncoding:
    """The encoding of a file, by its ``name``; ``skip`` bytes of it are the mark.

    ``others`` of its lines are in another one, that of an older program. ``zeros`` is whether there
    are zero bytes, with which mainframes fill columns; ``is_text`` whether it is text without them.
    """

    name: str
    skip: int = 0
    zeros: bool = False
    is_text: bool = True
    others: int = 0

    @contextmanager
    def lines(self, file: SourceFile) -> Iterator[Iterator[str]]:
        """A file's lines as text, each with the end that it has, zero bytes left out."""
        errors = OLDER if self.others else "strict"
        with file.opened() as raw:
            raw.seek(self.skip)
            with TextIOWrapper(raw, encoding=self.name, errors=errors, newline="") as text:
                yield (line.replace("\0", "") for line in text) if self.zeros else iter(text)

    @property
    def told(self) -> list[str]:
        """What had to be found out, in words."""
        told = [f"text in {self.name}"] if self.name != "utf-8" else []
        if self.others:
            lines = "one line" if self.others == 1 else f"{self.others:,} lines"
            told.append(f"{lines} in {OFFICE[0]} among those in utf-8")
        return told + (["zero bytes, which were passed over"] if self.zeros else [])


def encoding_of(file: SourceFile) -> FoundEncoding:
    """The encoding of a file: by its mark, else UTF-8, else as what it most looks like.

    Latin-1 and its kin have a character for every byte: nothing is ever certain of them.

    Raises:
        UnicodeDecodeError: the bytes are not of the encoding that they begin with.
    """
    with file.opened() as raw:
        start = raw.read(_SAMPLE)
    for mark, encoding in MARKS[1:]:
        if start.startswith(mark):
            return _tried(file, encoding, len(mark))
    if wide := _wide(start):
        return _tried(file, wide)
    skip = len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0
    try:
        return _tried(file, "utf-8", skip)
    except UnicodeDecodeError:
        return _mixed(file, skip) or _guessed(file)


def _tried(file: SourceFile, encoding: str, skip: int = 0) -> FoundEncoding:
    """An encoding, once all of a file was read in it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    zeros, odd, count = 0, 0, 0
    with file.opened() as raw:
        raw.seek(skip)
        while piece := raw.read(_PIECE):
            text = decoder.decode(piece)
            zeros, count = zeros + text.count("\0"), count + len(text)
            odd += len(_ODD.findall(text))
        decoder.decode(b"", final=True)
    is_text = odd <= _MOST_ODD * count and zeros <= count / 2
    return FoundEncoding(encoding, skip, zeros > 0, is_text)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if half and sample[::2].count(0) > half * 0.6 else None


def _mixed(file: SourceFile, skip: int) -> FoundEncoding | None:
    """UTF-8 with some lines of an older program in it, as where two exports were put together.

    Text of an older program alone has hardly a line that is UTF-8 by chance.
    """
    whole, others, zeros = 0, 0, False
    with file.opened() as raw:
        raw.seek(skip)
        while line := raw.readline(_PIECE):
            zeros = zeros or b"\0" in line
            if not line.isascii():
                try:
                    line.decode("utf-8")
                    whole += 1
                except UnicodeDecodeError:
                    others += 1
    is_mixed = skip or whole >= _WHOLE * (whole + others)
    return FoundEncoding("utf-8", skip, zeros, others=others) if is_mixed else None


def _older(error: UnicodeError) -> tuple[str, int]:
    """What bytes that are no UTF-8 mean in the likeliest encoding of an older program."""
    assert isinstance(error, UnicodeDecodeError)
    raw = error.object[error.start : error.end]
    return raw.decode(OFFICE[0], "replace").replace("\ufffd", "?"), error.end


codecs.register_error(OLDER, _older)


def _guessed(file: SourceFile) -> FoundEncoding:
    found = from_bytes(_telling(file), cp_isolation=OFFICE)
    best = found.best()
    # Those of the west and the east of Europe agree in much: the likelier one, unless it shows.
    likely = [one for one in found if best and one.chaos <= best.chaos + _MARGIN]
    named = {name for one in likely for name in one.could_be_from_charset}
    chosen = next((name for name in OFFICE if name in named), "cp1252")
    for encoding in (chosen, "cp1252"):
        try:
            return _tried(file, encoding)
        except UnicodeDecodeError:
            continue
    return _tried(file, "latin-1")


def _telling(file: SourceFile) -> bytes:
    """Lines that tell of an encoding; those of plain characters alone only drown them."""
    found, size = list[bytes](), 0
    with file.opened() as raw:
        while size < _SAMPLE and (line := raw.readline(_SAMPLE)):
            if not line.isascii():
                found.append(line.strip())
                size += len(line)
    return b"\n".join(found)[:_SAMPLE]
