"""Which facts a question is asked of: a day that a ticket gives, and what edits may not mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from application.asking import About, Asker
from application.graph import Graph
from application.settings import Settings
from graph_model.changes import ChangeSet, Put, SetFields
from graph_model.errors import NotFound
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.questions.catalog import question, questions
from queries.questions.declaration import Question
from stores.sqlite import SqliteStore
from tests.support.graphs import MODEL
from tests.support.sample import SAMPLE_DAY, sample_graph
from tests.support.sketch import sketch

TICKETS = (
    "service:mail -DEPENDS_ON-> ci:a since=2090-01-01",
    "ticket:later planned_start=2090-01-05T03:00:00Z",
    "ticket:later -AFFECTS-> ci:a",
    "ticket:other planned_start=2090-01-07",
    "ticket:other -AFFECTS-> ci:a",
    "ticket:past planned_start=2020-01-07",
    "ticket:past -AFFECTS-> ci:a",
)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    settings = Settings(store=f"sqlite:///{tmp_path / 'store'}", time_zone="America/Chicago")
    store = SqliteStore(tmp_path / "store", MODEL)
    facts = tuple(Put(fact) for fact in sketch(*TICKETS).facts)
    store.apply(ChangeSet("tickets", facts), "test", "test")
    yield Graph(settings, store, MODEL)
    store.close()


def ask(graph: Graph, of: Sequence[str], about: About | None = None) -> Shown:
    return Asker.of(graph).ask(question("impact"), {"of": of}, about or About())


def dated(found: Shown) -> tuple[date, str | None]:
    ticket = found.told("dated_by")
    return found.view.as_of, None if ticket is None else ticket.id


def test_a_ticket_dates_its_question_by_its_planned_start(graph: Graph) -> None:
    found = ask(graph, ["ticket:later"])
    assert dated(found) == (date(2090, 1, 4), "ticket:later")  # in the evening, in Chicago
    assert found.told("verdict") == "If ci:a fails: 1 service LOST."
    assert found.told("as_of") == date(2090, 1, 4)


@pytest.mark.parametrize(
    "of", [["ticket:past"], ["ticket:later", "ticket:other"], ["ticket:later", "ci:a"], ["ci:a"]]
)
def test_nothing_else_does(graph: Graph, of: list[str]) -> None:
    assert dated(ask(graph, of)) == (graph.today(), None)


def test_a_day_that_is_named_counts(graph: Graph) -> None:
    day = date(2090, 1, 2)
    assert dated(ask(graph, ["ticket:later"], About(day))) == (day, None)


def test_edits_may_move_a_ticket(graph: Graph) -> None:
    moved = (SetFields("ticket:past", {"planned_start": "2090-02-01"}),)
    found = ask(graph, ["ticket:past"], About(what_if=moved))
    assert dated(found) == (date(2090, 2, 1), "ticket:past")


def test_a_hidden_ticket_is_as_unknown_as_one_that_is_not_there(graph: Graph) -> None:
    graph.viewer = hiding(["ticket:later"])
    for of in (["ticket:later"], ["ticket:nobody"]):
        with pytest.raises(NotFound):
            ask(graph, of)


WITH_EDITS = [one for one in questions() if "what_if" in one.takes]


@pytest.mark.parametrize("asked", WITH_EDITS, ids=[one.name for one in WITH_EDITS])
def test_what_an_edit_may_not_mean_is_said_with_every_answer(asked: Question) -> None:
    with sample_graph() as graph:
        hosting = graph.snapshot().item("service:hosting")
        assert hosting is not None
        found = Asker.of(graph).ask(asked, asked.example, About(SAMPLE_DAY, None, (Put(hosting),)))
        said = "edit 1: put replaces service:hosting, which is recorded; set changes single fields"
        assert found.told("edit_warnings") == [said]
        plain = Asker.of(graph).ask(asked, asked.example, About(SAMPLE_DAY))
        assert plain.told("edit_warnings") == []


def test_the_answer_without_the_edits_warns_of_nothing() -> None:
    with sample_graph() as graph:
        hosting = graph.snapshot().item("service:hosting")
        assert hosting is not None
        found = ask(graph, ["ci:san-1"], About(SAMPLE_DAY, None, (Put(hosting),)))
        assert len(found.told("edit_warnings")) == 1
        assert found.told("before").told("edit_warnings") == []
