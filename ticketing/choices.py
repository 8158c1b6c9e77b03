"""The choices of a ticket's type, in our words, and what tools call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ticketing.option import words_of
from ticketing.payload import line

TYPES = ("incident", "problem", "change", "request")
CHANGE_TYPES = ("standard", "normal", "emergency")
read_types = words_of(TYPES, "types")
"""Reads an option that says which of a tool's types are which of ours."""
read_change_types = words_of(CHANGE_TYPES, "types of change")


def chosen(value: object, words: Mapping[str, Any], choices: tuple[str, ...]) -> str | None:
    """Which choice a tool's word is: as a connection says, or the choice of that very name."""
    text = (line(value) or "").casefold()
    found = words.get(text, text)
    return found if found in choices else None
