"""Every relation, grouped by the noun it is about: each file declares ``RELATIONS``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from graph_model.declare import RelationType


def declared_relations() -> tuple[RelationType, ...]:
    """Every relation declared in this folder, in the order of their names."""
    return tuple(sorted(_themed(), key=lambda relation: relation.name))


def _themed() -> Iterator[RelationType]:
    """Every relation, with the name of its file as its theme."""
    for found in iter_modules(__path__):
        for relation in import_module(f"{__name__}.{found.name}").RELATIONS:
            yield replace(relation, theme=found.name)
