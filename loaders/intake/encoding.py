"""Bytes to text, in whatever encoding a spreadsheet program wrote them; which one is told."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

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


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the encoding it was in; ``guessed`` is whether nothing in it says so."""

    text: str
    encoding: str
    guessed: bool = False


def decoded(raw: bytes) -> Decoded:
    """The text of some bytes: by its mark, else as UTF-8, else as what it most looks like.

    Latin-1 and its kin have a character for every byte: nothing is ever certain of them.

    Raises:
        UnicodeDecodeError: the bytes are not of the encoding that they begin with.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return Decoded(raw[len(mark) :].decode(encoding), encoding)
    if wide := _wide(raw):
        return Decoded(raw.decode(wide), wide, guessed=True)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guessed(raw)


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if half and sample[::2].count(0) > half * 0.6 else None


def _guessed(raw: bytes) -> Decoded:
    # Lines without a plain character tell of the encoding; the others only drown them.
    telling = b"\n".join(line for line in raw.splitlines() if not line.isascii())[:_SAMPLE]
    found = from_bytes(telling, cp_isolation=OFFICE)
    best = found.best()
    # Those of the west and the east of Europe agree in much: the likelier one, unless it shows.
    likely = [one for one in found if best and one.chaos <= best.chaos + _MARGIN]
    named = {name for one in likely for name in one.could_be_from_charset}
    chosen = next((name for name in OFFICE if name in named), "cp1252")
    for encoding in (chosen, "cp1252"):
        try:
            return Decoded(raw.decode(encoding), encoding, guessed=True)
        except UnicodeDecodeError:
            continue
    return Decoded(raw.decode("latin-1"), "latin-1", guessed=True)
