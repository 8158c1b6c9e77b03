"""``ramify substitution --save FILE``: the substitution kept as a scenario's file."""

from __future__ import annotations

from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import written
from api.cli.scenario_file import file

if TYPE_CHECKING:
    from queries.answers.telling import Shown

SaveOption = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help="Keep it as a scenario; needs --by."),
]
OPTION = Parameter("save", Parameter.KEYWORD_ONLY, default=None, annotation=SaveOption)


def act(answer: Shown, path: Path) -> int:
    """Write the scenario; its id is the file's name. The exit code, 0.

    Raises:
        InvalidQuestion: nobody is named to take the supplier's place.
        UnreadableFile: the file cannot be written.
    """
    from graph_model.errors import InvalidQuestion, Problem

    kept = answer.told("scenario", {"id_": path.stem})
    if kept is None:
        raise InvalidQuestion([Problem("--save", "no --by", "who takes the supplier's place")])
    if reason := kept.told("reason"):
        typer.echo(f"the scenario is not complete: {reason}", err=True)
    written(file(kept), path)
    return 0
