"""Everything that the schema can be asked, asked by who may not see a part: nothing of it is told.

The fields are enumerated from the schema itself, so that a new one is asked as soon as it is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_composite_type,
    is_leaf_type,
    is_object_type,
)

from api.graphql.execute import execute
from api.graphql.schema import build_schema
from application.author import Author
from application.graph import Graph, opened
from application.loading import load
from application.settings import Settings
from graph_model.changes import ChangeSet, Remove, SetFields
from graph_model.model import standard_model
from queries.answers.viewer import hiding
from queries.questions.catalog import questions
from tests.support.cursors import decoded
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.repository import ROOT
from tests.support.sample import SAMPLE_DAY, sample_copy, sample_store
from tests.support.store_place import BOTH

DEPTH = 3
"""How deep the fields of each answer are followed."""
HIDDEN = (
    *("agency:revenue", "program:vital-records", "supplier:larkspur", "service:esignature"),
    *("ci:db-node-2", "contract:msa-cirrus", "sla:tax", "forum:contract-review", "role:state-cio"),
)
SETTINGS = Settings(store=sample_store(), max_tokens=200_000, max_aliases=10_000, max_nodes=10**7)
SCHEMA = build_schema(standard_model(), SETTINGS)
CORE: GraphQLSchema = SCHEMA._schema
ROOTS = CORE.query_type.fields if CORE.query_type else {}
EXAMPLES = {question.key: question.example for question in questions()}


@pytest.fixture(scope="module", params=BOTH)
def graph(request: pytest.FixtureRequest) -> Iterator[Graph]:
    """In either store; Neo4j is asked level by level too, where that is for who asks."""
    neo4j = request.param == "neo4j"
    server = request.getfixturevalue("neo4j_server") if neo4j else None
    with planted_neo4j(server) if server else planted_graph() as graph:
        graph.viewer = hiding(standing(graph))
        yield graph


@pytest.fixture(scope="module")
def without() -> Iterator[Graph]:
    """The sample without what is hidden: all of it may be seen."""
    with planted_graph() as graph:
        changes = tuple(Remove(id_) for id_ in standing(graph))
        graph.apply(ChangeSet("without", changes), Author("test"), "test")
        yield graph


@contextmanager
def planted_graph() -> Iterator[Graph]:
    """The sample, in which every text of what is hidden later cannot be mistaken."""
    with sample_copy() as store, opened(Settings(store=store)) as graph:
        plant(graph)
        yield graph


@contextmanager
def planted_neo4j(server: Neo4jServer) -> Iterator[Graph]:
    """The same in a Neo4j, which is asked level by level."""
    with server.driver() as driver:
        empty(driver)
    settings = Settings(
        store=server.uri,
        store_user=server.user,
        store_password=server.password,  # type: ignore[arg-type]
        engine="neo4j",
    )
    with opened(settings) as graph:
        load([ROOT / "samples/fedramp.json", ROOT / "samples/state"], graph.store, graph.model)
        graph.refresh()
        plant(graph)
        yield graph


def plant(graph: Graph) -> None:
    """Give every text of what is hidden later a token of its own."""
    ids = standing(graph)
    changes = tuple(SetFields(id_, secrets(graph, id_, n)) for n, id_ in enumerate(ids))
    graph.apply(ChangeSet("planted", changes), Author("test"), "test")


def secrets(graph: Graph, id_: str, number: int) -> dict[str, Any]:
    """New texts for a hidden item, each with a token of its own."""
    row = graph.snapshot().find(id_)
    assert row is not None
    kind = graph.model.kind_by_name[graph.snapshot().kind(row)]
    texts = {
        "name": f"Hush {number}",
        "description": f"Whispered {number}",
        "number": f"HUSH-{number}",
    }
    found: dict[str, Any] = {name: text for name, text in texts.items() if kind.field(name)}
    return found | {"aliases": [f"hush:{number}"]}


def standing(graph: Graph) -> list[str]:
    """Those of the hidden ids that the sample has."""
    return [id_ for id_ in HIDDEN if graph.snapshot().find(id_) is not None]


def tokens(graph: Graph) -> list[str]:
    """What a hidden item could be known by: its id, or any of the planted texts."""
    return [*standing(graph), "Hush", "Whispered", "HUSH", "hush:"]


def told(graph: Graph, response: Any) -> list[str]:
    """The tokens that a response has, its cursors decoded."""
    text = json.dumps(response, ensure_ascii=False) + " ".join(decoded(response))
    return [token for token in tokens(graph) if token in text]


def selection(type_: GraphQLOutputType, depth: int, seen: tuple[str, ...] = ()) -> str:
    """All fields of a type that take no required argument, so many levels deep."""
    named = get_named_type(type_)
    if not is_composite_type(named):
        return ""
    if not is_object_type(named):
        return "{ __typename ... on Item { kind id name aliases description source } }"
    assert isinstance(named, GraphQLObjectType)
    fields = [one for one in _fields(named, depth, (*seen, named.name)) if one]
    return f"{{ {' '.join(fields) or '__typename'} }}"


def _fields(type_: GraphQLObjectType, depth: int, seen: tuple[str, ...]) -> Iterator[str]:
    for name, field in type_.fields.items():
        if any(argument.required for argument in map(_Argument, field.args.values())):
            continue
        if is_leaf_type(get_named_type(field.type)):
            yield name
        elif depth > 0 and seen.count(get_named_type(field.type).name) < 2:
            yield f"{name} {selection(field.type, depth - 1, seen)}"


class _Argument:
    def __init__(self, argument: Any) -> None:
        self.required = (
            isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined
        )


def literal(value: Any, type_: Any) -> str:
    """A value as a document has it."""
    if isinstance(value, list):
        return f"[{', '.join(literal(one, type_) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(v, GraphQLID)}' for name, v in value.items())}}}"
    if get_named_type(type_).name == "PointInput":
        return literal({"date": value}, type_)
    return str(value) if isinstance(get_named_type(type_), GraphQLEnumType) else json.dumps(value)


def arguments(name: str, field: GraphQLField) -> str:
    """What a root field is asked with: its question's example, the sample's day."""
    given = dict(EXAMPLES.get(name, {}))
    if "asOf" in field.args:
        given["asOf"] = SAMPLE_DAY.isoformat()
    shown = [f"{key}: {literal(value, field.args[key].type)}" for key, value in given.items()]
    return f"({', '.join(shown)})" if shown else ""


ASKED = [
    name
    for name, field in ROOTS.items()
    if name in EXAMPLES or not any(_Argument(one).required for one in field.args.values())
]


@pytest.mark.parametrize("name", ASKED)
def test_no_field_tells_what_is_hidden(graph: Graph, name: str) -> None:
    field = ROOTS[name]
    query = f"{{ {name}{arguments(name, field)} {selection(field.type, DEPTH)} }}"
    response = execute(SCHEMA, graph, query)
    assert told(graph, response) == []
    assert response.get("data"), response


def test_no_token_is_a_part_of_what_may_be_seen(graph: Graph) -> None:
    """Or the tests above would find what is told rightly."""
    snapshot = graph.snapshot()
    seen = graph.viewer.visible(snapshot).nonzero()[0]
    shown = "\n".join(f"{snapshot.id(row)}\n{snapshot.name(row)}" for row in seen.tolist())
    assert [token for token in tokens(graph) if token in shown] == []


def test_every_root_is_asked() -> None:
    left = set(ROOTS) - set(ASKED)
    of_administrators = {"deliveries"}  # who have no scope
    assert left <= {"node", "nodes", "item"} | of_administrators


@pytest.mark.parametrize("root", ["node", "item"])
def test_a_hidden_id_is_answered_as_an_unknown_one(graph: Graph, root: str) -> None:
    for id_ in standing(graph):
        query = f"{{ {root}(id: {json.dumps(id_)}) {{ id }} }}"
        assert execute(SCHEMA, graph, query) == {"data": {root: None}}


def kinds() -> list[tuple[str, str]]:
    """The root connections and the kinds that they list."""
    return [(kind.plural, kind.name) for kind in standard_model().kinds]


@pytest.mark.parametrize(("plural", "kind"), kinds())
def test_totals_count_what_may_be_seen(graph: Graph, plural: str, kind: str) -> None:
    snapshot = graph.snapshot()
    seen = graph.viewer.visible(snapshot)[snapshot.rows_of_kind(kind)].sum()
    (found,) = execute(SCHEMA, graph, f"{{ {plural} {{ totalCount }} }}")["data"].values()
    assert found["totalCount"] == seen


def relations() -> list[tuple[str, str]]:
    """Every way from a kind over a relation: the connection, and the field."""
    filters = {kind.name: CORE.type_map[f"{kind.name}Filter"] for kind in standard_model().kinds}
    return [
        (plural, name)
        for plural, kind in kinds()
        for name, given in filters[kind].fields.items()  # type: ignore[attr-defined]
        if get_named_type(given.type).name.endswith("RelationFilter")
    ]


@pytest.mark.parametrize("condition", ["some", "none"])
@pytest.mark.parametrize(("plural", "name"), relations())
def test_a_filter_on_a_hidden_item_answers_as_on_one_that_is_not_there(
    graph: Graph, plural: str, name: str, condition: str
) -> None:
    met = f"{name}: {{{condition}: {{id: {{eq: $id}}}}}}"
    listed = f"{plural}(filter: {{{met}}}, first: 1000) {{ totalCount nodes {{ id }} }}"

    def asked(id_: str) -> Any:
        return execute(SCHEMA, graph, f"query($id: ID!) {{ {listed} }}", {"id": id_})

    unknown = asked("nobody:at-all")
    assert "errors" not in unknown
    assert all(asked(id_) == unknown for id_ in standing(graph))


def test_search_finds_nothing_hidden(graph: Graph) -> None:
    for token in tokens(graph):
        asked = json.dumps(token)
        query = f"{{ search(text: {asked}) {{ hits {{ nodes {{ item {{ id name }} }} }} }} }}"
        response = execute(SCHEMA, graph, query)
        ids = [n["item"]["id"] for n in response["data"]["search"]["hits"]["nodes"]]
        assert not set(ids) & set(standing(graph))


def applied(change: str) -> str:
    """The mutation that applies one change."""
    given = f'{{id: "x", changes: [{change}]}}'
    return f"mutation {{ applyChangeSet(input: {given}) {{ revision }} }}"


def supposed(edit: str) -> str:
    """A question under one edit."""
    return f'{{ impact(of: ["ci:san-1"], whatIf: [{edit}]) {{ verdict }} }}'


REMOVE, SET = '{remove: {id: "ID"}}', '{set: {id: "ID", name: "x"}}'
DECIDE = 'mutation {{ {}(one: "ci:san-1", other: "ID") {{ revision }} }}'
STILL = 'mutation { stillTrue(input: {ids: ["ID"]}) { revision } }'
ERASE = 'mutation { erasePerson(input: {id: "ID"}) { revision } }'
SPLIT = 'mutation { splitIdentity(other: "ID") { revision } }'
JOIN = '{put: {type: "DEPENDS_ON", from: "service:tax", to: "ID"}}'


@pytest.mark.parametrize(
    "query",
    [
        '{ impact(of: ["ID"]) { verdict } }',
        '{ impact(of: ["nobody", "ID"]) { verdict } }',
        '{ impact(of: ["ID", "nobody"]) { verdict } }',
        '{ why(of: ["ci:san-1"], to: "ID") { verdict } }',
        *(supposed(edit) for edit in (REMOVE, SET, JOIN)),
        *(applied(change) for change in (REMOVE, SET, JOIN)),
        *(DECIDE.format(name) for name in ("acceptIdentity", "rejectIdentity")),
        *(SPLIT, STILL),
    ],
)
def test_errors_do_not_tell_hidden_from_unknown(graph: Graph, without: Graph, query: str) -> None:
    """What is near to an id is told: of what is seen, and the same where nothing else is there."""
    asked = query.replace("ID", "ci:db-node-2")
    unknown = execute(SCHEMA, without, asked)
    assert unknown["errors"]
    assert execute(SCHEMA, graph, asked) == unknown


def test_who_sees_a_part_erases_nobody(graph: Graph) -> None:
    """Who was erased or removed is in nobody's scope: each id is answered as an unknown one."""
    for id_ in ("role:state-cio", "ci:db-node-2", "nobody:at-all"):
        (error,) = execute(SCHEMA, graph, ERASE.replace("ID", id_))["errors"]
        assert error["extensions"] == {"code": "NOT_FOUND", "ids": [id_], "nearest": {}}


def test_what_is_near_to_a_hidden_id_is_what_is_seen(graph: Graph) -> None:
    (error,) = execute(SCHEMA, graph, '{ impact(of: ["ci:db-node-2"]) { verdict } }')["errors"]
    near = [item["id"] for item in error["extensions"]["nearest"]["ci:db-node-2"]]
    assert near == ["ci:db-node-1", "ci:db-node-3"]
