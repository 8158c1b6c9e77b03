"""Two offices alike but for what is hidden says of itself: who may not see it is told the same.

Names, texts and amounts of hidden items, and amounts of relations with them, are others in the one
than in the other: a sum, an order, a rank or a sentence that used one would tell them apart. How
things hang together, and when, is the same: an effect goes through what is hidden, and is counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from access.column import viewer_of
from access.scope import Scope
from api.error import details
from application.asking import About, Asker
from application.author import Author
from application.edit import read_edits
from application.graph import Graph, opened
from graph_model.changes import Change, ChangeSet, SetFields
from graph_model.errors import RamifyError
from graph_model.facts import Fact, Item, ref_of
from graph_model.values import Value
from queries.answers.record import record, requestable
from queries.answers.viewer import Viewer, everything, hiding
from queries.questions.catalog import questions
from queries.questions.declaration import Argument, Form, Question, Required
from tests.api.graphql.test_leaks import planted_graph
from tests.support.sample import SAMPLE_DAY

DRAWS = 2
"""Each question is asked so often, of other items and with other edits."""
TEXTS = ("name", "description", "aliases", "number", "wants", "needs", "message")
AMOUNTS = ("value", "termination_fee", "annual_charge", "volume", "price")
ID = re.compile(r"[a-z]+:[A-Za-z0-9_.\-]+")
ALL = [one for one in questions() if one.name != "journal"]
VIEWERS = ("agency:health", "a third")


@dataclass(frozen=True)
class Twins:
    """Two graphs that differ in what is hidden, and what may be seen of either by kind."""

    graphs: tuple[Graph, Graph]
    viewers: tuple[Viewer, Viewer]
    seen: Mapping[str, list[str]]
    hidden: frozenset[str]

    def asked(self, question: Question, given: Mapping[str, Any], about: About) -> list[Any]:
        """What either answers."""
        pairs = zip(self.graphs, self.viewers, strict=True)
        return [_answer(graph, viewer, question, given, about) for graph, viewer in pairs]


def _answer(
    graph: Graph, viewer: Viewer, question: Question, given: Mapping[str, Any], about: About
) -> Any:
    try:
        shown = Asker.of(graph, viewer=viewer).ask(question, given, about)
        return record(shown, requestable(type(shown.of)), {"first": 10}, question.listed)
    except RamifyError as error:
        return {"refused": str(error), **details(error)}


@pytest.fixture(scope="module", params=VIEWERS)
def twins(request: pytest.FixtureRequest) -> Iterator[Twins]:
    with ExitStack() as stack:
        written = (stack.enter_context(planted_graph()), stack.enter_context(planted_graph()))
        viewers = tuple(viewer(graph, request.param) for graph in written)
        for number, (graph, one) in enumerate(zip(written, viewers, strict=True)):
            changes = tuple(other_secrets(graph, one, number))
            assert len(changes) > 100
            graph.apply(ChangeSet("secrets", changes), Author("test"), "test", everything())
        first, second = (stack.enter_context(opened(graph.settings)) for graph in written)
        graphs = (first, second)  # anew: else most is laid over, and read item by item
        yield Twins(graphs, (viewers[0], viewers[1]), *_known(graphs[0], viewers[0]))


def viewer(graph: Graph, name: str) -> Viewer:
    """Somebody of one agency; or who may not see a third of what is ours, whatever it is."""
    if name.startswith("agency:"):
        return viewer_of(Scope((name,)))
    snapshot, draw = graph.snapshot(), Random(14)
    ours = (row for row in range(snapshot.size) if _source(graph, row) != "fedramp")
    return hiding([snapshot.id(row) for row in ours if draw.random() < 1 / 3])


def _source(graph: Graph, row: int) -> object:
    return graph.snapshot().value(row, "source")


def _known(graph: Graph, viewer: Viewer) -> tuple[dict[str, list[str]], frozenset[str]]:
    """What may be seen of ours, by kind; and the ids of what may not."""
    snapshot = graph.snapshot()
    visible, seen, hidden = viewer.visible(snapshot), dict[str, list[str]](), set[str]()
    for row in range(snapshot.size):
        if not visible[row]:
            hidden.add(snapshot.id(row))
        elif _source(graph, row) != "fedramp":
            seen.setdefault(snapshot.kind(row), []).append(snapshot.id(row))
    return seen, frozenset(hidden)


def other_secrets(graph: Graph, viewer: Viewer, number: int) -> Iterator[Change]:
    """What is hidden, saying other things of itself in each of the two."""
    snapshot, visible = graph.snapshot(), viewer.visible(graph.snapshot())
    for row in (~visible).nonzero()[0].tolist():
        yield from _set(graph, snapshot.item_at(row), number, row)
    for at in range(len(snapshot.base.relations.type)):
        relation = snapshot.relation_at(at)
        ends = [snapshot.find(id_) for id_ in (relation.start, relation.end)]
        if not all(row is not None and visible[row] for row in ends):
            yield from _set(graph, relation, number, at)


def _set(graph: Graph, fact: Fact, number: int, at: int) -> Iterator[Change]:
    fields = {name: _other(graph, fact, name, number, at) for name in fact.fields}
    found = {name: value for name, value in fields.items() if value is not None}
    if found:
        yield SetFields(ref_of(fact), found)


def _other(graph: Graph, fact: Fact, name: str, number: int, at: int) -> Value | None:
    """A text or an amount that is another, and stands elsewhere in any order; None: neither."""
    if name == "aliases":
        return [f"twin{number}:{at}"]
    if name in TEXTS:
        return f"{('Aaa', 'Zzz')[number]} {at if number else 10**6 - at:07d}"
    held = fact.fields[name]
    if name not in AMOUNTS or getattr(fact, "kind", "") == "ServiceLevelTarget":
        return None
    if isinstance(held, str):
        return f"{(number + 1) * 1_234_567 + at} {held.rpartition(' ')[2]}"
    return held * (number + 2) if isinstance(held, int | float) else None


FITTING = {
    # what an argument is about, where not every kind makes sense
    "supplier": ("Supplier",),
    "by": ("Supplier",),
    "services": ("Service",),
    "to": ("Agency", "Service", "ServiceLevelAgreement"),
}
ABOUT = {
    "contract_family": ("Contract",),
    "why": ("ConfigurationItem", "Service", "Supplier"),
    "paths": ("ConfigurationItem", "Service"),
    "corridor": ("ConfigurationItem", "Service"),
    "picture": ("ConfigurationItem", "Service"),
    "margins": ("Service",),
    "cut_sets": ("Service",),
    "service_levels": ("Service",),
    "compare": ("Supplier",),
}
CHOICES = {
    Form.FLAG: (True, False),
    Form.INTEGER: (1, 3, 12),
    Form.DAY: ("2027-02-01", "2028-12-31"),
    Form.LENS: ("outage", "sourcing"),
    Form.TEXT: ("Aaa", "zzz", "a", "twin0:3"),
}


class Draw:
    """Arguments and edits out of what may be seen; the same each time for the same question."""

    def __init__(self, twins: Twins, question: Question, number: int) -> None:
        self.twins, self.question, self.number = twins, question, number
        self.random = Random(f"{question.name} {number}")

    def one(self, *kinds: str) -> str:
        known = [kind for kind in kinds if self.twins.seen.get(kind)] or [*self.twins.seen]
        return self.random.choice(self.twins.seen[self.random.choice(known)])

    def arguments(self) -> dict[str, Any]:
        """What the question is asked with: first its example, as far as that may be seen."""
        given: dict[str, Any] = {}
        for argument in (*self.question.arguments, *self.question.list_arguments):
            example = self.question.example.get(argument.key)
            shown = not self.twins.hidden & set(ID.findall(json.dumps(example)))
            if example is not None and shown and self.number == 0:
                given[argument.name] = example
            elif isinstance(argument.default, Required) or self.random.random() < 0.3:
                given[argument.name] = self._value(argument)
        return {name: value for name, value in given.items() if value is not None}

    def _value(self, argument: Argument) -> Any:
        if not argument.of_items:
            return "x:1" if argument.form is Form.ID else None
        kinds = FITTING.get(argument.name) or ABOUT.get(self.question.name) or ()
        if argument.form is Form.ID:
            return self.one(*kinds)
        if argument.form is Form.IDS:
            return [self.one(*kinds) for _ in range(self.random.choice((1, 2)))]
        if argument.form is Form.EDITS:
            return [self.edit()]
        choices = CHOICES.get(argument.form)
        return self.random.choice(choices) if choices else None

    def about(self, graph: Graph) -> About:
        """The sample's day, in every other draw under an edit."""
        supposed = "what_if" in self.question.takes and self.number % 2
        edits = read_edits([self.edit()], graph.model) if supposed else ()
        return About(SAMPLE_DAY, None, edits)

    def edit(self) -> dict[str, Any]:
        """An edit of what may be seen, of any form."""
        runs = ("Service", "ConfigurationItem")
        replace = {"supplier": self.one("Supplier"), "by": self.one("Supplier")}
        members = [self.one(*runs), self.one(*runs)]
        return self.random.choice(
            (
                {"remove": {"id": self.one(*runs)}},
                {"endContract": {"contract": self.one("Contract"), "on": "2027-03-01"}},
                {"replaceSupplier": replace},
                {"makeRedundant": {"dependent": self.one(*runs), "members": members}},
                {"put": {"type": "DEPENDS_ON", "from": self.one(*runs), "to": self.one(*runs)}},
            )
        )


@pytest.mark.parametrize("number", range(DRAWS))
@pytest.mark.parametrize("question", ALL, ids=lambda one: one.name)
def test_what_is_hidden_says_nothing_of_itself(
    twins: Twins, question: Question, number: int
) -> None:
    draw = Draw(twins, question, number)
    given, about = draw.arguments(), draw.about(twins.graphs[0])
    one, other = twins.asked(question, given, about)
    assert one == other
    asked_for = set(ID.findall(f"{given} {about}"))
    assert not (set(ID.findall(json.dumps(one))) - asked_for) & twins.hidden


def test_most_of_what_is_asked_is_answered(twins: Twins) -> None:
    """Or the test above would compare refusals."""
    refused = []
    for question in ALL:
        draw = Draw(twins, question, 0)
        given = draw.arguments()
        asker = Asker.of(twins.graphs[0], viewer=twins.viewers[0])
        try:
            asker.ask(question, given, draw.about(twins.graphs[0]))
        except RamifyError:
            refused.append(question.name)
    assert len(refused) < len(ALL) * 0.3


def test_they_differ_in_what_is_hidden_and_in_nothing_else(twins: Twins) -> None:
    """Or nothing could be told apart, or not rightly."""
    states = [{i.id: dict(i.fields) for i in _items(graph)} for graph in twins.graphs]
    differing = {id_ for id_ in states[0] if states[0][id_] != states[1][id_]}
    assert twins.hidden >= differing
    amounts = [[states[n][id_].get("value") for id_ in differing] for n in (0, 1)]
    pairs = [pair for pair in zip(*amounts, strict=True) if isinstance(pair[0], str)]
    assert len(pairs) > 3
    assert all(one != other for one, other in pairs)


def _items(graph: Graph) -> Iterator[Item]:
    snapshot = graph.snapshot()
    return (snapshot.item_at(row) for row in range(snapshot.size))
