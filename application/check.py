"""What a check is about at the doors: the model, the facts of a store or files, the policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from application.loading import load
from application.policy import rules_named
from graph_model.consistency import violations
from graph_model.model import Model
from queries.check.dated import Dated
from queries.check.question import Check, check
from queries.check.rule import Found, Rule, Severity
from queries.snapshot.snapshot import Snapshot
from stores.opening import open_store

IN_MEMORY = "sqlite://"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: rules and policies, and of them ``only`` those named (none: all).

    ``argument`` is how the asker calls the names, for an error.
    """

    rules: Sequence[Rule]
    only: Sequence[str] = ()
    argument: str = "rules"


def check_store(snapshot: Snapshot, as_of: date, asked: Asked) -> Check:
    """The model and the facts of a store, as the rules see them.

    Raises:
        InvalidQuestion: no rule has a name that was given.
    """
    return _checked(snapshot, as_of, asked, [_model_rule(snapshot.model)])


def check_files(paths: Sequence[Path], model: Model, as_of: date, asked: Asked) -> Check:
    """The model and the facts of files, loaded nowhere; rows that cannot be read are findings.

    Raises:
        InvalidInput: a file cannot be read at all, or no rule has a name that was given.
    """
    store = open_store(IN_MEMORY, model)
    try:
        report = load(paths, store, model)
        rejected = [str(problem) for _, reject in report.rejects for problem in reject.problems]
        snapshot = Snapshot.of(store.read(), model)
    finally:
        store.close()
    return _checked(snapshot, as_of, asked, [_model_rule(model), _row_rule(rejected)])


def _checked(snapshot: Snapshot, as_of: date, asked: Asked, own: Sequence[Rule]) -> Check:
    rules = rules_named((*own, *asked.rules), asked.only, asked.argument)
    return check(snapshot, as_of, rules)


def _model_rule(model: Model) -> Rule:
    meaning = "The model contradicts itself, so that answers would not be what they say."
    return _told("model-inconsistent", meaning, violations(model))


def _row_rule(rejected: Sequence[str]) -> Rule:
    return _told("row-rejected", "A row of a file cannot be kept as a fact.", rejected)


def _told(id_: str, meaning: str, messages: Sequence[str]) -> Rule:
    """A rule whose findings are known already."""

    def find(at: Dated) -> Iterator[Found]:
        return (Found(f"{message}.") for message in messages)

    return Rule(id_, Severity.ERROR, meaning, find)
