"""``ramify impact --fail-on LEVEL``: an exit code by which a pipeline stops a change."""

from __future__ import annotations

from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, cast

import typer

from api.cli.check import FOUND

if TYPE_CHECKING:
    from queries.answers.telling import Shown
    from queries.impact.impact import Impact

FailOnOption = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="LEVEL",
        help=f"Exit with {FOUND} where a service, promise, agency or program of ours is at this "
        "level or above; on top of what is open: where this adds it.",
    ),
]
OPTION = Parameter("fail_on", Parameter.KEYWORD_ONLY, default=None, annotation=FailOnOption)


def act(answer: Shown, level: str) -> int:
    """The exit code of an impact.

    Raises:
        InvalidQuestion: its lens has no such level.
    """
    from graph_model.errors import InvalidQuestion, Problem

    impact = cast("Impact", answer.of)
    lens = impact.lens
    if level.casefold() not in {name.casefold() for name in lens.levels}:
        expected = f"one of {', '.join(reversed(lens.levels))} of the lens {lens.name}"
        raise InvalidQuestion([Problem("--fail-on", repr(level)[:80], expected)])
    worst = impact.level
    return FOUND if worst and lens.code(worst) >= lens.code(level) else 0
