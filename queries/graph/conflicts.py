"""The conflicts question: where sources differ, which of them counts, why, and who mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_model.changes import start_and_end
from graph_model.claims import EDITS
from graph_model.facts import Ref, RelationKey
from graph_model.merge import Disagreement, SaidBySources, conflicts_of
from graph_model.values import Value
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import ItemRow, Said, StakeholderRows
from queries.answers.view import View
from queries.graph.owners import owners_of
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

UNSEEN = "a source you may not see"


@dataclass(frozen=True, slots=True)
class SaidValue:
    """What one source says of a field."""

    source: Annotated[str, Said('The source; "edits": a person, by an edit.')]
    value: Annotated[str | None, Said("What it says; null: nothing, it was cleared or removed.")]
    counts: Annotated[bool, Said("Whether it is what counts.")]
    last_heard_of: Annotated[date | None, Said("When the source was last loaded; null: unknown.")]


@dataclass(frozen=True, slots=True)
class SourceConflict:
    """A field of which sources say different things, or a fact that a person removed."""

    snapshot: Snapshot
    said: SaidBySources
    one: Disagreement
    type: str
    row: int | None

    @told
    def item(self) -> ItemRow | None:
        """The item whose field it is; null: it is a relation's, or the item was removed."""
        return self.row

    @told
    def of(self) -> str:
        """The item's id, or the relation."""
        return str(self.one.ref)

    @told
    def kind(self) -> str | None:
        """Its kind, or the relation's type; null: it was removed."""
        return self.type or None

    @told
    def field(self) -> str | None:
        """The field; null: whether it is there at all."""
        return self.one.field or None

    @told
    def value(self) -> str | None:
        """What counts; null: nothing, it was cleared or removed."""
        return _shown(self.one.values[0][1])

    @told_with
    def values(self, view: View) -> list[SaidValue]:
        """What each says, what counts first."""
        first = self.one.values[0][0]
        return [
            SaidValue(_named(view, name), _shown(value), name == first, _heard(view, name))
            for name, value in self.one.values
        ]

    @told_with
    def said_by(self, view: View) -> str:
        """Who says what counts."""
        return _named(view, self.one.values[0][0])

    @told_with
    def otherwise(self, view: View) -> list[str]:
        """What the others say."""
        first = self.one.values[0][1]
        return [
            f"{_named(view, name)}: {_shown(value) or 'nothing'}"
            for name, value in self.one.values[1:]
            if value != first
        ]

    @told_with
    def reasoning(self, view: View) -> str:
        """Why that counts."""
        (first, _), (second, _), *_ = self.one.values
        of = f"{self.type}.{self.one.field}"
        return f"{_named(view, first)}: {self.said.precedence.decides(first, second, of)}"

    @told_with
    def mending(self, view: View) -> str:
        """How it is mended: at the sources that say otherwise, or by an edit."""
        wrong = [_named(view, name) for name, _ in self.one.values if name != EDITS]
        by_hand = any(name == EDITS for name, _ in self.one.values)
        edit = "undo or change the edit" if by_hand else "an editor sets it"
        return f"mend it in {' or '.join(dict.fromkeys(wrong))}, or {edit}"

    @told_with
    def menders(self, view: View) -> StakeholderRows:
        """Who owns the item, or one of the sources: they may have it mended."""
        rows = [] if self.row is None else [self.row]
        rows += [row for name, _ in self.one.values if (row := view.find(name)) is not None]
        return as_ints(sorted({owner for row in rows for owner in owners_of(view, row)}))


def conflicts_in(said: SaidBySources, view: View) -> list[Disagreement]:
    """Where sources say different things of what a viewer sees, by what it is of and field.

    What a person removed is nobody's to see who sees a part.
    """
    found: list[Disagreement] = []
    for ref, claims in said.apart.items():
        if len(claims) > 1 and _may_be_seen(ref, view):
            found += conflicts_of(ref, _type(ref, view.snapshot), claims, said.precedence)
    return sorted(found, key=_place)


def _may_be_seen(ref: Ref, view: View) -> bool:
    """Whether a fact is there and may be seen; or was removed, where somebody sees all."""
    facts = view.snapshot
    ends = start_and_end(ref)
    there = facts.relation(ref) if isinstance(ref, RelationKey) else facts.item(ref)
    if there is None:
        return not view.viewer.scoped and not isinstance(ref, RelationKey)
    return all(view.find(id_) is not None for id_ in ends)


def _type(ref: Ref, facts: Snapshot) -> str:
    if isinstance(ref, RelationKey):
        return ref.type
    item = facts.item(ref)
    return item.kind if item else ""


def _place(one: Disagreement) -> tuple[str, str]:
    return str(one.ref), one.field


def _named(view: View, source: str) -> str:
    hidden = view.snapshot.find(source) is not None and view.find(source) is None
    return UNSEEN if hidden else source


def _heard(view: View, source: str) -> date | None:
    if source == EDITS or _named(view, source) == UNSEEN:
        return None
    return view.recording.loaded_on(source)


def _shown(value: Value | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Conflicts(Answer):
    """Where sources say different things of one field; nothing of it is an error."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    said: SaidBySources
    found: Sequence[Disagreement]

    def sentence(self, view: View) -> str:
        """How many fields of how many facts, and whose."""
        if not self.found:
            return "No two sources say different things of one field."
        facts = len({one.ref for one in self.found})
        fields = counted(len(self.found), "field", "fields")
        of = counted(facts, "item or relation", "items and relations")
        names = sorted({_named(view, name) for one in self.found for name, _ in one.values})
        shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        return f"Of {fields} of {of} several say different things: {shown}."

    @told
    def conflicts(self) -> Listing[SourceConflict]:
        """Each field, by what it is of."""
        return Listing("of, field", len(self.found), self._line, lambda at: _place(self.found[at]))

    def _line(self, at: int) -> SourceConflict:
        one = self.found[at]
        row = None if isinstance(one.ref, RelationKey) else self.snapshot.find(one.ref)
        type_ = _type(one.ref, self.snapshot)
        return SourceConflict(self.snapshot, self.said, one, type_, row)


def conflicts_question(
    asked: Asked, of: Sequence[str] | None, sources: Sequence[str] | None
) -> Conflicts:
    """Where sources say different things: of some items and their relations, by some sources.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
    """
    view, said = asked.view, asked.said()
    found = conflicts_in(said, view)
    if of is not None:
        ids = {view.snapshot.id(row) for row in view.require(of).tolist()}
        found = [one for one in found if not ids.isdisjoint(start_and_end(one.ref))]
    if sources is not None:
        found = [one for one in found if not {n for n, _ in one.values}.isdisjoint(sources)]
    return Conflicts(view.snapshot, asked.as_of, said, found)
