"""Notes where a tool can only append: the whole first, then one line a change, each once."""

from __future__ import annotations

from collections.abc import Iterable

from ticketing.tool import OURS, TicketNote


def what_to_append(note: TicketNote, place: str | None, there: Iterable[str | None]) -> str | None:
    """What is to be appended to what stands ``there``; None: the note does already."""
    told = [one for one in there if one]
    if any(note.marker in one for one in told):
        return None
    first = place is None and not any(OURS in one for one in told)
    return note.text if first else note.line
