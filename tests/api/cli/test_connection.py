"""``ramify connection`` on the command line: added, changed, listed, tried, replayed, removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.root import app
from graph_model.ledger.delivery import KIND as DELIVERY
from graph_model.ledger.delivery import Delivery, DeliveryState
from graph_model.ledger.waiting_delivery import KIND as WAITING
from graph_model.model import standard_model
from stores.sqlite import SqliteStore

FILE = """
connections:
  - {name: ops, tool: roundup, url: "http://127.0.0.1:9", secret: "env:OPS", password: "env:OPS",
     user: ramify, tickets: [type=incident], most_writes: 5, dry: true}
  - {name: other, tool: roundup, url: "http://127.0.0.1:9", secret: "file:/nowhere",
     password: "env:OPS", user: ramify}
"""
ADD = ("add", "roundup", "--name", "ops", "--url", "http://127.0.0.1:9/", "--user", "ramify")
SECRETS = ("--secret-env", "OPS", "--password-env", "OPS")
FUTURE = "2999-01-01T00:00:00.000000Z"


@pytest.fixture
def ramify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("OPS", "a-secret-of-ours")
    monkeypatch.setenv("RAMIFY_STORE", "sqlite:///store.db")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["connection", *arguments])

    return run


def rows(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_added_changed_by_a_file_listed_paused(
    ramify: Callable[..., Result], tmp_path: Path
) -> None:
    added = ramify(*ADD, *SECRETS)
    assert added.exit_code == 0, added.output
    assert "POST /hooks/ops" in added.stdout
    (tmp_path / "connections.yaml").write_text(FILE)
    assert ramify("apply", "connections.yaml").exit_code == 0
    assert "paused" in ramify("pause", "ops").stdout
    first, second = rows(ramify("list", "--format", "json"))
    assert (first["name"], first["state"], first["tickets"]) == ("ops", "paused", "type=incident")
    assert (second["secret"], second["password"]) == ("file:/nowhere", "env:OPS")
    assert "goes on" in ramify("resume", "ops").stdout
    assert rows(ramify("list", "--format", "json"))[0]["state"] == "dry"
    assert "a-secret-of-ours" not in ramify("list").stdout


def test_what_is_missing_is_said_and_exits_with_1(ramify: Callable[..., Result]) -> None:
    assert ramify(*ADD, *SECRETS).exit_code == 0
    tried = ramify("test", "ops")
    assert tried.exit_code == 1
    assert "RAMIFY_OUTBOUND_NETWORKS" in tried.stdout
    assert ramify("sync", "ops").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*ADD,), "--secret-env"),
        (("add", "paper", *ADD[2:], *SECRETS), "one of generic"),
        (("pause", "nobody"), "nobody"),
        (("remove", "nobody"), "nobody"),
        (("apply", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_is_wrong_is_told(
    ramify: Callable[..., Result], arguments: tuple[str, ...], told: str
) -> None:
    result = ramify(*arguments)
    assert result.exception is not None
    assert told in str(result.exception) + result.output


def test_dead_deliveries_are_listed_and_replayed_and_all_is_forgotten_in_the_end(
    ramify: Callable[..., Result],
) -> None:
    assert ramify(*ADD, *SECRETS).exit_code == 0
    assert "none is dead" in ramify("deliveries", "ops").stdout
    store = SqliteStore("store.db", standard_model())
    dead = Delivery("ops", "d1", DeliveryState.DEAD, "now", "", FUTURE, 1, reason="no JSON")
    store.write_records([DELIVERY.kept(dead)])
    (told,) = rows(ramify("deliveries", "ops", "--format", "json"))
    assert (told["id"], told["reason"]) == ("d1", "no JSON")
    assert "1 delivery to be processed again" in ramify("replay", "ops").stdout
    assert [one.id for one in store.records(WAITING)] == ["d1"]
    assert "removed; 0 open tickets of it closed here" in ramify("remove", "ops").stdout
    assert (store.records(WAITING), store.records(DELIVERY)) == ([], [])
    store.close()
