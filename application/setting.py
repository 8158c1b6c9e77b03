"""A setting: what is declared of it, the variable that sets it, and variables that set none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any

from application.setting_forms import Form
from graph_model.errors import Problem

PREFIX = "RAMIFY_"
ELSEWHERE = ("NEO4J_CACHE", "TRACEBACK")
"""Variables that are no settings: where a local Neo4j is kept, and whether a fault is shown."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of a setting: its default, the form in which it is read, what it decides."""

    default: Any
    form: Form[Any]
    said: str

    def read(self, given: Any) -> Any:
        """What is given, in the form it is kept in; what is unset by default may stay so.

        Raises:
            ValueError: it does not fit; with what was expected.
        """
        return None if given is None and self.default is None else self.form(given)


def setting(default: Any, form: Form[Any], said: str) -> Any:
    """A field of the settings."""
    return field(default_factory=lambda: default, metadata={"of": Declared(default, form, said)})


def declared(settings: Any) -> Mapping[str, Declared]:
    """What is declared of each field of a class of settings, its own before those of its bases."""
    inherited = {
        one.name for base in settings.__bases__ if base is not object for one in fields(base)
    }
    found = sorted(fields(settings), key=lambda one: one.name in inherited)
    return {one.name: one.metadata["of"] for one in found}


def variable(name: str) -> str:
    """The variable that sets a setting."""
    return PREFIX + name.upper()


def unknown_variables(environment: Mapping[str, str], names: Collection[str]) -> list[Problem]:
    """Variables with Ramify's prefix that say nothing to it, each with the nearest that does.

    They are no error: a cluster gives every program variables of its neighbours' names.
    """
    known = [variable(name) for name in names] + [PREFIX + name for name in ELSEWHERE]
    unknown = [name for name in environment if name.upper().startswith(PREFIX)]
    return [_unknown(name, known) for name in sorted(unknown) if name.upper() not in known]


def _unknown(name: str, known: Collection[str]) -> Problem:
    near = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
    expected = near[0] if near else "a setting of docs/settings.md"
    return Problem(name, "a variable that is no setting", expected, "it is passed over")
