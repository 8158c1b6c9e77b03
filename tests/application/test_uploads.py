"""Files that are sent: kept for an hour, compared, loaded when that very difference is approved."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from application.author import Author
from application.graph import Graph
from application.settings import Settings
from application.upload_difference import Wish
from application.uploads import MOST_KEPT, KeptUpload, compare, keep, load, safe_name
from graph_model.errors import InvalidInput, NotFound
from graph_model.facts import Item, Ref, ref_of
from graph_model.ledger.upload import KIND
from graph_model.model import standard_model
from queries.answers.viewer import hiding
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
ANN = Author("ann")
CONTRACTS = b"""Contract Number,Vendor,End Date
C-1,Cirrus Hosting,12/31/2027
C-2,"CIRRUS HOSTING, INC.",06/30/2028
"""
FACTS: tuple[dict[str, Any], ...] = (
    {"kind": "Service", "id": "service:mail", "name": "Mail"},
    {"kind": "ConfigurationItem", "id": "ci:relay-1", "name": "Relay 1"},
    {"kind": "ConfigurationItem", "id": "ci:relay-2", "name": "Relay 2"},
    {"type": "DEPENDS_ON", "from": "service:mail", "to": "ci:relay-2"},
)


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


@pytest.fixture
def graph(store: Store) -> Iterator[Graph]:
    graph = Graph(Settings(), store, MODEL)
    yield graph
    graph.close()


def sent(graph: Graph, content: bytes, name: str = "contracts.csv") -> KeptUpload:
    return keep(graph, name, content, ANN, graph.viewer)


def test_rows_kept_back_come_as_the_file_had_them_and_are_sent_again(graph: Graph) -> None:
    kept = sent(graph, CONTRACTS + b"C-3,Nova,02/30/2028\n")
    wish = Wish(mapping=kept.mapping)
    compared = compare(graph, kept.id, wish, graph.viewer)
    done = load(graph, kept.id, wish, compared.difference, ANN, graph.viewer)
    assert done.reject_files == compared.reject_files
    (made,) = done.reject_files
    assert made.name == "contracts.csv.rejects.csv"
    content = b64decode(made.content).replace(b",02/30/2028", b",02/29/2028")
    assert content.decode("utf-8-sig").splitlines()[1].endswith('06/30/2027",C-3,Nova,02/29/2028')
    again = sent(graph, content, made.name)
    mended = compare(graph, again.id, wish, graph.viewer)
    assert (mended.reject_count, mended.reject_files) == (0, [])


def lines(*facts: dict[str, Any]) -> bytes:
    return "".join(json.dumps(fact) + "\n" for fact in facts).encode()


def held(graph: Graph) -> dict[Ref, str]:
    facts = graph.store.read().facts(MODEL)
    return {ref_of(fact): fact.name for fact in facts if isinstance(fact, Item)}


def approved(graph: Graph, kept: KeptUpload, wish: Wish) -> list[int]:
    told = compare(graph, kept.id, wish, graph.viewer)
    done = load(graph, kept.id, wish, told.difference, ANN, graph.viewer)
    assert done.applied
    return done.revisions


def test_a_spreadsheet_is_loaded_by_the_mapping_that_is_proposed(graph: Graph) -> None:
    kept = sent(graph, CONTRACTS)
    assert kept.mapping is not None
    wish = Wish(kept.mapping)
    told = compare(graph, kept.id, wish, graph.viewer)
    assert (told.applied, held(graph)) == (False, {})
    assert [t.put for t in told.tallies if t.of == "Contract"] == [2]
    assert [row.record["kind"] for row in told.rows if "kind" in row.record].count("Contract") == 2
    assert all("contracts.csv" in row.where and "/" not in row.where for row in told.rows)
    assert approved(graph, kept, wish) == [1]
    assert list(held(graph).values()).count("Cirrus Hosting") == 1


def test_a_file_that_says_what_it_is_needs_no_mapping(graph: Graph) -> None:
    kept = sent(graph, lines(*FACTS), "estate.jsonl")
    assert kept.mapping is None
    approved(graph, kept, Wish())
    assert len(held(graph)) == 3


def test_what_it_ends_is_told_with_what_that_means(graph: Graph) -> None:
    approved(graph, sent(graph, lines(*FACTS), "estate.jsonl"), Wish())
    again = sent(graph, lines(*FACTS[:2]), "estate.jsonl")
    told = compare(graph, again.id, Wish(replace=True), graph.viewer)
    assert told.guarded is not None
    assert told.meaning is not None
    assert "Relay 2" in told.meaning
    assert "1 single point of failure less: Relay 2 (ci:relay-2)." in told.meaning
    gone = [change.before for change in told.changes if change.after is None]
    assert {"ci:relay-2"} == {before["id"] for before in gone if before and "id" in before}
    assert approved(graph, again, Wish(replace=True)) == [2]


def test_only_the_difference_that_was_looked_at_is_loaded(graph: Graph) -> None:
    kept = sent(graph, lines(*FACTS), "estate.jsonl")
    told = compare(graph, kept.id, Wish(), graph.viewer)
    approved(graph, sent(graph, lines(FACTS[0]), "other.jsonl"), Wish())
    with pytest.raises(InvalidInput, match="the difference that this load makes"):
        load(graph, kept.id, Wish(), told.difference, ANN, graph.viewer)
    assert len(held(graph)) == 1


def test_what_was_loaded_is_kept_no_more(graph: Graph) -> None:
    kept = sent(graph, lines(*FACTS), "estate.jsonl")
    approved(graph, kept, Wish())
    with pytest.raises(NotFound, match="send its file again"):
        compare(graph, kept.id, Wish(), graph.viewer)


def test_so_many_files_are_kept_and_the_oldest_gives_way(graph: Graph) -> None:
    for _ in range(MOST_KEPT + 2):
        sent(graph, lines(FACTS[0]), "estate.jsonl")
    assert len(graph.store.records(KIND)) == MOST_KEPT


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "empty.csv"), (b"\x00\x01\x02", "noise.xlsx"), (b"{", "x.json")]
)
def test_what_cannot_be_read_is_refused_and_not_kept(
    graph: Graph, content: bytes, name: str
) -> None:
    with pytest.raises(InvalidInput):
        sent(graph, content, name)
    assert graph.store.records(KIND) == []


def test_a_mapping_may_call_no_other_system(graph: Graph) -> None:
    kept = sent(graph, CONTRACTS)
    assert kept.mapping is not None
    wish = Wish(
        "tables:\n  - name: suppliers\n    from: rest\n    url: http://127.0.0.1:9/x\n"
        "    records: items\n    items:\n      - kind: Supplier\n"
        "        id: 'supplier:{name}'\n        fields:\n          name: name\n"
    )
    with pytest.raises(InvalidInput):
        compare(graph, kept.id, wish, graph.viewer)


def test_who_sees_a_part_sends_nothing(graph: Graph) -> None:
    with pytest.raises(InvalidInput, match="somebody who sees all"):
        keep(graph, "estate.jsonl", lines(*FACTS), ANN, hiding(["service:mail"]))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("contracts.csv", "contracts.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\März 2026.xlsx", "März 2026.xlsx"),
        ("a\x1b[31m\n.csv", "a__31m_.csv"),
        ("..", "file"),
        ("", "file"),
        (".hidden", "hidden"),
    ],
)
def test_a_name_is_no_path(name: str, safe: str) -> None:
    assert safe_name(name) == safe
