"""Questions whose answer can be told again: what was asked, of which facts, and when first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question as it was asked; its answer follows from it and the journal."""

    digest: Annotated[str, "What it is found by: a digest of the question, the day, the revision."]
    question: Annotated[str, "The question's name."]
    arguments: Annotated[str, "Its arguments, as JSON."]
    as_of: Annotated[str, "The day it was asked for."]
    dated_by: Annotated[str | None, "The id of the ticket that gave the day, if one did."]
    revision: Annotated[int, "The revision of the facts."]
    asked_at: Annotated[str, "When it was asked first."]
    content: Annotated[str, "A digest of what was answered, whoever asked."]
    ends_at: Annotated[str, "When it is forgotten."]


KIND = RecordKind(
    "kept-question",
    KeptQuestion,
    "A question of which the answer can be told again.",
    key=("digest",),
    ends="ends_at",
)
