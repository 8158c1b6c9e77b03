"""The policies of an installation: the shipped ones, or those of its own files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from graph_model.errors import InvalidPolicy, Problem, UnreadableFile, why_unread
from graph_model.model import Model
from graph_model.yaml_text import parse_yaml
from queries.check.question import declared_rules
from queries.check.rule import Rule
from queries.policy.policy import Policy, read_policies

SHIPPED = "policies.yaml"


@lru_cache(maxsize=4)
def shipped_policies(model: Model) -> tuple[Policy, ...]:
    """The policies that Ramify ships, read once for a model."""
    return read_policies(_shipped(), model, SHIPPED, _taken([]))


@cache
def _shipped() -> object:
    """The shipped file as it reads: parsed once, and not for every question that checks."""
    return parse_yaml(files("application").joinpath(SHIPPED).read_text(encoding="utf-8"))


def policies_of(paths: Sequence[Path], model: Model) -> tuple[Policy, ...]:
    """The policies of some files, in their order; an id stands once in all of them.

    Raises:
        UnreadableFile: a file cannot be read.
        InvalidPolicy: everything that is wrong with one.
    """
    found: list[Policy] = []
    for path in paths:
        found += _read(_text(path), model, str(path), _taken(found))
    return tuple(found)


def rules_asked(
    model: Model, own: Sequence[Path] = (), with_policies: bool = True
) -> tuple[Rule, ...]:
    """The rules that a check asks: the declared ones, and the policies (own, or else shipped).

    Raises:
        UnreadableFile, InvalidPolicy: as :func:`policies_of`.
    """
    if not with_policies:
        return declared_rules()
    policies = policies_of(own, model) if own else shipped_policies(model)
    return (*declared_rules(), *(policy.rule for policy in policies))


def _taken(found: Sequence[Policy]) -> list[str]:
    return [rule.id for rule in declared_rules()] + [policy.id for policy in found]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(str(path), why_unread(error), "a file of policies in UTF-8")
        raise UnreadableFile([problem]) from error


def _read(text: str, model: Model, place: str, taken: Sequence[str]) -> tuple[Policy, ...]:
    try:
        raw = parse_yaml(text)
    except ValueError as error:
        raise InvalidPolicy([Problem(place, str(error), "YAML that can be read")]) from error
    return read_policies(raw, model, place, taken)
