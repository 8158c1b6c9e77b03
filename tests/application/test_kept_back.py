"""What a load kept back is known to answers that touch it, until something makes it good."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from application.asking import About, Asker
from application.graph import Graph
from application.loading import load
from application.settings import Settings
from graph_model.changes import ChangeSet, Revision
from graph_model.errors import NotFound
from graph_model.ledger.kept_back import KIND, KeptBack
from graph_model.model import standard_model
from graph_model.tabulate import tables_of
from queries.answers.kept_back import speaking_of
from queries.answers.viewer import Viewer, everything, hiding
from queries.questions.catalog import questions
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot
from stores.kept_back import (
    MOST_ROWS,
    LoadedRows,
    kept_back,
    kept_back_writes,
)
from tests.support.asking import view_of
from tests.support.store_place import Place

MODEL = standard_model()
Row = dict[str, Any]
Line = tuple[str | None, str | None, int, tuple[str, ...]]
MAIL: Row = {"kind": "Service", "id": "mail", "name": "Mail", "aliases": ["cmdb:1"]}
WEB: Row = {"kind": "Service", "id": "web", "name": "Web"}
RELAY: Row = {"kind": "ConfigurationItem", "id": "relay", "name": "Relay"}
BAD_MAIL: Row = {**MAIL, "live_on": "2023-02-29"}
BAD_LINK: Row = {"type": "DEPENDS_ON", "from": "cmdb:1", "to": "nowhere"}
BAD_NEED: Row = {"type": "DEPENDS_ON", "from": "web", "to": "relay", "need": "two"}
NOTHING: Row = {"kind": "Moon"}


class Office:
    """A graph, and files that are loaded into it."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.place, self.folder = place, folder
        self.graph = Graph(Settings(), place.open(), MODEL)
        self.load(MAIL, WEB, RELAY, file="start")

    def load(
        self, *rows: Row, file: str = "office", source: str | None = "cmdb", **how: Any
    ) -> None:
        path = self.folder / f"{file}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        load([path], self.graph.store, MODEL, source=source, **how)

    def told(self, *ids: str) -> list[Line]:
        """What answers say who touch the ids, here and in a process that starts now."""
        self.graph.refresh()
        late = Graph(Settings(), self.place.open(), MODEL)
        found = [told_of(graph, ids) for graph in (self.graph, late)]
        assert found[0] == found[1]
        return found[0]


def told_of(graph: Graph, ids: Collection[str], viewer: Viewer | None = None) -> list[Line]:
    """What an answer says that touches the ids."""
    view = Asker(graph, viewer or everything()).view()
    known = [row for id_ in ids if (row := view.snapshot.find(id_)) is not None]
    found = speaking_of(graph.kept_back(), view, iter([(view, as_ints(known))]))
    return [
        (
            one.source,
            one.file and Path(one.file).stem,
            one.rows,
            tuple(map(view.snapshot.id, one.items)),
        )
        for one in found
    ]


@pytest.fixture
def office(place: Place, tmp_path: Path) -> Office:
    return Office(place, tmp_path)


def test_an_answer_knows_the_rows_that_speak_of_what_it_touches(office: Office) -> None:
    assert office.told("mail", "web", "relay") == []
    office.load({**WEB, "tier": "element"}, BAD_MAIL, BAD_LINK, BAD_NEED, NOTHING)
    assert office.told("mail") == [("cmdb", "office", 2, ("mail",))]  # by id, and by alias
    assert office.told("relay") == [("cmdb", "office", 1, ("relay",))]
    assert office.told("mail", "web", "relay") == [("cmdb", "office", 3, ("mail", "web", "relay"))]
    assert office.told("another") == []


def test_it_is_known_where_a_load_changes_nothing_else(office: Office) -> None:
    revision = office.graph.store.revision()
    office.load(WEB, BAD_MAIL)
    assert office.graph.store.revision() == revision
    assert office.told("mail") == [("cmdb", "office", 1, ("mail",))]


MADE_GOOD: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "the mended file": ({}, [WEB, MAIL]),
    "the file without the row": ({}, [WEB]),
    "a file of mended rows": ({"file": "mended", "source": None}, [{**MAIL, "source": "cmdb"}]),
    "the source replaced": ({"file": "new", "replace": True}, [WEB, RELAY]),
}


@pytest.mark.parametrize(("how", "rows"), MADE_GOOD.values(), ids=MADE_GOOD)
def test_it_is_forgotten_once_it_is_made_good(
    office: Office, how: dict[str, Any], rows: list[Row]
) -> None:
    office.load(WEB, BAD_MAIL)
    office.load(*rows, **how)
    assert office.told("mail", "web") == []


STILL: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "another file": ({"file": "other"}, [WEB]),
    "another source": ({"file": "other", "source": "desk"}, [MAIL]),
    "a dry run": ({"dry_run": True}, [WEB, MAIL]),
    "a load that was refused": ({"strict": True}, [MAIL, {**WEB, "tier": "moon"}]),
}


@pytest.mark.parametrize(("how", "rows"), STILL.values(), ids=STILL)
def test_it_is_known_until_then(office: Office, how: dict[str, Any], rows: list[Row]) -> None:
    office.load(WEB, BAD_MAIL)
    office.load(*rows, **how)
    assert office.told("mail", "web") == [("cmdb", "office", 1, ("mail",))]


def test_rows_of_several_sources_in_one_file_are_apart(office: Office) -> None:
    office.load(WEB, BAD_MAIL, {**BAD_NEED, "source": "desk"})
    told = [("cmdb", "office", 1, ("mail",)), ("desk", "office", 1, ("web", "relay"))]
    assert office.told("mail", "web", "relay") == told
    office.load(RELAY, {**BAD_NEED, "need": 2, "source": "desk"}, file="more")
    assert office.told("mail", "web", "relay") == told[:1]


def test_a_row_kept_back_again_elsewhere_counts_once(office: Office) -> None:
    office.load(WEB, BAD_MAIL)
    office.load(WEB, BAD_MAIL, file="mended")
    assert office.told("mail") == [("cmdb", "mended", 1, ("mail",))]


def test_it_reads_as_a_sentence(office: Office) -> None:
    office.load(WEB, BAD_MAIL, BAD_NEED)
    view = Asker(office.graph, everything()).view()
    rows = iter([(view, view.snapshot.rows(["mail", "web"]))])
    (found,) = speaking_of(office.graph.kept_back(), view, rows)
    said = "cmdb (office.jsonl): 2 rows kept back speak of Mail (mail) and Web (web)"
    assert found.in_words(view) == f"{said}; mend and load them"
    (one,) = speaking_of(
        office.graph.kept_back(), view, iter([(view, view.snapshot.rows(["web"]))])
    )
    said = "cmdb (office.jsonl): 1 row kept back speaks of Web (web)"
    assert one.in_words(view) == f"{said}; mend and load it"


def test_nothing_is_said_of_what_may_not_be_seen(office: Office) -> None:
    source: Row = {"kind": "Source", "id": "cmdb", "name": "The CMDB"}
    office.load(source, {**WEB, "tier": "element"}, BAD_MAIL, BAD_NEED)
    office.graph.refresh()
    ids = ("mail", "web", "relay")
    assert told_of(office.graph, ids, hiding(["mail"])) == [("cmdb", "office", 1, ("web", "relay"))]
    assert told_of(office.graph, ids, hiding(["web", "mail", "relay"])) == []
    assert told_of(office.graph, ["mail"], hiding(["cmdb"])) == [(None, None, 1, ("mail",))]


def test_what_was_kept_back_whole_is_told_to_who_asks_for_it(office: Office) -> None:
    office.load(WEB, {"kind": "Service", "id": "post", "name": ["Post"]})
    office.graph.refresh()
    question, about = next(q for q in questions() if q.name == "impact"), About()
    with pytest.raises(NotFound) as told:
        Asker(office.graph, everything()).ask(question, {"of": ["post"]}, about)
    said = "cmdb (office.jsonl): a row kept back speaks of it, mend and load it"
    assert str(told.value).startswith(f"nothing is recorded under 'post'; {said}")
    with pytest.raises(NotFound) as masked:
        Asker(office.graph, hiding(["mail"])).ask(question, {"of": ["post"]}, about)
    assert "kept back" not in str(masked.value)


def test_of_very_many_rows_only_the_first_are_known_one_by_one(place: Place) -> None:
    ledger, many = place.open(), [str(n) for n in range(MOST_ROWS + 2)]
    loaded = LoadedRows(frozenset(("f",)), (), {("cmdb", "f"): many}, "now")
    ledger.write_records(kept_back_writes(ledger, loaded))
    (one,) = kept_back(ledger)
    assert one == KeptBack("cmdb", "f", "now", tuple(many[:MOST_ROWS]), untold=2)
    view = view_of(Snapshot.of(tables_of([], MODEL, 0), MODEL), date(2026, 11, 25))
    (found,) = speaking_of([one], view, iter(()))
    assert found.in_words(view) == "cmdb (f): 2 rows kept back may speak of it; mend and load them"
    good = [("cmdb", id_) for id_ in many]
    made_good = LoadedRows(frozenset(("g",)), good, {}, "later")
    ledger.write_records(kept_back_writes(ledger, made_good))
    assert [one.untold for one in kept_back(ledger)] == [2]


def test_it_is_known_with_the_last_part_of_a_load_and_not_before(office: Office) -> None:
    """A load that is killed on the way has not said yet what it keeps back."""
    store = office.graph.store

    class Killed:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def apply(self, change_set: ChangeSet, *how: Any) -> Revision:
            if change_set.id.endswith(":2/2"):
                raise KeyboardInterrupt
            return store.apply(change_set, *how)

    path = office.folder / "office.jsonl"
    rows = [{**WEB, "tier": "element"}, {**RELAY, "description": "New."}, BAD_MAIL]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(KeyboardInterrupt):
        load([path], Killed(), MODEL, source="cmdb", most=1)
    assert store.records(KIND) == []
    load([path], store, MODEL, source="cmdb", most=1)
    assert office.told("mail") == [("cmdb", "office", 1, ("mail",))]
