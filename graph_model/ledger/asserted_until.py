"""Up to which revision the edits in the journal are taken into what sources say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class AssertedUntil:
    """One record: edits of later revisions are still to be taken."""

    of: Annotated[str, "Always the same."]
    revision: Annotated[int, "The newest revision that is taken."]
    believed: Annotated[str, "Whom the last load believed of what several say, as a digest."] = ""


KIND = RecordKind(
    "asserted-until", AssertedUntil, "Which edits count as what people say.", key=("of",)
)
