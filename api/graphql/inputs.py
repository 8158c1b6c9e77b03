"""How the inputs of one schema are read, derived once from its model."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.filter import Filters
from api.graphql.order import Orderings
from graph_model.model import Model


@dataclass(frozen=True, slots=True)
class Inputs:
    """Filters and orderings by the names that the schema gives them."""

    filters: Filters
    orderings: Orderings

    @classmethod
    def of(cls, model: Model) -> Inputs:
        """Read the inputs of the model's kinds."""
        return cls(Filters(model), Orderings(model))
