"""What each source was last loaded as, and when its feeds were made: kept in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph_model.feed_time import FeedTimes, is_older
from graph_model.ledger.source_load import KIND, SourceLoad
from graph_model.record_kind import RecordWrite
from stores.ledger import Ledger, all_records


def source_loads(ledger: Ledger) -> dict[str, SourceLoad]:
    """The last load of each source, by its name; of loads before there were such records, none."""
    return {one.source: one for one in all_records(ledger, KIND)}


def feed_times(loads: Mapping[str, SourceLoad], now: Mapping[str, str]) -> FeedTimes:
    """When feeds were made: those before, and those of a load under way, by source."""
    newest = {name: one.said_at for name, one in loads.items() if one.said_at}
    whole = {name: one.whole_at for name, one in loads.items() if one.whole_at}
    return FeedTimes(newest, whole, now)


def source_load_writes(
    before: Mapping[str, SourceLoad], loaded: Iterable[SourceLoad]
) -> list[RecordWrite]:
    """What a load writes of its sources: of when feeds were made, the newest stays."""
    return [KIND.kept(_after(before.get(one.source), one)) for one in loaded]


def source_load_of(
    source: str,
    loaded_at: str,
    by: str,
    files: tuple[str, ...],
    counts: tuple[int, int],
    full: bool,
    said_at: str,
) -> SourceLoad:
    """A load of a source; ``counts`` are its rows, and those of them that were kept back."""
    whole_at, heard_at = said_at if full else "", said_at or loaded_at
    told = (source, loaded_at, by, files, *counts, full)
    return SourceLoad(*told, said_at, whole_at, heard_at)


def _after(before: SourceLoad | None, now: SourceLoad) -> SourceLoad:
    if before is None:
        return now
    return replace(
        now,
        said_at=_newer(before.said_at, now.said_at),
        whole_at=_newer(before.whole_at, now.whole_at),
        heard_at=_newer(before.heard_at, now.heard_at),
    )


def _newer(one: str, other: str) -> str:
    return one if not other or is_older(other, one) else other
