"""What every answer says of its facts: rows that loads kept back of it, and that nothing is there.

Every question is asked, so that a new one says it as soon as it is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.output import Format
from api.cli.question import printed
from api.cli.root import app
from api.graphql.execute import execute
from api.report.report import report_of
from application.asking import About, Asker
from application.graph import EMPTY, Graph, opened
from application.settings import Settings
from graph_model.errors import NotFound, RamifyError
from queries.answers.viewer import everything, hiding
from queries.questions.catalog import questions
from queries.questions.declaration import Question
from stores.kept_back import LoadedRows, kept_back_writes
from tests.api.test_every_door import ALL, HIDDEN
from tests.support.graphql_door import standard_schema
from tests.support.http_client import questions_of
from tests.support.sample import SAMPLE_DAY, sample_store

VIEWERS = {"all": everything(), "part": hiding(HIDDEN)}
EXAMPLES: dict[str, Any] = {
    "scenario": {"edits": [{"put": {"kind": "Agency", "id": "tax", "name": "Tax"}}], "id": "a"}
}
"""What is asked instead of an example that supposes something of what is recorded."""
ABOUT_OTHERS = {
    *("journal", "diff", "scenario", "check", "cut_sets", "structure", "identities"),
    *("provenance", "conflicts"),
}
"""Questions whose example may name no item that a row was kept back of."""


@pytest.fixture(scope="module")
def spoken_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The sample, as if a row of every state office's item had been kept back."""
    copy = tmp_path_factory.mktemp("kept") / "store.sqlite"
    copyfile(sample_store().removeprefix("sqlite:///"), copy)
    with opened(Settings(store=f"sqlite:///{copy}")) as graph:
        facts = graph.snapshot()
        ids = [facts.id(row) for row in range(facts.size) if "fedramp" not in facts.id(row)]
        loaded = LoadedRows(frozenset(("office.yaml",)), (), {("cmdb", "office.yaml"): ids}, "now")
        graph.store.write_records(kept_back_writes(graph.store, loaded))
        graph.refresh()
        yield graph


def named_in(told: Any) -> set[str]:
    """The ids of the items that an answer in JSON names."""
    if isinstance(told, list):
        return set[str]().union(*map(named_in, told))
    if not isinstance(told, dict):
        return set()
    own = {told["id"]} if set(told) == {"kind", "id", "name"} else set[str]()
    return own.union(*map(named_in, told.values()))


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("question", ALL)
def test_an_answer_tells_what_was_kept_back_of_all_that_it_names(
    spoken_of: Graph, question: Question, viewer: str
) -> None:
    asker = Asker(spoken_of, VIEWERS[viewer])
    try:
        answer = asker.ask(question, question.example, About(SAMPLE_DAY))
    except NotFound:
        assert viewer == "part"
        return
    told = json.loads(printed(question, answer, question.example, Format.JSON, ()))
    kept = named_in(told.pop("keptBack"))
    named = {id_ for id_ in named_in(told) if "fedramp" not in id_}
    assert named <= kept
    assert kept or question.name in ABOUT_OTHERS
    assert not kept & set(HIDDEN if viewer == "part" else ())


def test_people_are_told_as_well(spoken_of: Graph) -> None:
    question = next(one for one in questions() if one.name == "impact")
    given = {"of": ["ci:san-1"]}
    answer = Asker(spoken_of, everything()).ask(question, given, About(SAMPLE_DAY))
    for format in (Format.TABLE, Format.TEXT):
        assert "cmdb (office.yaml): " in printed(question, answer, given, format, ())
    report = report_of(question, answer, given, About(), spoken_of.settings.store)
    assert any("Cmdb (office.yaml): " in note for note in report.notes)


def test_what_was_kept_back_is_told_beside_an_unchanged_revision(spoken_of: Graph) -> None:
    client, path = questions_of(spoken_of), "/questions/impact?of=ci:san-1&asOf=2026-11-25"
    before = client.get(path)
    loaded = LoadedRows(frozenset(("b",)), (), {("desk", "b"): ["ci:san-1"]}, "later")
    spoken_of.store.write_records(kept_back_writes(spoken_of.store, loaded))
    spoken_of.refresh()
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert (before.json()["revision"], after.status_code) == (after.json()["revision"], 200)
    assert len(after.json()["keptBack"]) == len(before.json()["keptBack"]) + 1


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    with opened(Settings(store=f"sqlite:///{path}")) as graph:
        yield graph


def names_an_item(question: Question) -> bool:
    """Whether its example names an item: there is none."""
    given = question.example
    return any(one.names_items and (one.key in given) for one in question.arguments)


@pytest.mark.parametrize("question", ALL)
def test_an_empty_store_says_so_whatever_is_asked(nothing: Graph, question: Question) -> None:
    asker, given = Asker(nothing, everything()), EXAMPLES.get(question.name, question.example)
    if names_an_item(question):
        with pytest.raises(RamifyError, match=re.escape(EMPTY)):
            asker.ask(question, given, About(SAMPLE_DAY))
        return
    answer = asker.ask(question, given, About(SAMPLE_DAY))
    told = json.loads(printed(question, answer, given, Format.JSON, ()))
    assert (told["verdict"], told["complete"], told["reason"]) == (EMPTY, False, EMPTY)
    for format in (Format.TABLE, Format.TEXT):
        lines = printed(question, answer, given, format, ()).splitlines()
        assert lines[0] == EMPTY
        assert not any("not complete" in line for line in lines)


def test_an_empty_store_says_so_at_each_door(nothing: Graph, tmp_path: Path) -> None:
    query = '{ emptiness expirations { verdict reason } impact(of: ["a"]) { verdict } }'
    answer = execute(standard_schema(), nothing, query)
    assert answer["errors"][0]["message"] == EMPTY
    assert answer["errors"][0]["extensions"]["code"] == "EMPTY_STORE"
    query = "{ emptiness expirations { verdict reason } }"
    assert execute(standard_schema(), nothing, query)["data"] == {
        "emptiness": EMPTY,
        "expirations": {"verdict": EMPTY, "reason": EMPTY},
    }
    client = questions_of(nothing)
    for kind in ("text/plain", "text/markdown"):
        text = client.get("/questions/health", headers={"Accept": kind}).text
        assert "the store is empty" in text.splitlines()[0]
    place = ["--store", nothing.settings.store]
    run = CliRunner().invoke(app, ["impact", "ci:a", *place])
    assert str(run.exception) == EMPTY
    for file in (tmp_path / "health.html", tmp_path / "health.xlsx"):
        run = CliRunner().invoke(app, ["report", "health", "-o", str(file), *place])
        assert "The store is empty" in run.stdout
    for command in ("export", "calendar"):
        assert CliRunner().invoke(app, [command, *place]).stderr == f"warning: {EMPTY}\n"
