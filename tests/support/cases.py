"""The worked cases of what impact means: a graph each, a question, and the levels expected."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from graph_model.changes import ChangeSet, Put
from tests.support.graphs import graph_from
from tests.support.repository import ROOT

Case = dict[str, Any]


@cache
def cases() -> tuple[Case, ...]:
    """Every case: its ``graph``, ``of``, ``lens``, ``as_of`` and the levels ``expected``."""
    text = (ROOT / "tests/cases/impact.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def all_graphs() -> ChangeSet:
    """The graphs of all the cases in one, since their ids differ."""
    graphs = (graph_from(case["graph"]) for case in cases())
    return ChangeSet("cases", tuple(Put(fact) for graph in graphs for fact in graph.facts))
