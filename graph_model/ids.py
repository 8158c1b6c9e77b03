"""Ids of items: the one form in which they are kept and compared, and what is none."""

from __future__ import annotations

import re
import unicodedata

from graph_model.characters import is_clean, stray

_PLAIN_ID = re.compile(r"[!-~](?:[ -~]{0,510}[!-~])?")
"""Most ids: nothing is to be looked up in Unicode's tables for them."""


def read_id(raw: object) -> str:
    """The kept form of an id: in NFC, whatever form it came in.

    Raises:
        ValueError: what was expected instead, as a phrase that follows "expected".
    """
    id_ = as_kept(raw) if isinstance(raw, str) else raw
    if expected := id_problem(id_):
        raise ValueError(expected)
    return str(id_)


def as_kept(text: str) -> str:
    """Text in the form of Unicode in which ids, and all other text, are kept and compared: NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def id_problem(raw: object) -> str | None:
    """What a kept id must be instead, or None if it is one (1 to 512 characters, NFC, clean)."""
    if not isinstance(raw, str):
        return "text"
    if _PLAIN_ID.fullmatch(raw):
        return None
    if not 1 <= len(raw) <= 512:
        return "1 to 512 characters"
    if raw != raw.strip() or not is_clean(raw):
        expected = "an id without outer spaces, control, format and direction characters"
        return f"{expected}; {stray(raw)}"
    if as_kept(raw) != raw:
        return "an id in Unicode NFC form"
    return None
