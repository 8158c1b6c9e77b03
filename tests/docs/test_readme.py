"""The README's commands are real: run in order on a new store, they end and print as told."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.root import app
from tests.support.repository import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
(CONSOLE,) = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
LOAD, WHY = re.findall(r"^\$ \.venv/bin/ramify (.*)$", CONSOLE, re.MULTILINE)
(OTHERS,) = re.findall(r"^Others to try: (.*?)\. Each", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [" ".join(text.split()) for text in re.findall(r"`ramify ([^`]*)`", OTHERS)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the first command leaves, its exit code checked."""
    address = f"sqlite:///{tmp_path_factory.mktemp('readme') / 'ramify.db'}"
    assert f"ends with exit code {run(LOAD, address).exit_code}:" in TEXT
    return address


def run(command: str, store: str) -> Result:
    """A command of ``ramify`` where the README runs it: in the checkout."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        return CliRunner().invoke(app, [*shlex.split(command), "--store", store])


def test_the_example_prints_what_is_told(store: str) -> None:
    told = CONSOLE.partition(WHY)[2].strip().splitlines()
    assert run(WHY, store).stdout.rstrip().splitlines() == told


@pytest.mark.parametrize("command", COMMANDS)
def test_others_to_try_are_answered(store: str, command: str, tmp_path: Path) -> None:
    result = run(command.replace("-o ", f"-o {tmp_path}/"), store)
    assert result.exit_code == 0, result.output
    assert "nothing recorded" not in result.stdout.splitlines()[0]
