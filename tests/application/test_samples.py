"""For each rule of what an answer means both samples have something to say: what shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from application.asking import About, Asker
from application.edit import edits_in, read_edits
from application.graph import Graph, opened
from application.loading import load
from application.settings import Settings
from graph_model.model import standard_model
from queries.answers.record import record
from queries.answers.viewer import hiding
from queries.questions.catalog import question
from stores.sqlite import SqliteStore
from tests.support.repository import ROOT
from tests.support.sample import SAMPLE_DAY, sample_graph
from tests.support.sample_effects import CARRIED, SPARED
from tests.support.sample_facts import DATED, KNOWN, OF_NO_SAMPLE
from tests.support.sample_saying import OFFICE, Edits, Saying

WHAT_IF = ROOT / "samples/what-if"
RULES = CARRIED | SPARED | DATED | KNOWN


@dataclass(frozen=True)
class Samples:
    """Both samples, open: the state, which rests on the marketplace, and the marketplace alone."""

    state: Graph
    marketplace: Graph


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Samples]:
    path = tmp_path_factory.mktemp("marketplace") / "store.sqlite"
    store = SqliteStore(path, standard_model())
    load([ROOT / "samples/fedramp.json"], store, standard_model())
    store.close()
    with (
        pytest.MonkeyPatch.context() as patched,
        sample_graph() as state,
        opened(Settings(store=f"sqlite:///{path}")) as marketplace,
    ):
        patched.setattr(Settings, "today", lambda _: SAMPLE_DAY)
        yield Samples(state, marketplace)


@dataclass(frozen=True)
class SampleAnswer:
    """An answer as JSON, and each affected item after its level: "LOST ci:san-1"."""

    text: str
    levels: frozenset[str]

    def __contains__(self, said: str) -> bool:
        return said in self.levels or said in self.text


def told(graph: Graph, saying: Saying) -> SampleAnswer:
    """What a sample answers."""
    asked = question(saying.question)
    edits = read_edits(raw(saying.edits), graph.model)
    on = date.fromisoformat(saying.on) if saying.on else None
    asker = Asker.of(graph, viewer=hiding(saying.unseen) if saying.unseen else None)
    answer = asker.ask(asked, saying.given, About(on, what_if=edits))
    found = record(answer, given={"first": 1_000}, listed=asked.listed)
    nodes = found.get("affected", {}).get("nodes", [])
    levels = frozenset(f"{n['level']} {n['item']['id']}" for n in nodes if n["item"])
    return SampleAnswer(json.dumps(found, ensure_ascii=False), levels)


def raw(edits: Edits) -> Any:
    return edits_in(WHAT_IF / edits) if isinstance(edits, str) else edits


@pytest.mark.parametrize(("state", "marketplace"), RULES.values(), ids=RULES)
def test_both_samples_say_something(samples: Samples, state: Saying, marketplace: Saying) -> None:
    for graph, saying in ((samples.state, state), (samples.marketplace, marketplace)):
        answer = told(graph, saying)
        assert [said for said in saying.said if said not in answer] == []
        assert not any(f'"{id_}"' in answer for id_ in saying.unseen)


def test_the_marketplace_says_nothing_of_it_without_the_edits(samples: Samples) -> None:
    """So that it is the supposition that shows the rule, and not what is there anyhow."""
    for rule, (_, saying) in RULES.items():
        if saying.edits and "supposed:" not in json.dumps(saying.given):
            plain = told(samples.marketplace, replace(saying, edits=()))
            assert any(said not in plain for said in saying.said), rule


def test_what_is_supposed_says_nothing_of_anybody_real() -> None:
    """It makes an office of its own: nothing published is changed, nor related to another."""
    for edit in raw(OFFICE):
        ((verb, fact),) = edit.items()
        ends = [fact["id"]] if "id" in fact else [fact["from"], fact["to"]]
        assert verb == "create"
        assert any(id_.startswith("supposed:") for id_ in ends)


def test_every_scenario_says_what_it_supposes() -> None:
    files = sorted(WHAT_IF.glob("*.json"))
    about = [json.loads(path.read_text(encoding="utf-8"))["about"] for path in files]
    assert len(files) > 1
    assert all(text.endswith((".", "?")) for text in about)


def test_a_rule_of_no_sample_is_shown_elsewhere() -> None:
    assert OF_NO_SAMPLE.keys().isdisjoint(RULES)
    assert [test for _, test in OF_NO_SAMPLE.values() if not (ROOT / test).is_file()] == []
