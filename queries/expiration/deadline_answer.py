"""Answers about the deadlines of contracts on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from queries.answers.supposed_answer import SupposedAnswer
from queries.answers.told import told
from queries.expiration.expiration import Expirations
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class DeadlineAnswer(SupposedAnswer):
    """An answer that is made of every contract's deadlines."""

    deadlines: Expirations

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.deadlines.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.deadlines.as_of
