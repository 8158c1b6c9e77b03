"""Which items other systems mean by an id, a name or a number of theirs: found among many at once.

An id is an item's own, an alias, or either without its scheme. A name is compared without case and
outer or repeated spaces; an organisation's, also by the words that tell it apart
(:mod:`graph_model.identity.spelling`). A number is a serial, an asset tag or an inventory number
among an item's attributes, or the value of an alias.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from graph_model.identity.named_item import NAME, ORGANISATIONS
from graph_model.identity.spelling import spelling
from graph_model.ids import as_kept
from graph_model.values import Value
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

NUMBERS = (
    *("serial", "serial_number", "serialNumber", "asset_tag", "asset_number"),
    *("inventory_number", "otherserial"),
)
"""The attributes that hold what is stuck on a thing."""


class KnownAs(StrEnum):
    """What sort of name a text is."""

    ID = "id"
    NAME = "name"
    NUMBER = "number"


_Key = tuple[KnownAs, str]


@dataclass(frozen=True)
class NameIndex:
    """Hashes of all that items are known by, rising, and whose they are; shapes (names,)."""

    hashes: NDArray[np.int64]
    rows: Ints

    def rows_of(self, key: _Key) -> Ints:
        """The rows that may be known so: of several texts with one hash, those of all."""
        wanted = np.int64(hash(key))
        first = np.searchsorted(self.hashes, wanted, "left")
        return self.rows[first : np.searchsorted(self.hashes, wanted, "right")]


def known_as(snapshot: Snapshot, text: str, how: KnownAs, kinds: Collection[str]) -> Ints:
    """The rows of items of some kinds that are known by a text, each once, rising."""
    wanted = {(how, name) for name in _compared(text, how)}
    codes = frozenset(snapshot.kind_codes[kind] for kind in kinds)
    index, changed = _based(snapshot, codes), snapshot.patch.items
    found = [row for key in wanted for row in index.rows_of(key).tolist() if row not in changed]
    found += [row for row, item in changed.items() if item is not None and item.kind in set(kinds)]
    return as_ints(sorted({row for row in found if wanted & set(_names(snapshot, row))}))


def _based(snapshot: Snapshot, codes: frozenset[int]) -> NameIndex:
    """The index of the base's items of some kinds; made once."""
    return snapshot.base.memo.get(
        MemoKey.KNOWN_AS, codes, NameIndex, lambda: _index(snapshot.unpatched, codes)
    )


def _index(snapshot: Snapshot, codes: frozenset[int]) -> NameIndex:
    rows = as_ints(np.flatnonzero(np.isin(snapshot.kinds, list(codes))))
    hashes: list[int] = []
    of: list[int] = []
    for row, keys in zip(rows.tolist(), _names_of(snapshot, rows), strict=True):
        hashed = {hash(key) for key in keys}
        hashes += hashed
        of += [row] * len(hashed)
    order = np.argsort(np.asarray(hashes, np.int64), kind="stable")
    return NameIndex(np.asarray(hashes, np.int64)[order], as_ints(of)[order])


def _names(snapshot: Snapshot, row: int) -> Iterator[_Key]:
    """All that one item is known by."""
    return next(_names_of(snapshot, as_ints([row])))


def _names_of(snapshot: Snapshot, rows: Ints) -> Iterator[Iterator[_Key]]:
    """The same of many."""
    fields = [snapshot.values(rows, field) for field in ("name", "aliases", *NUMBERS)]
    for row, id_, name, aliases, *numbers in zip(
        rows.tolist(), snapshot.ids_of(rows), *fields, strict=True
    ):
        organised = snapshot.kind(row) in ORGANISATIONS
        yield _keys(id_, name or id_, aliases or (), numbers, organised)


def _keys(
    id_: str,
    name: str,
    aliases: Iterable[str],
    numbers: Iterable[Value | None],
    organised: bool,
) -> Iterator[_Key]:
    names = [name]
    for known in (id_, *aliases):
        scheme, _, local = known.partition(":")
        yield KnownAs.ID, _plain(known)
        if local:
            yield KnownAs.ID, _plain(local)
            yield KnownAs.NUMBER, _plain(local)
        if local and scheme == NAME:
            names.append(local)
    for one in names:
        yield KnownAs.NAME, _plain(one)
        if organised and (key := spelling(one).key):
            yield KnownAs.NAME, f"={key}"
    yield from ((KnownAs.NUMBER, _plain(str(one))) for one in numbers if one is not None)


def _compared(text: str, how: KnownAs) -> Iterator[str]:
    """The forms in which a text is looked for."""
    yield _plain(text)
    if how is KnownAs.NAME and (key := spelling(text).key):
        yield f"={key}"


def _plain(text: str) -> str:
    return " ".join(as_kept(text).casefold().split())
