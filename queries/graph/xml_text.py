"""Text as XML 1.0 can hold it: what no document may contain is replaced by a sign that says so."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KEPT = {"\r": "&#13;", '"': "&quot;"}


def escaped(text: str) -> str:
    """The text for an element or a double-quoted attribute; a forbidden character becomes �.

    Carriage returns stay what they are, which a parser would make line feeds of.
    """
    return escape(_FORBIDDEN.sub(REPLACEMENT, text), _KEPT)


def attribute(text: str) -> str:
    """The text for a double-quoted attribute, where a parser would make spaces of line breaks."""
    return escaped(text).replace("\n", "&#10;").replace("\t", "&#9;")
