"""A feed that is older, by the time that it declares itself, never overwrites a newer one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from application.load_report import LoadReport
from application.loading import load
from graph_model.errors import InvalidInput
from graph_model.facts import ref_of
from graph_model.model import standard_model
from loaders.known_sources import known_sources
from stores.protocol import Store
from stores.source_loads import source_loads
from tests.support.store_place import Place

MODEL = standard_model()
OLD, NEW = "2026-11-01T06:00:00Z", "2026-11-20T06:00:00Z"


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def service(id_: str, name: str) -> dict[str, Any]:
    return {"kind": "Service", "id": id_, "name": name}


class Feeds:
    """Feeds of one source, as a program writes them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    def comes(self, made: str, *items: dict[str, Any], **how: Any) -> LoadReport:
        when = {"said_at": made} if made else {}
        path = self.folder / "cmdb.json"
        path.write_text(json.dumps({**when, "items": items}))
        return load([path], self.store, MODEL, **how)

    @property
    def held(self) -> Mapping[object, str]:
        return {ref_of(fact): str(fact.fields["name"]) for fact in self.store.read().facts(MODEL)}


@pytest.fixture
def feeds(store: Store, tmp_path: Path) -> Feeds:
    return Feeds(store, tmp_path)


def test_an_older_feed_changes_nothing_that_a_newer_one_said_and_is_told(feeds: Feeds) -> None:
    feeds.comes(NEW, service("s", "Mail"))
    report = feeds.comes(OLD, service("s", "Post"), service("t", "Relay"))
    assert feeds.held == {"s": "Mail", "t": "Relay"}  # of the other it is the newest word
    (warning,) = [w for w in report.warnings if w.where == "cmdb"]
    assert str(warning) == (
        f"cmdb: found 1 row of {OLD}, expected none older than what it said since, by {NEW}; "
        "left as they were"
    )


def test_an_older_feed_in_full_neither_ends_nor_brings_back(feeds: Feeds) -> None:
    feeds.comes(NEW, service("s", "Mail"), service("t", "Relay"), replace=True)
    report = feeds.comes(OLD, service("s", "Post"), service("gone", "Fax"), replace=True)
    assert not report.revisions
    assert feeds.held == {"s": "Mail", "t": "Relay"}


def test_of_one_day_the_hour_decides(feeds: Feeds) -> None:
    feeds.comes("2026-11-20T09:00:00Z", service("s", "Mail"))
    feeds.comes("2026-11-20T08:00:00Z", service("s", "Post"))
    assert feeds.held == {"s": "Mail"}
    feeds.comes("2026-11-20T11:00:00+01:00", service("s", "Letters"))
    assert feeds.held == {"s": "Letters"}


def test_a_feed_says_of_its_rows_when_they_were_verified(feeds: Feeds) -> None:
    feeds.comes(OLD, service("s", "Mail"), service("t", "Relay") | {"verified_on": "2026-10-30"})
    days = {f.fields["name"]: f.fields["verified_on"] for f in feeds.store.read().facts(MODEL)}
    assert days == {"Mail": "2026-11-01", "Relay": "2026-10-30"}


def test_whoever_loads_says_when_a_file_was_made_that_does_not(feeds: Feeds) -> None:
    feeds.comes("", service("s", "Mail"), said_at="2026-11-20")
    feeds.comes("", service("s", "Post"), said_at="2026-11-19")
    assert feeds.held == {"s": "Mail"}
    feeds.comes("", service("s", "Post"))  # nobody says when: the last counts
    assert feeds.held == {"s": "Post"}


@pytest.mark.parametrize("said_at", ["yesterday", "2999-01-01"])
def test_what_is_no_moment_that_has_been_is_refused(feeds: Feeds, said_at: str) -> None:
    with pytest.raises(InvalidInput, match=said_at):
        feeds.comes("", service("s", "Mail"), said_at=said_at)
    report = feeds.comes(said_at, service("s", "Mail"))
    assert said_at in str(report.warnings[0])
    assert feeds.held == {"s": "Mail"}


def test_the_ledger_keeps_what_each_source_was_last_loaded_as(feeds: Feeds) -> None:
    feeds.comes(NEW, service("s", "Mail"), replace=True)
    feeds.comes(OLD, service("s", "Post"), {"kind": "Service", "id": "t"})
    kept = source_loads(feeds.store)["cmdb"]
    assert (kept.said_at, kept.whole_at, kept.heard_at) == (NEW, NEW, NEW)
    assert (kept.rows, kept.kept_back, kept.full, kept.by) == (2, 1, False, "load")
    assert [Path(name).name for name in kept.files] == ["cmdb.json"]


def test_rows_that_name_their_source_count_as_its(feeds: Feeds) -> None:
    feeds.comes(NEW, service("s", "Mail") | {"source": "register, portal"})
    assert {n: (one.rows, one.said_at) for n, one in source_loads(feeds.store).items()} == {
        "register": (1, NEW),
        "portal": (1, NEW),
    }


def test_each_form_that_says_when_it_was_made_declares_where() -> None:
    declared = {source.name: source.said_at for source in known_sources()}
    assert declared == {
        "cyclonedx": "metadata.timestamp",
        "fedramp": "meta.Created_At",
        "json": "said_at",
        "jsonl": "",
        "servicenow": "",
        "yaml": "said_at",
    }
