"""What tells of an item who it is: its names, and the numbers that a registry gave it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph_model.facts import Item
from graph_model.identity.spelling import Spelling, spelling
from graph_model.state import aliases_of

NAME = "name"
"""The scheme of an alias that is a name: one that it had, or that somebody spells so."""
TAX_IDS = frozenset(
    ("bn", "duns", "ein", "fein", "lei", "nit", "siren", "tax", "taxid", "tin", "uei", "vat")
)
"""Schemes whose numbers are given once to each: the same is one, others are two. A vendor's number
is none of them: one firm has several in one list."""
ORGANISATIONS = ("Supplier", "Agency")
"""The kinds that many systems know by a name alone, each spelt in its way."""
_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item by what it is called."""

    id: str
    name: str
    spellings: tuple[Spelling, ...]
    tax_ids: Mapping[str, str]


def named_item(item: Item) -> NamedItem:
    """What an item is called, its name first."""
    pairs = [alias.partition(":")[::2] for alias in aliases_of(item)]
    names = [item.name, *(value for scheme, value in pairs if scheme == NAME)]
    numbers = {
        scheme.casefold(): _OTHER.sub("", value).casefold()
        for scheme, value in pairs
        if scheme.casefold() in TAX_IDS
    }
    return NamedItem(item.id, item.name, tuple(map(spelling, names)), numbers)


def same_number(one: NamedItem, other: NamedItem) -> bool | None:
    """Whether their tax ids are one; None where they have none to compare."""
    shared = one.tax_ids.keys() & other.tax_ids.keys()
    return all(one.tax_ids[name] == other.tax_ids[name] for name in shared) if shared else None
