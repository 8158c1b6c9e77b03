"""The journal question: what was changed since a revision, when, by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

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
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class JournalEntry:
    """An entry of the journal: a ChangeSet applied, with what of it may be seen."""

    entry: Revision
    seen: list[Image]
    model: Model
    whole: bool = True
    """Whether all of its images were looked at, and may be seen."""

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
        return self.entry.change_set if self.whole else None

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
        return self.entry.via.token if self.whole else None

    @told
    def door(self) -> str | None:
        """By which door it came, such as `graphql` or `command line`; null: it is not known."""
        return self.entry.via.door

    @told
    def reason(self) -> str | None:
        """Why, in its author's words; null: they did not say, or you may not see all of it."""
        return self.entry.reason if self.whole else None

    @told
    def source(self) -> str:
        """Where it came from."""
        return self.entry.source

    @told
    def digest(self) -> str | None:
        """The SHA-256 of its content; null: you may not see all of it."""
        return self.entry.digest if self.whole else None

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
    """What was changed since a revision, oldest first: of all, or of some items (``of``: rows)."""

    asked: Asked
    since: int
    of: tuple[int, ...] = ()
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

    @cached_property
    def numbers(self) -> Sequence[int]:
        """Which entries there are."""
        if not self.of:
            return range(self.since + 1, self.snapshot.revision + 1)
        return list(self.changing)

    @cached_property
    def changing(self) -> Mapping[int, Revision]:
        """The entries that changed the items, with the images of them and of relations at them."""
        ids = _names(self.snapshot, self.of)
        found = self.asked.recorded.journal(self.since, self.snapshot.revision, ids)
        return {entry.number: entry for entry in found}

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        after = f"after revision {self.since}"
        if not self.numbers:
            whose = f" of {self._named()}" if self.of else ""
            return f"Nothing{whose} is recorded {after}."
        many = counted(len(self.numbers), "revision", "revisions")
        if not self.of:
            return f"{many} {after}."
        return f"{self._named()}: changed in {many}{f' {after}' if self.since else ''}."

    def _named(self) -> str:
        return ", ".join(self.snapshot.name(row) for row in self.of)

    @told_with
    def entries(self, view: View) -> Listing[JournalEntry]:
        """The revisions after the one that was named, oldest first."""
        numbers = self.numbers
        return Listing(
            "number",
            len(numbers),
            lambda at: self._entry(numbers[at], view),
            lambda at: (numbers[at],),
        )

    def _entry(self, number: int, view: View) -> JournalEntry:
        if number not in self.read:
            recorded = self.asked.recorded
            if self.of:
                entry = self.changing[number]
            else:
                entry = next(iter(recorded.journal(number - 1, number)))
            self.read[number] = journal_entry(entry, view, recorded, part=bool(self.of))
        return self.read[number]


def _names(snapshot: Snapshot, rows: Sequence[int]) -> set[str]:
    """The ids of items and their aliases: what was merged into one was journaled under its own."""
    items = as_ints(rows)
    aliases = (found or () for found in snapshot.values(items, "aliases").tolist())
    return {*snapshot.ids_of(items), *chain.from_iterable(aliases)}


def journal_entry(
    entry: Revision, view: View, recorded: Recorded, part: bool = False
) -> JournalEntry:
    """An entry as a viewer may see it: earlier facts are read only for who sees a part.

    Of a ``part`` of the entry, only who sees everything knows that nothing else is hidden.
    """
    sides: tuple[Snapshot, ...] = ()
    if view.viewer.scoped:
        sides = (recorded.at(entry.number - 1), recorded.at(entry.number), view.snapshot)
    seen = Mask(view.viewer, *sides).seen(entry.images)
    whole = len(seen) == len(entry.images) and not (part and view.viewer.scoped)
    return JournalEntry(entry, seen, view.snapshot.model, whole)


def journal_since(asked: Asked, since: int, of: Sequence[str] | None = None) -> Journal:
    """The entries after a revision, up to that of the facts asked about; ``of`` some items only.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
    """
    rows = asked.view.require(of) if of else ()
    return Journal(asked, since, tuple(dict.fromkeys(map(int, rows))))
