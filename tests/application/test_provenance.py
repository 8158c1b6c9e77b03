"""How fresh each source is and what it says, and where sources say different things."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.cli.output import Format
from api.cli.question import printed
from application.asking import About, Asker
from application.graph import Graph
from application.loading import load
from application.settings import Settings
from graph_model.changes import Change, ChangeSet, Remove, SetFields
from graph_model.model import standard_model
from queries.answers.viewer import Viewer, hiding
from queries.questions.catalog import question
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
REGISTER = {
    "said_at": "2026-11-20",
    "items": [
        {"kind": "Source", "id": "register", "name": "The register", "rank": 1}
        | {"warn_after": "P5D", "error_after": "P30D"},
        {"kind": "Stakeholder", "id": "stakeholder:ann", "name": "Ann"},
        {"kind": "Contract", "id": "contract:1", "name": "Hosting", "end": "2027-06-30"},
        {"kind": "Service", "id": "service:mail", "name": "Mail"},
    ],
    "relations": [
        {"type": "OWNS", "from": "stakeholder:ann", "to": "register"},
        {"type": "COVERS", "from": "contract:1", "to": "service:mail"},
        {"type": "COVERS", "from": "contract:1", "to": "service:files"},
    ],
}
CMDB = {
    "items": [
        {"kind": "Contract", "id": "contract:1", "name": "Hosting", "end": "2027-12-31"},
        {"kind": "Service", "id": "service:mail", "name": "Mail", "tier": "catalog"},
        {"kind": "Service", "id": "service:fax", "name": "Fax", "tier": "nonsense"},
    ]
}


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


class Office:
    """Two sources, one of which says when its feed was made."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.graph, self.folder = Graph(Settings(), store, MODEL), folder
        self.load("register", REGISTER)
        self.load("cmdb", CMDB)

    def load(self, source: str, document: Mapping[str, Any]) -> None:
        path = self.folder / f"{source}.json"
        path.write_text(json.dumps(document))
        load([path], self.graph.store, MODEL)
        self.graph.refresh()

    def edit(self, change: Change) -> None:
        id_ = f"edit:{self.graph.store.revision()}"
        self.graph.store.apply(ChangeSet(id_, (change,)), "ann", "command line")
        self.graph.refresh()

    def asked(
        self, name: str, viewer: Viewer | None = None, day: str = "2026-11-30", **given: Any
    ) -> dict[str, Any]:
        asker = Asker.of(self.graph, viewer=viewer)
        answer = asker.ask(question(name), given, About(date.fromisoformat(day)))
        told: dict[str, Any] = json.loads(printed(question(name), answer, given, Format.JSON, ()))
        return told

    def sources(self, **how: Any) -> dict[str, dict[str, Any]]:
        lines = self.asked("provenance", **how)["sources"]["nodes"]
        return {line["name"]: line for line in lines}

    def conflicts(self, **how: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.asked("conflicts", **how)["conflicts"]["nodes"]
        return found


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Iterator[Office]:
    office = Office(store, tmp_path)
    yield office
    office.graph.close()


def test_what_each_source_says_and_how_fresh_it_is(office: Office) -> None:
    told = office.asked("provenance")
    assert told["verdict"] == (
        "2 sources are known; register is ageing; 1 conflict; 1 relation waits; "
        "2 rows are kept back."
    )
    register, cmdb = told["sources"]["nodes"]
    counts = ("items", "relations", "alone", "conflicts", "waiting", "keptBack")
    assert [register[name] for name in counts] == [4, 2, 4, 1, 1, 1]
    assert [cmdb[name] for name in counts] == [3, 0, 1, 1, 0, 1]
    assert (register["lastHeardOf"], register["saidAt"]) == ("2026-11-20", "2026-11-20")
    assert (register["agesOn"], register["outOfDateOn"]) == ("2026-11-25", "2026-12-20")
    assert [one["id"] for one in register["owners"]["nodes"]] == ["stakeholder:ann"]
    assert (cmdb["freshness"], cmdb["item"], cmdb["saidAt"]) == ("OF_ANY_AGE", None, None)
    last = cmdb["lastLoad"]
    assert (last["by"], last["files"], last["rows"], last["keptBack"], last["full"]) == (
        *("load", ["cmdb.json"]),
        *(4, 1, False),
    )


@pytest.mark.parametrize(
    ("day", "freshness"),
    [("2026-11-25", "FRESH"), ("2026-11-26", "AGEING"), ("2026-12-21", "OUT_OF_DATE")],
)
def test_a_source_grows_old_by_the_time_of_its_feeds(
    office: Office, day: str, freshness: str
) -> None:
    """However late they were loaded."""
    assert office.sources(day=day)["register"]["freshness"] == freshness


def test_a_load_that_changes_nothing_is_heard_of(office: Office) -> None:
    before, revision = office.sources()["cmdb"]["lastLoad"], office.graph.store.revision()
    office.load("cmdb", CMDB)
    assert office.graph.store.revision() == revision
    assert office.sources()["cmdb"]["lastLoad"]["loadedAt"] > before["loadedAt"]


def test_what_waits_is_told_until_a_later_feed_completes_it(office: Office) -> None:
    (waiting,) = office.asked("provenance")["waiting"]["nodes"]
    assert (waiting["missing"], waiting["saidBy"]) == ("service:files", ["register"])
    office.load("cmdb", {"items": [{"kind": "Service", "id": "service:files", "name": "Files"}]})
    told = office.asked("provenance")
    assert told["waiting"]["nodes"] == []
    assert {one["name"]: one["relations"] for one in told["sources"]["nodes"]}["register"] == 3


def test_a_conflict_says_both_values_which_counts_why_and_who_mends_it(office: Office) -> None:
    (told,) = office.conflicts()
    assert (told["of"], told["kind"], told["field"]) == ("contract:1", "Contract", "end")
    assert [(one["source"], one["value"], one["counts"]) for one in told["values"]] == [
        ("register", "2027-06-30", True),
        ("cmdb", "2027-12-31", False),
    ]
    assert told["reasoning"] == "register: its Source has rank 1"
    assert told["mending"] == "mend it in register or cmdb, or an editor sets it"
    assert [one["id"] for one in told["menders"]["nodes"]] == ["stakeholder:ann"]


def test_what_sources_say_is_read_once_until_one_says_something_else(office: Office) -> None:
    said = office.graph.said_by_sources()
    assert office.graph.said_by_sources() is said
    revision, (contract, *rest) = office.graph.store.revision(), CMDB["items"]
    office.load("cmdb", {"items": [{**contract, "end": "2028-12-31"}, *rest]})
    assert office.graph.store.revision() == revision, "the graph has what the register says"
    (told,) = office.conflicts()
    assert told["otherwise"] == ["cmdb: 2028-12-31"]


def test_too_much_of_what_sources_say_is_not_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.graph.MOST_SAID", 0)
    said = office.graph.said_by_sources()
    assert office.graph.said_by_sources() is not said


def test_what_a_person_set_or_removed_against_a_source_is_one(office: Office) -> None:
    office.edit(SetFields("service:mail", {"name": "Email"}))
    office.edit(Remove("service:fax"))
    told = {one["of"]: one for one in office.conflicts(sources=["edits"])}
    assert told["service:mail"]["reasoning"] == "edits: what a person says comes first"
    assert told["service:mail"]["otherwise"] == ["register: Mail", "cmdb: Mail"]
    fax = told["service:fax"]
    assert (fax["field"], fax["value"], fax["item"]) == (None, None, None)
    assert fax["mending"] == "mend it in cmdb, or undo or change the edit"
    assert [one["of"] for one in office.conflicts(of=["service:mail"])] == ["service:mail"]


def test_whoever_sees_a_part_is_told_of_it_alone(office: Office) -> None:
    office.edit(Remove("service:fax"))
    part = hiding(["contract:1", "register"])
    assert office.conflicts(viewer=part) == []
    told = office.asked("provenance", viewer=part)
    assert told["waiting"]["nodes"] == []
    (cmdb,) = told["sources"]["nodes"]
    assert (cmdb["items"], cmdb["conflicts"], cmdb["keptBack"], cmdb["lastLoad"]) == (1, 0, 0, None)


def test_a_source_that_may_not_be_seen_is_not_named(office: Office) -> None:
    (told,) = office.conflicts(viewer=hiding(["register"]))
    assert told["reasoning"] == "a source you may not see: its Source has rank 1"
    assert "register" not in json.dumps({**told, "of": ""})
