"""How sentences count and call things, for every room that writes some."""

from __future__ import annotations

from enum import Enum


def counted(number: int, one: str, many: str) -> str:
    """The number with its noun: "1 contract changes", "1,400 contracts change"."""
    return f"{number:,} {one if number == 1 else many}"


def spaced(name: str) -> str:
    """A name in one word as people write it: service level agreement."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def word_of(member: Enum) -> str:
    """What people call a choice: its ``word`` where it has one, else its value."""
    return str(getattr(member, "word", member.value))
