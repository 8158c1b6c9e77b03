"""A policy: what every item of a kind must be, as an office declares it in YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_model.entries import entries, listed, word
from graph_model.errors import InvalidPolicy, Problem
from graph_model.model import Model
from graph_model.records import Report
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.policy.condition import Condition
from queries.policy.condition_file import read_condition
from queries.policy.evaluation import holds

PLACE, LIST = "policies", "policies"
WORDS = ("id", "for", "where", "require", "message", "severity", "meaning", "standard")
NEEDED = ("id", "for", "require", "message")


@dataclass(frozen=True, slots=True)
class Policy:
    """Every item of ``kinds`` for which ``where`` holds must have ``require`` hold.

    ``standard`` marks a standard term: `compare` tells which contracts deviate from it.
    ``message`` follows the item's name, and says what is missing and what to do; ``meaning`` is why
    the policy exists.
    """

    id: str
    severity: Severity
    kinds: tuple[str, ...]
    where: Condition
    require: Condition
    message: str
    meaning: str
    standard: bool = False

    @property
    def rule(self) -> Rule:
        """The policy as a rule of the check."""
        return Rule(self.id, self.severity, self.meaning, self.find, self.standard)

    def find(self, at: Dated) -> Iterator[Found]:
        """Every item that the policy is about and that does not keep it."""
        for kind in self.kinds:
            rows = at.rows(kind)
            rows = rows[holds(self.where, rows, at)]
            for row in rows[~holds(self.require, rows, at)].tolist():
                yield Found(f"{at.label(row)}: {self.message}", (row,))


def read_policies(
    raw: object, model: Model, place: str = PLACE, taken: Sequence[str] = ()
) -> tuple[Policy, ...]:
    """The policies of their file form, ``{policies: [{id, for, where, require, message, …}]}``.

    ``taken`` are ids that others have. ``place`` names the file in problems.

    Raises:
        InvalidPolicy: everything that is wrong with them, at once.
    """
    problems: list[Problem] = []
    found = entries(raw, place, (LIST,), problems.append)
    many = listed(found.get(LIST), f"{place}, {LIST}", problems.append)
    read = [
        _policy(one, model, f"{place}, {_named(one, n)}", problems.append)
        for n, one in enumerate(many, 1)
    ]
    seen = dict.fromkeys(taken, "another rule")
    for policy in read:
        if policy is not None and policy.id in seen:
            where = f"{place}, {policy.id}, id"
            problems.append(Problem(where, f"the id of {seen[policy.id]}", "an id of its own"))
        elif policy is not None:
            seen[policy.id] = "another policy"
    if problems:
        raise InvalidPolicy(problems)
    return tuple(policy for policy in read if policy is not None)


def _named(raw: object, number: int) -> str:
    """A policy as problems name it: by its id, or else by its number."""
    id_ = raw.get("id") if isinstance(raw, Mapping) else None
    return id_ if isinstance(id_, str) and id_.strip() else f"policy {number}"


def _policy(raw: object, model: Model, where: str, report: Report) -> Policy | None:
    found = entries(raw, where, WORDS, report, NEEDED)
    told = {
        name: word(found.get(name), f"{where}, {name}", report)
        for name in ("id", "message", "meaning")
    }
    kinds = _kinds(found.get("for"), model, f"{where}, for", report)
    severity = _severity(found.get("severity"), f"{where}, severity", report)
    standard = found.get("standard", False)
    if not isinstance(standard, bool):
        report(Problem(f"{where}, standard", repr(standard)[:80], "true or false"))
    if not kinds:
        return None
    which, must = (
        read_condition(found.get(name), frozenset(kinds), model, f"{where}, {name}", report)
        for name in ("where", "require")
    )
    message, meaning = told["message"], told["meaning"] or told["message"]
    return Policy(told["id"], severity, kinds, which, must, message, meaning, standard is True)


def _kinds(raw: object, model: Model, where: str, report: Report) -> tuple[str, ...]:
    names = listed([raw] if isinstance(raw, str) else raw, where, report)
    kinds = [model.find_kind(name) for name in names]
    for name, kind in zip(names, kinds, strict=True):
        if kind is None:
            known = ", ".join(k.name for k in model.kinds)
            report(Problem(where, repr(name)[:80], f"one of {known}"))
    return tuple(dict.fromkeys(kind.name for kind in kinds if kind))


def _severity(raw: object, where: str, report: Report) -> Severity:
    if raw is None:
        return Severity.WARNING
    for severity in Severity:
        if isinstance(raw, str) and raw.strip().casefold() == severity.word:
            return severity
    report(Problem(where, repr(raw)[:80], ", ".join(severity.word for severity in Severity)))
    return Severity.WARNING
