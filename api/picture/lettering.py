"""How wide text is when nobody has drawn it yet: wide enough for the widest of the usual fonts.

Widths are those of DejaVu Sans (its bold face for bold text), in hundredths of the font's size. The
other fonts that a browser may take for "sans-serif" (Arial, Liberation Sans, Segoe UI, Helvetica)
are narrower, so that text which fits here fits there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

ELLIPSIS = "…"
_PLAIN = {
    **dict.fromkeys("'ijlIJ", 29),
    **dict.fromkeys(" ,./:;\\|f-", 36),
    **dict.fromkeys("()[]t!r", 41),
    **dict.fromkeys('"*_`szc?', 55),
    **dict.fromkeys("LFkvxyPTYaoe", 62),
    **dict.fromkeys("ESbdghnpqu$0123456789{}", 64),
    **dict.fromkeys("KAVBRXZC", 70),
    **dict.fromkeys("UHNDGOQ&", 79),
    **dict.fromkeys("w#+<=>^~M", 86),
    **dict.fromkeys("%mW@", 100),
}
_BOLD = 1.13
"""How much wider the bold face is, at most 13 % over a text."""
_OTHER, _CAPITAL, _FULL = 75, 95, 105
"""Of a letter beyond ASCII: a small one, a capital one, and one of a full square."""


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is at most, in the unit of its size."""
    return sum(map(_hundredths, text)) * size / 100 * (_BOLD if bold else 1)


def _hundredths(letter: str, known: Mapping[str, int] = _PLAIN) -> int:
    if letter in known:
        return known[letter]
    if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF" or not letter.isalnum():
        return _FULL
    return _CAPITAL if letter.isupper() else _OTHER


def wrapped(text: str, width: float, size: float, most: int, bold: bool = False) -> list[str]:
    """A text in at most ``most`` lines of a width; what has no room left ends in an ellipsis."""
    lines = list(_lines(text, width, size, bold))
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, size, bold)]


def _lines(text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold) <= width:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, width, size, bold)
        yield from whole
    if line:
        yield line


def _pieces(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """A word in pieces that each fit a line; a letter that is wider than the line is one."""
    piece = ""
    for letter in word:
        if piece and width_of(piece + letter, size, bold) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _cut(text: str, width: float, size: float, bold: bool) -> str:
    """The beginning of a text with an ellipsis, as much as fits."""
    kept = text
    while kept and width_of(kept + ELLIPSIS, size, bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS
