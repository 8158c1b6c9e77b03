"""The same facts are answered the same, in whatever order a file has them or a store received them.

A row's place in a file decides nothing: not which items a sentence names first, nor a list's order.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from api.cli.output import Format
from api.cli.question import printed
from application.asking import About, Asker, answering
from application.loading import load
from graph_model.errors import RamifyError
from graph_model.model import standard_model
from queries.answers.record import record, requestable
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, everything, hiding
from queries.questions.arguments import read_arguments
from queries.questions.catalog import question as declared
from queries.questions.catalog import questions
from queries.questions.declaration import Question
from queries.snapshot.snapshot import Snapshot
from tests.docs.test_questions import DOCUMENTS
from tests.support.asking import asked
from tests.support.door import Door, door_at, door_of
from tests.support.graphs import MODEL, Graph, graph_of, graphs
from tests.support.sample import SAMPLE_DAY, sample_store

HIDDEN = ("ci:db-node-2", "agency:revenue", "contract:msa-cirrus", "supplier:larkspur")
VIEWERS = {"all": everything(), "part": hiding(HIDDEN)}
ALL = [pytest.param(question, id=question.name) for question in questions()]
COUNTED = re.compile(
    r'"(revision|base|to|from)": \d+|revision \d+'  # how often facts were recorded
    r"|\d{4}-\d\d-\d\dT[\d:.]+Z|load:case:[0-9a-f-]{36}|[0-9a-f]{64}"  # when, by which load
)
"""What tells of the recording of facts, and nothing of them."""
RECORDED = re.compile(r"\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC")
"""The same in words, in the journal: elsewhere such a moment is a fact."""
AT_A_REVISION = re.compile(r"revision: \d|atRevision|journal")
OF_REVISIONS = ("diff", "journal")
"""What asks how the facts came to be there, which differs where they came in two parts."""

THEIRS = "fedramp:authorisation:"
"""How the ids of the marketplace's authorisations begin: of these there are over a thousand."""
Records = dict[str, list[dict[str, Any]]]


def shuffled(records: Records, random: Random) -> Records:
    return {part: random.sample(facts, len(facts)) for part, facts in records.items()}


def opened(records: Records, folder: Path, stack: ExitStack) -> Door:
    folder.mkdir()
    path = folder / "case.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return stack.enter_context(door_of([path], folder))


@pytest.fixture(scope="module")
def samples() -> Records:
    with door_at(sample_store()) as door:
        exported: Records = json.loads(door.run("export").stdout)
        return with_less_of_theirs(exported)


def with_less_of_theirs(records: Records) -> Records:
    """All but nine of ten of the marketplace's authorisations: the others say nothing more."""
    named = [one["id"] for one in records["items"] if one["id"].startswith(THEIRS)]
    left_out = set(named) - set(named[::10])
    return {
        "items": [one for one in records["items"] if one["id"] not in left_out],
        "relations": [r for r in records["relations"] if left_out.isdisjoint((r["from"], r["to"]))],
    }


@pytest.fixture(scope="module")
def pair(samples: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Door]]:
    """Doors of the samples in two orders."""
    folder = tmp_path_factory.mktemp("pair")
    with ExitStack() as stack:
        orders = [shuffled(samples, Random(seed)) for seed in (1, 2)]
        yield [opened(order, folder / str(n), stack) for n, order in enumerate(orders)]


@pytest.fixture(scope="module")
def arrived(samples: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A door that was open while half of the facts arrived."""
    whole = shuffled(samples, Random(3))
    early = {item["id"] for item in whole["items"][::2]}
    half = {
        "items": [item for item in whole["items"] if item["id"] in early],
        "relations": [r for r in whole["relations"] if {r["from"], r["to"]} <= early][::2],
    }
    with ExitStack() as stack:
        door = opened(half, tmp_path_factory.mktemp("arrived") / "store", stack)
        based = door.graph.snapshot().base
        path = Path(door.settings.store.removeprefix("sqlite:///")).parent / "case.json"
        path.write_text(json.dumps(whole), encoding="utf-8")
        load([path], door.graph.store, standard_model())
        assert door.graph.refresh().base is based
        yield door


def answered(door: Door, question: Question, viewer: Viewer) -> list[str]:
    """All that a question's example is answered, as programs and as people read it."""
    asker = Asker(door.graph, viewer)
    answer = asker.ask(question, question.example, About(SAMPLE_DAY))
    most = {"first": 1_000} if question.paged else {}
    given = {**question.example, **most}
    wanted = requestable(type(answer.of))
    return [printed(question, answer, given, form, wanted) for form in Format]


def told_apart(one: list[str], other: list[str], question: Question) -> list[tuple[str, str]]:
    """The texts of two answers that differ by more than by the recording of their facts."""
    if one == other:
        return []
    sides = (_of_facts(texts, question) for texts in (one, other))
    return [pair for pair in zip(*sides, strict=True) if pair[0] != pair[1]]


def _of_facts(texts: list[str], question: Question) -> list[str]:
    texts = [COUNTED.sub("", text) for text in texts]
    return [RECORDED.sub("", text) for text in texts] if question.name == "journal" else texts


@pytest.fixture(scope="module")
def first(pair: list[Door]) -> Callable[[str], list[str]]:
    """What the first door answers who sees all, worked out once a question."""
    return cache(lambda name: answered(pair[0], declared(name), everything()))


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("question", ALL)
def test_a_question_is_answered_the_same(
    pair: list[Door], first: Callable[[str], list[str]], question: Question, viewer: str
) -> None:
    who = VIEWERS[viewer]
    one = first(question.name) if viewer == "all" else answered(pair[0], question, who)
    assert told_apart(one, answered(pair[1], question, who), question) == []


@pytest.mark.parametrize("question", [one for one in ALL if one.id not in OF_REVISIONS])
def test_what_arrived_later_is_told_in_its_place(
    first: Callable[[str], list[str]], arrived: Door, question: Question
) -> None:
    later = answered(arrived, question, everything())
    assert told_apart(first(question.name), later, question) == []


@pytest.mark.parametrize("command", ["export", "export --format graphml"])
def test_the_whole_graph_is_written_the_same(pair: list[Door], command: str) -> None:
    one, other = (door.run(*shlex.split(command)).stdout for door in pair)
    assert one == other
    assert one


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda text: re.findall(r"\w+", text)[0])
def test_a_document_is_answered_the_same(pair: list[Door], arrived: Door, document: str) -> None:
    doors = pair if AT_A_REVISION.search(document) else [*pair, arrived]
    first, *others = (COUNTED.sub("", json.dumps(door.ask(document))) for door in doors)
    assert all(other == first for other in others)


def of(*names: str, kind: str = "") -> Callable[[Graph], Mapping[str, Any]]:
    """Arguments that each take one of a graph's ids, in their order; of a kind, if one is named."""

    def given(graph: Graph) -> Mapping[str, Any]:
        return dict(zip(names, graph.ids(*([kind] if kind else [])), strict=False))

    return given


DRAWN: Mapping[str, Callable[[Graph], Mapping[str, Any]]] = {
    **dict.fromkeys(("why", "why_not", "paths", "corridor"), of("of", "to")),
    **dict.fromkeys(("impact", "dependencies"), of("of")),
    **dict.fromkeys(("cut_sets", "criticality", "service_levels"), of("of", kind="Service")),
    "path": of("from", "to"),
    "redundancy_ends": lambda graph: {**of("of")(graph), "until": "2030-01-01"},
    "search": lambda graph: {"text": "a"},
    "expirations": lambda graph: {"all": True},
    "roadmap": lambda graph: {"until": "2099-01-01"},
    "substitution": of("supplier", kind="Supplier"),
    "contract_family": of("of", kind="Contract"),
    **dict.fromkeys(("diff", "journal", "scenario"), lambda graph: {}),
}
"""What questions are asked of a drawn graph; the others are asked without an argument."""
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example asks every question twice: what fails is small enough."""
DAY = date(2027, 1, 1)


def told(question: Question, snapshot: Snapshot, given: Mapping[str, Any]) -> str:
    """The record of an answer, with all that is told on request; or why there is none."""
    about = asked(snapshot, DAY)
    try:
        arguments = read_arguments(question.arguments, given, DAY, MODEL)
        answer = Shown(answering(question)(about, **arguments), about.view)
        return json.dumps(record(answer, requestable(type(answer.of))))
    except RamifyError as error:
        return str(error)


@settings(max_examples=50, phases=WITHOUT_SHRINKING)
@given(graphs())
def test_any_graph_is_answered_the_same(graph: Graph) -> None:
    random = Random(7)
    facts = random.sample(graph.facts, len(graph.facts))
    snapshots = graph.snapshot, graph_of(facts).snapshot
    for question in questions():
        arguments = DRAWN[question.name](graph) if question.name in DRAWN else {}
        one, other = (told(question, snapshot, arguments) for snapshot in snapshots)
        assert one == other, question.name


def test_every_question_that_is_asked_of_a_drawn_graph_is_declared() -> None:
    assert all(declared(name) for name in DRAWN)
