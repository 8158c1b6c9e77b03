"""What every answer says of itself: its facts and day, whether it is whole, and its verdict."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import TYPE_CHECKING

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

    @told_with
    @abstractmethod
    def verdict(self, view: View) -> str:
        """The answer in one sentence, for somebody who has to decide."""

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
        return self.gap or view.cut_short
