"""Rows of one load that speak of one fact: whether they agree, and what they say together."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Relation, ref_of
from graph_model.state import aliases_of
from graph_model.values import same

AFact = TypeVar("AFact", Item, Relation)


def contradiction(before: AFact, again: AFact, first: str, where: str) -> Problem | None:
    """A problem if a row says otherwise of a fact than the rows before it.

    ``first`` is the place of the first of them. Aliases never contradict: an item may have many.
    """
    for name, value in again.fields.items():
        said = before.fields.get(name, value)
        if name != "aliases" and not same(said, value):
            place = f"{where} ({ref_of(again)}), {name}"
            expected = f"{said!r}, as at {first}"
            return Problem(place, repr(value), expected, "one row for it, or rows that agree")
    return None


def together(before: AFact, again: AFact) -> AFact:
    """What two rows say of one fact that do not contradict each other."""
    return replace(again, fields={**before.fields, **again.fields, **_aliases(before, again)})


def _aliases(*facts: Fact) -> dict[str, list[str]]:
    """All aliases of an item's rows, under their field; nothing where there are none."""
    items = [fact for fact in facts if isinstance(fact, Item)]
    names = dict.fromkeys(name for item in items for name in aliases_of(item))
    return {"aliases": [*names]} if names else {}
