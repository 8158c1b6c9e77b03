"""The tools that are declared: each module beside this one that has a ``TOOL``."""

from __future__ import annotations

from functools import cache

import ticketing
from graph_model.declared_modules import declared_as, declared_in
from ticketing.tool import Tool


@cache
def known_tools() -> tuple[Tool, ...]:
    """Every declared tool, in order of name."""
    return tuple(sorted(declared_in(ticketing, "TOOL"), key=lambda tool: tool.name))


def tool_named(name: str) -> Tool:
    """The tool of that name, without regard to case.

    Raises:
        InvalidInput: there is none; with the known ones.
    """
    known = known_tools()
    return declared_as(name, known, "the tool's name", ", ".join(tool.name for tool in known))
