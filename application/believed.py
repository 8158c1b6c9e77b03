"""Whom to believe where sources say different things: settings, declarations, ranks."""

from __future__ import annotations

from collections.abc import Sequence

from graph_model.merge import Precedence
from graph_model.model import Model
from graph_model.state import MemoryState

REFERENCE = "reference"


def precedence(state: MemoryState, order: Sequence[str], model: Model) -> Precedence:
    """The order of the sources: as ``order`` names them, then as the recorded Sources rank."""
    sources = [item for item in state.items.values() if item.kind == "Source"]
    ranks = {one.id: rank for one in sources if isinstance(rank := one.fields.get("rank"), int)}
    reference = frozenset(one.id for one in sources if one.fields.get("role") == REFERENCE)
    return Precedence(tuple(order), model.precedence, ranks, reference)
