"""What rows are known by, bounded: so much in memory, the rest in a file that goes with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any
from weakref import finalize

from loaders.intake.spilled import MOST_HELD, packed, unpacked


class SpilledTable:
    """Bytes by key in a file of their own, found again, and told in the order of a number."""

    def __init__(self) -> None:
        """Make the file; it goes with this."""
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._file.close)
        for said in ("journal_mode = off", "synchronous = off", "cache_size = -8000"):
            self._file.execute(f"PRAGMA {said}")
        self._file.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, at INTEGER, said BLOB)")

    def put(self, rows: Iterable[tuple[str, int, bytes]]) -> None:
        """Keep some, in place of what had their keys."""
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        self._file.execute("COMMIT")

    def get(self, key: str) -> bytes | None:
        """What has a key."""
        found = self._file.execute("SELECT said FROM kept WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def is_new(self, key: str) -> bool:
        """Whether a key is new; it is none any more."""
        made = self._file.execute("INSERT OR IGNORE INTO kept VALUES (?, 0, x'')", (key,))
        return made.rowcount > 0

    def in_order(self) -> Iterator[bytes]:
        """All of it, by number."""
        for (said,) in self._file.execute("SELECT said FROM kept ORDER BY at"):
            yield said

    def by_key(self) -> Iterator[bytes]:
        """All of it, by key."""
        for (said,) in self._file.execute("SELECT said FROM kept ORDER BY key"):
            yield said


class SpilledDict:
    """Plain values by their keys, none of them None: a list where a tuple was given, as JSON is."""

    def __init__(self, most: int = MOST_HELD) -> None:
        """Hold so many at most in memory."""
        self._most, self._count = most, 0
        self._held: dict[str, tuple[int, Any]] = {}
        self._aside: SpilledTable | None = None

    def put(self, key: str, value: object) -> None:
        """Keep a value, in place of what had its key."""
        self._count += 1
        self._held[key] = self._count, value
        if len(self._held) > self._most:
            self._put_aside()

    def get(self, key: str) -> Any:
        """What has a key; None where nothing has."""
        if (held := self._held.get(key)) is not None:
            return held[1]
        raw = self._aside.get(key) if self._aside else None
        return None if raw is None else unpacked(raw)

    def first(self, key: str, value: object) -> Any:
        """What has a key; where nothing has, None: the value is kept then."""
        found = self.get(key)
        if found is None:
            self.put(key, value)
        return found

    def values(self) -> Iterator[Any]:
        """Every value, in the order in which they were put."""
        if self._aside is None:
            yield from (value for _, value in sorted(self._held.values(), key=_place))
        else:
            self._put_aside()
            yield from map(unpacked, self._aside.in_order())

    def by_key(self) -> Iterator[Any]:
        """Every value, in the order of their keys."""
        if self._aside is None:
            yield from (self._held[key][1] for key in sorted(self._held))
        else:
            self._put_aside()
            yield from map(unpacked, self._aside.by_key())

    def _put_aside(self) -> None:
        self._aside = self._aside or SpilledTable()
        self._aside.put((key, at, packed(value)) for key, (at, value) in self._held.items())
        self._held.clear()


def _place(held: tuple[int, object]) -> int:
    return held[0]


class SeenKeys:
    """Which keys were seen; of many, in a file."""

    def __init__(self, most: int = MOST_HELD) -> None:
        """Hold so many at most in memory."""
        self._most = most
        self._held: set[str] = set()
        self._aside: SpilledTable | None = None

    def __contains__(self, key: str) -> bool:
        """Whether a key was seen."""
        return key in self._held if self._aside is None else self._aside.get(key) is not None

    def is_new(self, key: str) -> bool:
        """Whether a key is new; it is none any more."""
        if self._aside is not None:
            return self._aside.is_new(key)
        new = key not in self._held
        self._held.add(key)
        if len(self._held) > self._most:
            self._aside = SpilledTable()
            self._aside.put((one, 0, b"") for one in self._held)
            self._held.clear()
        return new
