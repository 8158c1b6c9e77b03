"""The journal question: what was changed since a revision, when, by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph_model.changes import Image, Revision
from graph_model.model import Model
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked, Recorded
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import Id, Moment
from queries.answers.view import View
from queries.graph.journaled import JournalImage, Mask, images_listing
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class JournalEntry:
    """An entry of the journal: a ChangeSet applied, with what of it may be seen."""

    entry: Revision
    seen: list[Image]
    model: Model

    @property
    def withheld(self) -> int:
        """How many of its images may not be seen."""
        return len(self.entry.images) - len(self.seen)

    @told
    def number(self) -> int:
        """Its number, one more than the one before."""
        return self.entry.number

    @told
    def change_set(self) -> Id | None:
        """The id of its ChangeSet, its author's choice; null: you may not see all of it."""
        return None if self.withheld else self.entry.change_set

    @told
    def recorded_at(self) -> Moment:
        """When it was applied."""
        return self.entry.recorded_at

    @told
    def author(self) -> str:
        """Who applied it."""
        return self.entry.author

    @told
    def token(self) -> str | None:
        """The key of the token it was sent with; null: there was none, or you may not see all."""
        return None if self.withheld else self.entry.via.token

    @told
    def door(self) -> str | None:
        """By which door it came, such as `graphql` or `command line`; null: it is not known."""
        return self.entry.via.door

    @told
    def reason(self) -> str | None:
        """Why, in its author's words; null: they did not say, or you may not see all of it."""
        return None if self.withheld else self.entry.reason

    @told
    def source(self) -> str:
        """Where it came from."""
        return self.entry.source

    @told
    def digest(self) -> str | None:
        """The SHA-256 of its content; null: you may not see all of it."""
        return None if self.withheld else self.entry.digest

    @told
    def count(self) -> int:
        """How many items and relations it changed, of those you may see."""
        return len(self.seen)

    @told
    def images(self) -> Listing[JournalImage]:
        """What it changed: items first, then by id."""
        return images_listing(self.seen, self.model, self.withheld)


@dataclass(frozen=True)
class Journal(Answer):
    """What was changed since a revision, oldest first."""

    asked: Asked
    since: int
    read: dict[int, JournalEntry] = field(default_factory=dict)
    """The entries that were read, by number: a page asks for each several times."""

    @property
    def snapshot(self) -> Snapshot:
        """The facts that it leads up to."""
        return self.asked.snapshot

    @property
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.asked.as_of

    @property
    def size(self) -> int:
        """How many entries there are."""
        return max(0, self.snapshot.revision - self.since)

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        if not self.size:
            return f"Nothing is recorded after revision {self.since}."
        return f"{counted(self.size, 'revision', 'revisions')} after revision {self.since}."

    @told_with
    def entries(self, view: View) -> Listing[JournalEntry]:
        """The revisions after the one that was named, oldest first."""
        first = self.since + 1
        return Listing(
            "number",
            self.size,
            lambda at: self._entry(first + at, view),
            lambda at: (first + at,),
        )

    def _entry(self, number: int, view: View) -> JournalEntry:
        if number not in self.read:
            recorded = self.asked.recorded
            entry = next(iter(recorded.journal(number - 1, number)))
            self.read[number] = journal_entry(entry, view, recorded)
        return self.read[number]


def journal_entry(entry: Revision, view: View, recorded: Recorded) -> JournalEntry:
    """An entry as a viewer may see it: earlier facts are read only for who sees a part."""
    sides: tuple[Snapshot, ...] = ()
    if view.viewer.scoped:
        sides = (recorded.at(entry.number - 1), recorded.at(entry.number), view.snapshot)
    seen = Mask(view.viewer, *sides).seen(entry.images)
    return JournalEntry(entry, seen, view.snapshot.model)


def journal_since(asked: Asked, since: int) -> Journal:
    """The entries after a revision, up to that of the facts asked about."""
    return Journal(asked, since)
