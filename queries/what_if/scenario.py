"""A what-if saved: edits as the plain changes that they come to, to be reviewed and applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from graph_model.change_file import change_set_record
from graph_model.changes import Change, ChangeSet, Put, Remove
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.told import told, told_with
from queries.answers.types import Json, Said
from queries.answers.view import View
from queries.answers.viewer import Viewer
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Edit, edited


class Verb(Enum):
    """What a change does to a fact."""

    PUT = "put"
    SET = "set"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class PlainChange:
    """One of the changes that some edits come to."""

    does: Annotated[Verb, Said("What it does.")]
    to: Annotated[str, Said("The item or relation that it does it to.")]


@dataclass(frozen=True)
class Scenario(Answer):
    """Edits as a ChangeSet; what ``untold`` more changes touch the asker may not see."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day the edits are made on.")]
    change_set: ChangeSet
    untold: int
    cautions: tuple[str, ...] = ()

    @told_with
    def edit_warnings(self, view: View) -> list[str]:
        """What the edits do that may not be meant."""
        return list(self.cautions)

    @property
    def gap(self) -> str | None:
        """Why the file has not every change."""
        more = counted(self.untold, "more change touches", "more changes touch")
        return f"{more} what you may not see" if self.untold else None

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        changes = counted(len(self.change_set.changes), "change", "changes")
        return f"The edits come to {changes}, written for revision {self.revision}."

    @told
    def file(self) -> Json:
        """The ChangeSet's file: ask about it again (whatIf), or apply it (applyChangeSet)."""
        return change_set_record(self.change_set, self.snapshot.model)

    @told
    def changes(self) -> list[PlainChange]:
        """What the file changes, in order."""
        return [PlainChange(_verb(change), str(change.ref)) for change in self.change_set.changes]


def _verb(change: Change) -> Verb:
    if isinstance(change, Put):
        return Verb.PUT
    return Verb.REMOVE if isinstance(change, Remove) else Verb.SET


def scenario_of(asked: Asked, edits: Sequence[Edit], id: str) -> Scenario:
    """The edits as a ChangeSet with an id of its author's choice.

    Raises:
        InvalidChangeSet: an edit is invalid; it names its position.
    """
    return scenario(asked.snapshot, edits, asked.as_of, id, asked.viewer)


def scenario(
    snapshot: Snapshot, edits: Sequence[Edit], as_of: date, id_: str, viewer: Viewer
) -> Scenario:
    """The edits as a ChangeSet: to be reviewed, asked about again, and applied for real.

    Raises:
        InvalidChangeSet: an edit is invalid.
    """
    found = edited(snapshot, edits, as_of, viewer)
    saved = ChangeSet(id_, found.changes, snapshot.revision)
    return Scenario(snapshot, as_of, saved, found.untold, found.warnings)
