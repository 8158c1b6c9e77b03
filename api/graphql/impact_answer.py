"""An impact as GraphQL answers it: with the facts it is read from, and what a viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from api.graphql.batch import Batch, Node
from api.graphql.context import Context
from graph_model.errors import InvalidQuestion, Problem
from queries.impact.impact import Impact
from queries.impact.masked import Masked, masked
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.what_if.comparison import Comparison


@dataclass(frozen=True)
class ImpactAnswer:
    """An impact, the context of its facts, and before with after where edits were given."""

    context: Context
    impact: Impact
    compared: Comparison | None = None

    @classmethod
    def of(cls, context: Context, impact: Impact) -> ImpactAnswer:
        """An impact by itself."""
        return cls(context.on(impact.snapshot), impact)

    @cached_property
    def masked(self) -> Masked:
        """What the viewer may see of it."""
        return masked(self.impact, self.context.scope)

    def visible(self, rows: Ints) -> Ints:
        """Those of the rows that the viewer may see."""
        return as_ints(rows[self.masked.visible[rows]])

    @cached_property
    def levels_before(self) -> Ints:
        """The code of each row's level without the edits, 0 for none or where there are none."""
        codes = np.zeros(max(self.impact.snapshot.size, 1), np.int32)
        if self.compared is not None:
            before = self.compared.before
            codes[before.rows] = before.levels[before.rows]
        return codes

    def row(self, id_: str) -> int:
        """The row of an id or alias.

        Raises:
            NotFound: nothing is recorded under it, or the viewer may not see it.
        """
        self.context.scope.require(self.impact.snapshot, [id_])
        return int(self.impact.snapshot.rows([id_])[0])

    def affected_row(self, id_: str) -> int:
        """The row of an id that the effect reached.

        Raises:
            NotFound: nothing is recorded under it, or the viewer may not see it.
            InvalidQuestion: nothing reaches it.
        """
        row = self.row(id_)
        if not self.impact.levels[row]:
            advice = "whyNot says what stopped it"
            raise InvalidQuestion([Problem("to", f"{id_!r}, not affected", "what is", advice)])
        return row

    def items(self, rows: Iterable[int | None]) -> list[Node | None]:
        """The items of rows, None for those that the viewer may not see."""
        wanted = list(rows)
        seen: Flags = self.masked.visible
        shown = [row for row in wanted if row is not None and seen[row]]
        nodes = iter(Batch(self.context, as_ints(shown)).nodes)
        return [next(nodes) if row is not None and seen[row] else None for row in wanted]
