"""The sources that are declared: each module in ``sources/``, at any depth, with a ``SOURCE``."""

from __future__ import annotations

from functools import cache

from graph_model.declared_modules import declared_as, declared_in
from loaders import sources
from loaders.intake.recognition import listed
from loaders.intake.source import AnySource


@cache
def known_sources() -> tuple[AnySource, ...]:
    """Every declared source, in order of name."""
    return tuple(sorted(declared_in(sources, "SOURCE"), key=lambda source: source.name))


def source_named(name: str) -> AnySource:
    """The source of that name, without regard to case.

    Raises:
        InvalidInput: there is none; with the known ones.
    """
    return declared_as(name, known_sources(), "the loader's name", listed(known_sources()))
