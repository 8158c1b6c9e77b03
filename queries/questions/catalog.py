"""Which questions there are, in the order of help; each is a module of its name here."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from queries.questions.declaration import Question

NAMES = (
    *("impact", "why", "why_not", "paths", "corridor", "redundancy_ends"),
    *("dependencies", "search", "path", "structure"),
    *("criticality", "single_points_of_failure", "cut_sets", "concentration"),
    *("substitution", "sourcing_sweep"),
    *("expirations", "coverage_gaps", "contract_family"),
    *("contract_triggers", "roadmap", "service_levels"),
    *("diff", "journal", "scenario"),
    *("health", "check"),
)


@cache
def question(name: str) -> Question:
    """The declaration of a question, imported now."""
    found: Question = import_module(f"queries.questions.{name}").QUESTION
    return found


def questions() -> tuple[Question, ...]:
    """Every declaration."""
    return tuple(map(question, NAMES))
