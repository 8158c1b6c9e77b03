"""Whom to believe where sources say different things: settings, declarations, ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_model.facts import Item
from graph_model.merge import Precedence
from graph_model.model import Model
from graph_model.state import MemoryState

REFERENCE = "reference"


def precedence(sources: Iterable[Item], order: Sequence[str], model: Model) -> Precedence:
    """The order of the sources: as ``order`` names them, then as the recorded Sources rank."""
    known = list(sources)
    ranks = {one.id: rank for one in known if isinstance(rank := one.fields.get("rank"), int)}
    reference = frozenset(one.id for one in known if one.fields.get("role") == REFERENCE)
    return Precedence(tuple(order), model.precedence, ranks, reference)


def sources_in(state: MemoryState) -> list[Item]:
    """The Sources that are recorded."""
    return [item for item in state.items.values() if item.kind == "Source"]
