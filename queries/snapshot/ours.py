"""Whose items are: the office's own estate, or what a catalogue or marketplace tells of others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_model.facts import BETWEEN
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, absent, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class _Ours:
    flags: Flags


def ours(snapshot: Snapshot) -> Flags:
    """Which item rows are ours, shape (size,); the base's are worked out once.

    An item is of reference data where it names its sources and every one of them is a Source whose
    role is reference. One that names none, or one that is not recorded, is ours.
    """
    return snapshot.memo.get(MemoKey.OURS, None, _Ours, lambda: _Ours(_ours(snapshot))).flags


def _ours(snapshot: Snapshot) -> Flags:
    flags = np.ones(snapshot.size, np.bool_)
    if not (reference := _reference_ids(snapshot)):
        return flags
    held = snapshot.base.memo.get(
        MemoKey.BASE_OURS, reference, _Ours, lambda: _Ours(_of_all(snapshot.unpatched, reference))
    )
    flags[: len(held.flags)] = held.flags
    for row, item in snapshot.patch.items.items():
        source = item.fields.get("source") if item else None
        flags[row] = source is None or not _is_of_others(str(source), reference)
    return flags


def _of_all(snapshot: Snapshot, reference: frozenset[str]) -> Flags:
    flags = np.ones(snapshot.size, np.bool_)
    every = snapshot.standing(np.arange(snapshot.size, dtype=np.int32))
    sources = snapshot.values(every, "source")
    named = ~absent(sources)
    texts, code = np.unique(sources[named].astype(str), return_inverse=True)
    of_others = [_is_of_others(text, reference) for text in texts.tolist()]
    flags[every[named]] = ~np.asarray(of_others, np.bool_)[code]
    return flags


def _is_of_others(source: str, reference: frozenset[str]) -> bool:
    """Whether every source that an item names is one of reference data."""
    return reference.issuperset(source.split(BETWEEN))


def _reference_ids(snapshot: Snapshot) -> frozenset[str]:
    """The ids, and aliases, of the Sources whose role is reference."""
    rows = snapshot.rows_of_kind("Source")
    rows = rows[snapshot.values(rows, "role") == "reference"]
    aliases = (alias for many in snapshot.values(rows, "aliases") for alias in many or ())
    return frozenset([*snapshot.ids_of(rows), *aliases])


def said_by(snapshot: Snapshot, source: int) -> Ints:
    """The rows of the items that name a Source (its row) among their sources, rising."""
    known = {snapshot.id(source), *(snapshot.value(source, "aliases") or ())}  # type: ignore[misc]
    every = snapshot.standing(np.arange(snapshot.size, dtype=np.int32))
    told = snapshot.values(every, "source").tolist()
    says = [text is not None and not known.isdisjoint(str(text).split(BETWEEN)) for text in told]
    return as_ints(every[np.asarray(says, np.bool_).reshape(len(every))])
