"""Which questions there are, in the order of help, and which fields of items are worked out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from queries.questions.declaration import Question

if TYPE_CHECKING:
    from queries.answers.derived import DerivedField

ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "The CIO": (
        *("attention", "performance", "roadmap", "compare", "health", "cost_accountability"),
    ),
    "Whoever plans a change": (
        *("changes", "impact", "why", "why_not", "paths", "corridor", "picture"),
        *("redundancy_ends", "scenario"),
    ),
    "Contract managers": (
        *("substitution", "sourcing_sweep", "concentration", "expirations", "coverage_gaps"),
        *("contract_family", "contract_triggers", "platform_members", "service_levels"),
    ),
    "Architects": (
        *("dependencies", "search", "path", "structure", "criticality"),
        *("single_points_of_failure", "cut_sets", "margins"),
    ),
    "Stewards of the facts": (
        *("check", "identities", "provenance", "conflicts", "diff", "journal"),
    ),
}
"""The questions by who asks them most; each is a module of its name here."""
NAMES = tuple(name for names in ASKED_BY.values() for name in names)
DERIVED = ("queries.expiration.contract_date:CONTRACT_DATES",)
"""Where fields are declared that are worked out for the items of a kind."""


@cache
def question(name: str) -> Question:
    """The declaration of a question, imported now."""
    found: Question = import_module(f"queries.questions.{name}").QUESTION
    return found


def questions() -> tuple[Question, ...]:
    """Every declaration."""
    return tuple(map(question, NAMES))


@cache
def derived_fields() -> tuple[DerivedField, ...]:
    """Every field that is worked out; its module is imported now."""
    places = (place.split(":") for place in DERIVED)
    found = (getattr(import_module(module), name) for module, name in places)
    return tuple(field for fields in found for field in fields)
