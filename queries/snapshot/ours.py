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
    """Which item rows are ours, shape (size,); worked out once a snapshot.

    An item is of reference data where it names its sources and every one of them is a Source whose
    role is reference. One that names none, or one that is not recorded, is ours.
    """
    return snapshot.memo.get(MemoKey.OURS, None, _Ours, lambda: _Ours(_ours(snapshot))).flags


def _ours(snapshot: Snapshot) -> Flags:
    flags = np.ones(snapshot.size, np.bool_)
    if not (reference := _reference_ids(snapshot)):
        return flags
    every = snapshot.standing(np.arange(snapshot.size, dtype=np.int32))
    sources = snapshot.values(every, "source")
    named = ~absent(sources)
    texts, code = np.unique(sources[named].astype(str), return_inverse=True)
    of_others = [reference.issuperset(text.split(BETWEEN)) for text in texts.tolist()]
    flags[every[named]] = ~np.asarray(of_others, np.bool_)[code]
    return flags


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
