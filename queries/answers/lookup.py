"""How items are looked up by kind: filters and orderings, derived once from a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_model.model import Model
from queries.answers.derived import DerivedField
from queries.answers.filter import Filters
from queries.answers.ordering import Orderings
from queries.answers.page import Page, page_of_rows
from queries.answers.view import View


@dataclass(frozen=True, slots=True)
class Lookups:
    """Filters and orderings by the names that arguments give them."""

    filters: Filters
    orderings: Orderings

    @classmethod
    def of(cls, model: Model, derived: Sequence[DerivedField] = ()) -> Lookups:
        """Read the filters and orderings of the model's kinds, what is derived included."""
        return cls(Filters(model, derived), Orderings(model, derived))

    def page(self, view: View, kind: str, given: Mapping[str, Any]) -> Page:
        """The page of a kind's items that may be seen: ``filter``, ``orderBy``, a window.

        Raises:
            InvalidQuestion: a cursor, a kind or an operand does not fit.
            LimitExceeded: the page is too large.
        """
        ordering = self.orderings.of(kind, given.get("orderBy"))
        rows = view.shown(ordering.sorted(view, kind))
        if given.get("filter"):
            rows = rows[self.filters.mask(view, kind, rows, given["filter"])]
        return page_of_rows(view, rows, ordering, given)
