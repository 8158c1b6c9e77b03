"""Ids that go on where another ends: of one name there may be several, told apart by more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

MOST_TOLD = 5
"""So many ids stand in a sentence."""
_NEXT = chr(ord(":") + 1)


class LongerIds:
    """The ids that there are, asked which of them begin with another and a colon."""

    def __init__(self, ids: Iterable[str]) -> None:
        """Put them in order."""
        self._ids = sorted(ids)

    def of(self, id_: str) -> list[str]:
        """The ids that go on from an id, in order."""
        start, end = (bisect_left(self._ids, id_ + sign) for sign in (":", _NEXT))
        return self._ids[start:end]

    def told(self, id_: str) -> str:
        """What to do about an id that is nobody's where several go on from it; else ""."""
        found = self.of(id_)
        if len(found) < 2:
            return ""
        more = f" and {len(found) - MOST_TOLD:,} more" if len(found) > MOST_TOLD else ""
        listed = ", ".join(found[:MOST_TOLD])
        return f"several are called so: {listed}{more}; only a whole id tells which is meant"
