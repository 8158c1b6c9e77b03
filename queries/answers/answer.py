"""What every answer says of itself: its facts and day, whether it is whole, and its verdict."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import TYPE_CHECKING

from queries.answers.kept_back import RowsKeptBack, rows_kept_back
from queries.answers.telling import Shown
from queries.answers.told import told, told_with
from queries.answers.view import View
from queries.snapshot.snapshot import Snapshot


class Answer:
    """A finished answer to a question, whole unless its class says otherwise."""

    if TYPE_CHECKING:  # fields of dataclasses, which would take a property here for a default

        @property
        def snapshot(self) -> Snapshot:
            """The facts it is about."""

        @property
        def as_of(self) -> date:
            """The day it is asked for."""

    @abstractmethod
    def sentence(self, view: View) -> str:
        """The verdict, of facts that are not empty."""

    @told_with
    def verdict(self, view: View) -> str:
        """The answer in one sentence, for somebody who has to decide.

        Of an empty store that it is empty, and what to do.
        """
        return view.emptiness or self.sentence(view)

    @property
    def gap(self) -> str | None:
        """Why the answer itself is not complete; None where nothing was left out."""
        return None

    @told
    def revision(self) -> int:
        """The revision of the facts it is about."""
        return self.snapshot.revision

    @told_with
    def complete(self, view: View) -> bool:
        """Whether nothing was left out."""
        return self.reason(view) is None

    @told_with
    def reason(self, view: View) -> str | None:
        """Why it is not complete, if it is not."""
        return view.emptiness or self.gap or view.recording.cut_short

    @told_with
    def kept_back(self, view: View) -> list[RowsKeptBack]:
        """Rows that loads kept back, and that speak of what this answer touches."""
        return rows_kept_back(Shown(self, view), "kept_back")

    @told_with
    def edit_warnings(self, view: View) -> list[str]:
        """What edits laid over the facts do that may not be meant."""
        return list(view.warnings)
