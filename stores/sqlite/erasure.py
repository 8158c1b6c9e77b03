"""Taking an item's fields out of the journal of the embedded store."""

from __future__ import annotations

import sqlite3

from stores.journal import digest_of, erased

_NEXT = "SELECT number, images FROM journal WHERE number > ? ORDER BY number LIMIT 1"
_SET = "UPDATE journal SET images = ?, digest = ? WHERE number = ?"


def erase(connection: sqlite3.Connection, id_: str) -> int:
    """Clear the item in every image, one revision at a time; a transaction is open that writes."""
    number, count = 0, 0
    while row := connection.execute(_NEXT, (number,)).fetchone():
        number, blob = row
        if (cleared := erased(blob, id_)) is not None:
            connection.execute(_SET, (cleared, digest_of(cleared), number))
            count += 1
    return count
