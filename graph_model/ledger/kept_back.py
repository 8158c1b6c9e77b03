"""Rows that loads kept back: answers that touch what they speak of have to say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.facts import Ref
from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Rows of one file that a load kept back, by what they speak of in the file's own words."""

    source: Annotated[str, "The source whose rows they are."]
    file: Annotated[str, "The file that they stand in."]
    recorded_at: Annotated[str, "When the load that kept them back was recorded."]
    rows: Annotated[tuple[Ref, ...], "The items (by id) and relations that they speak of."]
    untold: Annotated[int, "How many rows more there were than are known one by one."] = 0


KIND = RecordKind(
    "kept-back",
    KeptBack,
    "Rows of a file that a load kept back and that nothing has made good since.",
    key=("source", "file"),
)
