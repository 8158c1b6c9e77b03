"""What commands print of facts that a terminal would act on: an old store may hold some."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.root import app
from graph_model.changes import ChangeSet, Put
from graph_model.facts import Item, Relation
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.command import ran
from tests.support.repository import ROOT
from tests.support.server_process import RUN

ACTED_ON = "\x1b[2J\x9b31m\x7f\u202e"
SHOWN = re.compile(r"\\(u00|x)1b\[2J\\(u00|x)9b31m\\(u00|x)7f\\u202e")
NAME, PROSE = f"Mail{ACTED_ON}", f"Two\n\tlines{ACTED_ON}"
FACTS = (
    Item("Service", "s:1", {"name": NAME, "description": PROSE}),
    Item("ConfigurationItem", "c:1", {"name": "One\nlost: 0", "note": ACTED_ON}),
    Relation("DEPENDS_ON", "s:1", "c:1"),
)
COMMANDS = [
    ("search", "mail"),
    ("impact", "c:1"),
    ("impact", "c:1", "--format", "json"),
    ("why", "c:1", "--to", "s:1"),
    ("check",),
    ("export",),
    ("impact", f"nobody{ACTED_ON}"),
    ("impact", "c:1", f"--{ACTED_ON}"),
    (f"{ACTED_ON}",),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("old") / "store.db"
    store = SqliteStore(path, standard_model())
    store.apply(ChangeSet("old", tuple(Put(fact) for fact in FACTS)), "ann", "test")
    store.close()
    return f"sqlite:///{path}"


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-c", RUN, *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def on_terminal(arguments: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """All that a command writes to a terminal."""
    ours, theirs = pty.openpty()
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(shown_on, ours)
        with open(theirs, "w", encoding="utf-8") as terminal:
            monkeypatch.setattr(sys, "stdout", terminal)
            monkeypatch.setattr(sys, "stderr", terminal)
            ran(arguments, folder, monkeypatch)
            monkeypatch.undo()
        return shown.result()


def shown_on(terminal: int) -> str:
    """All that comes to a terminal until nobody writes to it any more."""
    parts = []
    with suppress(OSError):  # the last writer is gone
        while part := os.read(terminal, 65_536):
            parts.append(part)
    os.close(terminal)
    return b"".join(parts).decode()


def acted_on(printed: str) -> set[str]:
    return set(printed) & set(ACTED_ON) - set("[2J31m")


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0][:8])
def test_nothing_is_printed_that_a_terminal_acts_on(
    arguments: tuple[str, ...], store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = on_terminal([*arguments, "--store", store], tmp_path, monkeypatch)
    assert acted_on(printed) == set()
    assert SHOWN.search(printed)


def test_a_file_has_a_document_just_as_it_is(store: str, tmp_path: Path) -> None:
    done = subprocess.run(
        command(["export", "--format", "jsonl", "--store", store]),
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        check=True,
    )
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert NAME in {record.get("name") for record in records}


def test_a_cell_of_a_table_stays_on_its_line(store: str) -> None:
    printed = CliRunner().invoke(app, ["search", "lost", "--store", store])
    lines = [line for line in printed.output.splitlines() if "One" in line]
    assert lines
    assert all(r"One\nlost: 0" in line for line in lines)
