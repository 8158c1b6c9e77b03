"""``ramify`` itself: help at once, and one message for whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.root import OWN, app
from queries.questions.catalog import questions
from tests.support.command import ran

COMMANDS = [*OWN, *(question.command for question in questions())]
RUN = "from api.cli import main; main()"
TOLD = "import atexit, sys\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
"""In front of that: what was imported is told in the end, in its order."""
Running = Callable[..., tuple[int, str, str]]
HEAVY = ("numpy", "strawberry", "fastapi", "pydantic", "neo4j", "rich")


def ramify(
    *arguments: str, folder: Path | None = None, code: str = RUN, **variables: str
) -> subprocess.CompletedProcess[str]:
    """A run of the command, in a folder, with some variables in its environment."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("RAMIFY_")}
    path = {"PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment | path | variables,
        check=False,
        timeout=120,
    )


def test_help_names_every_command_and_imports_none() -> None:
    done = ramify("--help", code=TOLD + RUN)
    assert done.returncode == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in done.stdout] == []
    loaded = set(done.stderr.split())
    assert not loaded & set(HEAVY)


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a question imports, in its order."""
    done = ramify("expirations", code=TOLD + RUN, folder=tmp_path_factory.mktemp("asked"))
    assert done.returncode == 0, done.stderr
    return done.stderr.split()


def test_a_question_imports_no_loader_and_no_other_door(order: list[str]) -> None:
    loaded = {name.partition(".")[0] for name in order}
    assert not loaded & {"loaders", "openpyxl", "strawberry", "fastapi", "neo4j", "jinja2"}
    assert not loaded & {"asyncio", "networkx", "numba", "rich", "yaml"}
    # which takes the place of a part of typing, and numpy three times as long if it comes after
    assert order.index("numpy") < order.index("typing_extensions")


def test_a_question_imports_nothing_of_what_changes_facts(order: list[str]) -> None:
    unasked = ("application.applied", "application.edit", "graph_model.identity.decisions")
    assert not set(order) & set(unasked)


def test_an_impact_loads_no_masked_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"items": [{"kind": "Service", "id": "service:m", "name": "Mail"}]}')
    assert ran(("load", str(facts), "--store", "sqlite:///s.db"), tmp_path, monkeypatch) == 0
    asked = "impact", "service:m", "--store", "sqlite:///s.db"
    done = ramify(*asked, code=TOLD + RUN, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "numpy.ma" not in done.stderr.split()


def test_the_version_is_the_packages() -> None:
    assert ramify("--version").stdout.strip() == version("ramify")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"], prog_name="ramify")
    assert result.exit_code == 0, result.output
    assert f"Usage: ramify {command}" in result.stdout


SHORT = {question.short: question.command for question in questions() if question.short}


@pytest.mark.parametrize("short", SHORT)
def test_a_short_name_is_the_same_command(short: str) -> None:
    called, whole = (
        CliRunner().invoke(app, [name, "--help"], prog_name="ramify").stdout.splitlines()
        for name in (short, SHORT[short])
    )
    assert called[0].startswith(f"Usage: ramify {short} ")
    assert called[1:] == whole[1:]
    assert len(whole) > 5


WRONG = {
    # arguments, variables, exit code, what is said
    "no such command": (["brew"], {}, 2, "brew"),
    "a missing argument": (["impact"], {}, 2, "ID"),
    "a store of no form": (["impact", "x", "--store", "ftp://x"], {}, 1, "'ftp'"),
    "a password in the address": (
        ["search", "x"],
        {"RAMIFY_STORE": "bolt://neo4j:hunter2@127.0.0.1:1"},
        1,
        "apart from the URL",
    ),
    "a store that does not answer": (
        ["search", "x", "--store=bolt://127.0.0.1:1"],
        {
            "RAMIFY_STORE_USER": "neo4j",
            "RAMIFY_STORE_PASSWORD": "hunter2",
            "RAMIFY_STORE_TIMEOUT": "0.2",
        },
        1,
        "127.0.0.1:1",
    ),
    "a setting that is wrong": (["search", "x"], {"RAMIFY_PORT": "x"}, 1, "RAMIFY_PORT"),
    "a model that is not there": (["schema"], {"RAMIFY_MODEL": "none.yaml"}, 1, "none.yaml"),
    "nothing recorded": (["impact", "nix"], {}, 1, "the store is empty"),
    "a day that does not exist": (["impact", "x", "--as-of", "2026-02-30"], {}, 1, "--as-of"),
    "a lens that is none": (["impact", "x", "--lens", "eye"], {}, 1, "x"),
    "a folder to write to": (["export", "-o", "none/x.json"], {}, 1, "x.json"),
}


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Running:
    """What a process does, done in this one: the exit code, what is printed, what is said."""
    for name in [name for name in os.environ if name.startswith("RAMIFY_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, **variables: str) -> tuple[int, str, str]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return (ran(arguments, tmp_path, monkeypatch), *capsys.readouterr())

    return run


@pytest.mark.parametrize(("arguments", "variables", "code", "said"), WRONG.values(), ids=WRONG)
def test_what_goes_wrong_is_said_once_and_plainly(
    arguments: list[str],
    variables: dict[str, str],
    code: int,
    said: str,
    run: Running,
) -> None:
    ended, printed, told = run(*arguments, **variables)
    assert ended == code
    assert said in told
    assert "Traceback" not in told
    assert "hunter2" not in told
    assert printed == ""


PLACES = {
    "first": ["--store", "sqlite:///here.db", "search", "x"],
    "last": ["search", "x", "--store", "sqlite:///here.db"],
    "in one word": ["search", "--store=sqlite:///here.db", "x"],
}


@pytest.mark.parametrize("arguments", PLACES.values(), ids=PLACES)
def test_the_store_may_be_named_anywhere(
    arguments: list[str], run: Running, tmp_path: Path
) -> None:
    code, printed, told = run(*arguments)
    assert code == 0, told
    assert (tmp_path / "here.db").exists()
    assert printed.startswith("the store is empty: nothing is recorded yet; ")


def test_after_two_dashes_it_is_text(run: Running, tmp_path: Path) -> None:
    code, _, told = run("search", "--", "--store", "x")
    assert code == 0, told
    assert (tmp_path / "ramify.db").exists()
