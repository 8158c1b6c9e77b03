"""No day of the calendar, its first and last included, is too early or late for a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from api.cli.root import app
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

GRAPH = sketch(
    "service:mail -DEPENDS_ON-> ci:relay",
    "ci:relay verified_on=2026-01-01",
    "supplier:cirrus -PROVIDES-> service:mail verified_on=2026-01-01",
    "agency:tax -CONSUMES-> service:mail",
    "sla:mail -GOVERNS-> service:mail",
    "sla:mail -PROMISED_TO-> agency:tax",
    "contract:msa end=2027-06-30 renewal=tacit renewal_term=P1Y notice=P6M",
    "contract:msa procurement_time=P9M transition_time=P6M",
    "contract:msa -WITH-> supplier:cirrus",
    "contract:msa -COVERS-> service:mail",
    "contract:last -WITH-> supplier:cirrus",
    "contract:last -UNDER-> contract:msa",
)
BETWEEN = ("ci:relay", "--to", "agency:tax")
QUESTIONS: dict[str, tuple[str, ...]] = {
    "attention": (),
    "changes": (),
    "check": (),
    "compare": ("contract:msa", "contract:last"),
    "concentration": (),
    "conflicts": (),
    "contract-family": ("contract:msa",),
    "contract-triggers": (),
    "corridor": BETWEEN,
    "cost-accountability": (),
    "coverage-gaps": (),
    "criticality": ("ci:relay",),
    "cut-sets": ("service:mail",),
    "margins": (),
    "dependencies": ("service:mail",),
    "diff": ("0001-01-01", "9999-12-31"),
    "expirations": ("--all", "--with", "story"),
    "health": (),
    "impact": ("ci:relay", "--with", "witness", "--with", "confidence"),
    "path": ("ci:relay", "agency:tax"),
    "paths": BETWEEN,
    "performance": (),
    "picture": ("ci:relay",),
    "platform-members": (),
    "redundancy-ends": ("ci:relay",),
    "roadmap": (),
    "scenario": ("edits.json", "--id", "scenario:none"),
    "search": ("mail",),
    "service-levels": ("service:mail",),
    "single-points-of-failure": (),
    "sources": (),
    "sourcing-sweep": (),
    "structure": (),
    "substitution": ("supplier:cirrus",),
    "why": BETWEEN,
    "why-not": ("contract:msa", "--to", "ci:relay"),
}
"""Each question that takes a day, with what it must be given."""
COMMANDS = (
    QUESTIONS
    | {f"report {name}": (*given, "-o", "report.html") for name, given in QUESTIONS.items()}
    | {"calendar": (), "check": ("--fail-on", "never")}
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(GRAPH, tmp_path_factory.mktemp("door")) as door:
        yield door


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_on_the_first_and_last_day(
    door: Door, command: str, day: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("edits.json").write_text('[{"set": {"id": "ci:relay", "name": "Relay"}}]')
    assert door.printed(*command.split(), *COMMANDS[command], "--as-of", day)


def test_every_command_that_takes_a_day_is_asked() -> None:
    root: Any = typer.main.get_command(app)
    ctx = typer.Context(root)
    commands = ((name, root.get_command(ctx, name).real(ctx)) for name in root.list_commands(ctx))
    assert {path for name, one in commands for path in _dated(name, one)} == set(COMMANDS)


def _dated(path: str, command: Any) -> Iterator[str]:
    """The path of the command if it takes a day, and of those below it that do; no short names."""
    if not command.hidden and any("--as-of" in each.opts for each in command.params):
        yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from _dated(f"{path} {name}", below)
