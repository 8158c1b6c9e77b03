"""The Sources that a load makes: what is said of a source itself, beside what it says."""

from __future__ import annotations

from dataclasses import replace

from graph_model.claims import Assertions
from graph_model.facts import Item
from graph_model.kinds.source import KIND
from graph_model.said_rows import Placed
from graph_model.values import Value
from loaders.files import Readings
from loaders.intake.reading import SourceReading
from loaders.intake.spilled import PlacedFacts


def with_sources(readings: Readings, assertions: Assertions) -> tuple[Readings, int]:
    """What is read, with so many Sources that the load makes, or says again.

    A source of which nothing is declared has none made: that it tells of the office's own estate is
    what having none means. One that said something of itself before says it again, and one whose
    file has its own row is let be.
    """
    spoken = {p.fact.id for p in readings.facts if isinstance(p.fact, Item)}
    made = []
    for name in {**readings.roles, **readings.declared}:
        fields = _fields(name, readings, assertions)
        if fields and name not in spoken:
            facts = [Placed(Item(KIND.name, name, fields), "the source itself", name)]
            made.append(SourceReading(name, name, PlacedFacts(facts)))
    return replace(readings, files=[*readings.files, *made]), len(made)


def _fields(name: str, readings: Readings, assertions: Assertions) -> dict[str, Value] | None:
    """What a source says of itself; None where its name is another item's, or it says nothing."""
    role, declared = readings.roles.get(name), readings.declared.get(name)
    held = assertions.state.item(name)
    if (held and held.kind != KIND.name) or assertions.state.owner(name) is not None:
        return None
    before = assertions.of(name).get(name)
    if not (role or declared or before):
        return None
    new: dict[str, Value | None] = {"name": name, "role": role}
    known = before.fields if before else held.fields if held else new
    said = {**known, **(declared or {})}
    return {n: value for n, value in said.items() if value is not None and n != "source"}
