"""What a check is about at the doors: the model, the facts of a store or files, the policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from application.graph import Graph, read_model
from application.policy import rules_asked
from application.settings import Settings
from graph_model.consistency import violations
from graph_model.model import Model
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from stores.opening import open_store

IN_MEMORY = "sqlite://"


def rules_of(model: Model, own: Sequence[Path], with_policies: bool = True) -> tuple[Rule, ...]:
    """What a store's facts are checked against: the model, the rules, the policies.

    Raises:
        UnreadableFile, InvalidPolicy: a file of policies cannot be read.
    """
    return (model_rule(model), *rules_asked(model, own, with_policies))


@contextmanager
def graph_of_files(paths: Sequence[Path], settings: Settings) -> Iterator[tuple[Graph, Rule]]:
    """The facts of files, loaded nowhere, and a rule whose findings are the rows not kept.

    Raises:
        InvalidInput: a file cannot be read at all.
    """
    from application.loading import load  # with all loaders, which a question of a store spares

    model = read_model(settings)
    store = open_store(IN_MEMORY, model)
    try:
        report = load(paths, store, model)
        rejected = [str(problem) for _, reject in report.rejects for problem in reject.problems]
        yield Graph(settings, store, model), _row_rule(rejected)
    finally:
        store.close()


@lru_cache(maxsize=4)
def model_rule(model: Model) -> Rule:
    """The rule that the model contradicts itself nowhere; looked at once a model."""
    meaning = "The model contradicts itself, so that answers would not be what they say."
    return _told("model-inconsistent", meaning, violations(model))


def _row_rule(rejected: Sequence[str]) -> Rule:
    return _told("row-rejected", "A row of a file cannot be kept as a fact.", rejected)


def _told(id_: str, meaning: str, messages: Sequence[str]) -> Rule:
    """A rule whose findings are known already."""

    def find(at: Dated) -> Iterator[Found]:
        return (Found(f"{message}.") for message in messages)

    return Rule(id_, Severity.ERROR, meaning, find)
