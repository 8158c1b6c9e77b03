"""Answers that are found in one pass without a budget, and so are always complete."""

from __future__ import annotations


class Whole:
    """Says that nothing was left out, in the words that budgeted answers use."""

    __slots__ = ()

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return True

    @property
    def reason(self) -> str | None:
        """Why it is not complete, if it is not."""
        return None
