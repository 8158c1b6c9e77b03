"""The ChangeSet that undoes a revision, refused where later changes stand on what it made.

It is made of the journal's images alone, and written for the present revision: whatever a revision
recorded beside the facts is undone where its ChangeSet is applied, as for any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from application.graph import Graph
from graph_model.changes import Change, ChangeSet, Image, Put, Remove, Revision, start_and_end
from graph_model.errors import InvalidQuestion, LaterChanges, Problem
from graph_model.facts import Fact, Item, Ref, RelationKey, same_fact
from graph_model.ledger.erasure import KIND as ERASURE
from queries.answers.viewer import Viewer
from queries.answers.visible_state import VisibleState
from queries.graph.journaled import Mask
from queries.snapshot.snapshot import Snapshot
from stores.reversals import PREFIX


def reversal(graph: Graph, number: int, viewer: Viewer, reason: str | None = None) -> ChangeSet:
    """The ChangeSet that undoes a revision, as far as that is not undone already.

    Raises:
        InvalidQuestion: there is no such revision, it changed what the viewer may not see, or
            nothing of it is left to be undone.
        LaterChanges: what it made was changed later, or other things stand on it; with each.
    """
    present = graph.refresh()
    entry = _entry(graph, number, present)
    if viewer.scoped:
        sides = graph.at(number - 1), graph.at(number), present
        if len(Mask(viewer, *sides).seen(entry.images)) < len(entry.images):
            raise _refused(number, "something you may not see", "one all of which you see")
    undoing = _Undoing(entry, present, VisibleState(present, viewer.visible(present)))
    if problems := list(undoing.problems(graph)):
        raise LaterChanges(problems)
    _require_not_erased(graph, undoing.left)
    if not (changes := undoing.changes()):
        raise _refused(number, "nothing that is left of it", "one that is not undone")
    return ChangeSet(f"{PREFIX}{number}:{present.revision}", changes, present.revision, reason)


def _entry(graph: Graph, number: int, present: Snapshot) -> Revision:
    if not 1 <= number <= present.revision:
        raise _refused(number, "no such revision", f"one from 1 to {present.revision}")
    return next(iter(graph.journal(number - 1, number)))


def _refused(number: int, found: str, expected: str) -> InvalidQuestion:
    return InvalidQuestion([Problem(f"revision {number}", found, expected)])


@dataclass(frozen=True, slots=True)
class _Undoing:
    """A revision beside the present facts, and those as the asker knows them."""

    entry: Revision
    present: Snapshot
    seen: VisibleState

    @property
    def left(self) -> list[Image]:
        """The images that are not undone already."""
        changed = (image for image in self.entry.images if not image.restated)
        return [i for i in changed if not same_fact(_of(self.present, i.ref), i.before)]

    def changes(self) -> tuple[Change, ...]:
        """What undoes them: items before relations, and what goes the other way about."""
        put = [image.before for image in self.left if image.before is not None]
        gone = [image.ref for image in self.left if image.before is None]
        ordered = sorted(put, key=lambda fact: not isinstance(fact, Item))
        removed = sorted(gone, key=lambda ref: not isinstance(ref, RelationKey))
        return (*map(Put, ordered), *map(Remove, removed))

    def problems(self, graph: Graph) -> Iterator[Problem]:
        """What later changes made of it, or stands on it."""
        left = self.left
        changed = [i for i in left if not same_fact(_of(self.present, i.ref), i.after)]
        later = _later(graph, self.entry.number, {i.ref for i in changed}) if changed else {}
        for image in changed:
            found = f"it was changed by revision {later.get(image.ref, self.present.revision)}"
            yield self._problem(image.ref, found, "as this revision left it")
        back = {i.ref for i in left if i.before is not None}
        for image in left:
            yield from self._standing(image, {one.ref for one in left})
            for end in self._ends_missing(image, back):
                yield self._problem(image.ref, f"{end} is gone", "both of its ends")

    def _standing(self, image: Image, undone: set[Ref]) -> Iterator[Problem]:
        """The relations of a new item that others made since: they would go with it."""
        if image.before is not None or not isinstance(image.after, Item):
            return
        others = [key for key in self.present.touching(image.after.id) if key not in undone]
        told = [str(k) for k in others if not any(map(self.seen.hides, start_and_end(k)))]
        if others:
            named = ", ".join(sorted(told)[:3]) or "relations you may not see"
            more = f" and {len(told) - 3} more" if len(told) > 3 else ""
            yield self._problem(image.ref, f"{named}{more} stand on it", "nothing made since")

    def _ends_missing(self, image: Image, back: set[Ref]) -> Iterator[str]:
        if image.before is None or isinstance(image.before, Item):
            return
        ends = (image.before.start, image.before.end)
        yield from (id_ for id_ in ends if self.present.item(id_) is None and id_ not in back)

    def _problem(self, ref: Ref, found: str, expected: str) -> Problem:
        advice = "undo what was changed later first, the newest first, or change it by hand"
        return Problem(f"revision {self.entry.number}, {ref}", found, expected, advice)


def _require_not_erased(graph: Graph, images: Iterable[Image]) -> None:
    """See that none of the items that would be put back was erased from the journal."""
    items = (image.before for image in images if isinstance(image.before, Item))
    gone = [item.id for item in items if graph.store.record(ERASURE, item.id) is not None]
    if gone:
        expected = "what is still known"
        raise LaterChanges([Problem(id_, "a person who was erased", expected) for id_ in gone])


def _of(snapshot: Snapshot, ref: Ref) -> Fact | None:
    return snapshot.relation(ref) if isinstance(ref, RelationKey) else snapshot.item(ref)


def _later(graph: Graph, number: int, refs: Iterable[Ref]) -> dict[Ref, int]:
    """The newest revision after one that changed each of some facts."""
    wanted = set(refs)
    return {
        image.ref: entry.number
        for entry in graph.journal(number)
        for image in entry.images
        if image.ref in wanted
    }
