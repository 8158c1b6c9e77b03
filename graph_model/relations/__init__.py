"""Every relation, grouped by the noun it is about: each file declares ``RELATIONS``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from graph_model.declare import RelationType


def declared_relations() -> tuple[RelationType, ...]:
    """Every relation declared in this folder, in the order of their names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    found = (relation for module in modules for relation in module.RELATIONS)
    return tuple(sorted(found, key=lambda relation: relation.name))
