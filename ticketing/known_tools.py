"""The tools that are declared: each module beside this one that has a ``TOOL``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import ticketing
from graph_model.errors import InvalidInput, Problem
from ticketing.tool import Tool


@cache
def known_tools() -> tuple[Tool, ...]:
    """Every declared tool, in order of name."""
    names = [found.name for found in walk_packages(ticketing.__path__, f"{ticketing.__name__}.")]
    modules = (import_module(name) for name in names if name != __name__)
    found = (module.TOOL for module in modules if hasattr(module, "TOOL"))
    return tuple(sorted(found, key=lambda tool: tool.name))


def tool_named(name: str) -> Tool:
    """The tool of that name, without regard to case.

    Raises:
        InvalidInput: there is none; with the known ones.
    """
    for tool in known_tools():
        if tool.name == name.strip().casefold():
            return tool
    expected = f"one of {', '.join(tool.name for tool in known_tools())}"
    raise InvalidInput([Problem("the tool's name", repr(name), expected)])
