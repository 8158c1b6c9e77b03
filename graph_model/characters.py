"""Characters that are not seen, and where they do not belong.

A terminal acts on controls, and what turns the direction of text leads its reader astray: neither
belongs in a line that people compare, and nothing unseen in an id (Unicode TR 36, TR 55).
"""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = "\x00-\x1f\x7f-\x9f"
_LINE_ENDS = "\u2028\u2029"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_FORMATS = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""Unicode's category Cf."""

NOT_IN_PROSE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
"""What text of several lines may not have, as a class of a regular expression has it: all controls
but tabs and line ends."""
NOT_IN_LINE = _CONTROLS + _LINE_ENDS + _DIRECTIONS
"""What a line of text may not have: controls, line ends, and what turns directions."""
NOT_IN_ID = _CONTROLS + _LINE_ENDS + _FORMATS
"""What an id may not have: that, and all other formatting, which is not seen."""

_SURROGATES = "\ud800-\udfff"  # halves of a pair, which UTF-8 cannot hold: nowhere
_PROSE, _LINE, _ID = (
    re.compile(f"[{refused}{_SURROGATES}]") for refused in (NOT_IN_PROSE, NOT_IN_LINE, NOT_IN_ID)
)
_SHOWN = re.compile(f"(?!\t|\r?\n)[{NOT_IN_LINE}{_SURROGATES}]")


def is_prose(text: str) -> bool:
    """Whether a text has nothing that does not belong in one of several lines."""
    return not _PROSE.search(text)


def is_line(text: str) -> bool:
    """Whether a text has nothing that does not belong in one of one line."""
    return not _LINE.search(text)


def is_clean(text: str) -> bool:
    """Whether a text has nothing that does not belong in an id."""
    return not _ID.search(text)


def stray(text: str) -> str:
    """Which character of a text does not belong in an id, or stands outside as a space does.

    "its character 3 is U+200B, ZERO WIDTH SPACE": what is not seen has to be named.
    """
    found = _ID.search(text)
    inner = text.lstrip()
    at = found.start() if found else 0 if inner != text else len(inner.rstrip())
    named = unicodedata.name(text[at], "a control character")
    return f"its character {at + 1} is U+{ord(text[at]):04X}, {named}"


def visible(text: str) -> str:
    r"""The text as a terminal may have it: what it would act on is written out, as ``\u001b``.

    Tabs and line ends stay. JSON stays the same JSON: it writes them so as well.
    """
    return _SHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def in_one_line(text: str) -> str:
    r"""The same for a text that must stay on its line, in a table: ``\n`` and ``\t`` as well."""
    return visible(text).replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")


def unaccented(text: str) -> str:
    """The text without case, accents and compatibility forms, as names are searched for."""
    if text.isascii():  # almost all are, and have no accents
        return text.lower()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()
