"""A date of the office on the roadmap: what changes, ends and has to be opened before it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph_model.words import counted, day_in_words
from queries.answers.office_date import OfficeDate, OfficeDateType
from queries.answers.told import told, told_with
from queries.answers.types import ContractRows
from queries.answers.view import View
from queries.roadmap.event import Event, RoadmapEventType
from queries.snapshot.days import day_number
from queries.snapshot.rows import as_ints

if TYPE_CHECKING:
    from queries.roadmap.roadmap import Roadmap


@dataclass(frozen=True)
class RoadmapDate:
    """A day of the office itself, and what comes between the day asked for and it."""

    of: Roadmap
    date: OfficeDate

    @told
    def on(self) -> datetime.date:
        """Its day."""
        return self.date.on

    @told
    def type(self) -> OfficeDateType:
        """What it is."""
        return self.date.type

    @property
    def decides(self) -> bool:
        """Whether a verdict names it: after the term somebody else decides."""
        return self.type is OfficeDateType.TERM_ENDS

    @told_with
    def change_count(self, view: View) -> int:
        """How many changes come up to it."""
        seen = [e for e in self._before if view.sees(*e.stands_for)]
        return sum(e.type.changes for e in seen)

    @cached_property
    def _before(self) -> list[Event]:
        return [e for e in self.of.all_events if e.on <= self.on]

    @told
    def ending(self) -> ContractRows:
        """The contracts that end up to it, renewals counted."""
        ends = RoadmapEventType.CONTRACT_ENDS
        return as_ints(sorted({e.row for e in self._before if e.type is ends}))

    @told_with
    def ending_count(self, view: View) -> int:
        """How many contracts those are."""
        return len(view.shown(self.ending))

    @told
    def to_act_on(self) -> ContractRows:
        """The contracts about which something can and has to be done up to it."""
        deadlines = self.of.deadlines
        due = deadlines.rows[deadlines.next_step_on <= day_number(self.on)]
        return as_ints(np.intersect1d(due, self.of.among))

    @told_with
    def to_act_on_count(self, view: View) -> int:
        """How many contracts those are."""
        return len(view.shown(self.to_act_on))

    def in_words(self, view: View) -> str:
        """What has to be done up to it, as a sentence."""
        name, day = self.type.value, day_in_words(self.on)
        acts = counted(self.to_act_on_count(view), "contract needs a step", "contracts need a step")
        ends = counted(self.ending_count(view), "contract ends", "contracts end")
        return f"Before {name} on {day}, {acts}; {ends}."
