"""Records as stores of the older form hold them, brought to this one: of one kind, kept-back."""

from __future__ import annotations

import orjson

from graph_model.facts import RelationKey
from graph_model.ledger.kept_back import KIND, KeptBack
from graph_model.record_kind import RecordWrite


def brought_up(body: str) -> RecordWrite:
    """The write that keeps what the body of an older record says."""
    old = orjson.loads(body)
    rows = (RelationKey(*row) if isinstance(row, list) else row for row in old["rows"])
    source, file, recorded_at = (old[name] for name in ("source", "file", "recordedAt"))
    return KIND.kept(KeptBack(source, file, recorded_at, tuple(rows), old["untold"]))
