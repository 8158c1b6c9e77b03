"""Who runs a command that changes something, and why, as the journal has it."""

from __future__ import annotations

from dataclasses import dataclass
from getpass import getuser
from typing import Annotated

import typer

from application.author import Author
from graph_model.changes import Via

COMMAND_LINE = Via("command line")
"""The door that every command is."""

AsOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who does it, for the journal; without it, you."),
]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why, for the journal.")
]


@dataclass(frozen=True, slots=True)
class AuthorOptions:
    """The options of every command that makes a revision."""

    as_: AsOption = None
    reason: ReasonOption = None

    @property
    def author(self) -> Author:
        """Who does it: whom the command names, or the system's user."""
        return Author(self.as_ or system_user(), COMMAND_LINE, self.reason)


def system_user() -> str:
    """Who runs the command, where the system knows."""
    try:
        return getuser()
    except (KeyError, OSError):  # a user without a name, as in containers
        return "somebody on this machine"
