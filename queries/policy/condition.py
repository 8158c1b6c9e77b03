"""What a policy's conditions are made of, once they have been read against the model.

A condition holds, or does not, for one item or one relation. The tree is plain data:

Condition
├── All, Either, Not      of other conditions
├── FieldTest                  of one field
└── Related               how many items lie at the end of some ways, and pass a condition
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.lens import Direction
from graph_model.scale import Scale
from graph_model.values import Shape
from queries.policy.operand import Operand

ID, KIND, IN_FORCE, ENDS_ON, RENEWS = "id", "kind", "in_force", "ends_on", "renews"
LISTEN_BY = "listen_by"
"""What can be tested beside fields: four of a Contract (DESIGN section 4), or a Stakeholder."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts it always does."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds; without parts it never does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One field passes an operator, such as ``at_least`` or ``includes``.

    ``owners`` are the kinds that have the field (none: any item or relation); on others it is
    absent. An absent value passes only ``present: false``. ``shape`` is None for an open attribute.
    ``scales`` are the orders that the field's values may stand in.
    """

    field: str
    operator: str
    operand: Operand
    shape: Shape | None
    choices: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    scales: tuple[Scale, ...] = ()


@dataclass(frozen=True, slots=True)
class WayStep:
    """One relation's name as an item knows it, and the relations and directions it stands for.

    ``closure``: any number of times, none included.
    """

    name: str
    crossings: tuple[tuple[str, Direction], ...]
    closure: bool = False


Way = tuple[WayStep, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Between ``least`` and ``most`` items lie at the end of the ways and pass ``where``.

    An item at the end of several ways counts once. ``last`` is a condition on the relation by which
    the item is reached: the last of its way.
    """

    ways: tuple[Way, ...]
    where: Condition
    last: Condition
    least: int
    most: int | None


Condition = All | Either | Not | FieldTest | Related
ALWAYS = All()
