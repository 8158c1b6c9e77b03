"""The names that a tool has for one item, as mentions of it."""

from __future__ import annotations

from collections.abc import Iterable

from ticketing.payload import line, lines
from ticketing.ticket import Mention, Naming

LONGEST = 512


def item_named(
    key: str, names: Iterable[object], ids: Iterable[object] = (), numbers: Iterable[object] = ()
) -> list[Mention]:
    """The mentions of one item by its names, its ids and its numbers; what is no text is left out.

    The first one is how it is told where nobody knows it, so names come before ids.
    """
    ways = ((names, Naming.NAME), (numbers, Naming.NUMBER), (ids, Naming.ID))
    return [
        Mention(key, text, how)
        for values, how in ways
        for text in dict.fromkeys(line(one, LONGEST) for one in values)
        if text
    ]


def items_listed(where: str, value: object) -> list[Mention]:
    """The mentions of each item in a field where people list them: by name, or by id."""
    return [
        mention
        for text in lines(value, LONGEST)
        for mention in item_named(f"{where}:{text}", [text], [text])
    ]
