"""A relation as one kind knows it: by its name from that end, with what stands at the other."""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.declare import Kind, RelationType
from graph_model.lens import Direction
from graph_model.model import Model


@dataclass(frozen=True, slots=True)
class Way:
    """A relation from one of its ends; ``targets`` are the kinds that may stand at the other."""

    relation: RelationType
    direction: Direction
    kind: str
    targets: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name by which the kind knows the relation: ``covers``, ``coveredBy``."""
        forward = self.direction is Direction.FORWARD
        return self.relation.forward if forward else self.relation.backward

    @property
    def target(self) -> str:
        """The GraphQL type at the other end: the kind, or Item where there are several."""
        return self.targets[0] if len(self.targets) == 1 else "Item"

    @property
    def types(self) -> str:
        """What its connection and edge are named after: ``CoversService``."""
        return self.relation.name.title().replace("_", "") + self.target


def ways(model: Model, kind: Kind) -> tuple[Way, ...]:
    """Every relation at a kind: those that start there, then those that end there."""
    found = [
        Way(r, Direction.FORWARD, kind.name, tuple(e for s, e in r.joins if s == kind.name))
        for r in model.relations_from(kind.name)
    ]
    found += [
        Way(r, Direction.BACKWARD, kind.name, tuple(s for s, e in r.joins if e == kind.name))
        for r in model.relations_to(kind.name)
    ]
    return tuple(found)
