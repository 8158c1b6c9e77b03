"""The sources that are declared: each module in ``sources/``, at any depth, with a ``SOURCE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from graph_model.errors import InvalidInput, Problem
from loaders import sources
from loaders.intake.recognition import listed
from loaders.intake.source import AnySource


@cache
def known_sources() -> tuple[AnySource, ...]:
    """Every declared source, in order of name."""
    names = [found.name for found in walk_packages(sources.__path__, f"{sources.__name__}.")]
    modules = map(import_module, names)
    found = (module.SOURCE for module in modules if hasattr(module, "SOURCE"))
    return tuple(sorted(found, key=lambda source: source.name))


def source_named(name: str) -> AnySource:
    """The source of that name, without regard to case.

    Raises:
        InvalidInput: there is none; with the known ones.
    """
    for source in known_sources():
        if source.name == name.strip().casefold():
            return source
    expected = f"one of {listed(known_sources())}"
    raise InvalidInput([Problem("the loader's name", repr(name), expected)])
