"""Options declared once: each command that takes them has them where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from api.cli.options import expanded


@dataclass(frozen=True)
class Cloth:
    """Two options."""

    dye: Annotated[str, typer.Option("--dye", help="Its colour.")]
    ells: Annotated[int, typer.Option(min=1)] = 2


app = typer.Typer(rich_markup_mode=None)


@app.command()
@expanded
def weave(
    name: Annotated[str, typer.Argument()], *, fast: bool = False, cloth: Cloth, loud: bool = False
) -> None:
    """Weave cloth."""
    typer.echo(f"{name} {fast} {cloth} {loud}")


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["x", "--dye", "red"], "x False Cloth(dye='red', ells=2) False"),
        (["--fast", "x", "--ells", "9", "--dye=blue"], "x True Cloth(dye='blue', ells=9) False"),
    ],
)
def test_the_command_is_given_what_was_asked(arguments: list[str], printed: str) -> None:
    assert CliRunner().invoke(app, arguments).stdout == f"{printed}\n"


@pytest.mark.parametrize("arguments", [["x"], ["x", "--dye", "red", "--ells", "0"], ["--dye", "r"]])
def test_declared_bounds_and_defaults_hold(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_options_stand_in_the_help_where_their_parameter_stands() -> None:
    text = CliRunner().invoke(app, ["--help"]).stdout
    places = [text.index(option) for option in ("--fast", "--dye", "--ells", "--loud")]
    assert places == sorted(places)
    assert "Weave cloth." in text
    assert "Its colour." in text
