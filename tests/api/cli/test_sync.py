"""``ramify sync``: declared sources in order, one lock, one report, and how it exits."""

from __future__ import annotations

import fcntl
import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.load import Exit
from api.cli.root import app
from application.source_list import WRITTEN, ListedSource
from graph_model.facts import Item
from graph_model.model import standard_model
from stores.sqlite import SqliteStore

SOURCES = """
sources:
  - {name: cmdb, files: "cmdb_*.csv", from: servicenow}
  - {name: contracts, files: [contracts.csv], mapping: contracts.yaml}
  - {name: services, files: services.jsonl, replace: true}
"""
MAPPING = """
source: contracts
tables:
  - items:
      contract: {kind: Contract, id: "c:{No}", name: "{No}", end: "{End}"}
      supplier: {kind: Supplier, id: "supplier:{Vendor|slug}", name: "{Vendor}"}
    relations: [{type: WITH, from: contract, to: supplier}]
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "cmdb_ci.csv").write_text("name,sys_class_name\nrelay,cmdb_ci_linux_server\n")
    (tmp_path / "contracts.csv").write_text("No,Vendor,End\n1,Cirrus,2027-06-30\n")
    (tmp_path / "contracts.yaml").write_text(MAPPING)
    mail = {"kind": "Service", "id": "mail", "name": "Mail"}
    needs = {"type": "DEPENDS_ON", "from": "mail", "to": "servicenow:ci:relay"}
    (tmp_path / "services.jsonl").write_text(json.dumps(mail) + "\n" + json.dumps(needs))
    return tmp_path


def sync(folder: Path, *options: str) -> Result:
    store = f"sqlite:///{folder / 'store.sqlite'}"
    return CliRunner().invoke(
        app, ["--store", store, "sync", str(folder / "sources.yaml"), *options]
    )


def revision(folder: Path) -> int:
    store = SqliteStore(folder / "store.sqlite", standard_model())
    try:
        return store.revision()
    finally:
        store.close()


def held(folder: Path) -> list[Item]:
    store = SqliteStore(folder / "store.sqlite", standard_model())
    try:
        return [one for one in store.read().facts(standard_model()) if isinstance(one, Item)]
    finally:
        store.close()


def test_all_sources_are_loaded_in_order_and_again_nothing_changes(office: Path) -> None:
    result = sync(office)
    assert result.exit_code == Exit.ALL, result.output
    said = "all of it is loaded"
    assert result.stdout.splitlines()[-3:] == [
        *(f"cmdb: {said}", f"contracts: {said}", f"services: {said}"),
    ]
    assert revision(office) == 3
    assert (sync(office).exit_code, revision(office)) == (Exit.ALL, 3)


def test_one_that_fails_stops_no_other_and_the_next_sync_goes_on(office: Path) -> None:
    (office / "contracts.csv").rename(office / "away.csv")
    result = sync(office)
    assert result.exit_code == Exit.SOME
    assert "contracts: nothing was loaded" in result.stdout
    assert "contracts.csv: found nothing of that name" in result.stderr
    assert revision(office) == 2
    (office / "away.csv").rename(office / "contracts.csv")
    assert (sync(office).exit_code, revision(office)) == (Exit.ALL, 3)


def test_rows_kept_back_are_told_by_the_exit(office: Path) -> None:
    (office / "contracts.csv").write_text("No,Vendor,End\n1,Cirrus,soon\n")
    result = sync(office)
    assert (result.exit_code, revision(office)) == (Exit.SOME, 3)
    assert "contracts: loaded, rows or fields kept back" in result.stdout


def test_an_export_that_would_end_much_ends_nothing_until_it_is_approved(office: Path) -> None:
    sync(office)
    other = {"kind": "Service", "id": "other", "name": "Other"}
    (office / "services.jsonl").write_text(json.dumps(other))
    result = sync(office, "--only", "services")
    assert (result.exit_code, revision(office)) == (Exit.NOTHING, 3)
    (digest,) = re.findall(r"--approve (\w+)", result.output)
    result = sync(office, "--approve", digest)
    assert (result.exit_code, revision(office)) == (Exit.ALL, 4)


def test_two_syncs_of_one_file_do_not_meet(office: Path) -> None:
    with (office / "sources.yaml").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = sync(office)
    assert (result.exit_code, "another `ramify sync`" in result.stderr) == (Exit.NOTHING, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sources: []", "sources: found nothing"),
        ("x: 1", "sources: found nothing"),
        ("sources: [{name: a}]", "a: found nothing to load"),
        ("sources: [{name: a, files: b, wait: 1}]", "a, wait: found an unknown entry"),
        ("sources: [{name: a, files: b}, {name: a, files: b}]", "a: found it again"),
        ("sources: [{name: a, files: b, replace: maybe}]", "replace: found 'maybe'"),
        ("sources: [{name: a, files: b, said_at: lately}]", "said_at: found 'lately'"),
        ("sources: [{name: a, files: b, warn_after: soon}]", "warn_after: found 'soon'"),
        ("sources: [{name: a, mapping: b, said_at: written}]", "written, and no files"),
    ],
)
def test_what_is_wrong_with_the_file_is_told(office: Path, text: str, told: str) -> None:
    (office / "sources.yaml").write_text(text)
    result = sync(office)
    assert (result.exit_code, told in result.stderr) == (Exit.NOTHING, True), result.output


def test_only_what_is_declared_is_chosen_and_a_dry_run_writes_nothing(office: Path) -> None:
    assert "expected one of cmdb, contracts, services" in sync(office, "--only", "x").stderr
    assert (sync(office, "--only", "cmdb", "--dry-run").exit_code, revision(office)) == (0, 0)
    assert (sync(office, "--only", "cmdb").exit_code, revision(office)) == (0, 1)


@pytest.mark.parametrize(
    ("said_at", "name"),
    [(None, "Old"), ("written", "New"), ("2026-01-01T06:00:00Z", "Old")],
)
def test_a_feed_is_as_old_as_the_list_says(office: Path, said_at: str | None, name: str) -> None:
    """An export that was written earlier is put back in the place of a newer one."""
    listed = (
        f"sources: [{{name: cmdb, files: cmdb.jsonl{f', said_at: {said_at}' * bool(said_at)}}}]"
    )
    (office / "sources.yaml").write_text(listed)
    file = office / "cmdb.jsonl"
    for called, written in (("New", 1_770_000_000), ("Old", 1_760_000_000)):
        file.write_text(json.dumps({"kind": "Service", "id": "mail", "name": called}))
        os.utime(file, (written, written))
        result = sync(office)
        assert result.exit_code == Exit.ALL, result.output
    (mail,) = held(office)
    assert mail.fields["name"] == name


def test_what_the_list_says_of_a_source_is_recorded(office: Path) -> None:
    listed = "sources: [{name: a, source: cmdb, files: services.jsonl, rank: 2, warn_after: P8D}]"
    (office / "sources.yaml").write_text(listed)
    (office / "services.jsonl").write_text(json.dumps({"kind": "Service", "id": "s", "name": "S"}))
    for _ in range(2):
        assert sync(office).exit_code == Exit.ALL
    assert revision(office) == 1
    source = next(one for one in held(office) if one.kind == "Source")
    own = {"name": "cmdb", "rank": 2, "warn_after": "P8D", "source": "cmdb"}
    assert (source.id, dict(source.fields)) == ("cmdb", own)


def test_of_several_files_the_oldest_says_when_a_feed_was_made(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, written in (("b.csv", 1_770_000_000), ("exports/a.csv", 1_760_000_000)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (written, written))
    one = ListedSource("a", tmp_path, said_at=WRITTEN)
    assert one.made([tmp_path / "b.csv"]) == "2026-02-02T02:40:00+00:00"
    assert one.made([tmp_path / "b.csv", folder]) == "2025-10-09T08:53:20+00:00"
    assert one.made([tmp_path / "none.csv"]) is None
