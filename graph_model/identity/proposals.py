"""Which items may be one: found among many, with how sure that is and what speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from graph_model.identity.blocking import weights, worth_comparing
from graph_model.identity.likeness import Likeness, Verdict, Weight, likeness
from graph_model.identity.named_item import NamedItem, same_number

SAME_NUMBER = Likeness(1.0, Verdict.SAME, "the same tax id")
OTHER_NUMBER = Likeness(0.0, Verdict.DIFFERENT, "their tax ids differ")
Apart = Callable[[str, str], bool]
"""Whether somebody said that two ids are two items."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two items of one kind that may be one."""

    one: NamedItem
    other: NamedItem
    likeness: Likeness


def proposals(items: Sequence[NamedItem], apart: Apart) -> list[Proposal]:
    """Every two of one kind's items that are, or may be, one: the surest first.

    Pairs only, never chains of them: that A is like B and B like C says nothing of A and C.
    """
    told = weights([spelt for item in items for spelt in item.spellings])
    found = [
        Proposal(items[one], items[other], alike)
        for one, other in sorted(_pairs(items))
        if not apart(items[one].id, items[other].id)
        and (alike := compared(items[one], items[other], told)).verdict is not Verdict.DIFFERENT
    ]
    return sorted(found, key=lambda one: (-one.likeness.score, one.one.id, one.other.id))


def compared(one: NamedItem, other: NamedItem, weight: Weight) -> Likeness:
    """How alike two items are: a tax id decides, else the names that are most alike."""
    number = same_number(one, other)
    if number is not None:
        return SAME_NUMBER if number else OTHER_NUMBER
    pairs = ((a, b) for a in one.spellings for b in other.spellings)
    return max((likeness(a, b, weight) for a, b in pairs), key=lambda alike: alike.score)


def _pairs(items: Sequence[NamedItem]) -> set[tuple[int, int]]:
    places = [(at, spelt) for at, item in enumerate(items) for spelt in item.spellings]
    pairs = worth_comparing([spelt for _, spelt in places])
    named = {_ordered(places[a][0], places[b][0]) for a, b in pairs}
    return {pair for pair in (*named, *_numbered(items)) if pair[0] != pair[1]}


def _numbered(items: Sequence[NamedItem]) -> Iterator[tuple[int, int]]:
    """Places of items that share a tax id."""
    first: dict[tuple[str, str], int] = {}
    for at, item in enumerate(items):
        for number in item.tax_ids.items():
            yield first.setdefault(number, at), at


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
