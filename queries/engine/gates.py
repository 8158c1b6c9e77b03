"""What effects pass only together: groups, and the parts of which nothing remains, by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.engine.edges import LooseEdges
from queries.snapshot.rows import Bytes, Ints, as_ints


@dataclass(frozen=True, slots=True)
class Gates:
    """What each gate gives its effect to, and how many of its members may fail before it breaks.

    Shapes (gates,); ``dependent`` are nodes.
    """

    dependent: Ints
    spare: Ints

    def __len__(self) -> int:
        """How many there are."""
        return len(self.spare)

    def with_(self, dependent: Ints, spare: Ints) -> Gates:
        """Those, and others after them."""
        if not len(dependent):
            return self
        return Gates(
            as_ints(np.concatenate([self.dependent, dependent])),
            as_ints(np.concatenate([self.spare, spare])),
        )

    def ends(self, target: Ints) -> Ints:
        """The nodes that targets lead to, through a gate where they name one."""
        ends = target.copy()
        gated = np.flatnonzero(target < 0)
        ends[gated] = self.dependent[-target[gated] - 1]
        return ends


def plain_edges(origin: Ints, target: Ints, code: Bytes, relation: Ints) -> LooseEdges:
    """Edges that need no test of their period; those that carry nothing are left out."""
    found = LooseEdges(origin, target, code, np.zeros(len(origin), np.int32), relation)
    return found.where(code > 0)
