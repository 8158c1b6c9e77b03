"""A point of the two clocks as an input of GraphQL."""

from __future__ import annotations

from api.graphql.field import InputField
from api.graphql.registry import Registry


def declare_point(registry: Registry) -> None:
    """The input ``PointInput``, of which at least one entry is given."""
    said_revision = "A revision; absent: that of the facts asked about."
    given = [
        InputField("revision", "int | None", registry, said_revision),
        InputField("date", "Date | None", registry, "A day; absent: the day asked for."),
    ]
    registry.input("PointInput", given, "A point of the two clocks: at least one is given.")
