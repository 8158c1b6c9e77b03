"""The relations that a snapshot's patch has, as columns that follow those of its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.values import Value
from queries.snapshot.base import Base, Periods, Relations
from queries.snapshot.days import NEVER_BEGAN, NO_END, day_numbers, end_numbers
from queries.snapshot.patch import Patch
from queries.snapshot.rows import NO_ROWS, Ints, as_ints


@dataclass(frozen=True, slots=True)
class Discriminators:
    """Texts by their code; the base's, which may be many, are not copied."""

    base: Sequence[str]
    fresh: tuple[str, ...]

    def __getitem__(self, code: int) -> str:
        first = len(self.base)
        return self.base[code] if code < first else self.fresh[code - first]


@dataclass(frozen=True)
class Tail:
    """What a patch adds to the columns of its base; ``codes`` are those of the relation types."""

    base: Base
    patch: Patch
    codes: Mapping[str, int]

    @cached_property
    def discriminators(self) -> Discriminators:
        """The base's texts, then the patch's new ones."""
        return Discriminators(self.base.discriminators, tuple(self._fresh_discriminators))

    @cached_property
    def _fresh_discriminators(self) -> Mapping[str, int]:
        """The codes of the discriminators that the patch alone has."""
        known, first = self.base.discriminator_codes, len(self.base.discriminators)
        named = dict.fromkeys(relation.discriminator for relation in self.patch.relations)
        fresh = (discriminator for discriminator in named if discriminator not in known)
        return {discriminator: first + n for n, discriminator in enumerate(fresh)}

    @cached_property
    def _dates(self) -> tuple[Ints, Ints]:
        absent = (NEVER_BEGAN, NO_END)
        columns = []
        for name, read, none in zip(
            ("since", "until"), (day_numbers, end_numbers), absent, strict=True
        ):
            texts = [relation.fields.get(name) for relation in self.patch.relations]
            column = np.full(len(texts), none, np.int32)
            present = [n for n, text in enumerate(texts) if text is not None]
            column[present] = read([texts[n] for n in present])
            columns.append(column)
        return columns[0], columns[1]

    @cached_property
    def periods(self) -> Periods:
        """The base's periods, then one for each relation of the patch."""
        if not self.patch.relations:
            return self.base.periods
        since, until = self._dates
        held = self.base.periods
        return Periods(np.concatenate([held.since, since]), np.concatenate([held.until, until]))

    @cached_property
    def columns(self) -> Relations:
        """The patch's relations as columns; their groups are not numbered (-1)."""
        found = self.patch.relations
        if not found:
            return _NONE
        known, fresh = self.base.discriminator_codes, self._fresh_discriminators
        period = np.arange(len(found), dtype=np.int32) + np.int32(len(self.base.periods.since))
        since, until = self._dates
        period[(since == NEVER_BEGAN) & (until == NO_END)] = 0
        return Relations(
            np.asarray([self.codes[r.type] for r in found], np.uint8),
            self.patch.starts,
            self.patch.ends,
            period,
            as_ints([known.get(r.discriminator, fresh.get(r.discriminator)) for r in found]),
            np.asarray([r.fields.get("extent") == "part" for r in found], np.bool_),
            as_ints([min(max(_whole(r.fields.get("need")), 1), 2**31 - 1) for r in found]),
            np.full(len(found), -1, np.int32),
        )


_NONE = Relations(
    *(np.zeros(0, np.uint8), NO_ROWS, NO_ROWS, NO_ROWS, NO_ROWS),
    *(np.zeros(0, np.bool_), NO_ROWS, NO_ROWS),
)


def _whole(value: Value | None) -> int:
    return value if isinstance(value, int) else 1
