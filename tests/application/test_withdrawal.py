"""Withdrawing a source: what nobody else says ends, once that very difference is approved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.load_meaning import meaning_of
from application.withdrawal import withdraw
from graph_model.errors import InvalidInput
from graph_model.facts import RelationKey, ref_of
from graph_model.model import standard_model
from queries.answers.viewer import hiding
from stores.protocol import Store
from tests.application.test_provenance import CMDB, REGISTER, Office
from tests.support.store_place import Place

MODEL = standard_model()
ENDS = (
    "1 contract ends otherwise: Hosting (contract:1), ends on 31 Dec 2027 "
    "(before: ends on 30 Jun 2027)."
)


@pytest.fixture
def office(place: Place, tmp_path: Path) -> Iterator[Office]:
    office = Office(place.open(), tmp_path)
    yield office
    office.graph.close()


def held(store: Store) -> dict[object, object]:
    return {ref_of(f): f.fields.get("source") for f in store.read().facts(MODEL)}


def test_the_difference_comes_first_and_nothing_is_written(office: Office) -> None:
    before = held(office.graph.store)
    report = withdraw(office.graph, "register")
    assert (report.applied, report.ended) == (False, 7)
    assert held(office.graph.store) == before
    assert meaning_of(office.graph, report) == [
        "1 item that any contract covers less: Mail (service:mail).",
        ENDS,
    ]


def test_what_others_say_stays_as_they_say_it_and_the_rest_ends(office: Office) -> None:
    digest = withdraw(office.graph, "register").difference
    assert withdraw(office.graph, "register", digest).applied
    assert held(office.graph.store) == {
        "contract:1": "cmdb",
        "service:mail": "cmdb",
        "service:fax": "cmdb",
    }
    told = office.asked("provenance")
    assert [one["name"] for one in told["sources"]["nodes"]] == ["cmdb"]
    assert told["waiting"]["nodes"] == []
    assert told["verdict"] == "1 source is known; 1 row is kept back."


def test_loaded_again_it_is_back(office: Office) -> None:
    before = held(office.graph.store)
    withdraw(office.graph, "register", withdraw(office.graph, "register").difference)
    office.load("register", REGISTER)
    office.load("cmdb", CMDB)  # the rank that its Source brings counts from the next load on
    assert held(office.graph.store) == before


def test_only_the_difference_that_was_looked_at_is_applied(office: Office) -> None:
    digest = withdraw(office.graph, "cmdb").difference
    office.load("register", {"items": [{"kind": "Service", "id": "service:fax", "name": "Fax"}]})
    with pytest.raises(InvalidInput, match="the difference that it makes"):
        withdraw(office.graph, "cmdb", digest)
    assert RelationKey("COVERS", "contract:1", "service:mail") in held(office.graph.store)


def test_nobody_withdraws_what_is_no_source_nor_what_they_see_a_part_of(office: Office) -> None:
    with pytest.raises(InvalidInput, match="one that says something"):
        withdraw(office.graph, "nobody")
    with pytest.raises(InvalidInput, match="somebody who sees all"):
        withdraw(office.graph, "cmdb", viewer=hiding(["contract:1"]))
