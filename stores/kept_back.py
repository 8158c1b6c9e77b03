"""Rows that loads kept back: answers that touch what they speak of have to say so.

One record a source and file, in the ledger. A row is known by what it speaks of: an item's id, or a
relation's type and ends. It is forgotten when the same source says it in a row that is kept, when
the file is loaded again without it, or when the source is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_model.facts import Ref
from graph_model.ledger.kept_back import KIND, KeptBack
from graph_model.record_kind import RecordWrite
from stores.ledger import Ledger, all_records

MOST_ROWS = 10_000
"""How many rows of one file are known by what they speak of; of the others only how many."""


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """What one load said: its files, the rows that it kept, by source, and those it did not.

    ``kept`` is looked into only where something was kept back before. ``replaced`` is whether it
    took the place of all that its sources had said.
    """

    files: frozenset[str]
    kept: Iterable[tuple[str, Ref]]
    kept_back: Mapping[tuple[str, str], Sequence[Ref]]
    recorded_at: str
    replaced: bool = False


def kept_back(ledger: Ledger) -> list[KeptBack]:
    """All rows kept back that nothing has made good since, by source and file."""
    return list(all_records(ledger, KIND))


def kept_back_writes(ledger: Ledger, loaded: LoadedRows) -> list[RecordWrite]:
    """What a load that is applied writes to the ledger: its rows kept back, and those made good."""
    before = {(one.source, one.file): one for one in kept_back(ledger)}
    said = _said(loaded) if before else {}
    after: dict[tuple[str, str], KeptBack | None] = {
        at: None if one.file in loaded.files else _without(one, said, loaded.replaced)
        for at, one in before.items()
    }
    after |= {at: _new(at, rows, loaded.recorded_at) for at, rows in loaded.kept_back.items()}
    changed = {at: one for at, one in after.items() if one != before.get(at)}
    return [KIND.removed(*at) if one is None else KIND.kept(one) for at, one in changed.items()]


def _said(loaded: LoadedRows) -> dict[str, set[Ref]]:
    """What the load spoke of, by source, in rows that it kept and that it did not."""
    said: dict[str, set[Ref]] = {}
    for source, ref in loaded.kept:
        said.setdefault(source, set()).add(ref)
    for (source, _), refs in loaded.kept_back.items():
        said.setdefault(source, set()).update(refs)
    return said


def _without(one: KeptBack, said: Mapping[str, set[Ref]], replaced: bool) -> KeptBack | None:
    """What is still kept back of an earlier load's file."""
    if one.source not in said:
        return one
    rows = tuple(ref for ref in one.rows if ref not in said[one.source])
    if replaced or not (rows or one.untold):
        return None
    return replace(one, rows=rows)


def _new(at: tuple[str, str], rows: Iterable[Ref], recorded_at: str) -> KeptBack | None:
    refs = tuple(dict.fromkeys(rows))
    untold = max(0, len(refs) - MOST_ROWS)
    return KeptBack(*at, recorded_at, refs[:MOST_ROWS], untold) if refs else None
