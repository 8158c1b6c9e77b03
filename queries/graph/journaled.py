"""Journaled facts as somebody may see them: what was hidden then, or is now, is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_model.changes import Image, start_and_end
from graph_model.facts import Fact, RelationKey
from graph_model.model import Model
from graph_model.records import record_of
from queries.answers.listing import Listing
from queries.answers.told import told
from queries.answers.types import Json
from queries.answers.viewer import Viewer
from queries.answers.visible_state import VisibleState
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class JournalImage:
    """An item or relation, as the plain graph file has it, before and after."""

    image: Image
    model: Model

    @told
    def of(self) -> str:
        """What it is of: an item's id, or a relation with both ends."""
        return str(self.image.ref)

    @told
    def before(self) -> Json | None:
        """The item or relation before; null: it was not there."""
        return self._record(self.image.before)

    @told
    def after(self) -> Json | None:
        """It afterwards; null: removed."""
        return self._record(self.image.after)

    @told
    def fields(self) -> list[str]:
        """The fields that differ, where it is there on both sides; by name."""
        return list(self.image.fields)

    def _record(self, fact: Fact | None) -> Json | None:
        return None if fact is None else record_of(fact, self.model)


class Mask:
    """Which images somebody may see, of what stands in some snapshots.

    An item that stands in several must be visible in each; one that stands in none is not hidden.
    """

    def __init__(self, viewer: Viewer, *snapshots: Snapshot) -> None:
        """Look at the snapshots as the viewer sees them."""
        scoped = snapshots if viewer.scoped else ()
        self._states = [VisibleState(one, viewer.visible(one)) for one in scoped]
        self._known: dict[str, bool] = {}

    def seen(self, images: Iterable[Image]) -> list[Image]:
        """Those of the images that may be seen, in their order."""
        if not self._states:
            return list(images)
        return [image for image in images if not self._hides(image)]

    def _hides(self, image: Image) -> bool:
        return any(map(self._is_hidden, start_and_end(image.ref)))

    def _is_hidden(self, id_: str) -> bool:
        """Whether an item is hidden in a snapshot; many relations are at one item."""
        found = self._known.get(id_)
        if found is None:
            found = self._known[id_] = any(state.hides(id_) for state in self._states)
        return found


def images_listing(seen: Iterable[Image], model: Model, withheld: int) -> Listing[JournalImage]:
    """Images in pages, items first, then by id; so many more were ``withheld``."""
    found = sorted(seen, key=_order)
    return Listing(
        "item before relation, id",
        len(found),
        lambda at: JournalImage(found[at], model),
        lambda at: _order(found[at]),
        withheld=withheld,
    )


def _order(image: Image) -> tuple[int | str, ...]:
    ref = image.ref
    return (1, *ref) if isinstance(ref, RelationKey) else (0, ref)
