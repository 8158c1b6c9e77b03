"""What lies on top of a base: changed, new and removed facts, from the journal or a what-if."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

import numpy as np

from graph_model.changes import Image
from graph_model.facts import Item, Relation, RelationKey
from queries.snapshot.base import Base
from queries.snapshot.rows import Ints, as_ints


@dataclass(frozen=True, slots=True)
class Patch:
    """All that differs from one base; values of a patch are never changed, only replaced.

    ``items`` holds the present form of each changed or new item by row (None: removed); new items
    have the rows after the base's, in ``ids``. ``relations`` are new or changed relations, numbered
    after the base's; ``gone`` the numbers, of base or patch, that no longer stand. ``links`` has
    the numbers of patch relations by the row of either end.
    """

    revision: int
    ids: tuple[str, ...] = ()
    kinds: tuple[int, ...] = ()
    index: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[int, Item | None] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    starts: Ints = field(default_factory=lambda: as_ints([]))
    ends: Ints = field(default_factory=lambda: as_ints([]))
    numbers: Mapping[RelationKey, int] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    links: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How much differs; a keeper compacts when it grows large."""
        return len(self.items) + len(self.relations) + len(self.gone)


def row_of(base: Base, patch: Patch, id_: str) -> int | None:
    """The row of an item that stands, or None."""
    row = patch.index.get(id_)
    row = base.index.get(id_) if row is None else row
    return None if row is None or (row in patch.items and patch.items[row] is None) else row


def number_in_base(
    base: Base, gone: Set[int], key: RelationKey, type_: int, discriminator: int
) -> int | None:
    """The number of a base relation not gone, or None; ``discriminator`` -1 is one it lacks."""
    start, end = base.index.get(key.start), base.index.get(key.end)
    if start is None or end is None or discriminator < 0:
        return None
    at, held = base.outgoing.of(start), base.relations
    found = at[
        (held.end[at] == end) & (held.type[at] == type_) & (held.discriminator[at] == discriminator)
    ]
    return next((int(n) for n in found if int(n) not in gone), None)


def patched(
    base: Base,
    patch: Patch,
    images: Iterable[Image],
    revision: int,
    kinds: Mapping[str, int],
    types: Mapping[str, int],
) -> Patch:
    """The patch with more images laid on top; replaying an image that already holds is harmless.

    Images are whole, so of each fact only the newest counts; items are laid before relations,
    whose ends an author, or an undoing, may name in any order.
    """
    newest = {image.ref: image for image in images}
    growing = _Growing(base, patch, kinds, types)
    for image in sorted(newest.values(), key=lambda image: isinstance(image.ref, RelationKey)):
        growing.lay(image)
    return growing.patch(revision)


class _Growing:
    """A patch while images are laid on it."""

    def __init__(
        self, base: Base, patch: Patch, kinds: Mapping[str, int], types: Mapping[str, int]
    ) -> None:
        self.base, self.kind_codes, self.types = base, kinds, types
        self.discriminators = base.discriminator_codes
        self.ids, self.kinds = list(patch.ids), list(patch.kinds)
        self.index, self.items = dict(patch.index), dict(patch.items)
        self.relations = list(patch.relations)
        self.starts, self.ends = list(patch.starts), list(patch.ends)
        self.numbers, self.gone = dict(patch.numbers), set(patch.gone)
        self.links = dict(patch.links)

    def patch(self, revision: int) -> Patch:
        return Patch(
            revision,
            tuple(self.ids),
            tuple(self.kinds),
            self.index,
            self.items,
            tuple(self.relations),
            as_ints(self.starts),
            as_ints(self.ends),
            self.numbers,
            frozenset(self.gone),
            self.links,
        )

    def lay(self, image: Image) -> None:
        if isinstance(image.ref, RelationKey):
            self._drop_relation(image.ref)
            if isinstance(image.after, Relation):
                self._add_relation(image.after)
        elif isinstance(image.after, Item):
            self._put_item(image.after)
        elif (row := self._row(image.ref)) is not None:
            self.items[row] = None

    def _row(self, id_: str) -> int | None:
        row = self.index.get(id_)
        return self.base.index.get(id_) if row is None else row

    def _put_item(self, item: Item) -> None:
        row = self._row(item.id)
        kind = self.kind_codes[item.kind]
        if row is None or self._kind(row) != kind:
            if row is not None:
                self._leave(row)
            row = len(self.base.ids) + len(self.ids)
            self.ids.append(item.id)
            self.kinds.append(kind)
            self.index[item.id] = row
        self.items[row] = item

    def _leave(self, row: int) -> None:
        """Nothing stands at the row any more, nor touches it: its id is another kind's from now."""
        self.items[row] = None
        fresh = self.links.get(row, ())
        held = (*self.base.outgoing.of(row), *self.base.incoming.of(row), *fresh)
        self.gone.update(map(int, held))
        self.numbers = {key: n for key, n in self.numbers.items() if n not in fresh}

    def _kind(self, row: int) -> int:
        fresh = row - len(self.base.ids)
        return self.kinds[fresh] if fresh >= 0 else int(self.base.kinds[row])

    def _drop_relation(self, key: RelationKey) -> None:
        number = self.numbers.pop(key, None)
        if number is None:
            discriminator = self.discriminators.get(key.discriminator, -1)
            number = number_in_base(self.base, self.gone, key, self.types[key.type], discriminator)
        if number is not None:
            self.gone.add(number)

    def _add_relation(self, relation: Relation) -> None:
        start, end = self._row(relation.start), self._row(relation.end)
        if start is None or end is None:
            return  # an end that is gone: what the images lead to is no graph
        number = len(self.base.relations.type) + len(self.relations)
        self.relations.append(relation)
        self.starts.append(np.int32(start))
        self.ends.append(np.int32(end))
        self.numbers[relation.key] = number
        for row in {start, end}:
            self.links[row] = (*self.links.get(row, ()), number)
