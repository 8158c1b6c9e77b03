"""A scale orders what stands in lists of text: a higher certification answers for a lower one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from graph_model.values import fold


@dataclass(frozen=True)
class Scale:
    """The steps of an order, lowest first, of the values of one field, whatever kind has it.

    Values are read without regard to case, space, hyphen and underscore.
    """

    name: str
    field: str
    steps: tuple[str, ...]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {fold(step): rank for rank, step in enumerate(self.steps)}

    def rank(self, value: str) -> int | None:
        """How high a value stands, 0 for the lowest; None: it is not on the scale."""
        return self._ranks.get(fold(value))


FEDRAMP = Scale(
    "FedRAMP",
    "certifications",
    ("FedRAMP LI-SaaS", "FedRAMP Low", "FedRAMP Moderate", "FedRAMP High"),
)


def declared_scales() -> tuple[Scale, ...]:
    """The scales that Ramify ships."""
    return (FEDRAMP,)


def answers(held: str, wanted: str, scales: Iterable[Scale]) -> bool:
    """Whether what is held answers what is wanted: it is the same, or higher on a scale."""
    if fold(held) == fold(wanted):
        return True
    ranks = ((scale.rank(held), scale.rank(wanted)) for scale in scales)
    return any(one is not None and two is not None and one >= two for one, two in ranks)


def falls_short(held: str, wanted: str, scales: Iterable[Scale]) -> bool:
    """Whether what is held stands lower on a scale than what is wanted."""
    ranks = ((scale.rank(held), scale.rank(wanted)) for scale in scales)
    return any(one is not None and two is not None and one < two for one, two in ranks)
