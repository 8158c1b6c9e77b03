"""Every question that a store can be asked level by level: told as it is of the whole graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from api.graphql.execute import execute
from application.asking import About, Asker
from application.graph import Graph
from application.loading import load
from application.settings import read_settings
from graph_model.errors import InvalidQuestion
from graph_model.model import standard_model
from queries.answers.record import record, requestable
from queries.impact.together import UNSEEN
from queries.questions.catalog import question, questions
from queries.questions.declaration import Question
from stores.neo4j.store import Neo4jStore
from tests.support.graphql_door import standard_schema
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.repository import ROOT
from tests.support.sample import SAMPLE_DAY

ENGINES = ("snapshot", "neo4j")
CRAWLING = [one for one in questions() if one.crawls]
MORE: list[tuple[str, dict[str, Any]]] = [
    ("impact", {"of": ["ticket:chg-4112"], "background": True}),
    ("impact", {"of": ["supplier:state-it"], "lens": "sourcing"}),
    ("impact", {"of": ["ci:old-mail-relay"]}),
    ("why", {"of": ["ticket:chg-4112"], "to": "agency:labor", "background": True}),
    ("why_not", {"of": ["ci:gateway-a"], "to": "agency:labor"}),
    ("why_not", {"of": ["supplier:cirrus"], "to": "agency:revenue", "lens": "sourcing"}),
    ("redundancy_ends", {"of": ["supplier:state-it"], "lens": "sourcing", "until": "2028-12-31"}),
]


@pytest.fixture(scope="module")
def store(neo4j_server: Neo4jServer) -> Iterator[Neo4jStore]:
    with neo4j_server.driver() as driver:
        empty(driver)
    model = standard_model()
    store = Neo4jStore(neo4j_server.uri, model, neo4j_server.user, neo4j_server.password)
    load([ROOT / "samples/fedramp.json", ROOT / "samples/state"], store, model)
    yield store
    store.close()


@pytest.fixture(scope="module")
def graphs(store: Neo4jStore) -> list[Graph]:
    """The same facts: read whole, once, and asked level by level."""
    return [Graph(read_settings(engine=engine), store, standard_model()) for engine in ENGINES]


def told(graph: Graph, asked: Question, given: Mapping[str, Any], by_name: bool = False) -> Any:
    answer = Asker.of(graph, by_name).ask(asked, given, About(SAMPLE_DAY))
    found = record(answer, requestable(type(answer.of)), {"first": 1_000}, asked.listed)
    assert graph.ready == (graph.settings.engine == "snapshot")
    # A store that is asked level by level is not asked how many agencies there are in all, nor, in
    # the verdict, what else they use, nor about other tickets: of those it says that it was not.
    if found.pop("together", []) is None:
        found["notKnown"] = found["notKnown"].removesuffix(UNSEEN).removesuffix("; ") or None
    verdict = re.sub(r"(\d) of \d+ agencies", r"\1 agencies", found["verdict"])
    return found | {"verdict": re.sub(r"; hardest hit is [^;.]+(?=[;.])", "", verdict)}


DOCUMENTS = {
    "what stands around what is affected, step by step": """{
        impact(of: ["ci:san-1"], asOf: "%s") { affected(first: 60) { nodes { item { id
            ... on Agency { consumes { nodes { id
                providedBy { nodes { id contracts(filter: {heldBy: {some: {name: {contains: "e"}}}})
                    { nodes { id heldBy { nodes { id partOf { nodes { ... on Agency { id }}}}}}}}}
    }}}}}}}}""",
    "an unknown id": '{ impact(of: ["ci:san-33", "helth"], asOf: "%s") { verdict } }',
    "an unknown end": '{ why(of: ["ci:san-1"], to: "service:mial", asOf: "%s") { verdict } }',
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_both_engines_answer_a_document_alike(graphs: list[Graph], document: str) -> None:
    whole, crawled = (execute(standard_schema(), graph, document % SAMPLE_DAY) for graph in graphs)
    assert crawled == whole
    assert whole["data"] or any(whole["errors"][0]["extensions"]["nearest"].values())


@pytest.mark.parametrize("name", ["storage ARRAY san-1", "Tallgrass Department of Health"])
def test_both_engines_take_a_name_at_the_command_line(graphs: list[Graph], name: str) -> None:
    given = {"of": [name], "lens": "sourcing"}
    whole, crawled = (told(graph, question("impact"), given, True) for graph in graphs)
    assert crawled == whole
    assert whole["affected"]["totalCount"]


def test_both_engines_say_that_a_name_is_of_several(graphs: list[Graph]) -> None:
    said = set()
    for graph in graphs:
        asker = Asker.of(graph, by_name=True)
        with pytest.raises(InvalidQuestion) as refused:
            asker.ask(
                question("impact"), {"of": ["General Services Administration"]}, About(SAMPLE_DAY)
            )
        said.add(str(refused.value))
    assert len(said) == 1


@pytest.mark.parametrize(
    ("name", "given"),
    [*((one.name, one.example) for one in CRAWLING), *MORE],
    ids=lambda one: one if isinstance(one, str) else " ".join(one["of"]),
)
def test_both_engines_tell_the_same(
    graphs: list[Graph], name: str, given: Mapping[str, Any]
) -> None:
    whole, crawled = (told(graph, question(name), given) for graph in graphs)
    assert crawled == whole
