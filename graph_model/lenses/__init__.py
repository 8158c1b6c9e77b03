"""The two lenses that Ramify ships, each declared in a file of its own as ``LENS``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from graph_model.lens import Lens


def declared_lenses() -> tuple[Lens, ...]:
    """Every lens declared in this folder, in the order of their names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(sorted((module.LENS for module in modules), key=lambda lens: lens.name))
