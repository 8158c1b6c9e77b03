"""``ramify reconcile`` journals what was edited while no server ran, on both stores."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner, Result

from api.cli.root import app
from graph_model.changes import ChangeSet
from graph_model.facts import Item
from tests.support.store_graphs import ci, depends, graph_in, put, replayed
from tests.support.store_place import Place, sqlite_place

START = (ci("a"), ci("b"), Item("Supplier", "s", {"name": "S"}), depends("a", "b"))
EDITS = {
    "rename": (
        "MATCH (n:Item {id: 'a'}) SET n.name = 'Ay'",
        """UPDATE items SET fields = '{"name": "Ay"}' WHERE id = 'a'""",
    ),
    "add": (
        "CREATE (:Item:Agency {id: 'tax', name: 'Tax'})",
        """INSERT INTO items (kind, id, fields) VALUES ('Agency', 'tax', '{"name": "Tax"}')""",
    ),
    "remove": ("MATCH (n:Item {id: 'b'}) DETACH DELETE n", "DELETE FROM items WHERE id = 'b'"),
    "spoil": (
        "MATCH (n:Item {id: 's'}) REMOVE n.name",
        "UPDATE items SET fields = '{}' WHERE id = 's'",
    ),
}
TABLE = [
    "changed past the journal: 1 added, 1 changed, 2 removed; {}",
    "REVISION WHAT TYPE FACT FIELDS",
    "2 added Agency tax",
    "2 removed DEPENDS_ON a -DEPENDS_ON-> b",
    "2 changed ConfigurationItem a name: 'a' → 'Ay'",
    "2 removed ConfigurationItem b",
]
Run = Callable[..., Result]


@pytest.fixture
def run(place: Place, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("RAMIFY_STORE_USER", place.user or "")
    monkeypatch.setenv("RAMIFY_STORE_PASSWORD", place.password or "")
    place.open().apply(ChangeSet("start", put(*START)), "ann", "test")
    return lambda *given: CliRunner().invoke(app, ["reconcile", "--store", place.url, *given])


def edit(place: Place, *names: str) -> None:
    cypher, sql = zip(*(EDITS[name] for name in names), strict=True)
    if place.url.startswith("sqlite"):
        path = place.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in sql:
                connection.execute(statement)
        return
    with (
        GraphDatabase.driver(place.url, auth=(place.user or "", place.password or "")) as driver,
        driver.session() as session,
    ):
        for statement in cypher:
            session.run(statement).consume()


def printed(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]


def ordered(lines: list[str]) -> list[str]:
    """The facts of one revision come in any order."""
    return [*lines[:2], *sorted(lines[2:])]


def test_edits_are_told_journaled_and_gone_the_second_time(place: Place, run: Run) -> None:
    edit(place, "rename", "add", "remove")
    store = place.open()
    dry = run("--dry-run")
    assert (dry.exit_code, store.revision()) == (0, 1)
    told = TABLE[0].format("a dry run, would be revision 2")
    assert ordered(printed(dry)) == ordered([told, *TABLE[1:]])
    found = run()
    assert (found.exit_code, store.revision()) == (0, 2)
    told = TABLE[0].format("journaled as revision 2")
    assert ordered(printed(found)) == ordered([told, *TABLE[1:]])
    assert replayed(store.journal()) == graph_in(store)
    again = run()
    assert (again.exit_code, store.revision()) == (0, 2)
    assert printed(again) == ["nothing was changed past the journal"]


def test_for_programs(place: Place, run: Run) -> None:
    edit(place, "rename")
    found: Any = json.loads(run("--format", "json").stdout)
    assert found == {
        "dryRun": False,
        "revisions": [2],
        "counts": {"added": 0, "changed": 1, "removed": 0, "putBack": 0},
        "changes": [
            {
                "revision": 2,
                "what": "changed",
                "type": "ConfigurationItem",
                "fact": "a",
                "fields": {"name": {"before": "a", "after": "Ay"}},
            }
        ],
        "invalid": [],
    }
    again: Any = json.loads(run("--format", "json").stdout)
    assert (again["revisions"], again["changes"]) == ([], [])


def test_only_the_first_facts_are_listed(place: Place, run: Run) -> None:
    edit(place, "rename", "add", "remove")
    lines = printed(run("--dry-run", "--first", "1"))
    assert (len(lines), lines[-1]) == (4, "and 3 more")
    found: Any = json.loads(run("--first", "1", "--format", "json").stdout)
    assert (len(found["changes"]), sum(found["counts"].values())) == (1, 4)


def test_what_is_invalid_is_told_and_put_back(place: Place, run: Run) -> None:
    edit(place, "rename", "spoil")
    store = place.open()
    for options, newest in (("--dry-run",), 1), ((), 2):
        found = run(*options)
        assert (found.exit_code, store.revision()) == (3, newest)
        assert any(line.startswith("invalid: ") for line in printed(found))
    assert b'"S"' in replayed(store.journal())["s"]
    assert replayed(store.journal()) == graph_in(store)
    left_out: Any = json.loads(run("--format", "json").stdout)
    assert left_out["revisions"] == []


def test_a_store_that_does_not_answer_is_an_error() -> None:
    found = CliRunner().invoke(app, ["reconcile", "--store", "sqlite:///no/such/folder/s.sqlite"])
    assert (found.exit_code, found.stdout) == (1, "")


def test_a_command_warns_that_others_wrote_to_a_file(tmp_path: Path) -> None:
    """And of a variable that is no setting; the answer itself is as the journal has it."""
    place = sqlite_place(tmp_path)
    place.open().apply(ChangeSet("start", put(*START)), "ann", "test")
    edit(place, "rename")
    environment = {"RAMIFY_STROE": "x"}
    found = CliRunner().invoke(app, ["search", "Ay", "--store", place.url], env=environment)
    typo, edited = found.stderr.splitlines()
    assert typo.startswith("warning: RAMIFY_STROE: found a variable that is no setting, expected")
    assert edited == "warning: others wrote to the store; `ramify reconcile` sees to it"
    assert found.stdout.split()[-3:] == ["ConfigurationItem", "a", "a"]
    journaled = CliRunner().invoke(app, ["reconcile", "--store", place.url])
    assert (journaled.exit_code, journaled.stderr) == (0, "")
    found = CliRunner().invoke(app, ["search", "Ay", "--store", place.url])
    assert (found.stderr, found.stdout.split()[-3:]) == ("", ["ConfigurationItem", "a", "Ay"])
    place.close()
