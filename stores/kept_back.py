"""Rows that loads kept back: answers that touch what they speak of have to say so.

One record a source and file, in the ledger. A row is known by what it speaks of: an item's id, or a
relation's type and ends. It is forgotten when the same source says it in a row that is kept, when
the file is loaded again without it, or when the source is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_model.changes import start_and_end
from graph_model.facts import Record, Ref, RelationKey
from stores.ledger import Ledger

KIND = "kept-back"
MOST_ROWS = 10_000
"""How many rows of one file are known by what they speak of; of the others only how many."""
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Rows of one file that a load kept back, by what they speak of in the file's own words.

    ``untold`` is how many rows more there were than are known one by one.
    """

    source: str
    file: str
    recorded_at: str
    rows: tuple[Ref, ...]
    untold: int = 0


@dataclass(frozen=True, slots=True)
class SpeaksOf:
    """Rows kept back that speak of some ids; ``untold`` rows more may do so, or not."""

    source: str
    file: str
    recorded_at: str
    rows: int
    ids: tuple[str, ...]
    untold: int

    def __str__(self) -> str:
        """Read as "cmdb (hosts.json): 2 rows kept back speak of ci:a, ci:b; mend and load them"."""
        named = ", ".join(self.ids[:MOST_NAMED])
        if (more := len(self.ids) - MOST_NAMED) > 0:
            named += f" and {more} more"
        told = [f"{self.rows} rows kept back speak of {named}"] if self.ids else []
        told += [f"{self.untold} rows kept back may speak of it"] if self.untold else []
        return f"{self.source} ({self.file}): {' and '.join(told)}; mend and load them"


def speaking_of(
    records: Iterable[KeptBack], ids: Collection[str], id_of: Callable[[str], str | None]
) -> list[SpeaksOf]:
    """Which rows kept back speak of some ids; ``id_of`` resolves a name, an alias as well."""
    found = []
    for one in records:
        named = [[id_of(name) for name in start_and_end(ref)] for ref in one.rows]
        speaking = [[id_ for id_ in row if id_ in ids] for row in named]
        told = tuple(dict.fromkeys(id_ for row in speaking for id_ in row if id_ is not None))
        if told or one.untold:
            rows = sum(map(bool, speaking))
            found.append(SpeaksOf(one.source, one.file, one.recorded_at, rows, told, one.untold))
    return found


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
    return [_read(record) for record in ledger.records(KIND).values()]


def record_kept_back(ledger: Ledger, loaded: LoadedRows) -> None:
    """Take note of a load that was applied: of its rows kept back, and of those made good."""
    before = {(one.source, one.file): one for one in kept_back(ledger)}
    said = _said(loaded) if before else {}
    after: dict[tuple[str, str], KeptBack | None] = {
        at: None if one.file in loaded.files else _without(one, said, loaded.replaced)
        for at, one in before.items()
    }
    after |= {at: _new(at, rows, loaded.recorded_at) for at, rows in loaded.kept_back.items()}
    changed = {at: one for at, one in after.items() if one != before.get(at)}
    if changed:
        records = {_key(at): None if one is None else _record(one) for at, one in changed.items()}
        ledger.put_records(KIND, records)


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


def _key(at: tuple[str, str]) -> str:
    return "\n".join(at)


def _record(one: KeptBack) -> Record:
    rows = [list(ref) if isinstance(ref, RelationKey) else ref for ref in one.rows]
    named = {"source": one.source, "file": one.file, "recordedAt": one.recorded_at}
    return {**named, "rows": rows, "untold": one.untold}


def _read(record: Record) -> KeptBack:
    rows = record["rows"]
    assert isinstance(rows, list)
    refs = tuple(RelationKey(*row) if isinstance(row, list) else str(row) for row in rows)
    untold = record["untold"]
    assert isinstance(untold, int)
    source, file, at = (str(record[name]) for name in ("source", "file", "recordedAt"))
    return KeptBack(source, file, at, refs, untold)
